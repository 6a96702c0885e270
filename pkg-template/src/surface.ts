export { checkPolicies, type PolicyCheck } from './check.js'
export { createGate, Gate, type ListOptions } from './gate.js'
export type { At, Verifier } from './verifier.js'
export { callHash, narrower, readDid, readKeys, verifyJws } from './layers.js'
export { AccessDenied, type AccessDeniedConstructor, ConfigError, type Problem } from './errors.js'
export { codes, type Category, type Code } from './codes.js'
export type {
  Approval,
  Challenge,
  CountedLimit,
  Denial,
  Evidence,
  Grant,
  Hop,
  Identity,
  Link,
  ListedTool,
  Missing,
  Possession,
  ReplayKey,
  RevocationQuery,
  Verdict,
  Verified,
} from './types/answers.js'
export type {
  ApprovalRequired,
  KeysMissing,
  KeysStale,
  MissingKey,
  MissingReplay,
  MissingRevocation,
  Refusal,
  Refused,
  ReplayUnchecked,
  RevocationUnknown,
} from './types/denial.js'
export type {
  ApprovableCall,
  Facts,
  Presented,
  Proofs,
  ReplayAnswer,
  RevocationAnswer,
  Scheme,
  ToolCall,
} from './types/asked.js'
export type {
  Algorithm,
  ChainRules,
  DetailRelation,
  DetailType,
  GateConfig,
  IssuerConfig,
  Limits,
  ProofRules,
  RequiredDetail,
  ScopeRelation,
  ScopeSegments,
  StepUp,
  Tool,
} from './types/config.js'
export type {
  Annotations,
  DeterminingPolicy,
  EntityName,
  Near,
  Policies,
  PolicySource,
  PolicyWarning,
  Span,
  TemplateLink,
} from './types/policies.js'
export type { KeyInfo, KeySet, ResourceMetadata } from './types/published.js'
export type { AuditRecord, Decision, Proven } from './types/record.js'
export type {
  ActorClaim,
  ActorSource,
  ApprovalProfile,
  Auth0Profile,
  CustomProfile,
  EntraProfile,
  Profile,
  TransactionTokenProfile,
  ZeroidProfile,
} from './profiles.js'
