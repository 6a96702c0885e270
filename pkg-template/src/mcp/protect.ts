import { Door, type Handle, type TransportLike } from './door.js'
import { Judge } from './judge.js'
import type { AnyGate, GuardOptions } from './options.js'
import type { MessageExtra } from './presented.js'

/**
 * A low-level `Server`, of SDK v2 or v1.
 *
 * @example
 * protect(new Server({ name: 'tools', version: '1.0.0' }, { capabilities: { tools: {} } }), gate)
 */
export interface ServerLike {
  readonly transport?: unknown
  connect(transport: never): Promise<void>
}

/**
 * A server, or the `McpServer` around one.
 *
 * @example
 * protect(new McpServer({ name: 'tools', version: '1.0.0' }), gate)
 */
export type Protectable = ServerLike | { readonly server: ServerLike }

/**
 * Puts the gate between a server and whatever transport it is connected to. Every message is held against what came with it (the token of its HTTP request, with its
 * proofs): each `tools/call` is authorized with its arguments, `tools/list` shows what could be permitted, prompts, resources and completion are asked as
 * {@linkcode standardCalls} says, what nothing is known about is refused. Handlers find out who calls in `authInfo.extra.narrowgate`.
 *
 * It stands at the transport: a tool is guarded by it whether it was registered before or after, and so is a handler that was set by hand. What handlers get as
 * arguments is what was decided on; what their own schemas make of it (defaults, transforms) is theirs.
 *
 * Over HTTP put `protectHandler` or `protectNode` in front: only there can 401 and 403 be said with their challenges, and only there are sessions bound to who opened
 * them for requests that are no messages, too. `subscriptions/listen` of `createMcpHandler` is answered outside of the server, and so are streams
 * that are resumed: without it, anybody may listen.
 *
 * @example
 * const server = protect(new McpServer({ name: 'tools', version: '1.0.0' }), gate)
 *
 * @example
 * // stdio: one client, which the host vouches for
 * protect(server, gate, { localToken: process.env.AGENT_TOKEN })
 *
 * @throws TypeError where the server is connected already, or protected
 */
export function protect<S extends Protectable>(server: S, gate: AnyGate, options: GuardOptions = {}): S {
  const inner: ServerLike = 'server' in server ? server.server : server
  if (inner.transport !== undefined) throw new TypeError('protect the server before it is connected: it has heard messages already')
  if (PROTECTED.has(inner)) throw new TypeError('the server is protected already')
  const judge = new Judge(gate, options)
  const connect = inner.connect as (transport: object) => Promise<void>
  const connected = inner as { connect(transport: object): Promise<void> }
  connected.connect = (transport) => connect.call(inner, guarded(transport as GuardedTransport, judge))
  PROTECTED.add(inner)
  return server
}

type GuardedTransport = TransportLike & { onmessage?: Handle | undefined }

/** The transport as the server sees it. Whatever else asks the transport itself finds nothing changed, but for who gets its messages. */
function guarded(transport: GuardedTransport, judge: Judge): object {
  const door = new Door(judge, transport)
  let handle: Handle | undefined = transport.onmessage
  return new Proxy(transport, {
    get(target, name) {
      if (name === 'onmessage') return handle
      if (name === 'send') return (message: object, options?: object) => door.send(message, options)
      const value: unknown = Reflect.get(target, name, target)
      return typeof value === 'function' && !HOST.has(name) ? (value.bind(target) as unknown) : value
    },
    set(target, name, value: unknown) {
      if (name !== 'onmessage') return Reflect.set(target, name, value, target)
      const next = value as Handle | undefined
      handle = next
      target.onmessage = next && ((message, extra) => door.receive(message, extra as MessageExtra | undefined, next))
      return true
    },
  })
}

/** Functions that the server and its host set, and compare. */
const HOST: ReadonlySet<string | symbol> = new Set(['onclose', 'onerror', 'constructor'])

const PROTECTED = new WeakSet<object>()
