import { deepFreeze } from '../json.js'
import type { Denial } from '../types/answers.js'
import type { Decision } from '../types/record.js'
import type { Sources } from './sources.js'

/** A source did not answer. Inside `connect`, where it becomes a denial. */
export class Unanswered extends Error {
  readonly source: keyof Sources

  constructor(source: keyof Sources, cause: unknown) {
    super(`the source of ${NAMES[source]} did not answer`, { cause })
    this.source = source
  }

  /** The error itself may quote addresses and answers: it stays in the host. */
  get denial(): Denial {
    return deepFreeze({
      code: 'source_unavailable',
      category: 'source',
      message: this.message,
      policies: [],
      advice: [],
      near: [],
      challenge: { status: 503, wwwAuthenticate: null, retryAfter: 1 },
    })
  }
}

/** The gate's decision, where what it asked for could not be had. */
export function unanswered({ record }: Decision, denial: Denial): Decision {
  const { code, category, message } = denial
  return deepFreeze({
    decision: 'deny',
    denial,
    record: { ...record, decision: 'deny', denial: { code, category, message } },
  })
}

const NAMES: Readonly<Record<keyof Sources, string>> = {
  keys: 'keys',
  replay: 'replay answers',
  revocation: 'revocation answers',
  session: 'session facts',
}
