import { BoundedMap } from './bounded.js'
import type { Clock } from './clock.js'

interface Kept {
  /** By the clock that never jumps. */
  readonly untilMs: number
}

/**
 * Keys that are kept until a time of the wall clock has passed, and as long as it was until then besides. A clock that is put forward and back, or back,
 * makes nothing forgotten early; but what was added while the clock was ahead is kept as if it had been right.
 */
export class LastingKeys {
  readonly #clock: Clock
  readonly #keys: BoundedMap<Kept>

  constructor(capacity: number, clock: Clock) {
    this.#clock = clock
    this.#keys = new BoundedMap(capacity, ({ until, value }) => until < clock.now() && value.untilMs <= clock.elapsedMs())
  }

  has(key: string): boolean {
    return this.#keys.has(key)
  }

  /**
   * `until` in seconds since 1970, that second included.
   *
   * @throws StoreFull where nothing may be forgotten for it
   */
  add(key: string, until: number): void {
    const untilMs = this.#clock.elapsedMs() + (until + 1 - this.#clock.now()) * 1000
    this.#keys.set(key, { untilMs: Math.max(untilMs, this.#keys.get(key)?.untilMs ?? 0) }, until)
  }
}
