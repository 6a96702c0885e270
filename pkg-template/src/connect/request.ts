import { AccessDenied } from '../errors.js'
import type { Code } from '../codes.js'
import type { Denial, Missing, Verified } from '../types/answers.js'
import type { Presented, ToolCall } from '../types/asked.js'
import type { Decision } from '../types/record.js'
import type { At } from '../verifier.js'
import type { Connection, VerifierLike } from './connection.js'
import { checkedFacts, joined } from './facts.js'
import { Lookup } from './lookup.js'
import type { SessionParty } from './sources.js'
import { Unanswered } from './unanswered.js'

/**
 * When, and for how long.
 *
 * @example
 * const options: AskOptions = { signal: request.signal }
 */
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
  #who: Promise<Verified> | undefined

  constructor(connection: Connection<V>, presented: Presented, { now, signal }: AskOptions) {
    this.at = { now }
    this.#connection = connection
    this.#presented = members(presented, ({ token, parents, proofs }) => ({ token, parents, proofs }))
    this.#signal = signal
    this.#lookup = new Lookup(connection, this.at, signal)
  }

  /**
   * Asks the gate until nothing that it lacks can be found any more.
   *
   * @throws Unanswered where a source did not answer
   */
  async settled<T>(question: (gate: V, presented: Presented) => Said<T>): Promise<T> {
    for (let round = 0; ; round++) {
      this.#signal?.throwIfAborted()
      this.#connection.bringKeys(this.at)
      const { missing, settle } = question(this.#connection.gate, this.#lookup.with(this.#presented))
      if (missing.length === 0 || round === ROUNDS || !(await this.#lookup.found(missing))) return settle()
    }
  }

  /** What the gate says with what was found so far, for the record of a call that was denied already. */
  recorded<T>(question: (gate: V, presented: Presented) => T): T {
    try {
      this.#connection.bringKeys(this.at)
    } catch (error) {
      if (!(error instanceof Unanswered)) throw error
    }
    return question(this.#connection.gate, this.#lookup.with(this.#presented))
  }

  /**
   * Who is there, with what the sources say.
   *
   * @throws AccessDenied where it does not hold
   * @throws Unanswered where a source did not answer
   */
  verified(): Promise<Verified> {
    return this.settled((gate, presented) => attempt(() => this.lookedAt(gate.verify(presented, this.at))))
  }

  /**
   * The verdict on a call, as data.
   *
   * @throws Unanswered as `settled`
   */
  decided(call: ToolCall): Promise<Decision> {
    return this.settled((gate, presented) => {
      const decision = gate.decide(presented, call, this.at)
      return { missing: decision.decision === 'deny' ? missingOf([decision.denial]) : [], settle: () => decision }
    })
  }

  /**
   * The call with what the host has seen of its session. Only who was verified has one: counters of anybody else could be filled by strangers.
   *
   * @throws AccessDenied, Unanswered as `verified`
   */
  inSession(call: ToolCall): Promise<ToolCall> {
    return this.#withFacts(call, (asked) => this.#partyOf(asked))
  }

  /**
   * The same of several calls, in order.
   *
   * @throws AccessDenied, Unanswered as `verified`
   */
  async eachInSession(calls: readonly ToolCall[]): Promise<readonly ToolCall[]> {
    const asked: ToolCall[] = []
    for (const call of calls) asked.push(await this.#withFacts(call, () => (this.#who ??= this.verified())))
    return asked
  }

  async #withFacts(call: ToolCall, partyOf: (asked: ToolCall) => Promise<SessionParty>): Promise<ToolCall> {
    const { session } = this.#connection.sources
    const asked = members(call, ({ tool, input, inputText, session }) => ({ tool, input, inputText, session }) as ToolCall)
    if (session === undefined) return asked
    const who = await partyOf(asked)
    const now = this.at.now ?? Math.floor(Date.now() / 1000)
    const facts = await this.#connection.ask(
      'session',
      async (asking) => checkedFacts(await session.factsOf(who, asked, { ...asking, now })),
      this.#signal,
    )
    return joined(asked, facts)
  }

  async #partyOf(call: ToolCall): Promise<SessionParty> {
    try {
      return await this.verified()
    } catch (thrown) {
      // draft-niyikiza-oauth-attenuating-agent-tokens-01, section 5: the proof is of one call, so without one it never holds
      if (!(thrown instanceof AccessDenied && thrown.code === 'proof_request_mismatch')) throw thrown
      return this.#provenWith(call, thrown)
    }
  }

  /** Who was verified together with the call, and without its facts: either it comes to the policies, or no facts would permit it. */
  async #provenWith(call: ToolCall, withoutCall: AccessDenied): Promise<SessionParty> {
    const decision = await this.decided(call)
    if (decision.decision === 'allow') return decision.grant
    const { denial, record } = decision
    if (record.proven === undefined || !BY_FACTS.includes(denial.code)) throw new AccessDenied(denial)
    // The gate looks at this last, and does not come to it without facts
    if (await this.#lookup.isReplayed(record.proven.possession.replayKeys ?? [])) throw withoutCall
    return record.proven
  }

  /**
   * A store that the gate never asks about protects from nothing, so nothing is granted as if it did.
   *
   * @throws Unanswered where there is one
   */
  lookedAt<W extends Verified>(who: W): W {
    const { replay, revocation } = this.#connection.sources
    if (revocation !== undefined && who.revocation !== 'checked') throw this.#unasked('revocation', '`requireRevocationCheck`')
    const { replay: looked, replayKeys = [] } = who.possession
    if (replay !== undefined && looked === 'not_checked' && replayKeys.length > 0) throw this.#unasked('replay', '`proofs.requireReplayCheck`')
    return who
  }

  #unasked(source: 'replay' | 'revocation', rule: string): Unanswered {
    const error = new TypeError(`there is a source \`${source}\`, and the gate does not ask it: its configuration lacks ${rule}`)
    this.#connection.fault(error, source)
    return new Unanswered(source, error)
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

/** A copy of these members: who changes the object while sources are asked does not change what is decided about. */
function members<T>(value: T, copy: (value: T & object) => T): T {
  return typeof value === 'object' && value !== null ? copy(value) : value
}

/** Denials of those who were verified, in all that a gate verifies, which other facts could change. */
const BY_FACTS: readonly Code[] = ['session_invalid', 'policy_denied', 'policy_forbidden', 'policy_error', 'approval_required']

/** Every round finds something that was not asked for before; a chain has few issuers, and each kind of question comes once. */
const ROUNDS = 16
