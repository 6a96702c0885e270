import { type AnswerLike, type Authenticated, type Authorized, type Guard, type MessageLike, nodeRequest, sendResponse } from '../http/index.js'
import { checkOptions } from '../http/options.js'
import type { ToolCall } from '../types/asked.js'

/** What is used of Express's `Response`. */
export interface ResponseLike extends AnswerLike {
  readonly locals: { narrowgate?: Authenticated & Partial<Authorized> }
}

/** What the host tells of requests. */
export interface ProtectOptions<R> {
  /** The call that a request is. Bodies are parsed before, by `express.json()`. */
  readonly call?: ((request: R) => ToolCall | undefined | Promise<ToolCall | undefined>) | undefined
  /** SHA-256 of the client's certificate: `(request) => tlsCertificate(request.socket)`, where TLS ends here. */
  readonly certificateSha256?: ((request: R) => string | undefined) | undefined
  /** The body as it came, for a guard with `bodyHash`: kept by the `verify` option of `express.json()`. */
  readonly body?: ((request: R) => Uint8Array | undefined) | undefined
}

/**
 * Middleware that lets in who shows a good token; with `call`, who may make this call. What was granted is `response.locals.narrowgate`.
 *
 * @example
 * app.post('/files/read', express.json(), protect(guard, { call: (request) => ({ tool: 'files.read', input: request.body }) }), (request, response) => {
 *   response.json(response.locals.narrowgate.input)
 * })
 *
 * @throws TypeError where an option is unknown: a misspelt `call` would leave the token alone to decide
 */
export function protect<R extends MessageLike>(
  guard: Guard,
  options: ProtectOptions<R> = {},
): (request: R, response: ResponseLike, next: () => void) => Promise<void> {
  checkOptions(options, { call: 'function', certificateSha256: 'function', body: 'function' })
  const { call, certificateSha256, body } = options
  return async (message, response, next) => {
    const request = nodeRequest(message, response)
    if (request === undefined) return sendResponse(new Response(null, { status: 400 }), response)
    const known = { ...(certificateSha256 !== undefined && { certificateSha256: certificateSha256(message) }), body: body?.(message) }
    const answer = call === undefined ? await guard.verify(request, known) : await guard.authorize(request, () => call(message), known)
    if (!answer.granted) return sendResponse(answer.response, response)
    response.locals.narrowgate = 'grant' in answer ? { ...answer, verified: answer.grant } : answer
    next()
  }
}

/**
 * Serves the protected resource metadata (RFC 9728), and passes everything else on.
 *
 * @example
 * app.use(metadata(guard))
 */
export function metadata(guard: Guard): (request: MessageLike, response: AnswerLike, next: () => void) => Promise<void> {
  return async (message, response, next) => {
    const request = nodeRequest(message)
    const found = request && guard.metadata(request)
    return found === undefined ? next() : sendResponse(found, response)
  }
}
