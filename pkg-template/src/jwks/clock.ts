/**
 * Two clocks: ages are those of whichever has gone further, waits those of the one that can't be set.
 *
 * @example
 * const clock: Clock = { monotonicMs: () => 0, now: () => 1_800_000_000 }
 */
export interface Clock {
  /** Milliseconds since some time, never back. */
  monotonicMs(): number
  /** Seconds since 1970. */
  now(): number
}

export const CLOCK: Clock = {
  monotonicMs: () => performance.now(),
  now: () => Date.now() / 1000,
}
