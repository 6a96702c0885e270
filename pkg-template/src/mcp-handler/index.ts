import { asText } from '../as-text.js'
import { Body } from '../http/body.js'
import { denialOf } from '../http/denials.js'
import { type Guard, refusal } from '../http/index.js'
import { hasCredential } from '../http/presented.js'
import type { Grant, Verified } from '../types/answers.js'
import type { ToolCall } from '../types/asked.js'

/** `AuthInfo` of the MCP SDK, as tools see it in `ctx.http.authInfo`: of a `tools/call`, `extra.narrowgate` is the grant of that very call. */
export interface AuthInfo {
  readonly token: string
  readonly clientId: string
  readonly scopes: string[]
  readonly expiresAt: number
  readonly extra: { readonly narrowgate: Verified | Grant }
}

/**
 * The handler of `createMcpHandler` behind the guard, instead of `withMcpAuth`, which lets in who shows nothing unless it is told not to. Every `tools/call` is authorized with its
 * arguments, everything else by its token; a message that can't be read, or is several, is refused, and so is a call with a whole number beyond ±(2^53 − 1), which tools would get rounded. A message may have 1 MiB.
 *
 * @example
 * const handler = protect(guard, createMcpHandler((server) => server.registerTool(…)))
 * export { handler as GET, handler as POST, handler as DELETE }
 */
export function protect(guard: Guard, handler: (request: Request) => Promise<Response>): (request: Request) => Promise<Response> {
  return async (request) => {
    const body = new Body(request, 1_048_576)
    const reading = request.method === 'POST' && hasCredential(request.headers)
    const call = reading ? await body.jsonText().then(callOf).catch(refused) : undefined
    if (call instanceof Response) return call
    const known = reading ? { body: await body.bytes() } : {}
    const answer = call === undefined ? await guard.verify(request, known) : await guard.authorize(request, call, known)
    if (!answer.granted) return answer.response
    return handler(Object.assign(request, { auth: authInfo(request, 'grant' in answer ? answer.grant : answer.verified) }))
  }
}

/** Whoever parses the text after us reads the same message: the last of two members, and no byte order mark. */
function callOf(text: string): ToolCall | undefined {
  const message = JSON.parse(text) as { method?: unknown; params?: { name: string; arguments?: unknown } } | null
  // MCP 2025-06-18, basic/transports: one message. Several would hide calls
  if (typeof message !== 'object' || message === null || Array.isArray(message)) throw new SyntaxError('not one message')
  return message.method === 'tools/call' ? asText({ tool: message.params?.name ?? '', input: message.params?.arguments }) : undefined
}

function refused(thrown: unknown): Response {
  const denial = denialOf(thrown)
  return denial === undefined ? new Response(null, { status: thrown instanceof SyntaxError ? 400 : 503 }) : refusal(denial)
}

function authInfo(request: Request, who: Verified | Grant): AuthInfo {
  const token = request.headers.get('authorization')?.split(' ').at(-1) ?? ''
  const clientId = who.clientId ?? who.actor?.subject ?? who.principal?.subject ?? ''
  return { token, clientId, scopes: [...who.scopes], expiresAt: who.expiresAt, extra: { narrowgate: who } }
}
