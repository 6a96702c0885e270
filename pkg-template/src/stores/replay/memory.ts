import type { ReplayStore } from '../../connect/index.js'
import { type Clock, systemClock } from '../clock.js'
import { LastingKeys } from '../lasting.js'
import { checkClockSkew } from '../options.js'
import { keptUntil } from './key.js'

/** How a replay store in memory keeps its keys. */
export interface MemoryReplayOptions {
  /** The most keys at a time: 100,000 by default, some 30 MB when full. A key stays for as long as its proof could be used. */
  readonly capacity?: number | undefined
  /** Seconds that the gate's `now` may be behind the clock: 0 by default, for a gate that reads the same one. Keys are kept that much longer. */
  readonly clockSkew?: number | undefined
  /** The machine's by default. */
  readonly clock?: Clock | undefined
}

/**
 * Remembers used proofs in this process. For one process: a second one, or the same one after a restart, knows nothing of them.
 *
 * A full store rejects, and the call is denied as `source_unavailable`; no key that could still be replayed is thrown away.
 *
 * @example
 * const gate = connect(createGate({ ...config, proofs: { origin, requireReplayCheck: true } }), { replay: memoryReplay() })
 *
 * @throws TypeError where `capacity` or `clockSkew` is no such number
 */
export function memoryReplay({ capacity = 100_000, clockSkew = 0, clock = systemClock }: MemoryReplayOptions = {}): ReplayStore {
  const keys = new LastingKeys(capacity, clock)
  checkClockSkew(clockSkew)
  return {
    async insert(key) {
      const until = keptUntil(key, clockSkew, clock.now())
      if (keys.has(key.key)) return false
      keys.add(key.key, until)
      return true
    },
  }
}
