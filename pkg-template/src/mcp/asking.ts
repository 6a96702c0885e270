import type { ListedTool, Verified } from '../types/answers.js'
import type { Presented, ToolCall } from '../types/asked.js'
import type { ResourceMetadata } from '../types/published.js'
import type { Decision } from '../types/record.js'
import type { Maybe } from './maybe.js'
import type { AnyGate } from './options.js'

/** One face for a gate and a connected one. */
export class Asking {
  readonly #gate: AnyGate
  readonly #now: (() => number) | undefined
  #metadata: ResourceMetadata | undefined

  constructor(gate: AnyGate, now: (() => number) | undefined) {
    this.#gate = gate
    this.#now = now
  }

  decide(presented: Presented, call: ToolCall, signal: AbortSignal | undefined): Maybe<Decision> {
    const gate = this.#gate
    const now = this.#now?.()
    return 'decideAsync' in gate ? gate.decideAsync(presented, call, { now, signal }) : gate.decide(presented, call, { now })
  }

  verify(presented: Presented, signal: AbortSignal | undefined): Maybe<Verified> {
    const gate = this.#gate
    const now = this.#now?.()
    return 'verifyAsync' in gate ? gate.verifyAsync(presented, { now, signal }) : gate.verify(presented, { now })
  }

  list(presented: Presented, signal: AbortSignal | undefined): Maybe<readonly ListedTool[]> {
    const gate = this.#gate
    const now = this.#now?.()
    return 'listToolsAsync' in gate ? gate.listToolsAsync(presented, { now, signal }) : gate.listTools(presented, { now })
  }

  /** It never changes. */
  metadata(): ResourceMetadata {
    this.#metadata ??= this.#gate.metadata()
    return this.#metadata
  }
}
