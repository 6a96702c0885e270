import { notJson } from './json.js'
import type { ToolCall } from './types/asked.js'

/**
 * The same call, with its input as text: nothing that happens to the object can change what was decided. What may have lost digits already is text that the
 * gate refuses.
 */
export function asText(call: ToolCall): ToolCall {
  if (call.inputText !== undefined) return call
  const { tool, input, session } = call
  try {
    if (notJson(input) !== undefined) return call
    return { tool, session, inputText: isRounded(input) ? ROUNDED : JSON.stringify(input) }
  } catch {
    return call
  }
}

/** Whole numbers beyond ±(2^53 − 1): `JSON.parse` rounds each to one that is beyond as well, so they are still to be told. */
function isRounded(input: unknown): boolean {
  const open = [input]
  while (open.length > 0) {
    const value = open.pop()
    // RFC 8259, section 6: beyond, implementations need not agree on what number it is
    if (typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)) return true
    if (typeof value === 'object' && value !== null) for (const member of Object.values(value)) open.push(member)
  }
  return false
}

/** No JSON. */
const ROUNDED = 'rounded'
