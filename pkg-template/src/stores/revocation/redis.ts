import { systemClock } from '../clock.js'
import { checkPrefix } from '../options.js'
import { commandsOf, type RedisClient, unexpected } from '../redis.js'
import { type RevocationOptions, type Revocations, revocations } from './store.js'

/** How a revocation store in Redis keeps what it was told. */
export interface RedisRevocationOptions extends RevocationOptions {
  /** Stands before every key: `narrowgate:revoked:` by default. */
  readonly prefix?: string | undefined
}

/**
 * Remembers revoked tokens in Redis. Every gate that asks the same Redis says so from the next call on; one that asks a replica, once that has heard of it.
 *
 * Redis has to keep what it has: `maxmemory-policy noeviction`, and a file on disk.
 *
 * @example
 * const revocation = redisRevocation(client)
 * const gate = connect(createGate({ ...config, requireRevocationCheck: true }), { revocation })
 * await revocation.revoke({ token: await tokenHash(accessToken), expiresAt: exp })
 *
 * @throws TypeError where `client` is no client, or `prefix` no string
 */
export function redisRevocation(
  client: RedisClient,
  { prefix = 'narrowgate:revoked:', ...options }: RedisRevocationOptions = {},
): Revocations {
  const send = commandsOf(client)
  checkPrefix(prefix)
  const names = {
    async has(name: string, { signal }: { readonly signal: AbortSignal }) {
      const key = prefix + name
      const answer = await send(['EXISTS', key], { key, signal })
      if (answer === 1 || answer === 0) return answer === 1
      throw unexpected('EXISTS')
    },
    async add(name: string, until: number | undefined) {
      const key = prefix + name
      const lifeMs = until === undefined ? 'for good' : String((until - systemClock.now()) * 1000)
      const { signal } = new AbortController()
      if ((await send(['EVAL', SCRIPT, '1', key, lifeMs], { key, signal })) !== 1) throw unexpected('EVAL')
    },
  }
  return revocations(names, systemClock.now, options)
}

/** Never shortens what was there: agents choose the `jti` of the tokens that they sign, and could have two of them revoked by one name. */
const SCRIPT = `
local left = redis.call('PTTL', KEYS[1])
if ARGV[1] == 'for good' then
  redis.call('SET', KEYS[1], '1')
elseif left ~= -1 and tonumber(ARGV[1]) > left then
  redis.call('SET', KEYS[1], '1', 'PX', ARGV[1])
end
return 1
`
