import { quietly } from '../quietly.js'
import type { Asking, KeySource } from '../connect/sources.js'
import type { ConfigError } from '../errors.js'
import { deepFreeze } from '../json.js'
import { fromOf, type KeyCache, readCache } from './cache.js'
import { KeyFetchError } from './errors.js'
import { IssuerKeys } from './issuer-keys.js'
import { type KeyIssuer, type RemoteKeysOptions, readOptions } from './options.js'

/**
 * The keys of these issuers, fetched when a gate lacks them, and again before they are too old. One may serve several gates that
 * read these issuers' keys in one form (key set, JWT-SVIDs or WIT-SVIDs of a bundle): what one of them can't use, all of them go back from.
 *
 * @example
 * const gate = connect(createGate({ issuers: [{ issuer: 'https://as.example', jwks: null, ...rules }], ...others }), {
 *   keys: remoteKeys({ issuers: ['https://as.example'] }),
 * })
 *
 * @throws ConfigError with every mistake in the options: an address that may not be fetched from is one
 */
export function remoteKeys(options: RemoteKeysOptions): RemoteKeys {
  return new RemoteKeys(options)
}

/** Key sets of issuers. Made by {@linkcode remoteKeys}. */
export class RemoteKeys implements KeySource {
  readonly issuers: readonly string[]
  readonly #configured: readonly KeyIssuer[]
  readonly #keys: ReadonlyMap<string, IssuerKeys>
  #exported: KeyCache = deepFreeze({ version: 1, sets: [] })

  /** @internal */
  constructor(options: RemoteKeysOptions) {
    const settings = readOptions(options)
    const tell = (error: KeyFetchError): void => quietly(() => settings.onFault?.(error))
    const sets = readCache(settings, tell)
    this.#configured = settings.issuers
    this.issuers = Object.freeze(settings.issuers.map(({ issuer }) => issuer))
    this.#keys = new Map(
      settings.issuers.map((issuer) => {
        const set = sets.find((one) => one.issuer === issuer.issuer)
        const imported = set && { text: set.keys, fetchedAt: set.fetchedAt }
        return [issuer.issuer, new IssuerKeys(issuer, settings, imported, tell)]
      }),
    )
  }

  /** The text of the key set that may be decided with now; `undefined` where there is none. */
  current(issuer: string): string | undefined {
    return this.#keys.get(issuer)?.current()
  }

  /**
   * Fetches this issuer's keys anew, unless that was done just now. A signal ends nothing here: others wait for the same fetch.
   *
   * @example
   * await Promise.all(keys.issuers.map((issuer) => keys.refresh(issuer)))
   *
   * @throws KeyFetchError where they can't be had: an issuer that is down, or whose answer is none
   * @throws TypeError where the issuer is none of those that were configured
   */
  async refresh(issuer: string, _asking?: Asking): Promise<void> {
    const keys = this.#keys.get(issuer)
    if (keys === undefined) throw new TypeError('`issuer` is none of those that were configured')
    return keys.refresh()
  }

  /** A gate could not use these keys: the ones before them count, as long as they may. */
  refused(issuer: string, keys: object | string, why: ConfigError): void {
    this.#keys.get(issuer)?.refused(keys, why)
  }

  /**
   * What is held, for `cache` of another process, or of this one when it starts again. The same object as before where nothing has changed.
   *
   * @example
   * const before = keys.export()
   * await serve(request)
   * if (keys.export() !== before) await kv.put('keys', JSON.stringify(keys.export()))
   */
  export(): KeyCache {
    const sets = this.#configured.flatMap((issuer) => {
      const held = this.#keys.get(issuer.issuer)?.held
      return held === undefined ? [] : [{ issuer: issuer.issuer, from: fromOf(issuer), keys: held.text, fetchedAt: held.fetchedAt }]
    })
    const isTheSame = sets.length === this.#exported.sets.length && sets.every(({ keys, fetchedAt }, index) => {
      const known = this.#exported.sets[index]
      return known?.keys === keys && known.fetchedAt === fetchedAt
    })
    if (!isTheSame) this.#exported = deepFreeze({ version: 1, sets })
    return this.#exported
  }
}
