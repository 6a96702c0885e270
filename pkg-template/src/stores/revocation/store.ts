import type { RevocationStore } from '../../connect/index.js'
import { namesOf } from './names.js'

/** A token that is taken back, by every name that is given: `token`, or `issuer` and `tokenId`, or all of them, as `missing.revocation` has them. */
export interface RevokedToken {
  /** Its hash, see {@linkcode tokenHash}. */
  readonly token?: string | undefined
  /** The issuer as configured; of a linked chain's child the thumbprint URI of the key that signed it. Needed with `tokenId`, which alone names nothing. */
  readonly issuer?: string | undefined
  /** `jti`. */
  readonly tokenId?: string | undefined
  /** Its `exp`, in seconds since 1970: some minutes later this may be forgotten. Without it, never. */
  readonly expiresAt?: number | undefined
}

/** A revocation store that can be told. */
export interface Revocations extends RevocationStore {
  /**
   * Takes a token back, and with it every chain in which it stands. What can't be remembered rejects.
   *
   * @throws TypeError where the token has no name, or one of another form
   */
  revoke(token: RevokedToken): Promise<void>
}

/** What every revocation store has. */
export interface RevocationOptions {
  /**
   * Tokens whose own status list (`status`) nobody has looked at: this store reads none, and by default it says so and rejects. `true` where
   * everything that is revoked is revoked here.
   */
  readonly ignoreStatusLists?: boolean | undefined
}

/** Names and times, for the places that keep them. */
export interface RevokedNames {
  has(name: string, asking: Parameters<RevocationStore['isRevoked']>[1]): Promise<boolean>
  /** `until` in seconds since 1970; `undefined`: for good. */
  add(name: string, until: number | undefined): Promise<void>
}

/** The two questions to a revocation store, asked of where it keeps names. */
export function revocations(names: RevokedNames, now: () => number, { ignoreStatusLists = false }: RevocationOptions): Revocations {
  return {
    async isRevoked(query, asking) {
      if (query.status !== undefined && !ignoreStatusLists) throw new Error('the token names a status list, and this store reads none')
      const found = await Promise.all((await namesOf(query)).map((name) => names.has(name, asking)))
      return found.includes(true)
    },

    async revoke({ expiresAt, ...token }) {
      if (expiresAt !== undefined && !(Number.isSafeInteger(expiresAt) && expiresAt >= 0)) {
        throw new TypeError('`expiresAt` must be in seconds since 1970')
      }
      const until = expiresAt === undefined ? undefined : Math.max(expiresAt, now()) + KEPT_LONGER
      await Promise.all((await namesOf(token)).map((name) => names.add(name, until)))
    },
  }
}

/** Seconds: the longest `leeway` that a gate has, 300, and as much for clocks that are apart. */
const KEPT_LONGER = 600
