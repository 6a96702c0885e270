export { type At, createGate, Gate } from './gate.js'
export { narrower, readKeys, verifyJws } from './layers.js'
export { AccessDenied, ConfigError, type Problem } from './errors.js'
export { codes, type Category, type Code } from './codes.js'
export type {
  Algorithm,
  AuditRecord,
  Challenge,
  Decision,
  Denial,
  Evidence,
  Facts,
  GateConfig,
  Grant,
  Hop,
  Identity,
  IssuerConfig,
  KeyInfo,
  KeySet,
  Limits,
  Link,
  Presented,
  Proven,
  Tool,
  ToolCall,
  Verified,
} from './types.js'
