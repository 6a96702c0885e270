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
    return 'verifyAsync' in this.#gate ? this.#gate.verifyAsync(presented, options) : this.#gate.verify(presented, options)
  }

  async decide(request: Request, presented: Presented, call: ToolCall): Promise<Decision> {
    const options = this.#options(request)
    return 'decideAsync' in this.#gate ? this.#gate.decideAsync(presented, call, options) : this.#gate.decide(presented, call, options)
  }

  #options({ signal }: Request): AskOptions {
    return { ...(this.#now !== undefined && { now: this.#now() }), signal }
  }
}
