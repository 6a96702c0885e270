import { accepted, INTERNAL } from './answer.js'
import { readCall, readCalls, readNow, readPresented, readSession } from './border.js'
import { AccessDenied } from './errors.js'
import { Held } from './held.js'
import { life, type RawGate } from './instance.js'
import { documentText, entitiesText, notJson, read } from './json.js'
import type { ListedTool, Verdict } from './types/answers.js'
import type { Facts, Presented, ToolCall } from './types/asked.js'
import type { GateConfig } from './types/config.js'
import type { DeterminingPolicy, Policies, PolicyWarning } from './types/policies.js'
import { type At, Verifier } from './verifier.js'

/** What a list of tools is asked with. */
export interface ListOptions extends At {
  /** What the host knows of the session, as in a call. Without it, what depends on it is left open. */
  readonly session?: object | string | undefined
}

/**
 * Makes a gate: parses and checks keys, tools and policies, once. Synchronous, so that it can stand at module scope.
 *
 * @example
 * const gate = createGate({ issuers, audience: 'https://tools.example/mcp', tools, requiredScopes, policies })
 *
 * @throws ConfigError with every mistake in the configuration
 */
export function createGate(config: GateConfig): Gate {
  return new Gate(config)
}

/**
 * Issuers, keys, tools and policies, ready to decide. Made by {@linkcode createGate}.
 *
 * @example
 * using gate = createGate(config)
 * const grant = gate.authorize(token, { tool: 'files.read', input: { path: '/home/notes.txt' } })
 */
export class Gate extends Verifier {
  readonly #held: Held<RawGate>

  constructor(config: GateConfig) {
    const held = new Held(life, config)
    super(held)
    this.#held = held
  }

  /**
   * Decides several calls of one request: what was presented is verified once. Each verdict is what {@linkcode Verifier.authorize} would say of that call alone,
   * as data, in the order of the calls.
   *
   * @example
   * const verdicts = gate.authorizeEach(token, [{ tool: 'files.read', input }, { tool: 'files.delete', input }])
   * const permitted = calls.filter((_, index) => verdicts[index].grant)
   *
   * @throws AccessDenied where what was presented does not hold, and so none of the calls
   * @throws TypeError where `calls` is no array
   */
  authorizeEach(presented: Presented, calls: readonly ToolCall[], at: At = {}): readonly Verdict[] {
    const { token, parents, proofs } = readPresented(presented)
    const { text, count } = readCalls(calls)
    const now = readNow(at.now)
    const { verdicts } = accepted<{ verdicts: readonly Verdict[] }>(
      this.#held.ask((gate) => gate.authorizeEach(token, parents, proofs, text, now)),
    )
    // One missing would move every other one to a call that it is not about
    if (verdicts.length !== count) throw new AccessDenied(INTERNAL)
    return verdicts
  }

  /**
   * Of every tool, whether any arguments could be permitted: what an answer to `tools/list` should show. Each call is decided on its own all the same.
   *
   * @example
   * const shown = gate.listTools(token).filter(({ permissible }) => permissible !== 'never')
   *
   * @throws AccessDenied where what was presented does not hold
   */
  listTools(presented: Presented, options: ListOptions = {}): readonly ListedTool[] {
    const { token, parents, proofs } = readPresented(presented)
    const session = readSession(options.session)
    const now = readNow(options.now)
    return accepted<{ tools: readonly ListedTool[] }>(
      this.#held.ask((gate) => gate.listTools(token, parents, proofs, session, now)),
    ).tools
  }

  /**
   * What the policies would say of a call by a party with these facts: the policies that would permit it. A rehearsal; it
   * proves nothing, and no grant comes of it.
   *
   * @example
   * const [{ id, annotations }] = gate.simulate({ principal: { issuer, subject: 'alice' }, scopes: ['files:read'] }, call)
   *
   * @throws AccessDenied where it would be denied
   * @throws TypeError where `facts` are no JSON value
   */
  simulate(facts: Facts, call: ToolCall, at: At = {}): readonly DeterminingPolicy[] {
    const { tool, input, session } = readCall(call)
    const now = readNow(at.now)
    const text = factsText(facts)
    return accepted<{ policies: readonly DeterminingPolicy[] }>(
      this.#held.ask((gate) => gate.simulate(text, tool, input, session, now)),
    ).policies
  }

  /**
   * The list of {@linkcode Gate.listTools} for a party with these facts. A rehearsal, as {@linkcode Gate.simulate}: `stepUp` and `requiredDetails` are not asked for, so a call may
   * lack these where it says `always`.
   *
   * @example
   * const tools = gate.simulateList({ actor: { issuer, subject: 'agent-7' }, scopes: ['files:read'] })
   * const hidden = tools.filter(({ permissible }) => permissible === 'never').map(({ name, code }) => `${name}: ${code}`)
   *
   * @throws AccessDenied where the facts can't be read, or the session is not what the schema declares
   * @throws TypeError where `facts` are no JSON value
   */
  simulateList(facts: Facts, options: ListOptions = {}): readonly ListedTool[] {
    const session = readSession(options.session)
    const now = readNow(options.now)
    const text = factsText(facts)
    return accepted<{ tools: readonly ListedTool[] }>(
      this.#held.ask((gate) => gate.simulateList(text, session, now)),
    ).tools
  }

  /**
   * From now on, these are the policies, with their template links. They are about the same tools, schema and groups. Gives what is odd about them.
   *
   * @example
   * const warnings = gate.replacePolicies({ policies: [{ name: 'main.cedar', text }] })
   *
   * @throws ConfigError with every mistake, or where the gate was made without policies; then the old ones stay
   */
  replacePolicies(policies: Policies): readonly PolicyWarning[] {
    const text = documentText(policies)
    return read(this.#held.replace('policies', (gate) => gate.replacePolicies(text)))
  }

  /**
   * From now on, these are the host's entities, instead of all that were there: Cedar's JSON form, or its text.
   *
   * @example
   * gate.replaceEntities([{ uid: { type: 'Agent', id: 'https://as.example agent-7' }, attrs: {}, parents: [{ type: 'Team', id: 'billing' }] }])
   *
   * @throws ConfigError where they are not what the schema says, or the gate was made without policies; then the old ones stay
   */
  replaceEntities(entities: readonly object[] | string): void {
    const text = entitiesText(entities)
    this.#held.replace('entities', (gate) => gate.replaceEntities(text))
  }

  /**
   * The policies of now, parsed and checked, without the host's entities: for a gate that is to start without doing so again. It is done at
   * build time, and loaded as `policies: [{ prepared }]`, alone, by a gate of the same version with the same tools, profiles of issuers, groups, types of details
   * and schema.
   *
   * @example
   * writeFileSync('policies.json', JSON.stringify([{ prepared: createGate(config).preparePolicies() }]))
   *
   * @throws ConfigError where a policy is nested too deep, or the gate was made without policies
   * @throws AccessDenied where the gate has a fault
   */
  preparePolicies(): string {
    return this.#held.told((gate) => gate.preparePolicies())
  }

  /**
   * What is odd about the policies that the gate was made with; of prepared ones, nothing.
   *
   * @example
   * for (const { policy, message, span } of gate.policyWarnings()) console.warn(policy, message, span?.line)
   *
   * @throws AccessDenied where the gate has a fault
   */
  policyWarnings(): readonly PolicyWarning[] {
    return this.#held.told((gate) => gate.policyWarnings())
  }

  /**
   * The schema that policies of this effect are validated against, in Cedar's JSON form, for editors and other tools; `null` without
   * policies. That of `forbid` has what one issuer merely asserts, too.
   *
   * @example
   * writeFileSync('narrowgate.cedarschema.json', JSON.stringify(gate.policySchema()))
   *
   * @throws AccessDenied where the gate has a fault
   */
  policySchema(effect: 'permit' | 'forbid' = 'permit'): object | null {
    if (effect !== 'permit' && effect !== 'forbid') throw new TypeError('`effect` must be `permit` or `forbid`')
    return this.#held.told((gate) => gate.policySchema(effect === 'forbid'))
  }
}

function factsText(facts: unknown): string {
  let wrong: string | undefined
  try {
    wrong = notJson(facts)
    if (wrong === undefined) return JSON.stringify(facts)
  } catch {
    // Circular, or a getter that throws
    wrong = ''
  }
  throw new TypeError(`\`facts${wrong === '' ? '' : '.'}${wrong}\` is not a JSON value`)
}
