import { ConfigError, type Problem } from '../errors.js'
import { type Network, urlFault } from './address.js'
import type { KeyCache } from './cache.js'
import { CLOCK, type Clock } from './clock.js'
import type { KeyFetchError } from './errors.js'
import type { Fetch } from './fetched.js'

/**
 * An issuer, and where its keys are. With neither address they are found by its metadata (RFC 8414, OpenID Connect Discovery).
 *
 * @example
 * const issuer: KeyIssuer = { issuer: 'https://login.example/v2', jwksUri: 'https://keys.example/jwks' }
 */
export interface KeyIssuer {
  /** As the gate's configuration names it. */
  readonly issuer: string
  /** Where its key set is, or the SPIFFE bundle of its trust domain. */
  readonly jwksUri?: string | undefined
  /** Instead: where its metadata are, if not at a well-known place. They must name this issuer. */
  readonly metadataUri?: string | undefined
  /** How far its addresses, and those that its metadata name, may reach: `public` by default. */
  readonly network?: Network | undefined
}

/**
 * How keys are fetched.
 *
 * @example
 * const options: RemoteKeysOptions = { issuers: ['https://as.example'], maxAgeMs: 300_000, onFault: ({ code, message }) => log.warn(code, message) }
 */
export interface RemoteKeysOptions {
  /** Who is asked, and nobody else ever: no token adds to it. A string is an issuer with metadata at a well-known place. */
  readonly issuers: readonly (string | KeyIssuer)[]
  /** Milliseconds for all that one fetch takes: 4,000 by default, at most a minute. It should be less than that of `connect`, so that older keys can stand in. */
  readonly timeoutMs?: number | undefined
  /** Milliseconds between two fetches that unknown keys cause: 30,000 by default, from a second to an hour. After a failure it is one second first, then twice as long each time, up to this. */
  readonly cooldownMs?: number | undefined
  /** Milliseconds that keys are good for: 600,000 by default, at most a day. From half of it on they are fetched in the background; after it, before the next decision. What `Cache-Control` says is not looked at. */
  readonly maxAgeMs?: number | undefined
  /** Milliseconds that keys may be used for where newer ones were asked for and can't be had: 3,600,000 by default, at most a week. As long as `maxAgeMs`: not at all. */
  readonly staleMs?: number | undefined
  /** Bytes of a key set or of metadata: 262,144 by default, at most 1,048,576. A gate takes key sets of at most 262,144. */
  readonly maxBytes?: number | undefined
  /** Instead of the runtime's. It has to heed `redirect: 'manual'` and `signal`; names that resolve to private addresses are for it to refuse. */
  readonly fetch?: Fetch | undefined
  /** What `export()` gave, here or elsewhere; whoever can write it can name keys. `null`: nothing yet. What can't be read is told to `onFault`, and is not used. */
  readonly cache?: KeyCache | null | undefined
  /** Told of every failed fetch, once. What it throws changes nothing. */
  readonly onFault?: ((error: KeyFetchError) => void) | undefined
  /** Keeps a runtime from ending a fetch in the background: `waitUntil` of `cloudflare:workers`, `after` of Next. */
  readonly waitUntil?: ((work: Promise<void>) => void) | undefined
  /** Other clocks than the runtime's, for tests. */
  readonly clock?: Clock | undefined
}

/** The options, whole. */
export type Settings = Pick<RemoteKeysOptions, 'fetch' | 'cache' | 'onFault' | 'waitUntil'> &
  Readonly<Record<keyof typeof NUMBERS, number>> & { readonly issuers: readonly KeyIssuer[]; readonly clock: Clock }

/** @throws ConfigError with every mistake */
export function readOptions(options: RemoteKeysOptions): Settings {
  const problems: Problem[] = []
  const wrong = (path: string, message: string): void => void problems.push({ path, message })
  const given = (typeof options === 'object' && options !== null ? options : {}) as Readonly<Record<string, unknown>>
  for (const name of Object.keys(given)) if (!NAMES.includes(name)) wrong(name, 'is not known')
  for (const name of FUNCTIONS) {
    if (given[name] !== undefined && typeof given[name] !== 'function') wrong(name, 'must be a function')
  }
  const numbers = Object.fromEntries(
    Object.entries(NUMBERS).map(([name, [least, usual, most]]) => {
      const value = given[name] ?? usual
      if (typeof value !== 'number' || !(value >= least && value <= most)) wrong(name, `must be a number from ${least} to ${most}`)
      return [name, value]
    }),
  ) as Record<keyof typeof NUMBERS, number>
  if (numbers.staleMs < numbers.maxAgeMs) wrong('staleMs', 'must not be less than `maxAgeMs`')
  const clock = given['clock'] ?? CLOCK
  if (!isClock(clock)) wrong('clock', 'must have `monotonicMs` and `now`')
  const issuers = readIssuers(given['issuers'], wrong)
  if (problems.length > 0) throw new ConfigError(problems)
  const { fetch, cache, onFault, waitUntil } = options
  return { ...numbers, issuers, clock: clock as Clock, fetch, cache, onFault, waitUntil }
}

type Wrong = (path: string, message: string) => void

function readIssuers(given: unknown, wrong: Wrong): KeyIssuer[] {
  if (!Array.isArray(given) || given.length === 0) {
    wrong('issuers', 'must be an array of issuers, at least one')
    return []
  }
  const issuers = Array.from(given, (one: unknown, index) => readIssuer(one, `issuers[${index}]`, wrong))
  const names = issuers.map(({ issuer }) => issuer)
  for (const [index, name] of names.entries()) if (names.indexOf(name) !== index) wrong(`issuers[${index}]`, 'is there twice')
  return issuers
}

function readIssuer(given: unknown, path: string, wrong: Wrong): KeyIssuer {
  const { issuer, jwksUri, metadataUri, network = 'public', ...others } = (typeof given === 'string' ? { issuer: given } : (given ?? {})) as Partial<KeyIssuer>
  for (const name of Object.keys(others)) wrong(`${path}.${name}`, 'is not known')
  if (!NETWORKS.includes(network)) wrong(`${path}.network`, 'must be `public`, `private` or `loopback`')
  if (typeof issuer !== 'string' || issuer === '') {
    wrong(`${path}.issuer`, 'must be the name of an issuer')
    return { issuer: '' }
  }
  if (jwksUri !== undefined && metadataUri !== undefined) wrong(`${path}.metadataUri`, 'must not stand beside `jwksUri`')
  checkUrl(jwksUri, `${path}.jwksUri`, network, wrong)
  checkUrl(metadataUri, `${path}.metadataUri`, network, wrong)
  if (jwksUri === undefined && metadataUri === undefined) {
    checkUrl(issuer, `${path}.issuer`, network, wrong)
    // RFC 8414, section 2
    if (/[?#]/.test(issuer)) wrong(`${path}.issuer`, 'must have no query and no fragment, so that its metadata can be found')
  }
  return { issuer, jwksUri, metadataUri, network }
}

function checkUrl(url: unknown, path: string, network: Network, wrong: Wrong): void {
  if (url === undefined) return
  if (typeof url !== 'string' || !URL.canParse(url)) return wrong(path, 'must be a URL, as text')
  const fault = urlFault(new URL(url), network)
  if (fault !== undefined) wrong(path, `can not be fetched: ${fault}`)
}

function isClock(clock: unknown): boolean {
  const { monotonicMs, now } = (clock ?? {}) as Partial<Clock>
  return typeof monotonicMs === 'function' && typeof now === 'function'
}

/** Least, usual, and most. */
const NUMBERS = {
  timeoutMs: [1, 4000, 60_000],
  cooldownMs: [1000, 30_000, 3_600_000],
  maxAgeMs: [1000, 600_000, 86_400_000],
  staleMs: [1000, 3_600_000, 604_800_000],
  maxBytes: [1, 262_144, 1_048_576],
} as const

const FUNCTIONS = ['fetch', 'onFault', 'waitUntil'] as const
const NAMES: readonly string[] = ['issuers', 'cache', 'clock', ...FUNCTIONS, ...Object.keys(NUMBERS)]
const NETWORKS: readonly unknown[] = ['public', 'private', 'loopback']
