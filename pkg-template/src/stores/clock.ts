/** Where a store has its time from. */
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
