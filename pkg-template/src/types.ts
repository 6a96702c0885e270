import type { Category, Code } from './codes.js'

/** What an issuer may sign with. `EdDSA` is the older name of `Ed25519`; list what your issuer's tokens say. */
export type Algorithm =
  | 'Ed25519'
  | 'EdDSA'
  | 'ES256'
  | 'ES384'
  | 'ES512'
  | 'PS256'
  | 'PS384'
  | 'PS512'
  | 'RS256'
  | 'RS384'
  | 'RS512'

/** What a gate is built from. Everything in it is checked once, when the gate is made. */
export interface GateConfig {
  /** Who is believed. Trust never comes from a token. */
  readonly issuers: readonly IssuerConfig[]
  /** What this server is called in `aud`; the first is the name that policies see. */
  readonly audience: string | readonly string[]
  /** The tools, as in an MCP `tools/list` result: names and `inputSchema`s become the policies' schema. Others are unknown. */
  readonly tools?: readonly Tool[] | { readonly tools: readonly Tool[] } | string
  /** The scopes that each tool takes. Every tool is listed; `[]` says that it takes none. */
  readonly requiredScopes?: Readonly<Record<string, readonly string[]>>
  /** Cedar policies, checked against the tools. Name each with `@id("…")`: denials and records say which decided. Without any, nothing is permitted. */
  readonly policies?: string
  /** How many actors may stand behind the principal: 5 by default, at most 10. */
  readonly maxDepth?: number
  /** Seconds that clocks may differ by: 30 by default, at most 300. */
  readonly leeway?: number
  /** Seconds from `iat` to `exp` that a token may live. Not limited by default. */
  readonly maxLifetime?: number
  /** URL of this server's RFC 9728 metadata, named in every challenge. */
  readonly resourceMetadata?: string
  readonly limits?: Limits
}

/** An authorization server whose tokens are accepted. */
export interface IssuerConfig {
  /** Exactly what its tokens say in `iss`. */
  readonly issuer: string
  /** Its JSON Web Key Set: the object, or its text. */
  readonly jwks: object | string
  /** The shape of its tokens: RFC 9068 access tokens. */
  readonly profile: 'rfc9068'
  /** What it signs with. Nothing else is tried. */
  readonly algorithms: readonly Algorithm[]
}

/** A tool as MCP describes it. Name and `inputSchema` are read. */
export interface Tool {
  readonly name: string
  readonly inputSchema: object
  readonly title?: unknown
  readonly description?: unknown
  readonly outputSchema?: unknown
  readonly annotations?: unknown
  readonly execution?: unknown
  readonly icons?: unknown
  readonly _meta?: unknown
}

/** How much of what is presented is looked at. The README has the defaults and the ceilings. */
export interface Limits {
  readonly tokenBytes?: number
  readonly tokens?: number
  readonly presentedBytes?: number
  readonly jsonDepth?: number
  readonly jsonMembers?: number
  readonly scopeTokens?: number
  readonly audiences?: number
  readonly inputBytes?: number
  readonly rememberedTokens?: number
}

/**
 * What one request carries: an access token, or one with its lineage, the tokens that it was derived from, root first.
 * Nothing at all is denied as `token_missing`.
 */
export type Presented =
  | string
  | { readonly token: string | null | undefined; readonly parents?: readonly string[] | undefined }
  | null
  | undefined

/** A tool call. `inputText` is the arguments' JSON as it came: integers above 2^53 survive, and members that stand twice are seen. */
export type ToolCall =
  | { readonly tool: string; readonly input?: unknown; readonly inputText?: undefined }
  | { readonly tool: string; readonly inputText: string; readonly input?: undefined }

/** Who: issuer and subject together, never the subject alone. */
export interface Identity {
  readonly issuer: string
  readonly subject: string
}

/** `signed`: a token of its own was verified for this party. `asserted`: one issuer says so, in a nested `act` or in `sub`. */
export type Evidence = 'signed' | 'asserted'

/** One party of the chain from principal to current actor. */
export interface Link extends Identity {
  readonly evidence: Evidence
  /** What the party's own token grants; absent where it has none. */
  readonly scopes?: readonly string[]
  readonly tokenId?: string
  /** Seconds since 1970. */
  readonly expiresAt?: number
}

/** What the presented tokens prove. */
export interface Verified {
  /** On whose behalf. */
  readonly principal: Identity
  /** The agent that acts now; `null` where the principal acts itself. */
  readonly actor: Identity | null
  /** From principal to current actor. */
  readonly chain: readonly Link[]
  /** What was granted, after every narrowing. */
  readonly scopes: readonly string[]
  readonly issuer: string
  readonly audience: readonly string[]
  readonly clientId: string
  readonly tokenId: string
  /** Seconds since 1970. */
  readonly expiresAt: number
  /** RFC 7638 thumbprint of the issuer's key that signed. */
  readonly keyThumbprint: string
}

/** The witness that everything held. */
export interface Grant extends Verified {
  readonly tool: string
  /** The policies that permitted the call. */
  readonly policies: readonly string[]
}

/** Which of several presented tokens: token `token` of `of`, root first, from 1. */
export interface Hop {
  readonly token: number
  readonly of: number
}

/** The HTTP answer of RFC 6750, section 3. It says less than the denial, and may go to the client. */
export interface Challenge {
  readonly status: number
  /** The value of `WWW-Authenticate`; `null` where the status asks for none. */
  readonly wwwAuthenticate: string | null
}

/** A refusal, as data. */
export interface Denial {
  readonly code: Code
  readonly category: Category
  /** Absent where one token was presented, and where the denial is about the call. */
  readonly hop?: Hop
  /** One sentence for the operator, not for the client. */
  readonly message: string
  /** The policies that forbade the call, or that could not be evaluated. */
  readonly policies: readonly string[]
  /** The configured issuer whose key set may have been rotated: fetch it again, once, and ask a new gate. */
  readonly missingKeyOf?: string
  readonly challenge: Challenge
}

/** A verdict as data, with what to keep of it. */
export type Decision =
  | { readonly decision: 'allow'; readonly grant: Grant; readonly record: AuditRecord }
  | { readonly decision: 'deny'; readonly denial: Denial; readonly record: AuditRecord }

/** The audit record: no token, no key and no argument is in it. Only ever gains members while `version` stays. */
export interface AuditRecord {
  readonly version: 1
  /** Seconds since 1970. */
  readonly time: number
  readonly decision: 'allow' | 'deny'
  readonly denial?: Pick<Denial, 'code' | 'category' | 'hop' | 'message'>
  /** The gate that decided, by its first audience. */
  readonly server: string
  readonly tool: string
  /** base64url(SHA-256) of the arguments' JSON: matches a call to its record. `null` where the gate had a fault. */
  readonly inputSha256: string | null
  /** How many tokens were presented. */
  readonly tokens: number
  /** The policies that decided. */
  readonly policies: readonly string[]
  /** What was proven, also where the call was denied later; absent where the tokens did not hold. */
  readonly proven?: Proven
}

/** The part of a record that says who. */
export interface Proven extends Omit<Verified, 'audience'> {
  readonly algorithm: Algorithm
  /** Bearer tokens can be replayed, and the gate has not looked. */
  readonly replay: 'not_checked'
}

/** What `simulate` takes for proven. */
export interface Facts {
  readonly principal: Identity
  readonly actor?: Identity
  /** Latest first, as `act` nests. */
  readonly priorActors?: readonly Identity[]
  readonly scopes: readonly string[]
  readonly audience?: readonly string[]
  readonly clientId?: string
  readonly tokenId?: string
}

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
