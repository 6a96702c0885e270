import type { ListedTool, Possession, Verified } from '../types/answers.js'
import type { Presented, Proofs, ToolCall } from '../types/asked.js'
import type { Decision } from '../types/record.js'
import type { Judge, Ruling } from './judge.js'
import { after, type Maybe } from '../maybe.js'
import type { Sessions } from './session.js'

/** One HTTP request, or one message of a transport without: what was presented with it, for every question that it leads to. */
export class Visit {
  /** Who rules on it. */
  readonly judge: Judge
  /** Where the request came through a handler that knows sessions. */
  readonly sessions: Sessions | undefined
  readonly #signal: AbortSignal | undefined
  readonly #ruled = new Map<string, Ruling[]>()
  #presented: Exclude<Presented, string | null | undefined>
  #verified: Verified | undefined
  #listed: readonly ListedTool[] | undefined

  constructor(judge: Judge, presented: Presented, signal?: AbortSignal, sessions?: Sessions) {
    this.judge = judge
    this.#presented = typeof presented === 'object' && presented !== null ? presented : { token: presented }
    this.#signal = signal
    this.sessions = sessions
  }

  get token(): string {
    return this.#presented.token ?? ''
  }

  /** @throws AccessDenied where it does not hold */
  verified(): Maybe<Verified> {
    if (this.#verified !== undefined) return this.#verified
    return after(this.judge.asking.verify(this.#presented, this.#signal), (verified) => this.#hold(verified))
  }

  decide(call: ToolCall, approvals: readonly string[] | undefined): Maybe<Decision> {
    const presented = approvals === undefined ? this.#presented : this.#with({ approvals })
    return after(this.judge.asking.decide(presented, call, this.#signal), (decision) => {
      if (decision.decision === 'allow') this.#hold(decision.grant)
      return decision
    })
  }

  /** @throws AccessDenied where it does not hold */
  listed(): Maybe<readonly ListedTool[]> {
    if (this.#listed !== undefined) return this.#listed
    // Proofs count once, and `verify` says which ones were
    return after(this.verified(), () =>
      after(this.judge.asking.list(this.#presented, this.#signal), (listed) => {
        this.#listed = listed
        return listed
      }),
    )
  }

  /** A handler in front has ruled: what stands behind it asks for the same thing, once. */
  leave(key: string | undefined, ruling: Ruling): void {
    if (key === undefined) return
    const rulings = this.#ruled.get(key)
    if (rulings === undefined) this.#ruled.set(key, [ruling])
    else rulings.push(ruling)
  }

  take(key: string | undefined): Ruling | undefined {
    return key === undefined ? undefined : this.#ruled.get(key)?.shift()
  }

  #hold(verified: Verified): Verified {
    this.#verified = verified
    this.#remember(verified.possession)
    return verified
  }

  /** What the store has inserted for this request is not new to it a second time, and still is this request's. */
  #remember({ replay, replayKeys }: Possession): void {
    if (replay !== 'checked' || replayKeys === undefined) return
    const known = new Set(this.#presented.proofs?.replay?.map(({ key }) => key))
    const added = replayKeys.filter(({ key }) => !known.has(key)).map(({ key }) => ({ key, isNew: true }))
    if (added.length === 0) return
    this.#presented = this.#with({ replay: [...(this.#presented.proofs?.replay ?? []), ...added] })
  }

  #with(proofs: Proofs): Exclude<Presented, string | null | undefined> {
    return { ...this.#presented, proofs: { ...this.#presented.proofs, ...proofs } }
  }
}
