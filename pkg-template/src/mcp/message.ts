import { asText } from '../as-text.js'
import type { ToolCall } from '../types/asked.js'
import { standardCalls, toolCall } from './calls.js'
import type { GuardOptions, McpRequest } from './options.js'

/** JSON-RPC, as far as the guard reads it. */
export interface Message {
  readonly id?: string | number
  readonly method?: string
  readonly params?: Readonly<Record<string, unknown>>
}

/** A message, and what has to be permitted before anybody else sees it. */
export interface Asked {
  readonly message: Message
  readonly kind: 'request' | 'notification' | 'response'
  readonly request: McpRequest
  /** `undefined`: nothing says what the gate is to be asked, and so it is refused. */
  readonly calls: readonly ToolCall[] | undefined
  readonly approvals: readonly string[] | undefined
  /** Equal only of messages that ask for the same; `undefined` is equal to none. */
  readonly key: string | undefined
}

/** What a message asks for; `undefined` where it is no JSON-RPC message. */
export function readMessage(value: unknown, options: GuardOptions): Asked | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  const { id, method, params = {} } = value as Record<'id' | 'method' | 'params', unknown>
  if (!isId(id)) return undefined
  if (typeof params !== 'object' || params === null || Array.isArray(params)) return undefined
  if (method !== undefined && typeof method !== 'string') return undefined
  // JSON-RPC 2.0, section 5: a response has a result or an error
  if (method === undefined && !Object.hasOwn(value, 'result') && !Object.hasOwn(value, 'error')) return undefined
  const message = value as Message
  const request: McpRequest = { method: method ?? '', params: params as Record<string, unknown> }
  const kind = kindOf(message)
  const calls = callsOf(kind, request, options)?.map(asText)
  const approvals = options.approvals === 'meta' ? approvalsOf(request) : undefined
  const asked = calls?.map(({ tool, session, inputText, input }) => [tool, session, inputText ?? input])
  return { message, kind, request, calls, approvals, key: keyOf([kind, id, method, asked, approvals]) }
}

/** It is kept until the answer: so it is not as long as a body may be. */
function isId(id: unknown): boolean {
  return id === undefined || typeof id === 'number' || (typeof id === 'string' && id.length <= LONGEST_ID)
}

/** Whatever has a method is asked about by it, whatever else it has. */
function kindOf({ id, method }: Message): Asked['kind'] {
  if (method === undefined) return 'response'
  return id === undefined ? 'notification' : 'request'
}

function callsOf(kind: Asked['kind'], request: McpRequest, options: GuardOptions): readonly ToolCall[] | undefined {
  // What the client answers to the server's own questions
  if (kind === 'response') return []
  if (kind === 'notification' && NOTIFICATIONS.has(request.method)) return []
  if (request.method === 'tools/call') return [toolCall(request.params)]
  return (options.callsOf ?? standardCalls)(request)
}

function approvalsOf({ params }: McpRequest): readonly string[] | undefined {
  const meta = params['_meta']
  if (typeof meta !== 'object' || meta === null || !Object.hasOwn(meta, APPROVALS)) return undefined
  const approvals = (meta as Record<string, unknown>)[APPROVALS]
  // The gate refuses what is none
  if (!Array.isArray(approvals)) return ['']
  return approvals.slice(0, 5).map((approval: unknown) => (typeof approval === 'string' ? approval : ''))
}

function keyOf(parts: readonly unknown[]): string | undefined {
  try {
    return JSON.stringify(parts)
  } catch {
    // Too deep, or circular
    return undefined
  }
}

const LONGEST_ID = 1000

const APPROVALS = 'narrowgate/approvals'

/** What clients tell servers (MCP specification 2025-11-25 and 2026-07-28). */
const NOTIFICATIONS: ReadonlySet<string> = new Set([
  'notifications/initialized',
  'notifications/cancelled',
  'notifications/progress',
  'notifications/roots/list_changed',
  'notifications/tasks/status',
])
