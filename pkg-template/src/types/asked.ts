import type { Evidence, Identity } from './answers.js'

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

/** The host's word on one proof, or approval: whether its key was inserted just now, atomically, and was not there before. */
export interface ReplayAnswer {
  readonly key: string
  readonly isNew: boolean
}

/**
 * A tool call. `inputText` is the arguments' JSON as it came: integers above 2^53 survive, and members that stand twice are seen.
 *
 * `session` is what the host itself knows of the call, an object or its JSON text, of the type `Session` that its `schema` declares:
 * policies see it as `context.session`. Where it is declared it has to be there, or the call is denied as `session_invalid`. An entity of
 * the schema's own types is there by its id.
 *
 * @example
 * // With the schema: entity Project; type Session = { readsLastMinute: Long, project: Project };
 * const call: ToolCall = { tool: 'files.read', input: { path: '/home/notes.txt' }, session: { readsLastMinute: 3, project: 'docs' } }
 */
export type ToolCall = { readonly tool: string; readonly session?: object | string | undefined } & (
  | { readonly input?: unknown; readonly inputText?: undefined }
  | { readonly inputText: string; readonly input?: undefined }
)

/** A call, for who gives approvals: everything that its hash is of. A `session` is no part of it. */
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

/**
 * What `simulate` and `simulateList` take for proven.
 *
 * @example
 * const facts: Facts = {
 *   principal: { issuer: 'https://as.example', subject: 'alice' },
 *   scopes: ['payments'],
 *   authorizationDetails: [{ type: 'payment', actions: ['send'] }],
 * }
 */
export interface Facts {
  /** Absent where a token would not say on whose behalf. */
  readonly principal?: Identity
  readonly actor?: Identity
  /** Latest first, as `act` nests. */
  readonly priorActors?: readonly Identity[]
  /** Of whom a token of their own would have been verified. */
  readonly signedActors?: readonly Identity[]
  /** `asserted` by default. */
  readonly evidence?: Evidence
  readonly scopes: readonly string[]
  /** Entries as a token would have them (RFC 9396): policies see those of the types in `authorizationDetails`. */
  readonly authorizationDetails?: readonly { readonly type: string; readonly [member: string]: unknown }[]
  /** Those that a token of `aat-01` would name; absent where it names none. */
  readonly tools?: readonly string[]
  readonly audience?: readonly string[]
  /** `null` where a token would not have one. */
  readonly clientId?: string | null
  readonly tokenId?: string | null
  /** Seconds since 1970. */
  readonly expiresAt?: number
  readonly acr?: string
  /** What the issuer's profile would vouch for. */
  readonly attributes?: Readonly<Record<string, string>>
}
