import { ConfigError } from '../errors.js'
import type { Gate } from '../gate.js'
import type { At, Verifier } from '../verifier.js'
import { quietly } from '../quietly.js'
import { deadline, tooLate } from './deadline.js'
import { HandedKeys } from './handed.js'
import { type Asking, checkedSources, type Sources } from './sources.js'
import { Unanswered } from './unanswered.js'

/** What is asked of a verifier: one of `narrowgate/verify`, or a gate. */
export type VerifierLike = Pick<Verifier, 'authorize' | 'decide' | 'verify' | 'replaceKeys' | 'removeKeys' | 'metadata'>

/** What is asked of a gate. */
export type GateLike = VerifierLike & Pick<Gate, 'authorizeEach' | 'listTools'>

/**
 * How sources are asked.
 *
 * @example
 * const options: ConnectOptions = { timeoutMs: 2000, onFault: (error, source) => log.error({ source, error }) }
 */
export interface ConnectOptions {
  /** Milliseconds that one question to a source may take: 5,000 by default, at most a day. */
  readonly timeoutMs?: number | undefined
  /** Told what a source said instead of an answer, for logs: the client learns only that the server can't tell now. What it throws changes nothing. */
  readonly onFault?: ((error: unknown, source: keyof Sources) => void) | undefined
}

/** A gate and its sources. */
export class Connection<V extends VerifierLike> {
  readonly gate: V
  readonly sources: Sources
  readonly handed: HandedKeys
  readonly #timeoutMs: number
  readonly #onFault: ConnectOptions['onFault']

  constructor(gate: V, sources: Sources, { timeoutMs = 5000, onFault }: ConnectOptions) {
    if (typeof timeoutMs !== 'number' || !(timeoutMs > 0 && timeoutMs <= A_DAY_MS)) throw new TypeError('`timeoutMs` must be a positive number of milliseconds, at most a day')
    if (onFault !== undefined && typeof onFault !== 'function') throw new TypeError('`onFault` must be a function')
    this.gate = gate
    this.sources = checkedSources(sources)
    this.handed = HandedKeys.of(gate)
    this.#timeoutMs = timeoutMs
    this.#onFault = onFault
  }

  /**
   * What a source answers. One that ignores its signal is not waited for either.
   *
   * @throws Unanswered where it failed, or was too late
   * @throws the reason of `signal`, where that was aborted
   */
  async ask<T>(source: keyof Sources, question: (asking: Asking) => Promise<T>, signal?: AbortSignal): Promise<T> {
    signal?.throwIfAborted()
    const ends = new AbortController()
    const end = (): void => ends.abort(signal?.reason)
    signal?.addEventListener('abort', end)
    const inTime = deadline(this.#timeoutMs, () => ends.abort(tooLate()))
    try {
      const ended = new Promise<never>((_, reject) => {
        ends.signal.addEventListener('abort', () => reject(ends.signal.reason as Error))
      })
      return await Promise.race([question({ signal: ends.signal }), ended])
    } catch (error) {
      signal?.throwIfAborted()
      this.fault(error, source)
      throw new Unanswered(source, error)
    } finally {
      inTime()
      signal?.removeEventListener('abort', end)
    }
  }

  /**
   * Before every decision: the gate has the keys of now, and no others.
   *
   * @throws Unanswered where it could not be brought to that
   */
  bringKeys(at: At): void {
    const { keys } = this.sources
    if (keys === undefined) return
    try {
      this.handed.bring(keys, at, (error) => this.fault(error, 'keys'))
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error
      this.fault(error, 'keys')
      throw new Unanswered('keys', error)
    }
  }

  /** A listener that fails must not change what is decided. */
  fault(error: unknown, source: keyof Sources): void {
    quietly(() => this.#onFault?.(error, source))
  }
}

/** Timers hold 2^31 - 1 milliseconds; what is longer ends at once. */
const A_DAY_MS = 86_400_000
