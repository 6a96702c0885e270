import { type Clock, systemClock } from '../clock.js'
import { LastingKeys } from '../lasting.js'
import { type RevocationOptions, type Revocations, revocations } from './store.js'

/** How a revocation store in memory keeps what it was told. */
export interface MemoryRevocationOptions extends RevocationOptions {
  /** The most names at a time: 100,000 by default, some 30 MB when full. A token that is revoked by hash and id has two. */
  readonly capacity?: number | undefined
  /** The machine's by default. */
  readonly clock?: Clock | undefined
}

/**
 * Remembers revoked tokens in this process, and says so from the next call on. A restart forgets them: tell it again, before it is asked.
 *
 * @example
 * const revocation = memoryRevocation()
 * const gate = connect(createGate({ ...config, requireRevocationCheck: true }), { revocation })
 * await revocation.revoke({ issuer: 'https://as.example', tokenId: jti, expiresAt: exp })
 *
 * @throws TypeError where `capacity` is no positive integer. `revoke` rejects with {@linkcode StoreFull} where nothing may be forgotten for it
 */
export function memoryRevocation({ capacity = 100_000, clock = systemClock, ...options }: MemoryRevocationOptions = {}): Revocations {
  const keys = new LastingKeys(capacity, clock)
  const names = {
    has: async (name: string) => keys.has(name),
    add: async (name: string, until = Number.POSITIVE_INFINITY) => keys.add(name, until),
  }
  return revocations(names, () => clock.now(), options)
}
