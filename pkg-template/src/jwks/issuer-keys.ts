import type { ConfigError } from '../errors.js'
import { deadline, tooLate } from '../connect/deadline.js'
import { quietly } from '../quietly.js'
import { Places } from './discovery.js'
import { Fault, KeyFetchError } from './errors.js'
import type { KeyIssuer, Settings } from './options.js'
import { runtimeFetch, sharesPromises } from './runtime.js'

/** Keys, and when the request for them was sent, by both clocks. */
export interface Held {
  readonly text: string
  /** Seconds since 1970. */
  readonly fetchedAt: number
  readonly atMs: number
}

/** A fetch that has begun. */
interface Flight {
  readonly atMs: number
  readonly work: Promise<void>
}

/** The keys of one issuer, and when they may be fetched anew. */
export class IssuerKeys {
  readonly #issuer: KeyIssuer
  readonly #settings: Settings
  readonly #tell: (error: KeyFetchError) => void
  readonly #places: Places
  #imported: Pick<Held, 'text' | 'fetchedAt'> | undefined
  #held: Held | undefined
  #before: Held | undefined
  readonly #flights = new Set<Flight>()
  /** What the last fetch failed by, and how many before it did. */
  #fault: KeyFetchError | undefined
  #failures = 0
  /** How many there were before the keys that are held now came: whether a gate can use these shows later. */
  #failuresBefore = 0
  #endedMs = -Infinity

  constructor(issuer: KeyIssuer, settings: Settings, imported: Pick<Held, 'text' | 'fetchedAt'> | undefined, tell: (error: KeyFetchError) => void) {
    this.#issuer = issuer
    this.#settings = settings
    this.#imported = imported
    this.#tell = tell
    this.#places = new Places(issuer)
  }

  get held(): Pick<Held, 'text' | 'fetchedAt'> | undefined {
    return this.#imported ?? this.#held
  }

  /** What may be decided with now. It begins to fetch in the background where that is due. */
  current(): string | undefined {
    const age = this.#age()
    if (this.#held === undefined || !(age < this.#settings.staleMs)) return undefined
    // Newer ones were asked for just now, and could not be had
    if (!(age < this.#settings.maxAgeMs)) return this.#failures > 0 && this.#isCooling() ? this.#held.text : undefined
    if (!(age < this.#settings.maxAgeMs / 2) && !this.#isCooling() && this.#underWay().length === 0) this.#begin()
    return this.#held.text
  }

  /**
   * Fetches, unless that was done just now. Whoever comes meanwhile waits for the same fetch.
   *
   * @throws KeyFetchError where it failed, or did so just now
   */
  async refresh(): Promise<void> {
    this.#adopt()
    const underWay = this.#underWay()
    if (underWay[0] !== undefined && sharesPromises()) return underWay[0].work
    if (this.#isCooling()) {
      if (this.#fault !== undefined) throw this.#fault
      if (this.current() !== undefined) return
    }
    if (underWay.length >= MOST_FLIGHTS) throw new KeyFetchError(this.#issuer.issuer, 'unreachable', 'too many fetches are under way')
    return this.#begin()
  }

  /** Back to what there was before, as if these had not come. */
  refused(keys: unknown, why: ConfigError): void {
    if (this.#held === undefined || this.#held.text !== keys) return
    this.#held = this.#before
    this.#before = undefined
    this.#failures = this.#failuresBefore
    this.#failed(new KeyFetchError(this.#issuer.issuer, 'keys_refused', 'the gate can not use the key set', why))
  }

  /** Workers end a request with all that it waits for: such a fetch never ends, so after its time it does not count. */
  #underWay(): readonly Flight[] {
    const { clock, timeoutMs } = this.#settings
    for (const flight of this.#flights) if (!(clock.monotonicMs() - flight.atMs < timeoutMs)) this.#flights.delete(flight)
    return [...this.#flights]
  }

  #begin(): Promise<void> {
    const flight = { atMs: this.#settings.clock.monotonicMs(), work: this.#fly().finally(() => this.#flights.delete(flight)) }
    this.#flights.add(flight)
    // Whoever waits for it is told; it may be nobody
    const ended = flight.work.catch(() => undefined)
    quietly(() => this.#settings.waitUntil?.(ended))
    return flight.work
  }

  async #fly(): Promise<void> {
    this.#adopt()
    const { clock } = this.#settings
    const [fetchedAt, atMs] = [clock.now(), clock.monotonicMs()]
    try {
      const text = await this.#fetched()
      if (this.#held !== undefined && this.#held.atMs > atMs) return
      this.#before = this.#held?.text === text ? this.#before : this.#held
      // The same text is the same value: gates see that nothing has changed
      this.#held = { text: this.#held?.text === text ? this.#held.text : text, fetchedAt, atMs }
      this.#failuresBefore = this.#failures
      this.#failures = 0
      this.#fault = undefined
      this.#endedMs = clock.monotonicMs()
    } catch (error) {
      const { code, message, cause } = error instanceof Fault ? error : new Fault('unreachable', 'it failed', error)
      const fault = new KeyFetchError(this.#issuer.issuer, code, message, cause)
      this.#failed(fault)
      throw fault
    }
  }

  async #fetched(): Promise<string> {
    const { fetch, maxBytes, timeoutMs } = this.#settings
    const network = this.#issuer.network ?? 'public'
    const ends = new AbortController()
    const late = new Promise<never>((_, reject) => {
      ends.signal.addEventListener('abort', () => reject(new Fault('timed_out', `no answer within ${timeoutMs} ms`)))
    })
    const inTime = deadline(timeoutMs, () => ends.abort(tooLate()))
    try {
      const fetching = { fetch: fetch ?? runtimeFetch(network), network, maxBytes, signal: ends.signal }
      return await Promise.race([this.#places.fetchKeys(fetching), late])
    } finally {
      inTime()
    }
  }

  #failed(fault: KeyFetchError): void {
    this.#failures += 1
    this.#fault = fault
    this.#endedMs = this.#settings.clock.monotonicMs()
    this.#tell(fault)
  }

  #isCooling(): boolean {
    const { clock, cooldownMs } = this.#settings
    const wait = this.#failures === 0 ? cooldownMs : Math.min(cooldownMs, FIRST_WAIT_MS * 2 ** (this.#failures - 1))
    return clock.monotonicMs() - this.#endedMs < wait
  }

  /** Milliseconds. A process that slept has a monotonic clock that did, too; a clock of the day may have been set: the one that went further counts. */
  #age(): number {
    this.#adopt()
    if (this.#held === undefined) return Infinity
    const { clock } = this.#settings
    return Math.max(clock.monotonicMs() - this.#held.atMs, (clock.now() - this.#held.fetchedAt) * 1000)
  }

  /** Not before the first use: workers have no clock while they start. */
  #adopt(): void {
    const imported = this.#imported
    if (imported === undefined) return
    this.#imported = undefined
    const { clock } = this.#settings
    const age = clock.now() - imported.fetchedAt
    // From the future: there is no telling how old they are
    if (!(age >= -LEEWAY_S)) return
    this.#held = { ...imported, atMs: clock.monotonicMs() - Math.max(0, age) * 1000 }
    // Who makes a source for each request would fetch for each request, otherwise
    this.#endedMs = this.#held.atMs
  }
}

/** The wait after a first failure: an issuer that restarts is back soon. */
const FIRST_WAIT_MS = 1000

/** By which the clocks of two machines differ. */
const LEEWAY_S = 30

/** Where fetches can't be shared, as many as these. */
const MOST_FLIGHTS = 64
