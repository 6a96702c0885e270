import type { Category, Code } from './codes.js'
import type { Challenge, Denial, Hop, Missing } from './types/denial.js'
import type { Near, Span } from './types/policies.js'

/**
 * A refused call, thrown. Switch on `code`: it is a union of literals, and tells which members there are.
 *
 * `message` is for the operator; what a client may be told is in `challenge`.
 *
 * @example
 * if (!(error instanceof AccessDenied)) throw error
 * if (error.code === 'keys_missing') await fetchKeysOf(error.missing.key.issuer)
 */
export type AccessDenied = Error & Denial & { readonly name: 'AccessDenied' }

/** The class of {@linkcode AccessDenied}. */
export interface AccessDeniedConstructor {
  new (denial: Denial): AccessDenied
  readonly prototype: AccessDenied
}

/**
 * A refused call: of one class, whichever entry of the package throws it.
 *
 * @example
 * try {
 *   gate.authorize(token, call)
 * } catch (error) {
 *   if (error instanceof AccessDenied) return new Response(null, { status: error.challenge.status })
 *   throw error
 * }
 */
export const AccessDenied = class AccessDenied extends Error {
  override readonly name = 'AccessDenied'
  readonly code: Code
  readonly category: Category
  readonly hop?: Hop
  readonly policies: readonly string[]
  readonly advice: readonly string[]
  readonly near: readonly Near[]
  readonly missing?: Missing
  readonly callHash?: string
  readonly challenge: Challenge

  constructor(denial: Denial) {
    super(denial.message)
    this.code = denial.code
    this.category = denial.category
    if (denial.hop !== undefined) this.hop = denial.hop
    this.policies = denial.policies
    this.advice = denial.advice
    this.near = denial.near
    if (denial.missing !== undefined) this.missing = denial.missing
    if (denial.callHash !== undefined) this.callHash = denial.callHash
    this.challenge = denial.challenge
  }
} as unknown as AccessDeniedConstructor // which members go with which code, classes can't say

/** One mistake in a configuration. */
export interface Problem {
  /** Where, for example `issuers[0].jwks`. Empty for the whole. */
  readonly path: string
  readonly message: string
  /** Where in a file of policies. */
  readonly span?: Span
}

/** The operator's mistakes, all of them at once. Thrown only where something is configured, never because of a token. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly problems: readonly Problem[]

  constructor(problems: readonly Problem[]) {
    super(problems.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)).join('; '))
    this.problems = problems
  }
}
