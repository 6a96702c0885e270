import { member, readKeySet } from './documents.js'
import { Fault, KeyFetchError } from './errors.js'
import type { KeyIssuer, Settings } from './options.js'

/**
 * Key sets as they can be kept elsewhere, for a runtime that forgets. Plain JSON.
 *
 * @example
 * const cache: KeyCache | null = await kv.get('keys', 'json')
 */
export interface KeyCache {
  readonly version: 1
  readonly sets: readonly CachedSet[]
}

/** One issuer's. */
export interface CachedSet {
  readonly issuer: string
  /** The address that was configured for the issuer; `null` where it was found by its metadata. Under another one this is not used. */
  readonly from: string | null
  /** The text of its key set. */
  readonly keys: string
  /** Seconds since 1970. */
  readonly fetchedAt: number
}

/** Where the configuration says that this issuer's keys come from. */
export function fromOf({ jwksUri, metadataUri }: KeyIssuer): string | null {
  return jwksUri ?? metadataUri ?? null
}

/** The sets that are of these issuers, each checked like one that was fetched. */
export function readCache({ cache, issuers, maxBytes }: Settings, tell: (error: KeyFetchError) => void): CachedSet[] {
  if (cache === undefined || cache === null) return []
  const sets: unknown = typeof cache === 'object' && member(cache, 'version') === 1 ? member(cache, 'sets') : undefined
  if (!Array.isArray(sets)) {
    tell(new KeyFetchError('', 'malformed', 'the cache is none that was exported'))
    return []
  }
  return issuers.flatMap((issuer) => {
    const set = sets.find((one: unknown) => typeof one === 'object' && one !== null && member(one, 'issuer') === issuer.issuer) as object | undefined
    if (set === undefined || member(set, 'from') !== fromOf(issuer)) return []
    const [keys, fetchedAt] = [member(set, 'keys'), member(set, 'fetchedAt')]
    try {
      if (typeof keys !== 'string' || typeof fetchedAt !== 'number') throw new Fault('malformed', 'a set of the cache is none that was exported')
      if (keys.length > maxBytes) throw new Fault('too_large', 'a set of the cache is too large')
      return [{ issuer: issuer.issuer, from: fromOf(issuer), keys: readKeySet(keys), fetchedAt }]
    } catch (error) {
      if (!(error instanceof Fault)) throw error
      tell(new KeyFetchError(issuer.issuer, error.code, error.message))
      return []
    }
  })
}
