import type { Missing, ReplayKey, RevocationQuery } from '../types/answers.js'
import type { Presented, ReplayAnswer, RevocationAnswer } from '../types/asked.js'
import { Unanswered } from './unanswered.js'
import type { Asking, Sources } from './sources.js'

/** What asks a source, in time or not at all. */
export type Ask = <T>(source: keyof Sources, question: (asking: Asking) => Promise<T>) => Promise<T>

/** Takes new keys for an issuer. */
export type TakeKeys = (issuer: string, keys: object | string) => void

/** The look-ups of one request: each thing is asked about once, so that the gate is asked a bounded number of times. */
export class Lookup {
  readonly #sources: Sources
  readonly #ask: Ask
  readonly #takeKeys: TakeKeys
  readonly #asked = new Set<string>()
  readonly #replay: ReplayAnswer[] = []
  readonly #revocation: RevocationAnswer[] = []

  constructor(sources: Sources, ask: Ask, takeKeys: TakeKeys) {
    this.#sources = sources
    this.#ask = ask
    this.#takeKeys = takeKeys
  }

  /**
   * Fetches what is missing. `false`: nothing new came of it, and the denial stands.
   *
   * @throws Unanswered where a source did not answer
   */
  async found(missing: readonly Missing[]): Promise<boolean> {
    const found = await Promise.all(missing.map((one) => this.#find(one)))
    return found.includes(true)
  }

  /** What was presented, with what was found. */
  with(presented: Presented): Presented {
    if (this.#replay.length === 0 && this.#revocation.length === 0) return presented
    const shown = typeof presented === 'object' && presented !== null ? presented : { token: presented }
    const { proofs } = shown
    const replay = [...(proofs?.replay ?? []), ...this.#replay]
    const revocation = [...(proofs?.revocation ?? []), ...this.#revocation]
    return { ...shown, proofs: { ...proofs, replay, revocation } }
  }

  async #find(missing: Missing): Promise<boolean> {
    if ('key' in missing) return this.#findKeys(missing.key.issuer)
    if ('replay' in missing) return this.#each(missing.replay, ({ key }) => `replay ${key}`, (key) => this.#insert(key))
    if ('revocation' in missing) return this.#each(missing.revocation, ({ token }) => `revocation ${token}`, (query) => this.#revoked(query))
    return false
  }

  async #findKeys(issuer: string): Promise<boolean> {
    const { keys } = this.#sources
    if (keys === undefined || !this.#first(`key ${issuer}`)) return false
    const set = await this.#ask('keys', (asking) => keys.keysOf(issuer, asking))
    if (set === undefined) return false
    this.#takeKeys(issuer, set)
    return true
  }

  async #insert(key: ReplayKey): Promise<boolean> {
    const { replay } = this.#sources
    if (replay === undefined) return false
    const isNew = await this.#ask('replay', (asking) => replay.insert(key, asking))
    // A store that answers something else has not said that it is new
    this.#replay.push({ key: key.key, isNew: isNew === true })
    return true
  }

  async #revoked(query: RevocationQuery): Promise<boolean> {
    const { revocation } = this.#sources
    if (revocation === undefined) return false
    const revoked = await this.#ask('revocation', (asking) => revocation.isRevoked(query, asking))
    if (typeof revoked !== 'boolean') throw new Unanswered('revocation', new TypeError('`isRevoked` did not answer a boolean'))
    this.#revocation.push({ token: query.token, revoked })
    return true
  }

  async #each<T>(items: readonly T[], name: (item: T) => string, find: (item: T) => Promise<boolean>): Promise<boolean> {
    const found = await Promise.all(items.filter((item) => this.#first(name(item))).map(find))
    return found.includes(true)
  }

  #first(name: string): boolean {
    if (this.#asked.has(name)) return false
    this.#asked.add(name)
    return true
  }
}
