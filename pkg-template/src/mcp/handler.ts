import { partsOf } from '../http/body.js'
import type { AuthInfo } from './auth-info.js'
import { read } from './body.js'
import { Front } from './front.js'
import { endingWith } from './lifetime.js'
import type { AnyGate, HandlerOptions } from './options.js'

/**
 * What an MCP handler is called with besides the request: `createMcpHandler(…).fetch` and `handleRequest` of the SDKs' web-standard transports take it.
 *
 * @example
 * protectHandler((request, handed) => transport.handleRequest(request, handed), gate)
 */
export interface Handed {
  readonly authInfo: AuthInfo
  /** The body of a POST; absent where there is none. */
  readonly parsedBody?: unknown
}

/**
 * Answers a request that was let in.
 *
 * @example
 * const answer: McpFetch = (request, { authInfo, parsedBody }) => transport.handleRequest(request, { authInfo, parsedBody })
 */
export type McpFetch = (request: Request, handed: Handed) => Response | Promise<Response>

/**
 * `createMcpHandler(…)` of SDK v2, or another object with a `fetch`.
 *
 * @example
 * protectHandler(createMcpHandler(() => protect(buildServer(), gate)), gate)
 */
export interface FetchHandler {
  fetch(request: Request, handed: Handed): Response | Promise<Response>
}

/**
 * Puts the gate in front of an MCP handler of the web's kind (`Request` in, `Response` out). Nothing of a request reaches the handler before its token was
 * verified and each of its messages permitted:
 *
 * - no token, or a bad one: 401 with `WWW-Authenticate` and `resource_metadata`; scopes are missing: 403 with `insufficient_scope`, and the client steps up;
 * - any other denial of a `tools/call` is a result with `isError`, for the model; of another request, a JSON-RPC error;
 * - a session admits only the principal, the actor and the client who opened it: others get 404;
 * - a stream of events ends when the token expires that it was opened with: its client comes back with another one;
 * - `/.well-known/oauth-protected-resource…` of the gate's resource answers the metadata (RFC 9728), if the handler is mounted there, too.
 *
 * It does not see what is in answers: use {@linkcode protect} behind it, which filters lists. A decision is made once for both.
 *
 * The decision is about arguments as JavaScript parsed them, and these are what handlers get. A call with a whole number beyond ±(2^53 − 1), which may have been rounded, is denied.
 *
 * @example
 * const handler = createMcpHandler(() => protect(buildServer(), gate))
 * export default protectHandler(handler, gate)
 *
 * @example
 * // With sessions, by hand
 * const { fetch } = protectHandler((request, { authInfo, parsedBody }) => transportOf(request).handleRequest(request, { authInfo, parsedBody }), gate)
 *
 * @throws TypeError where a limit is no positive integer
 */
export function protectHandler<H extends FetchHandler>(handler: H, gate: AnyGate, options?: HandlerOptions): Omit<H, 'fetch'> & { fetch(request: Request): Promise<Response> }
export function protectHandler(handler: McpFetch, gate: AnyGate, options?: HandlerOptions): { fetch(request: Request): Promise<Response> }
export function protectHandler(handler: FetchHandler | McpFetch, gate: AnyGate, options: HandlerOptions = {}): object {
  const front = new Front(gate, options)
  const next: McpFetch = typeof handler === 'function' ? handler : (request, handed) => handler.fetch(request, handed)
  const rest = typeof handler === 'function' ? {} : handler
  return { ...rest, fetch: (request: Request) => answer(front, next, request) }
}

async function answer(front: Front, next: McpFetch, request: Request): Promise<Response> {
  const metadata = front.metadata(request)
  if (metadata !== undefined) return metadata
  const body = request.method === 'POST' ? await read(front, request.headers, partsOf(request.body)) : undefined
  if (body instanceof Response) return body
  const admitted = await front.admit(request, body)
  if (admitted.answer !== undefined) return admitted.answer
  const { authInfo, who } = admitted
  // The handler may read the body again: the same one
  const forwarded = body === undefined ? request : new Request(request, { body: body.bytes ?? null })
  const response = await next(forwarded, { authInfo, ...(body !== undefined && { parsedBody: body.value }) })
  front.answered(request, { ok: response.ok, sessionId: response.headers.get('mcp-session-id') }, who)
  return endingWith(front.lifetimeOf(who), response)
}
