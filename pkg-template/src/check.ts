import { FAULT } from './answer.js'
import type { Problem } from './errors.js'
import { life } from './instance.js'
import { deepFreeze, notJson, read } from './json.js'
import type { GateConfig } from './types/config.js'
import type { PolicyWarning } from './types/policies.js'

/** What a check of policies found. */
export interface PolicyCheck {
  /** The mistakes for which no gate is built. */
  readonly errors: readonly Problem[]
  /** What is odd, and no mistake. */
  readonly warnings: readonly PolicyWarning[]
}

/**
 * Checks the policies of a configuration, and what they are about: tools, groups, schema, entities, template links. No gate is
 * made, so `issuers` and `audience` can be left out: then policies may rely on all that an issuer's profile can make sure of.
 *
 * Mistakes are returned, not thrown, with the warnings beside them.
 *
 * @example
 * const { errors, warnings } = checkPolicies({ tools, policies: [{ name: 'main.cedar', text }] })
 * for (const { message, span } of errors) console.error(`main.cedar:${span?.line}: ${message}`)
 */
export function checkPolicies(config: Partial<GateConfig>): PolicyCheck {
  let text: string
  try {
    const wrong = notJson(config)
    if (wrong !== undefined) return failed(wrong, NOT_JSON)
    text = JSON.stringify(config)
  } catch {
    // Circular, or a getter that throws
    return failed('', NOT_JSON)
  }
  return life.run((raw) => read<PolicyCheck>(raw.checkPolicies(text))) ?? failed('', FAULT)
}

function failed(path: string, message: string): PolicyCheck {
  return deepFreeze({ errors: [{ path, message }], warnings: [] })
}

const NOT_JSON = 'is not a JSON value'
