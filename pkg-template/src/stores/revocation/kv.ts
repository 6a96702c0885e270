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
 * @example
 * const revocation = kvRevocation(env.REVOKED)
 * await revocation.revoke({ issuer: 'https://as.example', tokenId: jti, expiresAt: exp })
 *
 * @throws TypeError where `namespace` is no binding, or `prefix` no string
 */
export function kvRevocation(namespace: KvNamespace, { prefix = 'revoked:', ...options }: KvRevocationOptions = {}): Revocations {
  if (typeof namespace?.get !== 'function') throw new TypeError('the binding to Workers KV is missing')
  checkPrefix(prefix)
  const names = {
    async has(name: string) {
      const value: unknown = await namespace.get(prefix + name)
      if (value === null || typeof value === 'string') return value !== null
      throw new Error('Workers KV answered with something else than it does')
    },
    add: (name: string, until: number | undefined) =>
      namespace.put(prefix + name, '1', until === undefined ? {} : { expiration: until }),
  }
  return revocations(names, systemClock.now, options)
}
