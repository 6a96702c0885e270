import { AccessDenied } from '../errors.js'
import type { Denial, Missing, Verified } from '../types/answers.js'
import type { Presented, ToolCall } from '../types/asked.js'
import type { At } from '../verifier.js'
import type { Connection, VerifierLike } from './connection.js'
import { Lookup } from './lookup.js'

/** When, and for how long. */
export interface AskOptions extends At {
  /** Ends the wait for sources: the promise then rejects with the signal's reason, and nothing is permitted. */
  readonly signal?: AbortSignal | undefined
}

/** What the gate said, what it lacked, and the way to hand that on. */
export interface Said<T> {
  readonly missing: readonly Missing[]
  readonly settle: () => T
}

/** One request on its way between gate and sources. What was looked up for it counts for every question that it leads to. */
export class Request<V extends VerifierLike> {
  readonly at: At
  readonly #connection: Connection<V>
  readonly #presented: Presented
  readonly #lookup: Lookup
  readonly #signal: AbortSignal | undefined

  constructor(connection: Connection<V>, presented: Presented, { now, signal }: AskOptions) {
    this.at = { now }
    this.#connection = connection
    this.#presented = presented
    this.#signal = signal
    this.#lookup = new Lookup(
      connection.sources,
      (source, question) => connection.ask(source, question, signal),
      (issuer, keys) => connection.takeKeys(issuer, keys),
    )
  }

  /**
   * Asks the gate until nothing that it lacks can be found any more.
   *
   * @throws Unanswered where a source did not answer
   */
  async settled<T>(question: (gate: V, presented: Presented) => Said<T>): Promise<T> {
    for (let round = 0; ; round++) {
      this.#signal?.throwIfAborted()
      const { missing, settle } = question(this.#connection.gate, this.presented)
      if (missing.length === 0 || round === ROUNDS || !(await this.#lookup.found(missing))) return settle()
    }
  }

  /** What was presented, with what was found so far. */
  get presented(): Presented {
    return this.#lookup.with(this.#presented)
  }

  /**
   * Who is there, with what the sources say.
   *
   * @throws AccessDenied where it does not hold
   * @throws Unanswered where a source did not answer
   */
  verified(): Promise<Verified> {
    return this.settled((gate, presented) => attempt(() => gate.verify(presented, this.at)))
  }

  /**
   * The call with what the host has seen of its session. Only who was verified has one: counters of anybody else could be filled by strangers.
   *
   * @throws AccessDenied, Unanswered as `verified`
   */
  async inSession(call: ToolCall): Promise<ToolCall> {
    const { session } = this.#connection.sources
    if (session === undefined) return call
    const who = await this.verified()
    const now = this.at.now ?? Math.floor(Date.now() / 1000)
    const facts = await this.#connection.ask('session', (asking) => session.factsOf(who, call, { ...asking, now }), this.#signal)
    return { ...call, session: joined(call.session, facts) }
  }
}

/** What is done, and what was missing where it was denied. */
export function attempt<T>(work: () => T): Said<T> {
  try {
    const result = work()
    return { missing: [], settle: () => result }
  } catch (thrown) {
    if (!(thrown instanceof AccessDenied)) throw thrown
    const settle = (): never => {
      throw thrown
    }
    return { missing: missingOf([thrown]), settle }
  }
}

export function missingOf(denials: readonly (Denial | undefined)[]): readonly Missing[] {
  return denials.flatMap((denial) => (denial?.missing === undefined ? [] : [denial.missing]))
}

/** The source's facts stand above what the caller says of the same name. */
function joined(said: ToolCall['session'], facts: object): object {
  if (said === undefined) return facts
  const own: unknown = typeof said === 'string' ? JSON.parse(said) : said
  if (typeof own !== 'object' || own === null || Array.isArray(own)) throw new TypeError('`session` must be an object')
  return { ...own, ...facts }
}

/** Every round finds something that was not asked for before; a chain has few issuers, and each kind of question comes once. */
const ROUNDS = 16
