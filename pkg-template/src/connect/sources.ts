import type { ConfigError } from '../errors.js'
import type { ReplayKey, RevocationQuery, Verified } from '../types/answers.js'
import type { ToolCall } from '../types/asked.js'

/** What comes with every question to a source. */
export interface Asking {
  /** Aborted when the caller no longer waits, or the source has taken too long. What others wait for, too, goes on. */
  readonly signal: AbortSignal
}

/** A key set: the object, or its text. */
export type Keys = object | string

/**
 * Where keys come from. `remoteKeys` of `narrowgate/jwks` makes one.
 *
 * It alone says which keys its issuers have: before every decision a gate is given what is `current`, and where that is nothing, it is left without
 * keys for that issuer. Configure these issuers with `jwks: null`; what else the configuration has is not used.
 *
 * @example
 * let jwks: string | undefined
 * const keys: KeySource = { issuers: ['https://as.example'], current: () => jwks, refresh: async () => void (jwks = await readFile('jwks.json', 'utf8')) }
 */
export interface KeySource {
  /** Whose keys it has, as the gate's configuration names them. */
  readonly issuers: readonly string[]
  /**
   * The keys that may be decided with now, known without waiting: the same value (`===`) for as long as they stay the same. `undefined`: there are
   * none, or they are too old.
   */
  current(issuer: string): Keys | undefined
  /**
   * Fetches the keys of this issuer anew, unless that was done just now. Then they are `current`. What can't be fetched rejects.
   * Tokens cause it, wrong ones as well: it is the source that keeps them from causing a flood.
   */
  refresh(issuer: string, asking: Asking): Promise<void>
  /** A gate could not read what was `current`. The source goes back to what it had before, or to nothing. Without this, the gate is left without keys. */
  refused?(issuer: string, keys: Keys, why: ConfigError): void
}

/**
 * Remembers which proofs and approvals were used. `narrowgate/stores` has some.
 *
 * @example
 * const replay: ReplayStore = { insert: async ({ key, until }) => (await redis.set(key, '1', { NX: true, EXAT: until })) === 'OK' }
 */
export interface ReplayStore {
  /**
   * Inserts the key, atomically: `true` where it was not there before. It may be forgotten after `until`, seconds since 1970.
   * What can't be known rejects.
   */
  insert(key: ReplayKey, asking: Asking): Promise<boolean>
}

/**
 * Knows which tokens were revoked.
 *
 * @example
 * const revocation: RevocationStore = { isRevoked: async ({ issuer, tokenId }) => tokenId === undefined || (await revoked.has(issuer, tokenId)) }
 */
export interface RevocationStore {
  /** Whether this token was revoked. What can't be known rejects. */
  isRevoked(query: RevocationQuery, asking: Asking): Promise<boolean>
}

/** Whose session it is: who was verified, as an audit record says it. */
export type SessionParty = Omit<Verified, 'audience'>

/**
 * Knows what the host has seen of a session: how often an agent called.
 *
 * @example
 * const session: SessionSource = { factsOf: async ({ actor }, { tool }) => ({ callsLastMinute: await counters.add(actor, tool) }) }
 */
export interface SessionSource {
  /**
   * What policies see as `context.session` of this call, of the type `Session` that the gate's `schema` declares. What can't be known rejects.
   * It is asked about whoever was verified; with `aat-01`, where a proof is of one call, only about calls that come to the policies.
   */
  factsOf(who: SessionParty, call: ToolCall, asking: SessionAsking): Promise<object>
}

/** What comes with a question about a session. */
export interface SessionAsking extends Asking {
  /** Seconds since 1970. */
  readonly now: number
}

/**
 * Where what a gate does not have comes from. What is not given here is not looked up, and stays a denial.
 *
 * @example
 * const sources: Sources = { keys: remoteKeys({ issuers: ['https://as.example'] }), replay, revocation }
 */
export interface Sources {
  readonly keys?: KeySource | undefined
  /** For a gate with `proofs.requireReplayCheck`. Of one that does not ask, no grant with a proof is handed on. */
  readonly replay?: ReplayStore | undefined
  /** For a gate with `requireRevocationCheck`. Of one that does not ask, nothing is handed on. */
  readonly revocation?: RevocationStore | undefined
  readonly session?: SessionSource | undefined
}

/**
 * The sources, if they are some.
 *
 * @throws TypeError where one has another name, or is none
 */
export function checkedSources(sources: Sources): Sources {
  if (typeof sources !== 'object' || sources === null) throw new TypeError('`sources` must be an object')
  for (const [name, source] of Object.entries(sources) as readonly [string, unknown][]) {
    // A name with a typing error would be a check that is never made
    if (!Object.hasOwn(METHODS, name)) throw new TypeError(`\`sources.${name}\` is not known`)
    if (source === undefined) continue
    for (const method of METHODS[name as keyof Sources]) {
      const has = typeof source === 'object' && source !== null && typeof (source as Record<string, unknown>)[method] === 'function'
      if (!has) throw new TypeError(`\`sources.${name}\` has no method \`${method}\``)
    }
  }
  const { keys, replay, revocation, session } = sources
  if (keys !== undefined && !Array.isArray(keys.issuers)) throw new TypeError('`sources.keys` has no array `issuers`')
  return { keys, replay, revocation, session }
}

const METHODS: Readonly<Record<keyof Sources, readonly string[]>> = {
  keys: ['current', 'refresh'],
  replay: ['insert'],
  revocation: ['isRevoked'],
  session: ['factsOf'],
}
