// What callers hand in, made into what crosses into WebAssembly. Nothing here decides: what is of a wrong type, or
// can't be read, crosses as something that the core refuses with the right code.

import { notJson } from './json.js'

/** Arguments of the raw gate's functions. */
export interface Shown {
  readonly token: string
  readonly parents: string[] | undefined
  /** JSON text. */
  readonly proofs: string | undefined
}

/** A tool call as the raw gate takes it. */
export interface Asked {
  readonly tool: string
  readonly input: string
  /** JSON text. */
  readonly session: string | undefined
}

export function readPresented(presented: unknown): Shown {
  try {
    if (typeof presented !== 'object' || presented === null) return bare(readToken(presented))
    const { token, parents, proofs } = presented as { token?: unknown; parents?: unknown; proofs?: unknown }
    return { token: readToken(token), parents: readParents(parents), proofs: readProofs(proofs) }
  } catch {
    return bare(NOT_A_TOKEN)
  }
}

export function readCall(call: unknown): Asked {
  try {
    const { tool, input, inputText, session } = call as Record<'tool' | 'input' | 'inputText' | 'session', unknown>
    return { tool: readTool(tool), input: readInput(input, inputText), session: readSession(session) }
  } catch {
    return { tool: NO_TOOL, input: NOT_JSON, session: undefined }
  }
}

/** Several calls, as the JSON text of an array. */
export function readCalls(calls: unknown): { readonly text: string; readonly count: number } {
  if (!Array.isArray(calls)) throw new TypeError('`calls` must be an array of tool calls')
  // A hole is no call either, and must not shift the others
  const asked = Array.from(calls, readCall)
  return { text: JSON.stringify(asked), count: asked.length }
}

/** What the host says of a call. */
export function readSession(session: unknown): string | undefined {
  if (session === undefined) return undefined
  return typeof session === 'string' ? readText(session) : readValue(session)
}

/** Seconds since 1970. The one place that reads a clock. */
export function readNow(now: unknown): number {
  if (now === undefined) return Math.floor(Date.now() / 1000)
  if (typeof now !== 'number') throw new TypeError('`now` must be a number of seconds since 1970')
  return now
}

export function readToken(token: unknown): string {
  if (token === undefined || token === null) return ''
  return typeof token === 'string' ? cut(token, TOKEN_CEILING) : NOT_A_TOKEN
}

function readParents(parents: unknown): string[] | undefined {
  if (parents === undefined) return undefined
  if (!Array.isArray(parents)) return [NOT_A_TOKEN]
  // A hole, `undefined` and `null` are no tokens either, and must not shorten the chain.
  return Array.from(parents.slice(0, PARENTS_CEILING + 1), (parent) =>
    typeof parent === 'string' ? cut(parent, TOKEN_CEILING) : NOT_A_TOKEN,
  )
}

function bare(token: string): Shown {
  return { token, parents: undefined, proofs: undefined }
}

function readProofs(proofs: unknown): string | undefined {
  if (proofs === undefined) return undefined
  if (notJson(proofs) !== undefined) return NOT_JSON
  const text = JSON.stringify(proofs)
  // The core has the same ceiling
  return text.length > INPUT_CEILING ? NOT_JSON : text
}

/** The members of a call that say who, as JSON text. */
export function readParties(call: unknown): string {
  try {
    const { audience, actor, principal, task } = call as Record<string, unknown>
    const parties = { audience, actor, principal, task }
    return notJson(parties) === undefined ? JSON.stringify(parties) : NOT_JSON
  } catch {
    return NOT_JSON
  }
}

/** A `scope` string. */
export function readScope(scope: unknown): string {
  return typeof scope === 'string' ? cut(scope, INPUT_CEILING) : NOT_A_SCOPE
}

function readTool(tool: unknown): string {
  // UTF-8 has no lone surrogates: on the way they would turn into a name that someone else may have.
  return typeof tool === 'string' && tool.isWellFormed() ? cut(tool, TOKEN_CEILING) : NO_TOOL
}

function readInput(input: unknown, inputText: unknown): string {
  if (inputText !== undefined) {
    return typeof inputText === 'string' && input === undefined ? readText(inputText) : NOT_JSON
  }
  return input === undefined ? '{}' : readValue(input)
}

function readText(text: string): string {
  return text.isWellFormed() ? cut(text, INPUT_CEILING) : NOT_JSON
}

function readValue(value: unknown): string {
  try {
    return notJson(value) === undefined ? cut(JSON.stringify(value), INPUT_CEILING) : NOT_JSON
  } catch (thrown) {
    // Circular, or so deep that the stack ran out.
    return thrown instanceof RangeError ? TOO_DEEP : NOT_JSON
  }
}

/** One character over the ceiling is enough for the core to refuse, and spares copying the rest. */
function cut(text: string, ceiling: number): string {
  return text.length > ceiling ? text.slice(0, ceiling + 1) : text
}

// The ceilings of src/limits.rs.
const TOKEN_CEILING = 65_536
const PARENTS_CEILING = 32
const INPUT_CEILING = 1_048_576

const NOT_A_TOKEN = '?'
const NOT_A_SCOPE = '\0'
const NO_TOOL = ''
const NOT_JSON = ''
const TOO_DEEP = /* @__PURE__ */ '{"":'.repeat(65)
