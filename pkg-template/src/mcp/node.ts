import { type AnswerLike, type MessageLike, nodeRequest, sendResponse } from '../http/index.js'
import type { AuthInfo } from './auth-info.js'
import { read } from './body.js'
import { type Body, Front } from './front.js'
import type { AnyGate, HandlerOptions } from './options.js'

/**
 * `IncomingMessage` of Node, or what Express makes of it.
 *
 * @example
 * createServer((request, response) => guard(request, response, () => handle(request, response)))
 */
export interface NodeRequest extends MessageLike, AsyncIterable<unknown> {
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
export interface NodeResponse extends AnswerLike {
  readonly headersSent: boolean
  end(text?: string): unknown
  on(event: 'finish' | 'close' | 'error', listener: () => void): unknown
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
 * Sessions are bound by `protect` behind it. An answer that is still being sent when the token expires, as streams are, ends there.
 *
 * @example
 * app.all('/mcp', protectNode(gate), (request, response) => transportOf(request).handleRequest(request, response, request.body))
 *
 * @throws TypeError where a limit is no positive integer
 */
export function protectNode(gate: AnyGate, options: HandlerOptions = {}): (request: NodeRequest, response: NodeResponse, next: Next) => Promise<void> {
  const front = new Front(gate, options)
  return async (message, response, next) => {
    const request = nodeRequest(message, response)
    if (request === undefined) return sendResponse(front.malformed(400), response)
    const metadata = front.metadata(request)
    if (metadata !== undefined) return sendResponse(metadata, response)
    const body = request.method === 'POST' ? await bodyOf(front, message, request) : undefined
    if (body instanceof Response) return sendResponse(body, response)
    const admitted = await front.admit(request, body)
    if (admitted.answer !== undefined) return sendResponse(admitted.answer, response)
    const { authInfo, who } = admitted
    message.auth = authInfo
    if (body !== undefined) message.body = body.value
    response.on('finish', () => {
      const { statusCode } = response
      front.answered(request, { ok: statusCode >= 200 && statusCode < 300, sessionId: null }, who)
    })
    // Who has gone already, or was answered by somebody else (a time limit, for example), closes nothing any more
    if (!request.signal.aborted && response.writableEnded !== true) response.on('close', front.lifetimeOf(who).wait(() => end(response)))
    next()
  }
}

/** An answer that has begun. `false`: it has not, and may become a stream. */
function end(response: NodeResponse): boolean {
  if (!response.headersSent) return false
  // Who goes on writing would throw where nobody listens
  response.on('error', () => undefined)
  if (response.writableEnded !== true) response.end()
  return true
}

/** What a body parser has read, or what is still to be. */
async function bodyOf(front: Front, message: NodeRequest, { headers }: Request): Promise<Body | Response> {
  return message.body === undefined ? read(front, headers, message) : { value: message.body }
}
