/// <reference lib="esnext.disposable" preserve="true" />

import { accepted, FAULT, INTERNAL } from './answer.js'
import { readCall, readNow, readPresented } from './border.js'
import { ConfigError } from './errors.js'
import { currentLife, type Raw, type RawGate, run } from './instance.js'
import { deepFreeze, notJson, read } from './json.js'
import type { Decision, Facts, GateConfig, Grant, Presented, ToolCall, Verified } from './types.js'

/** Seconds since 1970, where the clock is not to be read. */
export interface At {
  readonly now?: number | undefined
}

/**
 * Makes a gate: parses and checks keys, tools and policies, once. Synchronous, so that it can stand at module scope.
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
 * `free()` or `using`.
 */
export class Gate {
  readonly #config: string
  #raw: RawGate | undefined
  #life = -1
  #freed = false

  constructor(config: GateConfig) {
    // The text is a copy: later changes to the object change nothing.
    this.#config = configText(config)
    if (run((raw) => this.#alive(raw)) === undefined) throw new ConfigError([{ path: '', message: FAULT }])
  }

  /**
   * Decides one tool call.
   *
   * @throws AccessDenied where it is denied
   */
  authorize(presented: Presented, call: ToolCall, at: At = {}): Grant {
    const { token, parents } = readPresented(presented)
    const { tool, input } = readCall(call)
    const now = readNow(at.now)
    return accepted<{ grant: Grant }>(this.#ask((gate) => gate.authorize(token, parents, tool, input, now))).grant
  }

  /** The same verdict as data, with its audit record: for logs, and for watching before enforcing. */
  decide(presented: Presented, call: ToolCall, at: At = {}): Decision {
    const { token, parents } = readPresented(presented)
    const { tool, input } = readCall(call)
    const now = readNow(at.now)
    return (
      this.#ask<Decision>((gate) => gate.decide(token, parents, tool, input, now)) ??
      fault(this.#config, now, tool, parents)
    )
  }

  /**
   * Verifies what was presented; says nothing about any tool.
   *
   * @throws AccessDenied where it does not hold
   */
  verify(presented: Presented, at: At = {}): Verified {
    const { token, parents } = readPresented(presented)
    const now = readNow(at.now)
    return accepted<{ verified: Verified }>(this.#ask((gate) => gate.verify(token, parents, now))).verified
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
    return accepted<{ policies: readonly string[] }>(this.#ask((gate) => gate.simulate(text, tool, input, now))).policies
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
    if (this.#freed) throw new TypeError('this gate was freed')
    return run((raw) => read<T>(question(this.#alive(raw))))
  }

  /** The raw gate in the current instance: made again if that is another one than last time. */
  #alive(raw: Raw): RawGate {
    if (this.#raw === undefined || this.#life !== currentLife()) {
      this.#raw = new raw.Gate(this.#config)
      this.#life = currentLife()
    }
    return this.#raw
  }
}

/** The decision where the core could not make one. */
function fault(config: string, now: number, tool: string, parents: readonly string[] | undefined): Decision {
  const { audience } = JSON.parse(config) as GateConfig
  const { code, category, message, policies } = INTERNAL
  return deepFreeze({
    decision: 'deny',
    denial: INTERNAL,
    record: {
      version: 1,
      time: Number.isFinite(now) ? Math.floor(now) : 0,
      decision: 'deny',
      denial: { code, category, message },
      server: typeof audience === 'string' ? audience : (audience[0] ?? ''),
      tool: tool.slice(0, 256),
      inputSha256: null,
      tokens: 1 + (parents?.length ?? 0),
      policies,
    },
  })
}

function configText(config: unknown): string {
  let wrong: string | undefined
  try {
    wrong = notJson(config)
  } catch {
    wrong = ''
  }
  if (wrong !== undefined) throw new ConfigError([{ path: wrong, message: 'is not a JSON value' }])
  return JSON.stringify(config)
}
