import { BoundedMap } from '../bounded.js'
import { type Clock, systemClock } from '../clock.js'
import { BUCKETS, bucketMs, type CounterStore, type Counting } from './store.js'

/** How counters in memory are kept. */
export interface MemoryCountersOptions {
  /** The most counts at a time: 20,000 by default, some 30 MB when full. One stays for as long as its window. */
  readonly capacity?: number | undefined
  /** The machine's by default. Only `elapsedMs` is asked: a wall clock that jumps changes no count. */
  readonly clock?: Pick<Clock, 'elapsedMs'> | undefined
}

/** How many calls fell into one twentieth of the window. */
interface Bucket {
  readonly index: number
  count: number
}

/**
 * Counts in this process. Two processes count apart, and each permits as much as one may: share {@linkcode redisCounters} then.
 *
 * Full of counts whose windows have not passed, it rejects, and the call is denied as `source_unavailable`.
 *
 * @example
 * const session = countCalls({ windows: { writesLastMinute: { seconds: 60, per: ['actor'] } }, store: memoryCounters() })
 *
 * @throws TypeError where `capacity` is no positive integer
 */
export function memoryCounters({ capacity = 20_000, clock = systemClock }: MemoryCountersOptions = {}): CounterStore {
  const counts = new BoundedMap<Bucket[]>(capacity, ({ until }) => until <= clock.elapsedMs())

  function count({ key, seconds, add }: Counting): number {
    const width = bucketMs(seconds)
    const current = Math.floor(clock.elapsedMs() / width)
    const buckets = (counts.get(key) ?? []).filter(({ index }) => index >= current - BUCKETS)
    if (add === 1) {
      const last = buckets.at(-1)
      if (last?.index === current) last.count += 1
      else buckets.push({ index: current, count: 1 })
      counts.set(key, buckets, (current + BUCKETS + 1) * width)
    }
    return buckets.reduce((sum, { count }) => sum + count, 0)
  }

  return { count: async (asked) => asked.map(count) }
}
