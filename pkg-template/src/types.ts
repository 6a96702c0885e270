import type { Category, Code } from './codes.js'
import type { ActorClaim, Profile } from './profiles.js'

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

/**
 * What one request carries: an access token, or one with its lineage, the tokens that it was derived from, root first,
 * and with proofs that the client holds the key that it is bound to. Nothing at all is denied as `token_missing`.
 */
export type Presented =
  | string
  | {
      readonly token: string | null | undefined
      readonly parents?: readonly string[] | undefined
      readonly proofs?: Proofs | undefined
    }
  | null
  | undefined

/** What carried a token: a scheme of `Authorization`, or a header field of its own. */
export type Scheme = 'Bearer' | 'DPoP' | 'Txn-Token' | 'Workload-Identity-Token'

/** Proofs of possession, and what they are about: the request as the host saw it. What `cnf` asks for and is not here denies. */
export interface Proofs {
  /** `Bearer` by default. */
  readonly scheme?: Scheme
  /** The values of every `DPoP` header field of the request, unparsed: two are refused, so hand in all. */
  readonly dpop?: readonly string[]
  /** The value of `Workload-Identity-Token`, where it stands beside another token. */
  readonly workloadIdentity?: string
  /** The values of every `Workload-Proof-Token` header field. */
  readonly workloadProof?: readonly string[]
  /** The proof of the call, by the holder of the last one of a chain of attenuating agent tokens: one, as their draft has it. */
  readonly aat?: readonly string[]
  /** Approvals of this call, at most four. Each has to be good; the one that the policies need is used up. `verify` does not look at them. */
  readonly approvals?: readonly string[]
  /** SHA-256 of the DER of the client's certificate, base64url. Of this connection: a header that a client can set is no source. */
  readonly certificateSha256?: string
  /** `POST`, as it was sent. */
  readonly method?: string
  /** The request's path, with the query where there is one. Scheme and authority are the gate's `proofs.origin`. */
  readonly target?: string
  /** SHA-256 of the request's body, base64url. */
  readonly bodySha256?: string
  /** Header fields that a workload proof may cover: lower-case name and value. */
  readonly headers?: readonly (readonly [name: string, value: string])[]
  /** The nonces that the host takes now. Empty: it asks for none. */
  readonly nonces?: readonly string[]
  /** What the host's replay store said of the keys that a denial or a grant named. */
  readonly replay?: readonly ReplayAnswer[]
  /** What the host knows of the tokens, the parents and the workload identity token among them. Other tokens' answers say nothing. */
  readonly revocation?: readonly RevocationAnswer[]
}

/** The host's word on one token: base64url(SHA-256) of its text up to the last dot, as a denial's `missing` names it. */
export interface RevocationAnswer {
  readonly token: string
  readonly revoked: boolean
}

/** A token that the host has to look up: in its store by issuer and `tokenId`, or in a status list. Who signed a token chose its `tokenId`: alone it names nothing. */
export interface RevocationQuery {
  /** What the answer names it by. */
  readonly token: string
  /** Its position, root first, from 1; absent: the workload identity token beside them. */
  readonly hop?: number
  /** The issuer as configured; of a linked chain's child the thumbprint URI (RFC 9278) of the key that signed it. */
  readonly issuer: string
  readonly tokenId?: string
  /** Seconds since 1970. */
  readonly expiresAt: number
  /** Where the token says that its status is listed. Fetch lists only from places that you know: agents make tokens, too. */
  readonly status?: { readonly idx: number; readonly uri: string }
}

/** The host's word on one proof, or approval: whether its key was inserted just now, atomically, and was not there before. */
export interface ReplayAnswer {
  readonly key: string
  readonly isNew: boolean
}

/** One use of a proof, or of an approval: what to look up, and when it may be forgotten, in seconds since 1970. */
export interface ReplayKey {
  readonly key: string
  readonly until: number
}

/** How possession was proven. */
export interface Possession {
  /** What was proven, of the token and of the workload beside it. */
  readonly proofs: readonly ('dpop' | 'mtls' | 'wpt' | 'aat')[]
  /** The workload that presented another party's token. */
  readonly caller?: Identity
  /** `not_checked`: nobody has looked; a bearer token can always be replayed. `not_needed`: the proof is of this connection. */
  readonly replay: 'not_checked' | 'checked' | 'not_needed'
  /** Under these a replay store remembers the proofs. */
  readonly replayKeys?: readonly ReplayKey[]
}

/** A call, for who gives approvals: everything that its hash is of. */
export type ApprovableCall = ToolCall & {
  /** The first `audience` of the gate. */
  readonly audience: string
  /** Who acts: the grant's or record's `actor`; where that is `null`, the `principal`. */
  readonly actor: Identity
  /** On whose behalf; `null` where the tokens don't say. */
  readonly principal: Identity | null
  /** The attribute that is the task, `missionId` of ZeroID and `txn` of transaction tokens; `null` where there is none. */
  readonly task: { readonly name: string; readonly value: string } | null
}

/** The word of somebody who is trusted with it that one call may be made, once. */
export interface Approval {
  /** Who signed it: an issuer of approvals, as configured. */
  readonly issuer: string
  /** Who approves: a subject of that issuer, or of `subjectsOf` of its profile. */
  readonly approver: Identity
  /** `jti`. */
  readonly id: string
  /** Seconds since 1970. */
  readonly issuedAt: number
  /** Seconds since 1970. */
  readonly expiresAt: number
}

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
  /** The tools that the party's own token grants by name, instead of scopes. */
  readonly tools?: readonly string[]
  readonly tokenId?: string
  /** Seconds since 1970. */
  readonly expiresAt?: number
  /** RFC 7638 thumbprint of the key that the party's own token is bound to; of an asserted one, of the key that its issuer says it had. */
  readonly keyThumbprint?: string
  /** What the issuer's profile vouches for in the party's own token. */
  readonly attributes?: Readonly<Record<string, string>>
}

/** What the presented tokens prove. */
export interface Verified {
  /** On whose behalf; `null` where the issuer's tokens do not say. */
  readonly principal: Identity | null
  /** The agent that acts now; `null` where a user acts in person. */
  readonly actor: Identity | null
  /** From principal to current actor. */
  readonly chain: readonly Link[]
  /** How many delegations lie between principal and current actor; 0 where the principal acts itself. */
  readonly depth: number
  /** How many of these actors the issuer counts and does not name: they stand behind the principal, before those of `chain`. */
  readonly unnamed: number
  /** What was granted, after every narrowing. */
  readonly scopes: readonly string[]
  /** The types of `authorization_details` of which something is granted here. */
  readonly details: readonly string[]
  readonly issuer: string
  readonly audience: readonly string[]
  readonly clientId: string | null
  readonly tokenId: string | null
  /** Seconds since 1970. */
  readonly expiresAt: number
  /** RFC 7638 thumbprint of the key that signed the presented token: the issuer's, or in a linked chain that of the one who delegated. */
  readonly keyThumbprint: string
  /** What the issuer's profile vouches for besides. */
  readonly attributes: Readonly<Record<string, string>>
  readonly possession: Possession
  /** `checked`: the host said of every token that it was not revoked. */
  readonly revocation: 'not_checked' | 'checked'
}

/** The witness that everything held. */
export interface Grant extends Verified {
  readonly tool: string
  /** The policies that permitted the call. */
  readonly policies: readonly string[]
  /** The approval without which they would not have. It is used up. */
  readonly approval?: Approval
  /** What the tokens limit over several calls, root first; empty but for `adc-03-bound` with `hostCounts`. The call is permitted only as long as the host has counted and no sum is exceeded by it. */
  readonly limits: readonly CountedLimit[]
}

/** What one token of a chain allows in all. Keep a sum by `token`, `key` and `kind`. */
export interface CountedLimit {
  /** The token that has the limit: base64url(SHA-256) of its text up to the last dot, as revocation answers name it. */
  readonly token: string
  /** Its `jti`: of the presented token, or of one that it descends from. Not to count by: who derived the token chose it. */
  readonly tokenId: string
  /** What is counted, as the token calls it. */
  readonly key: string
  /** Calls with the token itself, or with those that descend from it, too. Only `max_subtree` bounds a holder: with a token that it derives for itself, `max_lifetime` begins anew. */
  readonly kind: 'max_lifetime' | 'max_subtree'
  /** The sum that must not be exceeded, this call's part included. */
  readonly most: number
}

/** Which of several presented tokens: token `token` of `of`, root first, from 1. */
export interface Hop {
  readonly token: number
  readonly of: number
}

/** The HTTP answer (RFC 6750, section 3; RFC 9449; RFC 9470). It says less than the denial, and may go to the client. */
export interface Challenge {
  readonly status: number
  /** The value of `WWW-Authenticate`; `null` where the status asks for none. */
  readonly wwwAuthenticate: string | null
  /** The value of `Retry-After`, in seconds, with status 503. */
  readonly retryAfter?: number
}

/** What may be fetched before a retry: the keys of a configured issuer, what the replay store knows of proofs and approvals, or which tokens were revoked. */
export type Missing =
  | { readonly key: { readonly issuer: string; readonly retryAfter: number } }
  | { readonly replay: readonly ReplayKey[] }
  | { readonly revocation: readonly RevocationQuery[] }

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
  /** What may be fetched before this is asked again, once. */
  readonly missing?: Missing
  /** With `approval_required`, what an approval has to say in `call_hash`; absent where no approval can be. */
  readonly callHash?: string
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
  readonly denial?: Pick<Denial, 'code' | 'category' | 'hop' | 'message' | 'callHash'>
  /** The gate that decided, by its first audience. */
  readonly server: string
  readonly tool: string
  /** base64url(SHA-256) of the arguments' JSON: matches a call to its record. `null` where the gate had a fault, or where the proofs could not be read. */
  readonly inputSha256: string | null
  /** How many tokens were presented. */
  readonly tokens: number
  /** The policies that decided. */
  readonly policies: readonly string[]
  /** The approval without which the call would not have been permitted. */
  readonly approval?: Approval
  /** What the host had to count before the call; absent where there was nothing. */
  readonly limits?: readonly CountedLimit[]
  /** What was proven, also where the call was denied later; absent where the tokens did not hold. */
  readonly proven?: Proven
}

/** The part of a record that says who. */
export interface Proven extends Omit<Verified, 'audience'> {
  readonly algorithm: Algorithm
}

/** What `simulate` takes for proven. */
export interface Facts {
  /** Absent where a token would not say on whose behalf. */
  readonly principal?: Identity
  readonly actor?: Identity
  /** Latest first, as `act` nests. */
  readonly priorActors?: readonly Identity[]
  readonly scopes: readonly string[]
  readonly audience?: readonly string[]
  /** `null` where a token would not have one. */
  readonly clientId?: string | null
  readonly tokenId?: string | null
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

/** What a protected resource publishes about itself (RFC 9728, section 2). */
export interface ResourceMetadata {
  readonly resource: string
  readonly authorization_servers: readonly string[]
  readonly bearer_methods_supported: readonly ['header']
  readonly scopes_supported?: readonly string[]
  readonly authorization_details_types_supported?: readonly string[]
  readonly dpop_signing_alg_values_supported?: readonly string[]
}
