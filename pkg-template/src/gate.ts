import { accepted } from './answer.js'
import { readCall, readNow } from './border.js'
import { Held } from './held.js'
import { life, type RawGate } from './instance.js'
import { notJson } from './json.js'
import type { Facts, GateConfig, ToolCall } from './types.js'
import { type At, Verifier } from './verifier.js'

/**
 * Makes a gate: parses and checks keys, tools and policies, once. Synchronous, so that it can stand at module scope.
 *
 * @throws ConfigError with every mistake in the configuration
 */
export function createGate(config: GateConfig): Gate {
  return new Gate(config)
}

/** Issuers, keys, tools and policies, ready to decide. Made by {@linkcode createGate}. */
export class Gate extends Verifier {
  readonly #held: Held<RawGate>

  constructor(config: GateConfig) {
    const held = new Held(life, config)
    super(held)
    this.#held = held
  }

  /**
   * What the policies would say of a call by a party with these facts: the policies that would permit it. A rehearsal; it
   * proves nothing, and no grant comes of it.
   *
   * @throws AccessDenied where it would be denied
   */
  simulate(facts: Facts, call: ToolCall, at: At = {}): readonly string[] {
    const { tool, input } = readCall(call)
    const now = readNow(at.now)
    const wrong = notJson(facts)
    if (wrong !== undefined) throw new TypeError(`\`facts${wrong === '' ? '' : '.'}${wrong}\` is not a JSON value`)
    const text = JSON.stringify(facts)
    return accepted<{ policies: readonly string[] }>(this.#held.ask((gate) => gate.simulate(text, tool, input, now))).policies
  }
}
