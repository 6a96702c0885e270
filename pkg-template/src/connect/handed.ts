import { ConfigError } from '../errors.js'
import type { At } from '../verifier.js'
import { quietly } from '../quietly.js'
import type { VerifierLike } from './connection.js'
import type { Keys, KeySource } from './sources.js'

/** What takes keys: a verifier, or a gate. */
type Taker = Pick<VerifierLike, 'replaceKeys' | 'removeKeys'>

/** Told what was wrong with keys. */
type Tell = (error: unknown) => void

/** What a gate has of an issuer. */
interface Handed {
  readonly keys: Keys | typeof NONE
  /** What it could not read: not tried again. */
  readonly refused?: Keys | undefined
  /** When they were handed in, by the monotonic clock. */
  readonly atMs: number
}

/** The keys that a gate was handed from sources. Whoever connects the same gate again shares them. */
export class HandedKeys {
  readonly #gate: Taker
  readonly #handed = new Map<string, Handed>()
  readonly #foreign = new Set<string>()

  static of(gate: Taker): HandedKeys {
    const known = ALL.get(gate)
    if (known !== undefined) return known
    const made = new HandedKeys(gate)
    ALL.set(gate, made)
    return made
  }

  private constructor(gate: Taker) {
    this.#gate = gate
  }

  /**
   * Gives the gate what the source has now, and takes away what it has no longer. Nothing may be awaited between this and a decision.
   *
   * @throws ConfigError where the gate could not be brought to that, and so must not be asked
   */
  bring(source: KeySource, at: At, tell: Tell): void {
    for (const issuer of source.issuers) {
      if (this.#foreign.has(issuer)) continue
      const has = this.#handed.get(issuer)
      const keys = currentOf(source, issuer, tell) ?? NONE
      const isNew = has === undefined || (has.keys !== keys && has.refused !== keys)
      if (isNew) this.#hand(source, issuer, keys, at, tell)
    }
  }

  /** What the gate has of this issuer, for comparison; `undefined` where that is nothing. */
  keysOf(issuer: string): Keys | undefined {
    const keys = this.#handed.get(issuer)?.keys
    return keys === NONE ? undefined : keys
  }

  /**
   * Whether it is too early to fetch again, as the gate says. It knows the time of day alone: where that was set back, what this has measured counts.
   */
  isTooEarly(issuer: string, retryAfter: number): boolean {
    const handed = this.#handed.get(issuer)
    if (handed === undefined || handed.keys === NONE) return false
    return retryAfter > 0 && performance.now() - handed.atMs < COOLDOWN_MS
  }

  #hand(source: KeySource, issuer: string, keys: Keys | typeof NONE, at: At, tell: Tell): void {
    if (this.#takes(source, issuer, keys, at, tell)) return
    const before = currentOf(source, issuer, tell) ?? NONE
    if (before !== keys && this.#takes(source, issuer, before, at, tell)) return
    this.#replace(issuer, NONE, at, keys === NONE ? undefined : keys)
  }

  #takes(source: KeySource, issuer: string, keys: Keys | typeof NONE, at: At, tell: Tell): boolean {
    try {
      this.#replace(issuer, keys, at)
      return true
    } catch (error) {
      if (keys === NONE || !(error instanceof ConfigError && error.problems[0]?.path === 'keys')) throw error
      tell(error)
      quietly(() => source.refused?.(issuer, keys, error), tell)
      return false
    }
  }

  #replace(issuer: string, keys: Keys | typeof NONE, at: At, refused?: Keys): void {
    try {
      if (keys === NONE) this.#gate.removeKeys(issuer)
      else this.#gate.replaceKeys(issuer, keys, at)
      this.#handed.set(issuer, { keys, refused, atMs: performance.now() })
    } catch (error) {
      if (!(error instanceof ConfigError && error.problems[0]?.path === 'issuer')) throw error
      this.#foreign.add(issuer)
    }
  }
}

/** A source that fails has nothing. */
function currentOf(source: KeySource, issuer: string, tell: Tell): Keys | undefined {
  try {
    const keys: unknown = source.current(issuer)
    if (typeof keys === 'string' || (typeof keys === 'object' && keys !== null)) return keys
    if (keys !== undefined) tell(new TypeError('`current` gave no key set'))
  } catch (error) {
    tell(error)
  }
  return undefined
}

const ALL = new WeakMap<Taker, HandedKeys>()

const NONE = Symbol('none')

/** The back-off of the gate, in src/keyring.rs. */
const COOLDOWN_MS = 30_000
