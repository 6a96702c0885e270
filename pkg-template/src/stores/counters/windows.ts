import type { CountedPer } from './who.js'

/**
 * One sliding window: which calls it counts, and how far back.
 *
 * @example
 * const writesLastMinute: Window = { seconds: 60, per: ['actor'], tools: ['files.write', 'files.delete'] }
 */
export interface Window {
  /** Its length, in seconds: a whole number, at most 31 days. */
  readonly seconds: number
  /**
   * Whose calls are counted together: by `actor`, the agent that acts; by `principal`, on whose behalf, all of the principal's agents together; by `task`, the
   * mission of ZeroID or the transaction of transaction tokens; by `tool`. Several: by each combination. None: all calls of all. An agent that may delegate
   * can spread its calls over others, so limit principals or tasks, too. Where tokens name no principal or task, their actors are counted one by one.
   */
  readonly per: readonly (CountedPer | 'tool')[]
  /** The tools whose calls count: all by default. Needed with `per` tool, since clients may send any name. */
  readonly tools?: readonly string[] | undefined
}

/** Windows by the names of their counts. */
export type Windows = Readonly<Record<string, Window>>

/**
 * The windows, as they were when they were given.
 *
 * @throws TypeError where one is not what it should be
 */
export function checkWindows(windows: Windows): readonly (readonly [string, Window])[] {
  const counted = Object.entries(windows).map(([name, window]) => [name, checkWindow(name, window)] as const)
  if (counted.length === 0) throw new TypeError('`windows` must have at least one')
  return counted
}

function checkWindow(name: string, { seconds, per, tools }: Window): Window {
  const wrong = (what: string): TypeError => new TypeError(`\`windows.${name}\`: ${what}`)
  if (!/^[A-Za-z][A-Za-z0-9_]*$/.test(name)) throw wrong('must be named by a letter, then letters, digits and `_`')
  if (!(Number.isSafeInteger(seconds) && seconds > 0 && seconds <= LONGEST)) throw wrong('`seconds` must be whole, from 1 to 2,678,400')
  if (!(Array.isArray(per) && new Set(per).size === per.length && per.every((part) => PARTS.includes(part)))) {
    throw wrong('`per` must list some of `actor`, `principal`, `task` and `tool`, each once')
  }
  if (tools !== undefined && !(Array.isArray(tools) && tools.length > 0 && tools.every((tool) => typeof tool === 'string'))) {
    throw wrong('`tools` must be a list of names')
  }
  if (tools === undefined && per.includes('tool')) throw wrong('`per` tool needs `tools`')
  return { seconds, per: PARTS.filter((part) => per.includes(part)), tools: tools && [...tools] }
}

const PARTS: readonly (CountedPer | 'tool')[] = ['actor', 'principal', 'task', 'tool']

/** 31 days. */
const LONGEST = 2_678_400
