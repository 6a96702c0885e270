/**
 * Where a store has its time from. Tests have one of their own.
 *
 * @example
 * let seconds = 1_800_000_000
 * const clock: Clock = { now: () => seconds, elapsedMs: () => seconds * 1000 }
 */
export interface Clock {
  /** Seconds since 1970, as a gate's `now`. It may jump. */
  now(): number
  /** Milliseconds from any start. They never jump and never go back. */
  elapsedMs(): number
}

/** The machine's. */
export const systemClock: Clock = {
  now: () => Math.floor(Date.now() / 1000),
  elapsedMs: () => performance.now(),
}
