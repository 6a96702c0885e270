import { asText } from '../as-text.js'
import { type Guard, type MessageLike, nodeRequest } from '../http/index.js'
import { oauthError } from '../http/oauth-error.js'
import type { Verified } from '../types/answers.js'

/** What tools see as `context.session`. A type, as FastMCP wants records. */
export type Session = { readonly verified: Verified; readonly request: Request }

/** What is used of a FastMCP tool. */
interface ToolLike<Args, Context, Result> {
  readonly name: string
  readonly execute: (args: Args, context: Context) => Promise<Result>
}

/** What a call comes to that is not permitted, as MCP has it. */
export type Denied = { isError: true; content: { type: 'text'; text: string }[] }

/**
 * `authenticate` of a FastMCP server, for `httpStream` with `stateless: true`. A refused request is answered with the gate's own challenge.
 *
 * With sessions, FastMCP runs a call under the credential that its session was last used with, which may be that of another request: requests with a session are refused
 * (400), unless `sessions` says that whoever knows a session's id may act for everybody in it. Without an `eventStore` of yours each session has its own; one that you
 * hand to FastMCP is of all sessions, and whoever has one and names an event of another reads that. Resources and prompts are let in by the token alone.
 *
 * @example
 * const server = new FastMCP({ name: 'files', version: '1.0.0', authenticate: authenticate(guard) })
 */
export function authenticate(guard: Guard, { sessions = false }: { readonly sessions?: boolean } = {}) {
  return async (message: MessageLike): Promise<Session> => {
    const request = nodeRequest(message)
    if (request === undefined || (request.headers.has('mcp-session-id') && !sessions)) throw new Response(null, { status: 400 })
    const answer = await guard.verify(request)
    if (!answer.granted) throw answer.response
    return { verified: answer.verified, request }
  }
}

/**
 * A tool whose every call is authorized with its arguments, as `execute` gets them. FastMCP has no answer but the tool's own at this point, so the client learns of a denial as a result
 * that is an error: the OAuth error, and the scopes that are lacking. A call with a whole number beyond ±(2^53 − 1), which may have been rounded before it came here, is denied.
 *
 * @example
 * server.addTool(protect(guard, { name: 'files.read', parameters, execute: async ({ path }) => read(path) }))
 */
export function protect<T extends ToolLike<never, never, unknown>>(guard: Guard, tool: T): T {
  const execute = async (input: never, context: never): Promise<unknown> => {
    const { session } = context as { readonly session?: Session | null }
    if (!session) return denied('invalid_token')
    const answer = await guard.authorize(session.request, asText({ tool: tool.name, input }), { verified: session.verified })
    if (answer.granted) return tool.execute(input, context)
    const { error = 'invalid_token', scopes } = oauthError(answer.denial.challenge)
    return denied(error === 'insufficient_scope' ? `${error}: ${scopes?.join(' ')}` : error)
  }
  return { ...tool, execute }
}

function denied(text: string): Denied {
  return { isError: true, content: [{ type: 'text', text }] }
}
