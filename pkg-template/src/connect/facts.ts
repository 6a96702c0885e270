import { notJson } from '../json.js'
import type { ToolCall } from '../types/asked.js'

/**
 * What a session source answered, if these are facts: a copy, as the source may go on with its object while other calls of the request are asked about.
 * One that is not there, or `undefined`, would hold for no `forbid` that looks whether it is.
 *
 * @throws TypeError where they are none
 */
export function checkedFacts(facts: unknown): object {
  if (typeof facts !== 'object' || facts === null || Array.isArray(facts)) throw new TypeError('session facts must be an object')
  if (!isJson(facts)) throw new TypeError('session facts must be a JSON value')
  return JSON.parse(JSON.stringify(facts, defined)) as object
}

/**
 * The call with these facts, which stand above what the caller says of the same name. What the caller says and is no object, the gate refuses.
 *
 * @throws TypeError where the caller's `session` is a text
 */
export function joined(call: ToolCall, facts: object): ToolCall {
  const said: unknown = call?.session
  if (said === undefined) return { ...call, session: facts }
  // Parsing it would lose what the gate sees: integers above 2^53, members that stand twice
  if (typeof said === 'string') throw new TypeError('`session` must be an object where there is a source of session facts')
  if (typeof said !== 'object' || said === null || Array.isArray(said) || !isJson(said)) return call
  return { ...call, session: { ...said, ...facts } }
}

function defined(_name: string, fact: unknown): unknown {
  if (fact === undefined) throw new TypeError('a session fact is undefined')
  return fact
}

function isJson(value: object): boolean {
  try {
    return notJson(value) === undefined
  } catch {
    // Circular, or a getter that throws
    return false
  }
}
