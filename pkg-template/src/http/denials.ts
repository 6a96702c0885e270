import { codes } from '../codes.js'
import { AccessDenied } from '../errors.js'
import { deepFreeze } from '../json.js'
import type { Denial } from '../types/answers.js'

/** Of a request whose body can't be one: too long, of another type, cut off. Inside a guard, where it becomes a denial. */
export class Unacceptable extends Error {
  readonly denial: Denial

  constructor(status: 400 | 413 | 415, code: OwnCode, message: string) {
    super(message)
    this.denial = own(code, message, status)
  }
}

/** The client went away, so that nobody was asked further. Its answer is read by nobody. */
export const ABORTED = /* @__PURE__ */ own('source_unavailable', 'the client did not wait for the answer', 503, 1)

/** What must be kept of a decision could not be kept. */
export const UNRECORDED = /* @__PURE__ */ own('source_unavailable', 'the decision could not be recorded', 503, 1)

/** What was thrown, as a denial: anything but a refusal is a fault, and a fault denies. */
export function denialOf(thrown: unknown): Denial | undefined {
  if (thrown instanceof AccessDenied) return thrown
  return thrown instanceof Unacceptable ? thrown.denial : undefined
}

/** The codes that a guard gives of its own accord. */
type OwnCode = 'input_invalid' | 'input_too_large' | 'source_unavailable'

function own(code: OwnCode, message: string, status: number, retryAfter?: number): Denial {
  const challenge = { status, wwwAuthenticate: null, ...(retryAfter !== undefined && { retryAfter }) }
  return deepFreeze({ code, category: codes[code], message, policies: [], advice: [], near: [], challenge })
}
