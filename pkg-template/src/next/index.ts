import type { Authenticated, Authorized, Guard, RequestBody } from '../http/index.js'
import type { ToolCall } from '../types/asked.js'

/**
 * A route handler behind the guard.
 *
 * @example
 * export const GET = protect(guard, (request, context, { verified }) => Response.json(verified.scopes))
 */
export function protect<Req extends Request, Context>(
  guard: Guard,
  handler: (request: Req, context: Context, granted: Authenticated) => Response | Promise<Response>,
): (request: Req, context: Context) => Promise<Response> {
  return guard.protect((request, granted, context: Context) => handler(request as Req, context, granted))
}

/**
 * A route handler that is a tool. Run it with `input`, which was decided on; the request still has its body.
 *
 * @example
 * const call = async (request, body) => ({ tool: 'files.read', inputText: await body.jsonText() })
 * export const POST = protectTool(guard, call, (request, context, { input, grant }) => Response.json({ input, by: grant.policies }))
 */
export function protectTool<Req extends Request, Context>(
  guard: Guard,
  call: (request: Req, body: RequestBody, context: Context) => ToolCall | undefined | Promise<ToolCall | undefined>,
  handler: (request: Req, context: Context, granted: Authorized) => Response | Promise<Response>,
): (request: Req, context: Context) => Promise<Response> {
  return async (request, context) => {
    const answer = await guard.authorize(request, (_, body) => call(request, body, context))
    return answer.granted ? handler(request, context, answer) : answer.response
  }
}

/**
 * The function of `proxy.ts`: turns away who shows no good token, before any route. A first look only, as Next advises: it hands no grant on, so handlers
 * are protected on their own. Not with `requireReplayCheck`: a proof whose use is remembered can't be looked at twice.
 *
 * @example
 * export const proxy = turnAway(guard)
 */
export function turnAway(guard: Guard): (request: Request) => Promise<Response | undefined> {
  return async (request) => {
    const answer = guard.metadata(request) === undefined ? await guard.verify(request) : undefined
    return answer?.granted === false ? answer.response : undefined
  }
}

/**
 * The route handler of `app/.well-known/oauth-protected-resource/[[...path]]/route.ts` (RFC 9728).
 *
 * @example
 * export const GET = metadata(guard), OPTIONS = GET
 */
export function metadata(guard: Guard): (request: Request) => Response {
  return (request) => guard.metadata(request) ?? new Response(null, { status: 404 })
}
