import type { Code } from '../codes.js'
import type { Denial, ReplayKey } from './denial.js'
import type { Annotations } from './policies.js'

export type { Challenge, Denial, Hop, Missing, ReplayKey, RevocationQuery } from './denial.js'

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
  /** By policy, what its author wrote beside it; those without annotations are not there. */
  readonly annotations: Readonly<Record<string, Annotations>>
  /** What these policies oblige the host to do with the call: their `@obligation`. A host that does not know one of them has to refuse. */
  readonly obligations: readonly string[]
  /** What these policies give as `@reason`. */
  readonly advice: readonly string[]
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

/** One of several calls: as data, in its place. */
export type Verdict = { readonly grant: Grant; readonly denial?: undefined } | { readonly denial: Denial; readonly grant?: undefined }

/** A tool, and whether it could be called. */
export interface ListedTool {
  readonly name: string
  /** Whether any arguments could be permitted. `never` and `always` are certain; `depends` is on the arguments, on what the host will say of the call, or on an approval. */
  readonly permissible: 'never' | 'depends' | 'always'
  /**
   * The denial that every call meets whose arguments are what the tool's schema asks for, where one is certain. Of `never`: `scope_insufficient` and
   * `authentication_insufficient` can be mended by asking for more, `policy_forbidden` is of a `forbid` that applies whatever the arguments are, `policy_denied` of no `permit` that could.
   * Of `depends`: `approval_required`, which is what every call without an approval meets.
   */
  readonly code?: Code
}
