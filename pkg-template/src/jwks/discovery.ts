import { readKeySet, readMetadata } from './documents.js'
import { Fault, type KeyFetchCode } from './errors.js'
import { type Fetching, fetchText } from './fetched.js'
import type { KeyIssuer } from './options.js'

/** Where the keys of one issuer are. */
export class Places {
  readonly #issuer: KeyIssuer
  readonly #metadata: string[]

  constructor(issuer: KeyIssuer) {
    this.#issuer = issuer
    const { jwksUri, metadataUri } = issuer
    this.#metadata = jwksUri === undefined ? (metadataUri === undefined ? wellKnown(issuer.issuer) : [metadataUri]) : []
  }

  /**
   * The issuer's key set, as text. Metadata are read anew each time: what moved away is not asked again.
   *
   * @throws Fault where it can't be had
   */
  async fetchKeys(fetching: Fetching): Promise<string> {
    const { jwksUri } = this.#issuer
    return readKeySet(await fetchText(jwksUri ?? (await this.#discover(fetching)), fetching))
  }

  async #discover(fetching: Fetching): Promise<string> {
    let last: unknown
    for (const [index, place] of this.#metadata.entries()) {
      try {
        const address = readMetadata(await fetchText(place, fetching), this.#issuer.issuer)
        // Next time first
        this.#metadata.unshift(...this.#metadata.splice(index, 1))
        return address
      } catch (error) {
        if (!(error instanceof Fault && ELSEWHERE.includes(error.code))) throw error
        last = error
      }
    }
    throw last
  }
}

/**
 * Where an issuer's metadata can be: RFC 8414, section 3.1, and OpenID Connect Discovery 1.0, section 4.1, in the order of the MCP authorization
 * specification.
 */
export function wellKnown(issuer: string): string[] {
  const { origin, pathname } = new URL(issuer)
  const path = pathname.replace(/\/$/, '')
  const inserted = [`${origin}/.well-known/oauth-authorization-server${path}`, `${origin}/.well-known/openid-configuration${path}`]
  return path === '' ? inserted : [...inserted, `${origin}${path}/.well-known/openid-configuration`]
}

/** What may only mean that the metadata are in the next place. */
const ELSEWHERE: readonly KeyFetchCode[] = ['status_unexpected', 'type_unexpected', 'malformed', 'redirected']
