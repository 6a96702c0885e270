import { collected, utf8 } from '../http/body.js'
import { Unacceptable } from '../http/denials.js'
import type { Body, Front } from './front.js'

/** The message that a body is, or the answer to who sent something else. */
export async function read(front: Front, headers: Headers, parts: AsyncIterable<unknown>): Promise<Body | Response> {
  try {
    const bytes = await collected(headers, parts, front.maxBodyBytes)
    return { value: jsonOf(bytes), bytes }
  } catch (thrown) {
    // Otherwise the client went away, or somebody has read it already
    return front.malformed(thrown instanceof Unacceptable && thrown.denial.code === 'input_too_large' ? 413 : 400)
  }
}

/** What is no JSON in UTF-8 is `undefined`, which is no message either. */
function jsonOf(body: Uint8Array): unknown {
  try {
    return JSON.parse(utf8(body)) as unknown
  } catch {
    return undefined
  }
}
