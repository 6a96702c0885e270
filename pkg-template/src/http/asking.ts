import type { AskOptions } from '../connect/request.js'
import type { Verified } from '../types/answers.js'
import type { Presented, ToolCall } from '../types/asked.js'
import type { Decision } from '../types/record.js'
import type { Decider } from './options.js'

/** The questions to a gate, whether it has sources to wait for or not. */
export class Asking {
  readonly #gate: Decider
  readonly #now: (() => number) | undefined

  constructor(gate: Decider, now: (() => number) | undefined) {
    this.#gate = gate
    this.#now = now
  }

  async verify(request: Request, presented: Presented): Promise<Verified> {
    const options = this.#options(request)
    return answered(await ('verifyAsync' in this.#gate ? this.#gate.verifyAsync(presented, options) : this.#gate.verify(presented, options)))
  }

  async decide(request: Request, presented: Presented, call: ToolCall): Promise<Decision> {
    const options = this.#options(request)
    const decision = await ('decideAsync' in this.#gate ? this.#gate.decideAsync(presented, call, options) : this.#gate.decide(presented, call, options))
    answered(decision.decision === 'allow' ? decision.grant : decision.denial)
    return decision
  }

  #options({ signal }: Request): AskOptions {
    return { ...(this.#now !== undefined && { now: this.#now() }), signal }
  }
}

/** A host may have put its own gate around one. What gives no answer permits nothing. */
function answered<T>(answer: T): T {
  if (typeof answer !== 'object' || answer === null) throw new TypeError('the gate gave no answer')
  return answer
}
