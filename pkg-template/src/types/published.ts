import type { Algorithm } from './config.js'

/** A key of a set that was read. */
export interface KeyInfo {
  readonly kid?: string
  readonly algorithm?: Algorithm
  /** RFC 7638, SHA-256, base64url. */
  readonly thumbprint: string
}

/** What a key set holds, and what was left out of it. */
export interface KeySet {
  readonly keys: readonly KeyInfo[]
  readonly skipped: readonly { readonly index: number; readonly reason: string }[]
}

/** What a protected resource publishes about itself (RFC 9728, section 2). */
export interface ResourceMetadata {
  readonly resource: string
  readonly authorization_servers: readonly string[]
  readonly bearer_methods_supported: readonly ['header']
  readonly scopes_supported?: readonly string[]
  readonly authorization_details_types_supported?: readonly string[]
  readonly dpop_signing_alg_values_supported?: readonly string[]
}
