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
    return utf8(await this.bytes())
  }

  /** SHA-256 of it, base64url. */
  async sha256(): Promise<string> {
    return sha256(await this.bytes())
  }
}

/**
 * The text of these bytes. A byte order mark stays in it, and is no JSON.
 *
 * @throws Unacceptable where they are no UTF-8
 */
export function utf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw new Unacceptable(400, 'input_invalid', 'the body is not UTF-8')
  }
}

/** SHA-256, base64url. */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return btoa(String.fromCharCode(...digest)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

/**
 * What a body comes to. It is read up to the limit, and no further.
 *
 * @throws Unacceptable where it is longer than `maxBytes`, or is said to be: then it is not even begun
 */
export async function collected(headers: Headers, body: AsyncIterable<unknown>, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  if (Number(headers.get('content-length') ?? 0) > maxBytes) throw tooLong(maxBytes)
  const parts: Uint8Array[] = []
  let length = 0
  for await (const part of body) {
    if (!(part instanceof Uint8Array)) throw new TypeError('a body is made of bytes')
    length += part.length
    if (length > maxBytes) throw tooLong(maxBytes)
    parts.push(part)
  }
  return joined(parts, length)
}

/** Not every runtime iterates over streams. */
export async function* partsOf(stream: ReadableStream<unknown> | null): AsyncGenerator<unknown> {
  const reader = stream?.getReader()
  try {
    for (let part = await reader?.read(); part !== undefined && !part.done; part = await reader?.read()) yield part.value
  } finally {
    // Not awaited: of a clone, it ends only when the request's own body is read, which nobody will
    reader?.cancel().catch(() => undefined)
  }
}

/** The body of a request, of which its own stays unread. */
async function readBody(request: Request, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  if (elsewhere.has(request)) throw new TypeError('the body of this request is not in it: hand in `body`')
  return collected(request.headers, partsOf(request.clone().body), maxBytes)
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
