import { INTERNAL } from '../answer.js'
import { type AuthInfo, authInfoOf, visitOf } from './auth-info.js'
import { answerTo } from './answers.js'
import type { Judge, Ruling } from './judge.js'
import type { Filter } from './lists.js'
import { after, type Maybe, rescue } from './maybe.js'
import { type Asked, type Message, readMessage } from './message.js'
import type { Refused } from './options.js'
import { presentedWith, type MessageExtra } from './presented.js'
import { Connection } from './session.js'
import { Visit } from './visit.js'

/** What the door needs of a transport. */
export interface TransportLike {
  readonly sessionId?: string | undefined
  onerror?: ((error: Error) => void) | undefined
  send(message: object, options?: object): Promise<void>
}

/** Hands a message to the server. */
export type Handle = (message: object, extra?: object) => void

/** Stands between one transport and one server: nothing of what comes in reaches the server before it was permitted. */
export class Door {
  readonly #judge: Judge
  readonly #transport: TransportLike
  readonly #connection = new Connection()
  readonly #lists = new Map<string | number, Filter>()
  #busy: Promise<void> | undefined

  constructor(judge: Judge, transport: TransportLike) {
    this.#judge = judge
    this.#transport = transport
  }

  /** In order, as the transport delivers them: a cancellation never overtakes what it cancels. */
  receive(message: unknown, extra: MessageExtra | undefined, handle: Handle): void {
    if (this.#busy === undefined) {
      const done = this.#pass(message, extra, handle)
      if (done instanceof Promise) this.#wait(done)
    } else {
      this.#wait(this.#busy.then(() => this.#pass(message, extra, handle)))
    }
  }

  /** What the server sends, less what this client may not see. */
  send(message: object, options?: object): Promise<void> {
    return this.#transport.send(this.#shown(message), options)
  }

  #wait(work: Promise<void>): void {
    const tail = work
      .catch((error: unknown) => this.#transport.onerror?.(error instanceof Error ? error : new Error(String(error))))
      .finally(() => {
        if (this.#busy === tail) this.#busy = undefined
      })
    this.#busy = tail
  }

  #pass(message: unknown, extra: MessageExtra | undefined, handle: Handle): Maybe<void> {
    const { options } = this.#judge
    const asked = rescue(
      () => readMessage(isOurs(extra) ? message : structuredClone(message), options),
      () => undefined,
    ) as Asked | undefined
    if (asked === undefined) {
      this.#judge.told({ method: undefined, reason: 'request' })
      return
    }
    let visit: Visit | undefined
    const ruling = rescue<Ruling>(
      () => {
        const entered = this.#visit(extra)
        visit = entered
        return this.#ruling(asked, entered)
      },
      (error) => this.#fault(asked, error),
    )
    return after(ruling, (ruled) => {
      if (ruled.refused !== undefined || visit === undefined) return this.#refuse(asked, ruled.refused ?? FAULT)
      return this.#enter(asked, ruled, visit, extra, handle)
    })
  }

  #visit(extra: MessageExtra | undefined): Visit {
    const { options, asking } = this.#judge
    const seen = extra?.authInfo === undefined ? undefined : visitOf(extra.authInfo)
    return seen ?? new Visit(asking, presentedWith(extra, options), extra?.request?.signal)
  }

  /** What a handler in front has ruled holds here, for the owner of this connection. */
  #ruling(asked: Asked, visit: Visit): Maybe<Ruling> {
    const ruled = visit.take(asked.key)
    if (ruled === undefined) return this.#judge.rule(asked, visit, this.#connection)
    if (ruled.refused !== undefined || this.#connection.admits(ruled.who)) return ruled
    const refused: Refused = { method: asked.request.method, reason: 'session' }
    this.#judge.told(refused)
    return { refused }
  }

  #enter(asked: Asked, ruling: Exclude<Ruling, { refused: Refused }>, visit: Visit, extra: MessageExtra | undefined, handle: Handle): void {
    const { id, method } = asked.message
    if (ruling.filter !== undefined && id !== undefined) {
      // MCP base protocol, "Requests": an id is used once in a session. Were it used twice, one answer would not be looked at
      if (this.#lists.has(id) || this.#lists.size >= MOST_LISTS) return this.#refuse(asked, { method, reason: 'request' })
      this.#lists.set(id, ruling.filter)
    }
    const { sessionId } = this.#transport
    if (method === 'initialize' && sessionId !== undefined) visit.sessions?.open(sessionId, ruling.who)
    const authInfo: AuthInfo = authInfoOf(visit.token, ruling.who, this.#judge.asking, extra?.authInfo)
    handle(decided(asked), { ...extra, authInfo })
  }

  #fault(asked: Asked, error: unknown): Ruling {
    const refused: Refused = { method: asked.request.method, reason: 'fault', denial: INTERNAL, error }
    this.#judge.told(refused)
    return { refused }
  }

  #refuse(asked: Asked, refused: Refused): void {
    if (asked.kind !== 'request') return
    const answer = answerTo(asked, refused, this.#judge.options)
    this.#transport.send(answer, { relatedRequestId: asked.message.id }).catch((error: unknown) => {
      this.#transport.onerror?.(error instanceof Error ? error : new Error(String(error)))
    })
  }

  #shown(message: object): object {
    const { id, method, result } = message as Message & { readonly result?: unknown }
    const filter = method === undefined && id !== undefined ? this.#lists.get(id) : undefined
    if (filter === undefined || id === undefined) return message
    this.#lists.delete(id)
    if (typeof result !== 'object' || result === null) return message
    return { ...message, result: filter(result as Record<string, unknown>) }
  }
}

/** What came by HTTP was parsed for this connection alone. Elsewhere, the sender may still hold the object. */
function isOurs(extra: MessageExtra | undefined): boolean {
  return extra?.request !== undefined || extra?.requestInfo !== undefined
}

/** The message with the arguments that were decided on, and no others. */
function decided({ message, calls }: Asked): object {
  const text = calls?.[0]?.inputText
  if (message.method !== 'tools/call' || text === undefined || message.params?.['arguments'] === undefined) return message
  return { ...message, params: { ...message.params, arguments: JSON.parse(text) as unknown } }
}

const FAULT: Refused = { method: undefined, reason: 'fault', denial: INTERNAL }

/** Lists that were asked for and cancelled stay here until the connection ends. */
const MOST_LISTS = 1000
