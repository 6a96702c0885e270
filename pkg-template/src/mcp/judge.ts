import { INTERNAL } from '../answer.js'
import { AccessDenied } from '../errors.js'
import type { Grant, Verified } from '../types/answers.js'
import type { ToolCall } from '../types/asked.js'
import { quietly } from '../quietly.js'
import { Asking } from '../asking.js'
import { type Filter, filterOf } from './lists.js'
import { after, first, type Maybe, rescue } from '../maybe.js'
import type { Asked } from './message.js'
import type { AnyGate, GuardOptions, Refused } from './options.js'
import type { Owned } from './session.js'
import type { Visit } from './visit.js'

/** Whether a message may go on. */
export type Ruling =
  | { readonly who: Verified | Grant; readonly filter: Filter | undefined; readonly refused?: undefined }
  | { readonly refused: Refused }

/** Rules on messages: the gate decides, and what it does not permit is refused. */
export class Judge {
  readonly asking: Asking<AnyGate>
  readonly options: GuardOptions
  readonly #gate: AnyGate

  constructor(gate: AnyGate, options: GuardOptions) {
    this.asking = new Asking(gate, options.now)
    this.options = options
    this.#gate = gate
  }

  /** Would the other one have asked the same gate the same, told the same listener, and taken the same answer? */
  agreesWith(other: Judge): boolean {
    return this.#gate === other.#gate && RULES.every((rule) => this.options[rule] === other.options[rule])
  }

  /** Never throws, never rejects: a fault refuses. */
  rule(asked: Asked, visit: Visit, owned: Owned): Maybe<Ruling> {
    const ruling = rescue(
      () => this.#rule(asked, visit, owned),
      (error) => this.#failed(asked, error),
    )
    return after(ruling, (ruled) => {
      if (ruled.refused !== undefined) this.told(ruled.refused)
      return ruled
    })
  }

  /** A listener that fails must not change what is answered. */
  told(refused: Refused): void {
    quietly(() => this.options.onRefused?.(refused))
  }

  #rule(asked: Asked, visit: Visit, owned: Owned): Maybe<Ruling> {
    const { calls, request } = asked
    if (calls === undefined || calls.length === 0) {
      return after(visit.verified(), (who) => {
        if (!owned.admits(who)) return refused(asked, 'session')
        if (calls === undefined) return refused(asked, 'method')
        return after(filterOf(request.method, visit, this.options), (filter) => ({ who, filter }))
      })
    }
    return after(this.#stranger(visit, owned), (stranger) => {
      if (stranger) return refused(asked, 'session')
      let who: Grant | undefined
      const refusal = first(calls, (call) =>
        after(this.#decide(asked, call, visit, owned), (ruling) => {
          if (ruling.refused !== undefined) return ruling
          who = ruling.who as Grant
          return undefined
        }),
      )
      return after(refusal, (found) => found ?? (who === undefined ? refused(asked, 'fault') : { who, filter: undefined }))
    })
  }

  /** Whose session it is comes before what is asked, so that nothing is counted or used up in vain. Who can't be verified is denied by the decision, with its record. */
  #stranger(visit: Visit, owned: Owned): Maybe<boolean> {
    if (!owned.isOwned) return false
    return rescue(
      () => after(visit.verified(), (who) => !owned.admits(who)),
      (error) => {
        if (error instanceof AccessDenied) return false
        throw error
      },
    )
  }

  #decide(asked: Asked, call: ToolCall, visit: Visit, owned: Owned): Maybe<Ruling> {
    return after(visit.decide(call, asked.approvals), (decision) =>
      after(this.options.onDecision?.(decision, asked.request), () => {
        if (decision.decision !== 'allow') return { refused: { method: asked.request.method, reason: 'denied', denial: decision.denial } }
        const { grant } = decision
        if (!owned.admits(grant)) return refused(asked, 'session')
        return after(this.#accepted(grant, call), (accepted) =>
          accepted ? { who: grant, filter: undefined } : refused(asked, 'obligations'),
        )
      }),
    )
  }

  #accepted(grant: Grant, call: ToolCall): Maybe<boolean> {
    const { accept } = this.options
    if (accept === undefined) return grant.obligations.length === 0 && grant.limits.length === 0
    return after(accept(grant, call), (accepted) => accepted === true)
  }

  #failed(asked: Asked, error: unknown): Ruling {
    const { method } = asked.request
    if (error instanceof AccessDenied) return { refused: { method, reason: 'denied', denial: error } }
    return { refused: { method, reason: 'fault', denial: INTERNAL, error } }
  }
}

const RULES = ['onDecision', 'accept', 'callsOf', 'listStepUp', 'approvals', 'now'] as const

function refused({ request }: Asked, reason: Refused['reason']): Ruling {
  return { refused: { method: request.method, reason } }
}
