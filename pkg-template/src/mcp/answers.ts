import type { Denial } from '../types/answers.js'
import type { Asked } from './message.js'
import type { GuardOptions, Refused } from './options.js'

/**
 * Is this refusal one of the HTTP exchange, which the client's OAuth code has to see? MCP authorization, "Error Handling" and "Scope Challenge Handling":
 * 401 and 403 with their challenges. RFC 9110, section 15.6.4: 503.
 */
export function isChallenge({ challenge }: Denial): boolean {
  return challenge.status === 401 || challenge.status >= 500 || (challenge.status === 403 && challenge.wwwAuthenticate !== null)
}

/**
 * The JSON-RPC answer to a refused request. A call that no other token would mend is a result with `isError` (MCP tools, "Error Handling": errors of the
 * execution are for the model, which may then do something else); the rest are errors. It says what the challenge says, and nothing of the reason: a
 * tool that is not there, one that may not be called, and arguments that it may not be called with, look alike.
 */
export function answerTo(asked: Asked, refused: Refused, options: GuardOptions): object {
  const { id, params } = asked.message
  const { denial } = refused
  if (denial !== undefined && isChallenge(denial)) return errorOf(id, denial)
  if (refused.reason === 'session' || asked.request.method !== 'tools/call') {
    return notPermitted(id ?? null)
  }
  const callHash = options.approvals !== undefined && denial?.code === 'approval_required' ? denial.callHash : undefined
  const text = callHash === undefined ? 'This call is not permitted.' : 'This call needs an approval.'
  const result = {
    content: [{ type: 'text', text }],
    isError: true,
    ...(callHash !== undefined && { _meta: { 'narrowgate/approval': { callHash } } }),
    // MCP 2026-07-28: every result says what it is
    ...(isModern(params) && { resultType: 'complete' }),
  }
  return { jsonrpc: '2.0', id, result }
}

/** The error that says nothing else; without a message that it answers, `id` is `null`. */
export function notPermitted(id: string | number | null): object {
  return { jsonrpc: '2.0', id, error: { code: NOT_PERMITTED, message: 'Not permitted' } }
}

function errorOf(id: string | number | undefined, { challenge }: Denial): object {
  const { status, wwwAuthenticate, retryAfter } = challenge
  const data = { status, ...(wwwAuthenticate !== null && { wwwAuthenticate }), ...(retryAfter !== undefined && { retryAfter }) }
  return { jsonrpc: '2.0', id: id ?? null, error: { code: NOT_PERMITTED, message: messageOf(status), data } }
}

function messageOf(status: number): string {
  if (status === 401) return 'Unauthorized'
  return status === 403 ? 'Not permitted' : 'Temporarily unavailable'
}

function isModern(params: Readonly<Record<string, unknown>> | undefined): boolean {
  const meta = params?.['_meta']
  return typeof meta === 'object' && meta !== null && Object.hasOwn(meta, 'io.modelcontextprotocol/protocolVersion')
}

/** JSON-RPC 2.0, section 5.1: a server error of our own. The SDKs use neighbours of it for sessions and resources. */
const NOT_PERMITTED = -32003
