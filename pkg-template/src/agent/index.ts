export { derive, type DeriveOptions } from './derive.js'
export {
  type AgentAlgorithm,
  AgentKey,
  type CryptoHalf,
  type CryptoPair,
  generateKey,
  importKey,
  keyFromCrypto,
  type PublicJwk,
  type Signer,
  thumbprint,
} from './keys.js'
export { aatProof, type CallOptions, dpopProof, type DpopOptions, type Made, workloadProof, type WorkloadOptions } from './proofs.js'
export { AccessDenied } from '../errors.js'
export { codes, type Category, type Code } from '../codes.js'
export type { Challenge, Denial, Hop, Missing } from '../types/answers.js'
export type { ToolCall } from '../types/asked.js'
export type { Near } from '../types/policies.js'
