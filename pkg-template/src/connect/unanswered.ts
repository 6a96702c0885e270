import { deepFreeze } from '../json.js'
import type { Denial } from '../types/answers.js'
import type { AuditRecord, Decision } from '../types/record.js'
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

/**
 * A decision that this denial comes before, whatever the gate said. Of its record stays what is of the request, and who was proven, but for what keys
 * prove that are not to be believed.
 */
export function deniedBefore(decision: Decision, denial: Denial, isProven = true): Decision {
  const { version, time, server, tool, inputSha256, tokens, proven } = decision.record
  const { code, category, hop, message, callHash } = denial
  const record: AuditRecord = {
    version,
    time,
    decision: 'deny',
    denial: { code, category, message, ...(hop && { hop }), ...(callHash !== undefined && { callHash }) },
    server,
    tool,
    inputSha256,
    tokens,
    policies: denial.policies,
    ...(denial.advice.length > 0 && { advice: denial.advice }),
    ...(denial.near.length > 0 && { near: denial.near }),
    ...(isProven && proven && { proven }),
  }
  return deepFreeze({ decision: 'deny', denial, record })
}

const NAMES: Readonly<Record<keyof Sources, string>> = {
  keys: 'keys',
  replay: 'replay answers',
  revocation: 'revocation answers',
  session: 'session facts',
}
