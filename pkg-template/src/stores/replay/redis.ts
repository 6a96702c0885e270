import type { ReplayStore } from '../../connect/index.js'
import { systemClock } from '../clock.js'
import { CLOCK_SKEW, checkClockSkew, checkPrefix } from '../options.js'
import { commandsOf, type RedisClient, unexpected } from '../redis.js'
import { keptUntil } from './key.js'

/** How a replay store in Redis keeps its keys. */
export interface RedisReplayOptions {
  /** Stands before every key: `narrowgate:replay:` by default. Gates that are to know of each other's proofs have the same. */
  readonly prefix?: string | undefined
  /** Seconds that the clocks of gates and Redis may be apart: 300 by default. Keys are kept that much longer. */
  readonly clockSkew?: number | undefined
}

/**
 * Remembers used proofs in Redis, for all processes that use it: `SET key 1 NX PX …`, which is atomic.
 *
 * Redis has to keep what it has: `maxmemory-policy noeviction`, and an append-only file where a restart must not forget. A replica that takes over
 * does not know the last writes.
 *
 * @example
 * const client = await createClient({ url: 'redis://127.0.0.1' }).on('error', log).connect()
 * const gate = connect(createGate({ ...config, proofs: { origin, requireReplayCheck: true } }), { replay: redisReplay(client) })
 *
 * @throws TypeError where `client` is no client, or an option is wrong
 */
export function redisReplay(
  client: RedisClient,
  { prefix = 'narrowgate:replay:', clockSkew = CLOCK_SKEW }: RedisReplayOptions = {},
): ReplayStore {
  const send = commandsOf(client)
  checkPrefix(prefix)
  checkClockSkew(clockSkew)
  return {
    async insert(replay, asking) {
      const now = systemClock.now()
      // One second more, for the part of it that has passed
      const lifeMs = (keptUntil(replay, clockSkew, now) + 1 - now) * 1000
      const key = prefix + replay.key
      const answer = await send(['SET', key, '1', 'NX', 'PX', String(lifeMs)], { ...asking, key })
      if (answer === 'OK') return true
      if (answer === null) return false
      throw unexpected('SET')
    },
  }
}
