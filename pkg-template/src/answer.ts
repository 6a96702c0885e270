import { AccessDenied } from './errors.js'
import { deepFreeze } from './json.js'
import type { Denial } from './types/answers.js'

/**
 * The answer, unless it is a denial. No answer at all means a fault, and a fault denies.
 *
 * @throws AccessDenied
 */
export function accepted<T extends object>(answer: T | { readonly denial: Denial } | undefined): T {
  if (answer === undefined) throw new AccessDenied(INTERNAL)
  if ('denial' in answer) throw new AccessDenied(answer.denial)
  return answer
}

export const FAULT = 'a fault inside the gate'

/** The one denial that is not the core's: the core could not answer. */
export const INTERNAL: Denial = /* @__PURE__ */ deepFreeze({
  code: 'internal',
  category: 'internal',
  message: FAULT,
  policies: [],
  advice: [],
  near: [],
  challenge: { status: 503, wwwAuthenticate: null },
})
