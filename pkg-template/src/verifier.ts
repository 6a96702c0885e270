/// <reference lib="esnext.disposable" preserve="true" />

import { accepted, INTERNAL } from './answer.js'
import { readCall, readNow, readPresented } from './border.js'
import { Granted } from './granted.js'
import type { Holder } from './held.js'
import { keysText } from './json.js'
import type { Denial, Grant, Verified } from './types/answers.js'
import type { Presented, ToolCall } from './types/asked.js'
import type { ResourceMetadata } from './types/published.js'
import type { Decision } from './types/record.js'
import { undecided } from './undecided.js'

/** Seconds since 1970, where the clock is not to be read. */
export interface At {
  readonly now?: number | undefined
}

/**
 * Issuers, keys and what tools require, ready to decide.
 *
 * Its memory lies outside of JavaScript's heap. It is given back when this is garbage collected, or at once by
 * `free()` or `using`. After that, every method throws a `TypeError`.
 *
 * @example
 * const verifier: Verifier = createVerifier({ issuers, audience })
 * const { principal, scopes } = verifier.verify(token)
 */
export class Verifier {
  readonly #held: Holder
  readonly #granted = new Granted()

  /** @internal */
  constructor(held: Holder) {
    this.#held = held
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
      this.#held.ask(
        (gate) => gate.authorize(token, parents, proofs, tool, input, session, now),
        (text, gate) => this.#granted.read(text, gate, proofs === undefined),
      ),
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
    const answer = this.#held.ask<Decision | { denial: Denial }>((gate) =>
      gate.decide(token, parents, proofs, tool, input, session, now),
    )
    if (answer !== undefined && 'decision' in answer) return answer
    return undecided(answer?.denial ?? INTERNAL, this.#held.config, now, tool, parents)
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
    return accepted<{ verified: Verified }>(this.#held.ask((gate) => gate.verify(token, parents, proofs, now))).verified
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
    this.#held.replace(`keys ${issuer}`, (gate) => gate.replaceKeys(issuer, text, now))
  }

  /**
   * From now on, this issuer has no keys, and its tokens are denied as `keys_missing`, until `replaceKeys` gives it some: for keys that have
   * grown too old where no others can be had.
   *
   * @example
   * gate.removeKeys('https://as.example')
   *
   * @throws ConfigError where no such issuer is configured
   */
  removeKeys(issuer: string): void {
    if (typeof issuer !== 'string') throw new TypeError('`issuer` must be a string')
    this.#held.replace(`keys ${issuer}`, (gate) => gate.removeKeys(issuer))
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
    return this.#held.told((gate) => gate.metadata())
  }

  /** Gives the memory back. Any further use throws. */
  free(): void {
    this.#held.free()
  }

  [Symbol.dispose](): void {
    this.free()
  }
}
