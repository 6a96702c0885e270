/// <reference lib="esnext.disposable" preserve="true" />

import { accepted, INTERNAL } from './answer.js'
import { readCall, readNow, readPresented } from './border.js'
import { AccessDenied } from './errors.js'
import type { Held, RawGate } from './held.js'
import { deepFreeze, keysText } from './json.js'
import type { Decision, Denial, GateConfig, Grant, Presented, ResourceMetadata, ToolCall, Verified } from './types.js'

/** Seconds since 1970, where the clock is not to be read. */
export interface At {
  readonly now?: number | undefined
}

/**
 * Issuers, keys and what tools require, ready to decide.
 *
 * Its memory lies outside of JavaScript's heap. It is given back when this is garbage collected, or at once by
 * `free()` or `using`.
 */
export class Verifier {
  readonly #held: Held<RawGate>

  /** @internal */
  constructor(held: Held<RawGate>) {
    this.#held = held
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
    return accepted<{ grant: Grant }>(this.#held.ask((gate) => gate.authorize(token, parents, proofs, tool, input, now))).grant
  }

  /** The same verdict as data, with its audit record: for logs, and for watching before enforcing. */
  decide(presented: Presented, call: ToolCall, at: At = {}): Decision {
    const { token, parents, proofs } = readPresented(presented)
    const { tool, input } = readCall(call)
    const now = readNow(at.now)
    const answer = this.#held.ask<Decision | { denial: Denial }>((gate) =>
      gate.decide(token, parents, proofs, tool, input, now),
    )
    if (answer !== undefined && 'decision' in answer) return answer
    return undecided(answer?.denial ?? INTERNAL, this.#held.config, now, tool, parents)
  }

  /**
   * Verifies what was presented; says nothing about any tool.
   *
   * @throws AccessDenied where it does not hold
   */
  verify(presented: Presented, at: At = {}): Verified {
    const { token, parents, proofs } = readPresented(presented)
    const now = readNow(at.now)
    return accepted<{ verified: Verified }>(this.#held.ask((gate) => gate.verify(token, parents, proofs, now))).verified
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
    this.#held.replaceKeys(issuer, text, now)
  }

  /** What this server publishes at `/.well-known/oauth-protected-resource` (RFC 9728), from the configuration. */
  metadata(): ResourceMetadata {
    const metadata = this.#held.ask<ResourceMetadata>((gate) => gate.metadata())
    if (metadata === undefined) throw new AccessDenied(INTERNAL)
    return metadata
  }

  /** Gives the memory back. Any further use throws. */
  free(): void {
    this.#held.free()
  }

  [Symbol.dispose](): void {
    this.free()
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
