import type { Missing, ReplayKey, RevocationQuery } from '../types/answers.js'
import type { Presented, ReplayAnswer, RevocationAnswer } from '../types/asked.js'
import type { At } from '../verifier.js'
import type { Connection, VerifierLike } from './connection.js'
import { Unanswered } from './unanswered.js'

/** The look-ups of one request: each thing is asked about once, so that the gate is asked a bounded number of times. */
export class Lookup {
  readonly #connection: Connection<VerifierLike>
  readonly #at: At
  readonly #signal: AbortSignal | undefined
  readonly #asked = new Set<string>()
  readonly #replay: ReplayAnswer[] = []
  readonly #revocation: RevocationAnswer[] = []

  constructor(connection: Connection<VerifierLike>, at: At, signal: AbortSignal | undefined) {
    this.#connection = connection
    this.#at = at
    this.#signal = signal
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

  /**
   * Whether one of these was used before. Where nobody can say, that is for the gate to judge.
   *
   * @throws Unanswered where the store did not answer
   */
  async isReplayed(keys: readonly ReplayKey[]): Promise<boolean> {
    await this.found([{ replay: keys }])
    return this.#replay.some(({ key, isNew }) => !isNew && keys.some((one) => one.key === key))
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
    if ('key' in missing) return this.#refresh(missing.key)
    if ('replay' in missing) return this.#each(missing.replay, ({ key }) => `replay ${key}`, (key) => this.#insert(key))
    if ('revocation' in missing) return this.#each(missing.revocation, ({ token }) => `revocation ${token}`, (query) => this.#ask(query))
    return false
  }

  async #refresh({ issuer, retryAfter }: { readonly issuer: string; readonly retryAfter: number }): Promise<boolean> {
    const { keys } = this.#connection.sources
    const { handed } = this.#connection
    if (keys === undefined || !keys.issuers.includes(issuer)) return false
    const before = handed.keysOf(issuer)
    let fault: Unanswered | undefined
    if (this.#first(`key ${issuer}`) && !handed.isTooEarly(issuer, retryAfter)) {
      fault = await this.#fault(this.#connection.ask('keys', (asking) => keys.refresh(issuer, asking), this.#signal))
    }
    this.#connection.bringKeys(this.#at)
    const after = handed.keysOf(issuer)
    if (after !== undefined && after !== before) return true
    if (fault !== undefined) throw fault
    // Of such an issuer, whatever else the gate says of its tokens is not to be believed
    if (after === undefined) throw new Unanswered('keys', new Error('there are no keys that may be decided with'))
    return false
  }

  /** Keys may have come all the same: others had asked, or older ones may be used now that newer ones can't be had. */
  async #fault(asked: Promise<void>): Promise<Unanswered | undefined> {
    try {
      await asked
      return undefined
    } catch (error) {
      if (error instanceof Unanswered) return error
      throw error
    }
  }

  async #insert(key: ReplayKey): Promise<boolean> {
    const { replay } = this.#connection.sources
    if (replay === undefined) return false
    const isNew = await this.#said('replay', (asking) => replay.insert(key, asking))
    this.#replay.push({ key: key.key, isNew })
    return true
  }

  async #ask(query: RevocationQuery): Promise<boolean> {
    const { revocation } = this.#connection.sources
    if (revocation === undefined) return false
    const revoked = await this.#said('revocation', (asking) => revocation.isRevoked(query, asking))
    this.#revocation.push({ token: query.token, revoked })
    return true
  }

  /** What is neither yes nor no is no answer. */
  #said(source: 'replay' | 'revocation', question: Parameters<Connection<VerifierLike>['ask']>[1]): Promise<boolean> {
    const asked = async (...asking: Parameters<typeof question>): Promise<boolean> => {
      const said = await question(...asking)
      if (typeof said !== 'boolean') throw new TypeError('it did not answer a boolean')
      return said
    }
    return this.#connection.ask(source, asked, this.#signal)
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
