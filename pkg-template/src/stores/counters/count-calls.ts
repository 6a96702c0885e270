import type { SessionParty, SessionSource } from '../../connect/index.js'
import type { ToolCall } from '../../types/asked.js'
import { sha256 } from '../digest.js'
import type { Counting, CounterStore } from './store.js'
import { checkWindows, type Windows } from './windows.js'
import { partyOf } from './who.js'

/** What is counted, and where. */
export interface CountCallsOptions {
  /** By the name that policies know the count by: `context.session.writesLastMinute`. */
  readonly windows: Windows
  readonly store: CounterStore
}

/** Session facts that are counts. */
export interface CountedSession extends SessionSource {
  /** The Cedar schema of the facts, for the gate's `schema`: `type Session = { writesLastMinute: Long };`. */
  readonly schema: string
}

/**
 * Counts the calls of those who were verified, and says the counts to policies: "more than 100 writes a minute" is then one of them.
 *
 * A call is counted before it is decided, and whatever the decision: of calls at the same time exactly as many pass as the policy lets, and an agent that goes
 * on asking stays out. A call of a tool that is not counted is told the same number, and adds nothing.
 * Time is the store's: the `now` of a call changes no count.
 *
 * @example
 * const session = countCalls({
 *   windows: { writesLastMinute: { seconds: 60, per: ['actor'], tools: ['files.write', 'files.delete'] } },
 *   store: memoryCounters(),
 * })
 * const policies = 'forbid (principal, action, resource) when { context.session.writesLastMinute > 100 };'
 * const gate = connect(createGate({ ...config, schema: session.schema, policies }), { session })
 *
 * @throws TypeError where a window is not what it should be. `factsOf` rejects where the store does, or has said what no count is
 */
export function countCalls({ windows, store }: CountCallsOptions): CountedSession {
  const counted = checkWindows(windows)

  async function counting([name, { seconds, per, tools }]: (typeof counted)[number], who: SessionParty, { tool }: ToolCall): Promise<Counting> {
    const parties = per.map((part) => [part, ...(part === 'tool' ? [tool] : partyOf(part, who))])
    const key = await sha256(JSON.stringify([name, seconds, parties]))
    return { key, seconds, add: tools === undefined || tools.includes(tool) ? 1 : 0 }
  }

  return {
    schema: `type Session = { ${counted.map(([name]) => `${name}: Long`).join(', ')} };`,

    async factsOf(who, call, { signal }) {
      const counts = await Promise.all(counted.map((window) => counting(window, who, call)))
      const said = await store.count(counts, { signal })
      return Object.fromEntries(counted.map(([name], index) => [name, checkCount(said[index], counts[index]?.add)]))
    },
  }
}

/** A store that loses what it was just told has not counted. */
function checkCount(said: number | undefined, least = 0): number {
  if (said === undefined || !Number.isSafeInteger(said) || said < least) throw new Error('the store of counters answered with what is no count')
  return said
}
