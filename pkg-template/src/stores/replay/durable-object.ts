import type { ReplayStore } from '../../connect/index.js'
import { systemClock } from '../clock.js'
import { CLOCK_SKEW, checkClockSkew } from '../options.js'
import { keptUntil } from './key.js'

/** What is used of a binding to Durable Objects. */
export interface ObjectNamespace<Id = unknown> {
  idFromName(name: string): Id
  get(id: Id): { fetch(url: string, init: { method: string; body: string }): Promise<ObjectAnswer> }
}

/** What is used of the response of a Durable Object. */
export interface ObjectAnswer {
  readonly ok: boolean
  json(): Promise<unknown>
}

/** How a replay store in Durable Objects keeps its keys. */
export interface DurableObjectReplayOptions {
  /**
   * Over how many objects the keys are spread: 1 by default, up to 1,024. One answers several hundred requests a second. Gates with other numbers do not know of
   * each other's proofs; where the number changes, the used ones are forgotten.
   */
  readonly shards?: number | undefined
  /** Seconds that the clocks of gates and objects may be apart: 300 by default. Keys are kept that much longer. */
  readonly clockSkew?: number | undefined
}

/**
 * Remembers used proofs in Durable Objects of the class {@linkcode ReplayObject}, which the worker exports and its configuration binds.
 * An object answers one question after the other, wherever it is asked, so of two insertions one is the first.
 *
 * There is no such store in Workers KV: it is eventually consistent and has no insert-if-absent, and a proof would count once in every location.
 *
 * @example
 * export { ReplayObject } from 'narrowgate/stores'
 * const gate = connect(createGate({ ...config, proofs: { origin, requireReplayCheck: true } }), { replay: durableObjectReplay(env.REPLAY) })
 *
 * @throws TypeError where an option is wrong, or `namespace` is no binding
 */
export function durableObjectReplay<Id>(
  namespace: ObjectNamespace<Id>,
  { shards = 1, clockSkew = CLOCK_SKEW }: DurableObjectReplayOptions = {},
): ReplayStore {
  if (typeof namespace?.idFromName !== 'function') throw new TypeError('the binding to Durable Objects is missing')
  if (!(Number.isSafeInteger(shards) && shards > 0 && shards <= 1024)) throw new TypeError('`shards` must be an integer from 1 to 1,024')
  checkClockSkew(clockSkew)
  return {
    async insert(replay) {
      const { key } = replay
      const until = keptUntil(replay, clockSkew, systemClock.now())
      const object = namespace.get(namespace.idFromName(`replay-${shardOf(key, shards)}-of-${shards}`))
      const response = await object.fetch('https://replay.invalid/', { method: 'POST', body: JSON.stringify({ key, until }) })
      const answer: unknown = response.ok ? await response.json() : undefined
      if (answer === true || answer === false) return answer
      throw new Error('the Durable Object did not say whether the key is new')
    },
  }
}

/** Spreads keys evenly: they end in a hash. Anyone may know where a key lies. */
function shardOf(key: string, shards: number): number {
  let hash = 0
  for (const character of key) hash = (Math.imul(hash, 31) + (character.codePointAt(0) ?? 0)) >>> 0
  return hash % shards
}
