import { checkPrefix } from '../options.js'
import { commandsOf, type RedisClient, unexpected } from '../redis.js'
import { BUCKETS, bucketMs, type CounterStore } from './store.js'

/** How counters in Redis are kept. */
export interface RedisCountersOptions {
  /** Stands before every key: `narrowgate:count:` by default. Gates that are to count together have the same. */
  readonly prefix?: string | undefined
}

/**
 * Counts in Redis, for all processes that use it, by Redis's own clock. Each count is one script, so adding, reading and expiry are one step. Where that
 * clock is put back, nothing is lost; where it is put forward, the windows before it are over.
 *
 * Redis has to keep what it has: `maxmemory-policy noeviction`.
 *
 * @example
 * const session = countCalls({ windows: { writesLastMinute: { seconds: 60, per: ['actor'] } }, store: redisCounters(client) })
 *
 * @throws TypeError where `client` is no client, or `prefix` no string
 */
export function redisCounters(client: RedisClient, { prefix = 'narrowgate:count:' }: RedisCountersOptions = {}): CounterStore {
  const send = commandsOf(client)
  checkPrefix(prefix)
  return {
    count: (counts, asking) =>
      Promise.all(
        counts.map(async ({ key: name, seconds, add }) => {
          const key = prefix + name
          const answer = await send(['EVAL', SCRIPT, '1', key, String(bucketMs(seconds)), String(BUCKETS), String(add)], { ...asking, key })
          if (typeof answer !== 'number') throw unexpected('EVAL')
          return answer
        }),
      ),
  }
}

/** A hash of counts by the number of their bucket. What a clock that was put back left in the future counts as of now, so that it ends. */
const SCRIPT = `
local width, buckets, add = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local time = redis.call('TIME')
local current = math.floor((time[1] * 1000 + math.floor(time[2] / 1000)) / width)
local fields = redis.call('HGETALL', KEYS[1])
local sum = add
for i = 1, #fields, 2 do
  local index, count = tonumber(fields[i]), tonumber(fields[i + 1])
  if index >= current - buckets then sum = sum + count end
  if index > current then add = add + count end
  if index > current or index < current - buckets then redis.call('HDEL', KEYS[1], fields[i]) end
end
if add > 0 then
  redis.call('HINCRBY', KEYS[1], current, add)
  redis.call('PEXPIRE', KEYS[1], (buckets + 2) * width)
end
return sum
`
