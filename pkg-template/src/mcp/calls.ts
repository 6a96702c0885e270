import { asText } from '../as-text.js'
import type { ToolCall } from '../types/asked.js'
import type { McpRequest } from './options.js'

/**
 * What the gate is asked about requests of the MCP specification that are no `tools/call`. Each is a tool of the gate's configuration under this name, with the
 * scopes, the schema and the policies that it has there; without, the gate knows no such tool and denies.
 *
 * | method | tool | input |
 * | --- | --- | --- |
 * | `prompts/get` | `prompts/get:NAME` | the prompt's arguments |
 * | `resources/read`, `resources/subscribe`, `resources/unsubscribe` | the method | `{ uri }`; where a URL parser would read it as another one (`..`, `%2e`), that one as well |
 * | `subscriptions/listen` | `resources/subscribe`, for each resource | `{ uri }`, likewise |
 * | `completion/complete` | the method | `{ ref, argument, value }`: name or URI, argument's name, what was typed |
 * | `tasks/get`, `tasks/result`, `tasks/update`, `tasks/cancel` | the method | `{ taskId }` |
 * | `tasks/list` | the method | `{}` |
 *
 * Nothing is asked (`[]`) about `initialize`, `server/discover`, `ping`, `logging/setLevel` and lists: whoever was verified may, and sees of `tools/list`, `prompts/list`,
 * `resources/list` and `resources/templates/list` what could be permitted. Any other method is `undefined`: refused.
 *
 * @example
 * const callsOf = (request) => (request.method === 'acme/export' ? [{ tool: 'acme/export', input: {} }] : standardCalls(request))
 */
export function standardCalls({ method, params }: McpRequest): readonly ToolCall[] | undefined {
  if (OPEN.has(method)) return []
  switch (method) {
    case 'prompts/get':
      return typeof params['name'] === 'string' ? [{ tool: `prompts/get:${params['name']}`, input: params['arguments'] ?? {} }] : undefined
    case 'resources/read':
    case 'resources/subscribe':
    case 'resources/unsubscribe':
      return resource(method, params['uri'])
    case 'subscriptions/listen':
      return subscriptions(params)
    case 'completion/complete':
      return completion(params)
    case 'tasks/get':
    case 'tasks/result':
    case 'tasks/update':
    case 'tasks/cancel':
      return [{ tool: method, input: { taskId: params['taskId'] } }]
    case 'tasks/list':
      return [{ tool: method, input: {} }]
    default:
      return undefined
  }
}

/**
 * The call of a `tools/call`, with its arguments as the text that is decided on. What is no JSON is handed to the gate as it is: it refuses it.
 */
export function toolCall(params: Readonly<Record<string, unknown>>): ToolCall {
  const tool = params['name'] as string
  return asText({ tool, input: params['arguments'] ?? {} })
}

/**
 * A resource by its URI, as it came and as a URL parser reads it, which is what servers look it up by: `file:///home/../etc/passwd` is not at home. Both have to
 * be permitted.
 */
function resource(tool: string, uri: unknown): readonly ToolCall[] {
  const asked: ToolCall = { tool, input: { uri } }
  if (typeof uri !== 'string' || !URL.canParse(uri)) return [asked]
  const { href } = new URL(uri)
  return href === uri ? [asked] : [asked, { tool, input: { uri: href } }]
}

/** Servers go by the reference's type. What has a name besides its URI, or a URI besides its name, must not be asked about by the other one. */
function completion(params: Readonly<Record<string, unknown>>): readonly ToolCall[] | undefined {
  const ref = memberOf(params, 'ref')
  const member = REFERENCES.get(ref['type'])
  if (member === undefined) return undefined
  const argument = memberOf(params, 'argument')
  return [{ tool: 'completion/complete', input: { ref: ref[member], argument: argument['name'], value: argument['value'] } }]
}

function subscriptions(params: Readonly<Record<string, unknown>>): readonly ToolCall[] | undefined {
  const uris = memberOf(params, 'notifications')['resourceSubscriptions'] ?? []
  if (!Array.isArray(uris) || uris.length > MOST_SUBSCRIPTIONS) return undefined
  return uris.flatMap((uri: unknown) => resource('resources/subscribe', uri))
}

function memberOf(value: Readonly<Record<string, unknown>>, name: string): Readonly<Record<string, unknown>> {
  const member = Object.hasOwn(value, name) ? value[name] : undefined
  return typeof member === 'object' && member !== null ? (member as Readonly<Record<string, unknown>>) : {}
}

const REFERENCES: ReadonlyMap<unknown, string> = new Map([
  ['ref/prompt', 'name'],
  ['ref/resource', 'uri'],
])

const OPEN: ReadonlySet<string> = new Set([
  'initialize',
  'server/discover',
  'ping',
  'logging/setLevel',
  'tools/list',
  'prompts/list',
  'resources/list',
  'resources/templates/list',
])

/** Each one is a decision. */
const MOST_SUBSCRIPTIONS = 100
