import { AccessDenied } from '../errors.js'
import type { Denial, Grant, Verified } from '../types/answers.js'

/** The request's credential holds. */
export interface Authenticated {
  readonly granted: true
  readonly verified: Verified
}

/** The call is permitted. */
export interface Authorized {
  readonly granted: true
  readonly grant: Grant
  /** The arguments that were decided on. Run the tool with these, and not with what is read from the request anew. */
  readonly input: unknown
}

/**
 * The request was refused. Answer with `response`, and do nothing else.
 *
 * Reaching for `verified`, `grant` or `input` of a refusal throws `AccessDenied`: who forgets to look at `granted` permits nothing.
 *
 * @example
 * const answer = await guard.verify(request)
 * if (!answer.granted) {
 *   log.info({ code: answer.denial.code })
 *   return answer.response
 * }
 */
export class Refused {
  readonly granted = false
  /** For logs. Its `code` says why; the client must not learn it. */
  readonly denial: Denial
  /** The answer, to be sent once. */
  readonly response: Response

  /** @internal */
  constructor(denial: Denial, response: Response) {
    this.denial = denial
    this.response = response
  }

  /** @internal */
  get verified(): never {
    throw new AccessDenied(this.denial)
  }

  /** @internal */
  get grant(): never {
    throw new AccessDenied(this.denial)
  }

  /** @internal */
  get input(): never {
    throw new AccessDenied(this.denial)
  }
}
