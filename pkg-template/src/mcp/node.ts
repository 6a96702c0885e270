import type { AuthInfo } from './auth-info.js'
import { jsonOf } from './body.js'
import { type Body, Front } from './front.js'
import type { AnyGate, HandlerOptions } from './options.js'

/**
 * `IncomingMessage` of Node, or what Express makes of it.
 *
 * @example
 * createServer((request, response) => guard(request, response, () => handle(request, response)))
 */
export interface NodeRequest extends AsyncIterable<unknown> {
  readonly method?: string | undefined
  readonly url?: string | undefined
  /** Where Express was mounted under a path. */
  readonly originalUrl?: string | undefined
  readonly rawHeaders: readonly string[]
  /** What a body parser left. */
  body?: unknown
  /** Set for the SDKs' transports. */
  auth?: AuthInfo | undefined
}

/**
 * `ServerResponse` of Node.
 *
 * @example
 * createServer((request, response) => guard(request, response, () => handle(request, response)))
 */
export interface NodeResponse {
  readonly statusCode: number
  setHeader(name: string, value: string): unknown
  getHeader(name: string): unknown
  writeHead(status: number): unknown
  end(text?: string): unknown
  on(event: 'close' | 'finish', listener: () => void): unknown
}

/**
 * Express's way on: called where the request was let in, and only there.
 *
 * @example
 * await guard(request, response, () => transport.handleRequest(request, response, request.body))
 */
export type Next = (error?: unknown) => void

/**
 * {@linkcode protectHandler} as a middleware, for Express and plain Node. It sets `request.auth`, which the SDKs' transports hand to `protect` and to handlers, and
 * `request.body`, the message that was ruled on: hand that on, as `transport.handleRequest(request, response, request.body)` does. It reads the body, or takes what
 * `express.json()` has read; then the proofs can't cover it.
 *
 * Sessions are bound by `protect` behind it.
 *
 * @example
 * app.all('/mcp', protectNode(gate), (request, response) => transportOf(request).handleRequest(request, response, request.body))
 *
 * @throws TypeError where a limit is no positive integer
 */
export function protectNode(gate: AnyGate, options: HandlerOptions = {}): (request: NodeRequest, response: NodeResponse, next: Next) => Promise<void> {
  const front = new Front(gate, options)
  return async (message, response, next) => {
    const gone = new AbortController()
    response.on('close', () => gone.abort())
    let request: Request
    let body: Body | Response | undefined
    try {
      request = requestOf(message, gone.signal)
      body = request.method === 'POST' ? await read(front, message) : undefined
    } catch {
      return write(response, front.malformed(400))
    }
    if (body instanceof Response) return write(response, body)
    const metadata = front.metadata(request)
    if (metadata !== undefined) return write(response, metadata)
    const admitted = await front.admit(request, body)
    if (admitted.answer !== undefined) return write(response, admitted.answer)
    const { authInfo, who } = admitted
    message.auth = authInfo
    if (body !== undefined) message.body = body.value
    response.on('finish', () => {
      const { statusCode } = response
      front.answered(request, { ok: statusCode >= 200 && statusCode < 300, sessionId: null }, who)
    })
    next()
  }
}

/** Only path, query and header fields: which host it is for is nothing that a client can say. */
function requestOf({ method = 'GET', url, originalUrl, rawHeaders }: NodeRequest, signal: AbortSignal): Request {
  const headers = new Headers()
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const [name = '', value = ''] = rawHeaders.slice(at, at + 2)
    // RFC 9113, section 8.3: pseudo-header fields are no fields
    if (!name.startsWith(':')) headers.append(name, value)
  }
  const target = originalUrl ?? url ?? '/'
  // RFC 9112, section 3.2.1. Anything else would be read as another host, or with another path than proofs are for
  if (!target.startsWith('/')) throw new TypeError('the request target is not in origin form')
  return new Request(`http://localhost${target}`, { method, headers, signal })
}

async function read(front: Front, message: NodeRequest): Promise<Body | Response> {
  if (message.body !== undefined) return { value: message.body }
  const chunks: Uint8Array<ArrayBuffer>[] = []
  let length = 0
  for await (const chunk of message) {
    const bytes = new Uint8Array(chunk as Uint8Array<ArrayBuffer>)
    length += bytes.byteLength
    if (length > front.maxBodyBytes) return front.malformed(413)
    chunks.push(bytes)
  }
  const bytes = new Uint8Array(await new Blob(chunks).arrayBuffer())
  return { value: jsonOf(bytes)?.value, bytes }
}

async function write(response: NodeResponse, answer: Response): Promise<void> {
  for (const [name, value] of answer.headers) response.setHeader(name, value)
  response.writeHead(answer.status)
  response.end(await answer.text())
}
