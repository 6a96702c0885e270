import { systemClock } from '../clock.js'
import { checkPrefix } from '../options.js'
import { type RevocationOptions, type Revocations, revocations } from './store.js'

/** What is used of a binding to Workers KV. */
export interface KvNamespace {
  get(key: string): Promise<string | null>
  put(key: string, value: string, options?: { expiration?: number }): Promise<void>
}

/** How a revocation store in Workers KV keeps what it was told. */
export interface KvRevocationOptions extends RevocationOptions {
  /** Stands before every key: `revoked:` by default. */
  readonly prefix?: string | undefined
}

/**
 * Remembers revoked tokens in Workers KV, which is eventually consistent: a location that has asked about a token lately goes on saying that it is good,
 * for a minute or more. Where that is too long, let tokens live shorter, or ask Redis.
 *
 * Nothing is read to revoke, so revocations at the same time lose none. What expires within a week is kept for a week, and everything else for good. KV takes one write of a key
 * in a second: where `revoke` rejects, tell it again.
 *
 * @example
 * const revocation = kvRevocation(env.REVOKED)
 * const gate = connect(createGate({ ...config, requireRevocationCheck: true }), { revocation })
 * await revocation.revoke({ issuer: 'https://as.example', tokenId: jti, expiresAt: exp })
 *
 * @throws TypeError where `namespace` is no binding, or `prefix` no string
 */
export function kvRevocation(namespace: KvNamespace, { prefix = 'revoked:', ...options }: KvRevocationOptions = {}): Revocations {
  if (typeof namespace?.get !== 'function') throw new TypeError('the binding to Workers KV is missing')
  checkPrefix(prefix)
  const names = {
    async has(name: string) {
      const found = await Promise.all([read(prefix + name + FOR_A_WEEK), read(prefix + name + FOR_GOOD)])
      return found.includes(true)
    },

    // Agents choose the `jti` of the tokens that they sign, and could have two of them revoked by one name: what a key says must not depend on which came last
    async add(name: string, until: number | undefined) {
      const now = systemClock.now()
      await (until !== undefined && until <= now + WEEK
        ? namespace.put(prefix + name + FOR_A_WEEK, '1', { expiration: now + WEEK + APART })
        : namespace.put(prefix + name + FOR_GOOD, '1'))
    },
  }
  return revocations(names, systemClock.now, options)

  async function read(key: string): Promise<boolean> {
    const value: unknown = await namespace.get(key)
    if (value === null || typeof value === 'string') return value !== null
    throw new Error('Workers KV answered with something else than it does')
  }
}

const FOR_A_WEEK = ':week'

const FOR_GOOD = ':good'

/** Seconds. */
const WEEK = 604_800

/** Seconds that the clocks of two writers may be apart. */
const APART = 600
