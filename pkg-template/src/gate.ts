/// <reference lib="esnext.disposable" preserve="true" />

import { accepted, FAULT, INTERNAL } from './answer.js'
import { readCall, readCalls, readNow, readPresented, readSession } from './border.js'
import { AccessDenied, ConfigError } from './errors.js'
import { currentLife, type Raw, type RawGate, run } from './instance.js'
import { documentText, entitiesText, keysText, notJson, read } from './json.js'
import { Replaced } from './replaced.js'
import type { Denial, Grant, ListedTool, Verdict, Verified } from './types/answers.js'
import type { Facts, Presented, ToolCall } from './types/asked.js'
import type { GateConfig } from './types/config.js'
import type { DeterminingPolicy, Policies, PolicyWarning } from './types/policies.js'
import type { ResourceMetadata } from './types/published.js'
import type { Decision } from './types/record.js'
import { undecided } from './undecided.js'

/** Seconds since 1970, where the clock is not to be read. */
export interface At {
  readonly now?: number | undefined
}

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
 * Its memory lies outside of JavaScript's heap. It is given back when the gate is garbage collected, or at once by
 * `free()` or `using`. After that, every method throws a `TypeError`.
 */
export class Gate {
  readonly #config: string
  readonly #replaced = new Replaced()
  #raw: RawGate | undefined
  #life = -1
  #freed = false

  constructor(config: GateConfig) {
    // The text is a copy: later changes to the object change nothing.
    this.#config = documentText(config)
    if (run((raw) => this.#alive(raw)) === undefined) throw new ConfigError([{ path: '', message: FAULT }])
  }

  /**
   * Decides one tool call.
   *
   * @example
   * const { principal, actor, obligations } = gate.authorize(token, { tool: 'files.read', input: { path: '/home/notes.txt' } })
   *
   * @throws AccessDenied where it is denied
   */
  authorize(presented: Presented, call: ToolCall, at: At = {}): Grant {
    const { token, parents, proofs } = readPresented(presented)
    const { tool, input, session } = readCall(call)
    const now = readNow(at.now)
    return accepted<{ grant: Grant }>(
      this.#ask((gate) => gate.authorize(token, parents, proofs, tool, input, session, now)),
    ).grant
  }

  /**
   * The same verdict as data, with its audit record: for logs, and for watching before enforcing.
   *
   * @example
   * const { decision, denial, record } = gate.decide(token, call)
   * log({ ...record, near: denial?.near })
   */
  decide(presented: Presented, call: ToolCall, at: At = {}): Decision {
    const { token, parents, proofs } = readPresented(presented)
    const { tool, input, session } = readCall(call)
    const now = readNow(at.now)
    const answer = this.#ask<Decision | { denial: Denial }>((gate) =>
      gate.decide(token, parents, proofs, tool, input, session, now),
    )
    if (answer !== undefined && 'decision' in answer) return answer
    return undecided(answer?.denial ?? INTERNAL, this.#config, now, tool, parents)
  }

  /**
   * Decides several calls of one request: what was presented is verified once. Each verdict is what {@linkcode Gate.authorize} would say of that call alone,
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
      this.#ask((gate) => gate.authorizeEach(token, parents, proofs, text, now)),
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
      this.#ask((gate) => gate.listTools(token, parents, proofs, session, now)),
    ).tools
  }

  /**
   * Verifies what was presented; says nothing about any tool.
   *
   * @example
   * const { principal, actor, scopes } = gate.verify(token)
   *
   * @throws AccessDenied where it does not hold
   */
  verify(presented: Presented, at: At = {}): Verified {
    const { token, parents, proofs } = readPresented(presented)
    const now = readNow(at.now)
    return accepted<{ verified: Verified }>(this.#ask((gate) => gate.verify(token, parents, proofs, now))).verified
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
    const wrong = notJson(facts)
    if (wrong !== undefined) throw new TypeError(`\`facts${wrong === '' ? '' : '.'}${wrong}\` is not a JSON value`)
    const text = JSON.stringify(facts)
    return accepted<{ policies: readonly DeterminingPolicy[] }>(
      this.#ask((gate) => gate.simulate(text, tool, input, session, now)),
    ).policies
  }

  /**
   * From now on, these are the keys of this issuer, in the form that its configuration has. What was proven with the
   * old ones is proven again.
   *
   * @example
   * gate.replaceKeys('https://as.example', await (await fetch(jwksUri)).json())
   *
   * @throws ConfigError where no such issuer is configured, or the keys can't be read; then the old ones stay
   */
  replaceKeys(issuer: string, keys: object | string, at: At = {}): void {
    const text = keysText(keys)
    const now = readNow(at.now)
    if (typeof issuer !== 'string') throw new TypeError('`issuer` must be a string')
    this.#change((gate) => gate.replaceKeys(issuer, text, now))
    this.#replaced.keys(issuer, text, now)
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
    const warnings = this.#change((gate) => read<readonly PolicyWarning[]>(gate.replacePolicies(text)))
    this.#replaced.policies(text)
    return warnings
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
    this.#change((gate) => gate.replaceEntities(text))
    this.#replaced.entities(text)
  }

  /**
   * What is odd about the policies that the gate was made with.
   *
   * @example
   * for (const { policy, message, span } of gate.policyWarnings()) console.warn(policy, message, span?.line)
   *
   * @throws AccessDenied where the gate has a fault
   */
  policyWarnings(): readonly PolicyWarning[] {
    return this.#told((gate) => gate.policyWarnings())
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
    return this.#told((gate) => gate.policySchema(effect === 'forbid'))
  }

  /**
   * What this server publishes at `/.well-known/oauth-protected-resource` (RFC 9728), from the configuration.
   *
   * @example
   * response.end(JSON.stringify(gate.metadata()))
   *
   * @throws AccessDenied where the gate has a fault
   */
  metadata(): ResourceMetadata {
    return this.#told((gate) => gate.metadata())
  }

  /** Gives the memory back. Any further use throws. */
  free(): void {
    const raw = this.#life === currentLife() ? this.#raw : undefined
    if (raw !== undefined) run(() => raw.free())
    this.#raw = undefined
    this.#freed = true
  }

  [Symbol.dispose](): void {
    this.free()
  }

  #ask<T>(question: (gate: RawGate) => string): T | undefined {
    return this.#use((gate) => read<T>(question(gate)))
  }

  /** Of the configuration: only a fault leaves it without an answer. */
  #told<T>(question: (gate: RawGate) => string): T {
    const answer = this.#ask<T>(question)
    if (answer === undefined) throw new AccessDenied(INTERNAL)
    return answer
  }

  #change<T>(change: (gate: RawGate) => T): T {
    const done = this.#use((gate) => ({ answer: change(gate) }))
    if (done === undefined) throw new ConfigError([{ path: '', message: FAULT }])
    return done.answer
  }

  #use<T>(work: (gate: RawGate) => T): T | undefined {
    if (this.#freed) throw new TypeError('this gate was freed')
    return run((raw) => work(this.#alive(raw)))
  }

  /** The raw gate in the current instance: made again if that is another one than last time. */
  #alive(raw: Raw): RawGate {
    if (this.#raw === undefined || this.#life !== currentLife()) {
      const gate = new raw.Gate(this.#config)
      this.#replaced.putInto(gate)
      this.#raw = gate
      this.#life = currentLife()
    }
    return this.#raw
  }
}
