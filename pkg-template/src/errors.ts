import type { Category, Code } from './codes.js'
import type { Challenge, Denial, Hop, Missing } from './types.js'

/**
 * A refused call. Switch on `code`: it is a union of literals.
 *
 * `message` is for the operator; what a client may be told is in `challenge`.
 */
export class AccessDenied extends Error implements Denial {
  override readonly name = 'AccessDenied'
  readonly code: Code
  readonly category: Category
  readonly hop?: Hop
  readonly policies: readonly string[]
  readonly missing?: Missing
  readonly callHash?: string
  readonly challenge: Challenge

  constructor(denial: Denial) {
    super(denial.message)
    this.code = denial.code
    this.category = denial.category
    if (denial.hop !== undefined) this.hop = denial.hop
    this.policies = denial.policies
    if (denial.missing !== undefined) this.missing = denial.missing
    if (denial.callHash !== undefined) this.callHash = denial.callHash
    this.challenge = denial.challenge
  }
}

/** One mistake in a configuration. */
export interface Problem {
  /** Where, for example `issuers[0].jwks`. Empty for the whole. */
  readonly path: string
  readonly message: string
  /** Where in a file of policies. */
  readonly span?: Span
}

/** A place in a file of policies. */
export interface Span {
  /** The file's name, or its place in the list of sources. */
  readonly source: string
  /** From 1. */
  readonly line: number
  /** In characters (code points), from 1. */
  readonly column: number
  /** In bytes of UTF-8, from 0. */
  readonly offset: number
  /** In bytes of UTF-8. */
  readonly length: number
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
