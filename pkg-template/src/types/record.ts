import type { CountedLimit, Denial, Grant, Verified } from './answers.js'
import type { Algorithm } from './config.js'
import type { Near } from './policies.js'

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
  /** base64url(SHA-256) of the arguments' JSON: matches a call to its record. `null` where the gate had a fault, or where the proofs could not be read. */
  readonly inputSha256: string | null
  /** How many tokens were presented. */
  readonly tokens: number
  /** The policies that decided. */
  readonly policies: readonly string[]
  /** The `@obligation` of the policies that permitted; absent where there is none. */
  readonly obligations?: readonly string[]
  /** The `@reason` of the policies that decided; absent where there is none. */
  readonly advice?: readonly string[]
  /** Where no policy permitted the call, those that came nearest. */
  readonly near?: readonly Near[]
  /** What the host had to count before the call; absent where there was nothing. */
  readonly limits?: readonly CountedLimit[]
  /** What was proven, also where the call was denied later; absent where the tokens did not hold. */
  readonly proven?: Proven
}

/** The part of a record that says who. */
export interface Proven extends Omit<Verified, 'audience'> {
  readonly algorithm: Algorithm
}
