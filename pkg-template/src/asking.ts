import type { ConnectedGate, GateLike } from './connect/index.js'
import type { AskOptions } from './connect/request.js'
import type { Decider } from './http/options.js'
import { after, type Maybe } from './maybe.js'
import type { ListedTool, Verified } from './types/answers.js'
import type { Presented, ToolCall } from './types/asked.js'
import type { ResourceMetadata } from './types/published.js'
import type { Decision } from './types/record.js'

/** The questions to a gate, whether it has sources to wait for or not: without, it answers at once. */
export class Asking<G extends Decider = Decider> {
  readonly #gate: G
  readonly #now: (() => number) | undefined
  #metadata: ResourceMetadata | undefined

  constructor(gate: G, now: (() => number) | undefined) {
    this.#gate = gate
    this.#now = now
  }

  /** @throws AccessDenied where it does not hold */
  verify(presented: Presented, signal: AbortSignal | undefined): Maybe<Verified> {
    const gate: Decider = this.#gate
    const options = this.#options(signal)
    return after('verifyAsync' in gate ? gate.verifyAsync(presented, options) : gate.verify(presented, options), answered)
  }

  decide(presented: Presented, call: ToolCall, signal: AbortSignal | undefined): Maybe<Decision> {
    const gate: Decider = this.#gate
    const options = this.#options(signal)
    return after('decideAsync' in gate ? gate.decideAsync(presented, call, options) : gate.decide(presented, call, options), (decision) => {
      answered(decision.decision === 'allow' ? decision.grant : decision.denial)
      return decision
    })
  }

  /** @throws AccessDenied where what was presented does not hold */
  list(this: Asking<GateLike | ConnectedGate>, presented: Presented, signal: AbortSignal | undefined): Maybe<readonly ListedTool[]> {
    const gate = this.#gate
    const options = this.#options(signal)
    return after('listToolsAsync' in gate ? gate.listToolsAsync(presented, options) : gate.listTools(presented, options), answered)
  }

  /** It never changes. */
  metadata(): ResourceMetadata {
    this.#metadata ??= this.#gate.metadata()
    return this.#metadata
  }

  #options(signal: AbortSignal | undefined): AskOptions {
    return { ...(this.#now !== undefined && { now: this.#now() }), signal }
  }
}

/** A host may have put its own gate around one. What gives no answer permits nothing. */
function answered<T>(answer: T): T {
  if (typeof answer !== 'object' || answer === null) throw new TypeError('the gate gave no answer')
  return answer
}
