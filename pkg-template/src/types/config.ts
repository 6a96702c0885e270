import type { ActorClaim, Profile } from '../profiles.js'
import type { Evidence } from './answers.js'
import type { PolicySource, TemplateLink } from './policies.js'

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
  /** Cedar policies, checked against the tools: text, or several sources. Name each with `@id("…")`: denials and records say which decided. Without any, nothing is permitted. */
  readonly policies?: string | readonly PolicySource[]
  /** Policies made of the templates that `policies` has. */
  readonly templateLinks?: readonly TemplateLink[]
  /** What policies call things: `narrowgate` by default; `agentcore` is the schema of Amazon Bedrock AgentCore, for one trusted issuer. */
  readonly policyProfile?: 'narrowgate' | 'agentcore'
  /** Groups of tools, by name: `action in Action::"name"` means any of them. */
  readonly toolGroups?: Readonly<Record<string, readonly string[]>>
  /** The host's own Cedar schema, as text or in its JSON form: groups, attributes of agents and users, and `Session`, the type of what `session` of a call says. */
  readonly schema?: string | object
  /** The host's entities in Cedar's JSON form, or its text. Agents and users are named as in policies: `https://as.example agent-7`. */
  readonly entities?: readonly object[] | string
  /** How many actors may stand behind the principal: 5 by default, at most 10. */
  readonly maxDepth?: number
  /** What a whole chain has to look like. Nothing is asked by default. */
  readonly chain?: ChainRules
  /** Seconds that clocks may differ by: 30 by default, at most 300. */
  readonly leeway?: number
  /** Seconds from `iat` to `exp` that a token may live. Not limited by default. */
  readonly maxLifetime?: number
  /** URL of this server's RFC 9728 metadata, named in every challenge. */
  readonly resourceMetadata?: string
  /** How the user must have been authenticated for a tool (RFC 9470). */
  readonly stepUp?: Readonly<Record<string, StepUp>>
  /** The types of `authorization_details` (RFC 9396) that this server understands. Others grant nothing. */
  readonly authorizationDetails?: { readonly types: Readonly<Record<string, DetailType>> }
  /** The details that a tool requires, besides its scopes: each covered by one entry of the token. */
  readonly requiredDetails?: Readonly<Record<string, readonly RequiredDetail[]>>
  /** Takes tokens that are bound to a key, with the proofs that these rules ask for. Without it they are refused. */
  readonly proofs?: ProofRules
  /** Refuses what the host did not look up: of every presented token it has to say whether it was revoked. */
  readonly requireRevocationCheck?: boolean
  readonly limits?: Limits
}

/** What a gate asks of the chain from principal to current actor, whatever its tokens grant. */
export interface ChainRules {
  /**
   * What no party may stand outside of: the `issuer` of all of them, the `tenant` that the issuer's profile vouches for, or the
   * `trust-domain` of SPIFFE IDs. Where it is not known of one of them, the call is denied; so it is for agents of linked chains that
   * are known by their keys alone, but for the key that the `issuer` confirmed in the root.
   */
  readonly within?: 'issuer' | 'tenant' | 'trust-domain'
  /** `signed`: every actor has a token of its own among those presented, and so has a workload that delegated as principal. `asserted` is the default. */
  readonly evidence?: Evidence
}

/** How, or how recently, the user must have been authenticated (RFC 9470, section 3). */
export interface StepUp {
  /** One of these must be the token's `acr`. */
  readonly acrValues?: readonly string[]
  /** Seconds since `auth_time`, at most. */
  readonly maxAge?: number
}

/**
 * How a member may differ in a child token, or in a call: `subset` and `superset` are sets of strings, `equal` is any JSON
 * value, `atMost` and `atLeast` are numbers; `informative` is any value, and restricts nothing.
 */
export type DetailRelation = 'subset' | 'superset' | 'equal' | 'atMost' | 'atLeast' | 'informative'

/**
 * A type of `authorization_details`. `actions`, `locations`, `datatypes`, `privileges` (subsets) and `identifier` (equal) are
 * known for every type; a token with any other member in an entry of this type is refused.
 */
export interface DetailType {
  readonly members?: Readonly<Record<string, DetailRelation>>
  /** Members whose absence restricts nothing: only these may a child have where its parent has none. */
  readonly restricting?: readonly string[]
}

/** A detail as a token would have it; `{ $argument: 'amount' }` stands for the value of that argument of the call. */
export interface RequiredDetail {
  readonly type: string
  readonly [member: string]: unknown
}

/** What a gate asks of proofs of possession. */
export interface ProofRules {
  /** Scheme and authority that clients use, `https://tools.example`: with the request's path it is what proofs are for. */
  readonly origin: string
  /** What proofs may be signed with: `Ed25519` and `ES256` by default. */
  readonly algorithms?: readonly Algorithm[]
  /** How old a DPoP proof, or the proof of a call, may be, in seconds: 60 by default, at most 300. */
  readonly maxAge?: number
  /** Refuses a DPoP proof without `bh`, the hash of the request's body. */
  readonly requireBodyHash?: boolean
  /** Refuses what the host's replay store was not asked about. */
  readonly requireReplayCheck?: boolean
  /** Other names than the request's URI that the `aud` of a workload proof may say; than the gate's that the `aat_aud` of the proof of a call may say. */
  readonly aliases?: readonly string[]
}

/** An issuer whose tokens are accepted. It has one source of keys; a `did:key` is its own. */
export interface IssuerConfig {
  /** Exactly what its tokens say in `iss`; for tokens of workloads their trust domain, `spiffe://example.org`. */
  readonly issuer: string
  /** Its JSON Web Key Set: the object, or its text. `null`: not fetched yet, see `replaceKeys`. */
  readonly jwks?: object | string | null
  /** Instead: the SPIFFE bundle of its trust domain. */
  readonly spiffeBundle?: object | string | null
  /** Instead: the document of an issuer that is a DID. */
  readonly didDocument?: object | string | null
  /** The shape of its tokens. */
  readonly profile: Profile
  /** What it writes into `aud` for this server, where that is not one of the gate's names. */
  readonly audience?: string | readonly string[]
  /** Other issuers whose actors it may name in `act`. */
  readonly actorIssuers?: readonly string[]
  /** How its scopes compare: `exact` by default. A scope that is malformed by it refuses the token. */
  readonly scopeRelation?: ScopeRelation
  /**
   * The claim that names the agent, for the profiles `rfc9068` and `mcp`: the nested `act` (default), `client_id` or `azp`, whose
   * client acts for `sub`, or `sub` itself. Where that client is `sub` it acts itself, and a token with claims of a user's
   * authentication is refused. An `azp` has to be the `client_id`. There is no fallback: a token with an `act` is refused where it is to stand elsewhere.
   */
  readonly actor?: ActorClaim
  /** How many actors may stand behind the principal of its tokens; the smaller one of this and the gate's counts. */
  readonly maxDepth?: number
  /**
   * Subjects of this issuer that may act, and may not delegate further. Where any issuer has some, every token that does not name all
   * parties is refused, and so is a delegator in a linked chain who is known by its key alone, unless only keys are listed (thumbprint URIs).
   */
  readonly mayNotDelegate?: readonly string[]
  /** Refuses its tokens unless they are bound to a key. */
  readonly requireBinding?: boolean
  /** What it signs with. Nothing else is tried. */
  readonly algorithms: readonly Algorithm[]
}

/** How the scopes of one issuer compare. */
export type ScopeRelation =
  /** A scope grants itself alone; `*` and `admin` mean nothing by themselves. */
  | 'exact'
  | {
      /** `files:*` grants `files:read` and `files:read:all`, and nothing else grants more than itself. */
      readonly segments: ScopeSegments
      /** Which scope grants which, where a table says so: `{ admin: ['read', 'write'] }`, and what follows from it. */
      readonly implies?: Readonly<Record<string, readonly string[]>>
    }
  | { readonly implies: Readonly<Record<string, readonly string[]>> }

/** Scopes that are made of segments. */
export interface ScopeSegments {
  readonly separator: ':' | '.' | '/'
  /** Scopes that are names and nothing else, whatever they look like, such as `openid` and URLs. */
  readonly opaque?: readonly string[]
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
  readonly signatureWork?: number
  readonly rememberedTokens?: number
}
