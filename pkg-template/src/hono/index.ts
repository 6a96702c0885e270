import type { Authenticated, Authorized, Guard, RequestBody } from '../http/index.js'
import type { ToolCall } from '../types/asked.js'

/** What is used of Hono's `Context`. */
export interface ContextLike {
  readonly req: { readonly raw: Request }
  set(key: 'narrowgate', value: Authenticated & Partial<Authorized>): void
}

/**
 * What the middleware leaves for handlers: `c.get('narrowgate')`. `grant` and `input` are there where the middleware has a `call`.
 *
 * @example
 * const app = new Hono<{ Variables: NarrowgateVariables }>()
 */
export interface NarrowgateVariables {
  narrowgate: Authenticated & Partial<Authorized>
}

/**
 * Middleware that lets in who shows a good token; with `call`, who may make this call. It comes after Hono's `cors()`, which answers preflights.
 *
 * @example
 * app.use('/api/*', protect(guard))
 * app.post('/files/read', protect(guard, async (c, body) => ({ tool: 'files.read', inputText: await body.jsonText() })), (c) => c.json(c.get('narrowgate').input))
 */
export function protect<C extends ContextLike>(
  guard: Guard,
  call?: (context: C, body: RequestBody) => ToolCall | undefined | Promise<ToolCall | undefined>,
): (context: C, next: () => Promise<void>) => Promise<Response | void> {
  return async (context, next) => {
    const request = context.req.raw
    const answer = call === undefined ? await guard.verify(request) : await guard.authorize(request, (_, body) => call(context, body))
    if (!answer.granted) return answer.response
    context.set('narrowgate', 'grant' in answer ? { ...answer, verified: answer.grant } : answer)
    return next()
  }
}

/**
 * Serves the protected resource metadata (RFC 9728), and passes everything else on.
 *
 * @example
 * app.use(metadata(guard))
 */
export function metadata(guard: Guard): (context: Pick<ContextLike, 'req'>, next: () => Promise<void>) => Promise<Response | void> {
  return async (context, next) => guard.metadata(context.req.raw) ?? next()
}
