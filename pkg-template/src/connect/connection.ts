import { ConfigError } from '../errors.js'
import type { Gate } from '../gate.js'
import type { Verifier } from '../verifier.js'
import type { Asking, Sources } from './sources.js'
import { Unanswered } from './unanswered.js'

/** What is asked of a verifier: one of `narrowgate/verify`, or a gate. */
export type VerifierLike = Pick<Verifier, 'authorize' | 'decide' | 'verify' | 'replaceKeys' | 'metadata'>

/** What is asked of a gate. */
export type GateLike = VerifierLike & Pick<Gate, 'authorizeEach' | 'listTools'>

/** How sources are asked. */
export interface ConnectOptions {
  /** Milliseconds that one question to a source may take: 5,000 by default. */
  readonly timeoutMs?: number | undefined
  /** Told what a source said instead of an answer, for logs: the client learns only that the server can't tell now. */
  readonly onFault?: ((error: unknown, source: keyof Sources) => void) | undefined
}

/** A gate and its sources. */
export class Connection<V extends VerifierLike> {
  readonly gate: V
  readonly sources: Sources
  readonly #timeoutMs: number
  readonly #onFault: ConnectOptions['onFault']

  constructor(gate: V, sources: Sources, { timeoutMs = 5000, onFault }: ConnectOptions) {
    if (!(Number.isFinite(timeoutMs) && timeoutMs > 0)) throw new TypeError('`timeoutMs` must be a positive number of milliseconds')
    this.gate = gate
    this.sources = sources
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
    const ends = new AbortController()
    const end = (): void => ends.abort(signal?.reason)
    signal?.throwIfAborted()
    signal?.addEventListener('abort', end)
    const late = setTimeout(() => ends.abort(new DOMException('it took too long', 'TimeoutError')), this.#timeoutMs)
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
      clearTimeout(late)
      signal?.removeEventListener('abort', end)
    }
  }

  /**
   * The gate takes new keys.
   *
   * @throws Unanswered where they are none
   */
  takeKeys(issuer: string, keys: object | string): void {
    try {
      this.gate.replaceKeys(issuer, keys)
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error
      this.fault(error, 'keys')
      throw new Unanswered('keys', error)
    }
  }

  /** A listener that fails must not change what is decided. */
  fault(error: unknown, source: keyof Sources): void {
    try {
      this.#onFault?.(error, source)
    } catch {
      // Its own fault is its own
    }
  }
}
