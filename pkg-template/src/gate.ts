/// <reference lib="esnext.disposable" preserve="true" />

import { accepted, FAULT, INTERNAL } from './answer.js'
import { readCall, readNow, readPresented } from './border.js'
import { AccessDenied, ConfigError } from './errors.js'
import { currentLife, type Raw, type RawGate, run } from './instance.js'
import { deepFreeze, keysText, notJson, read } from './json.js'
import type {
  Decision,
  Denial,
  Facts,
  GateConfig,
  Grant,
  Presented,
  ResourceMetadata,
  ToolCall,
  Verified,
} from './types.js'

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
  readonly #replaced = new Map<string, { text: string; now: number }>()
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
    const { token, parents, proofs } = readPresented(presented)
    const { tool, input } = readCall(call)
    const now = readNow(at.now)
    return accepted<{ grant: Grant }>(this.#ask((gate) => gate.authorize(token, parents, proofs, tool, input, now))).grant
  }

  /** The same verdict as data, with its audit record: for logs, and for watching before enforcing. */
  decide(presented: Presented, call: ToolCall, at: At = {}): Decision {
    const { token, parents, proofs } = readPresented(presented)
    const { tool, input } = readCall(call)
    const now = readNow(at.now)
    const answer = this.#ask<Decision | { denial: Denial }>((gate) =>
      gate.decide(token, parents, proofs, tool, input, now),
    )
    if (answer !== undefined && 'decision' in answer) return answer
    return undecided(answer?.denial ?? INTERNAL, this.#config, now, tool, parents)
  }

  /**
   * Verifies what was presented; says nothing about any tool.
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

  /**
   * From now on, these are the keys of this issuer, in the form that its configuration has. What was proven with the
   * old ones is proven again.
   *
   * @throws ConfigError where no such issuer is configured, or the keys can't be read; then the old ones stay
   */
  replaceKeys(issuer: string, keys: object | string, at: At = {}): void {
    const text = keysText(keys)
    const now = readNow(at.now)
    if (typeof issuer !== 'string') throw new TypeError('`issuer` must be a string')
    const done = this.#use((gate) => (gate.replaceKeys(issuer, text, now), true))
    if (done === undefined) throw new ConfigError([{ path: '', message: FAULT }])
    this.#replaced.set(issuer, { text, now })
  }

  /** What this server publishes at `/.well-known/oauth-protected-resource` (RFC 9728), from the configuration. */
  metadata(): ResourceMetadata {
    const metadata = this.#ask<ResourceMetadata>((gate) => gate.metadata())
    if (metadata === undefined) throw new AccessDenied(INTERNAL)
    return metadata
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

  #use<T>(work: (gate: RawGate) => T): T | undefined {
    if (this.#freed) throw new TypeError('this gate was freed')
    return run((raw) => work(this.#alive(raw)))
  }

  /** The raw gate in the current instance: made again if that is another one than last time. */
  #alive(raw: Raw): RawGate {
    if (this.#raw === undefined || this.#life !== currentLife()) {
      const gate = new raw.Gate(this.#config)
      // Keys that came later must outlive a fault, or it would bring back the ones that were taken away
      for (const [issuer, { text, now }] of this.#replaced) gate.replaceKeys(issuer, text, now)
      this.#raw = gate
      this.#life = currentLife()
    }
    return this.#raw
  }
}

/** The decision where the core could not make one. */
function undecided(
  denial: Denial,
  config: string,
  now: number,
  tool: string,
  parents: readonly string[] | undefined,
): Decision {
  const { audience } = JSON.parse(config) as GateConfig
  const { code, category, message, policies } = denial
  return deepFreeze({
    decision: 'deny',
    denial,
    record: {
      version: 1,
      time: Number.isFinite(now) ? Math.max(0, Math.floor(now)) : 0,
      decision: 'deny',
      denial: { code, category, message },
      server: typeof audience === 'string' ? audience : (audience[0] ?? ''),
      tool: Array.from(tool).slice(0, 256).join(''),
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
