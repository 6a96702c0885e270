import type { Code, codes } from '../codes.js'
import type { Near } from './policies.js'

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

/** One use of a proof, or of an approval: what to look up, and when it may be forgotten, in seconds since 1970. */
export interface ReplayKey {
  readonly key: string
  readonly until: number
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

/** The keys of a configured issuer, which were not handed in yet, or may have been rotated: fetch them, and `replaceKeys`. */
export interface MissingKey {
  readonly key: {
    /** As configured. */
    readonly issuer: string
    /** Seconds to wait before: 0 for at once. */
    readonly retryAfter: number
  }
}

/** Uses of proofs and approvals: insert each into the replay store, and hand in as `proofs.replay` whether it was new. */
export interface MissingReplay {
  readonly replay: readonly ReplayKey[]
}

/** Tokens: look each up, and hand in as `proofs.revocation` whether it was revoked. */
export interface MissingRevocation {
  readonly revocation: readonly RevocationQuery[]
}

/** What may be fetched before a retry: the keys of a configured issuer, what the replay store knows of proofs and approvals, or which tokens were revoked. */
export type Missing = MissingKey | MissingReplay | MissingRevocation

/** What every refusal says. */
export interface Refusal<C extends Code> {
  readonly code: C
  readonly category: (typeof codes)[C]
  /** Absent where one token was presented, and where the denial is about the call. */
  readonly hop?: Hop
  /** One sentence for the operator, not for the client. */
  readonly message: string
  /** The policies that forbade the call (`policy_forbidden`, `approval_required`), or that could not be evaluated (`policy_error`). */
  readonly policies: readonly string[]
  /** What these policies give as `@reason`. */
  readonly advice: readonly string[]
  /** With `policy_denied`, the policies that came nearest, and why they do not permit. For logs: it quotes policies, and `challenge` never does. */
  readonly near: readonly Near[]
  readonly challenge: Challenge
}

/** The issuer's keys were not handed in yet. */
export interface KeysMissing extends Refusal<'keys_missing'> {
  readonly missing: MissingKey
  readonly callHash?: undefined
}

/** Newer keys of the issuer could help. */
export interface KeysStale extends Refusal<'key_unknown' | 'key_unsuitable' | 'signature_invalid' | 'approval_invalid'> {
  /** Absent where the keys are not at fault, or not a gate's: `verifyJws` knows no issuer. */
  readonly missing?: MissingKey
  readonly callHash?: undefined
}

/** The replay store has to be asked. */
export interface ReplayUnchecked extends Refusal<'replay_unchecked'> {
  readonly missing: MissingReplay
  readonly callHash?: undefined
}

/** Whether tokens were revoked has to be looked up. */
export interface RevocationUnknown extends Refusal<'revocation_unknown'> {
  readonly missing: MissingRevocation
  readonly callHash?: undefined
}

/** An approval is all that the call lacks. */
export interface ApprovalRequired extends Refusal<'approval_required'> {
  /** What an approval has to say in `call_hash`; absent where no approval can be. */
  readonly callHash?: string
  readonly missing?: undefined
}

/** Every other refusal: nothing that could be fetched changes it. */
export interface Refused
  extends Refusal<Exclude<Code, (KeysMissing | KeysStale | ReplayUnchecked | RevocationUnknown | ApprovalRequired)['code']>> {
  readonly missing?: undefined
  readonly callHash?: undefined
}

/**
 * A refusal, as data. Its `code` tells which members it has.
 *
 * @example
 * if (denial.code === 'replay_unchecked') await store.insert(denial.missing.replay)
 */
export type Denial = KeysMissing | KeysStale | ReplayUnchecked | RevocationUnknown | ApprovalRequired | Refused
