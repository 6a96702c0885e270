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
 * const gate = connect(createGate({ ...config, requireRevocationCheck: true }), { revocation })
 * await revocation.revoke({ issuer: 'https://as.example', tokenId: jti, expiresAt: exp })
 *
 * @throws TypeError where `namespace` is no binding, or `prefix` no string
 */
export function kvRevocation(namespace: KvNamespace, { prefix = 'revoked:', ...options }: KvRevocationOptions = {}): Revocations {
  if (typeof namespace?.get !== 'function') throw new TypeError('the binding to Workers KV is missing')
  checkPrefix(prefix)
  const names = {
    has: async (name: string) => (await read(prefix + name)) !== null,

    async add(name: string, until: number | undefined) {
      const before = await read(prefix + name)
      // Never shorter than it was: agents choose the `jti` of the tokens that they sign, and could have two of them revoked by one name
      if (before === FOR_GOOD || Number(before ?? 0) >= (until ?? Number.POSITIVE_INFINITY)) return
      await (until === undefined
        ? namespace.put(prefix + name, FOR_GOOD)
        : namespace.put(prefix + name, String(until), { expiration: until }))
    },
  }
  return revocations(names, systemClock.now, options)

  async function read(key: string): Promise<string | null> {
    const value: unknown = await namespace.get(key)
    if (value === null || typeof value === 'string') return value
    throw new Error('Workers KV answered with something else than it does')
  }
}

const FOR_GOOD = 'for good'
