import type { Asking } from '../../connect/index.js'

/** One count that is asked for. */
export interface Counting {
  /** What is counted: a hash, the same for the same. */
  readonly key: string
  /** The window's length. */
  readonly seconds: number
  /** 1: this call is one more. 0: it is only looked. */
  readonly add: 0 | 1
}

/** Keeps counts over sliding windows. {@linkcode memoryCounters} and {@linkcode redisCounters} do. */
export interface CounterStore {
  /**
   * Adds to each count and then says it, in one step, so that of calls at the same time each sees those before it. It answers with what the last `seconds` held,
   * in order, and never with less: at most what one twentieth of a window more held. What can't be counted rejects.
   */
  count(counts: readonly Counting[], asking: Asking): Promise<readonly number[]>
}

/** Windows are counted by twentieths. The oldest one counts as long as any of it is inside, so a count is never too small. */
export const BUCKETS = 20

/** A twentieth of a window, in milliseconds. */
export const bucketMs = (seconds: number): number => (seconds * 1000) / BUCKETS
