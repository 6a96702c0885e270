import type { ReplayKey, RevocationQuery, Verified } from '../types/answers.js'
import type { ToolCall } from '../types/asked.js'

/** What comes with every question to a source. */
export interface Asking {
  /** Aborted when the caller no longer waits, or the source has taken too long. */
  readonly signal: AbortSignal
}

/** Whose keys may be fetched. `remoteKeys` of `narrowgate/jwks` makes one. */
export interface KeySource {
  /**
   * The key set of this issuer, as it is published now: the object, or its text. `undefined` says that there is nothing newer than what was handed
   * out before, and that it is too early to ask again. What can't be fetched rejects.
   */
  keysOf(issuer: string, asking: Asking): Promise<object | string | undefined>
}

/** Remembers which proofs and approvals were used. `narrowgate/stores` has some. */
export interface ReplayStore {
  /**
   * Inserts the key, atomically: `true` where it was not there before. It may be forgotten after `until`, seconds since 1970.
   * What can't be known rejects.
   */
  insert(key: ReplayKey, asking: Asking): Promise<boolean>
}

/** Knows which tokens were revoked. */
export interface RevocationStore {
  /** Whether this token was revoked. What can't be known rejects. */
  isRevoked(query: RevocationQuery, asking: Asking): Promise<boolean>
}

/** Knows what the host has seen of a session: how often an agent called. */
export interface SessionSource {
  /** What policies see as `context.session` of this call, of the type `Session` that the gate's `schema` declares. What can't be known rejects. */
  factsOf(who: Verified, call: ToolCall, asking: SessionAsking): Promise<object>
}

/** What comes with a question about a session. */
export interface SessionAsking extends Asking {
  /** Seconds since 1970. */
  readonly now: number
}

/** Where what a gate does not have comes from. What is not given here is not looked up, and stays a denial. */
export interface Sources {
  readonly keys?: KeySource | undefined
  readonly replay?: ReplayStore | undefined
  readonly revocation?: RevocationStore | undefined
  readonly session?: SessionSource | undefined
}
