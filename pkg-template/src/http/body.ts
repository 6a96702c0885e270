import { Unacceptable } from './denials.js'

/** The body of a request, for who says which call it is. The request that the handler gets still has all of it. */
export interface RequestBody {
  /**
   * All of it.
   *
   * @throws where it is longer than `maxBodyBytes`: the request is then refused (413)
   */
  bytes(): Promise<Uint8Array<ArrayBuffer>>
  /**
   * The text of a JSON body, as it came: for `inputText` of a call.
   *
   * @throws where `Content-Type` does not say JSON (415), where it is too long (413) or not UTF-8 (400): the request is then refused
   */
  jsonText(): Promise<string>
}

/** Reads a body once, however often it is asked for, and leaves the request's own untouched. */
export class Body implements RequestBody {
  readonly #request: Request
  readonly #maxBytes: number
  #bytes: Promise<Uint8Array<ArrayBuffer>> | undefined

  constructor(request: Request, maxBytes: number, bytes?: Uint8Array) {
    this.#request = request
    this.#maxBytes = maxBytes
    if (bytes !== undefined) this.#bytes = Promise.resolve(new Uint8Array(bytes))
  }

  bytes(): Promise<Uint8Array<ArrayBuffer>> {
    this.#bytes ??= readBody(this.#request, this.#maxBytes)
    return this.#bytes
  }

  async jsonText(): Promise<string> {
    const { headers } = this.#request
    if (!JSON_TYPE.test(headers.get('content-type') ?? '') || headers.has('content-encoding')) {
      throw new Unacceptable(415, 'input_invalid', 'the body is not JSON by its `Content-Type`, or is encoded')
    }
    const bytes = await this.bytes()
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    } catch {
      throw new Unacceptable(400, 'input_invalid', 'the body is not UTF-8')
    }
  }

  /** SHA-256 of it, base64url. */
  async sha256(): Promise<string> {
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', await this.bytes()))
    return btoa(String.fromCharCode(...digest)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
  }
}

/**
 * The body of a request, of which its own stays unread.
 *
 * @throws Unacceptable where it is longer than `maxBytes`
 */
async function readBody(request: Request, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  if (elsewhere.has(request)) throw new TypeError('the body of this request is not in it: hand in `body`')
  // What is said to be too long is not even begun
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) throw tooLong(maxBytes)
  const reader = request.clone().body?.getReader()
  const parts: Uint8Array[] = []
  let length = 0
  for (let part = await reader?.read(); part?.value !== undefined; part = await reader?.read()) {
    if (!(part.value instanceof Uint8Array)) throw new TypeError('a body is made of bytes')
    length += part.value.length
    if (length > maxBytes) {
      // Not awaited: it ends only when the request's own body is read, which nobody will
      reader?.cancel().catch(() => undefined)
      throw tooLong(maxBytes)
    }
    parts.push(part.value)
  }
  return joined(parts, length)
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length)
  let offset = 0
  for (const part of parts) {
    bytes.set(part, offset)
    offset += part.length
  }
  return bytes
}

/** Requests without a body, of messages that have one: it must not count as empty. */
export const elsewhere = new WeakSet<Request>()

function tooLong(maxBytes: number): Unacceptable {
  return new Unacceptable(413, 'input_too_large', `the body is longer than ${maxBytes} bytes`)
}

/** RFC 8259, section 8.1: JSON is UTF-8. */
const JSON_TYPE = /^\s*application\/(?:json|[\w.!#$&^-]+\+json)\s*(?:;\s*charset="?utf-8"?\s*)?$/i
