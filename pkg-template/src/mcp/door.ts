import { INTERNAL } from '../answer.js'
import { quietly } from '../quietly.js'
import { type AuthInfo, authInfoOf, visitOf } from './auth-info.js'
import { answerTo, notPermitted } from './answers.js'
import type { Judge, Ruling } from './judge.js'
import type { Filter } from './lists.js'
import { after, type Maybe, rescue } from '../maybe.js'
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

/** What a message may go on with. */
type Entry = { readonly authInfo: AuthInfo; readonly refused?: undefined } | { readonly refused: Refused }

/** Stands between one transport and one server: nothing of what comes in reaches the server before it was permitted. */
export class Door {
  readonly #judge: Judge
  readonly #transport: TransportLike
  readonly #connection = new Connection()
  /** Requests that the server has not answered yet; of a list, with what may be seen of it. */
  readonly #open = new Map<string | number, Filter | undefined>()
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
      .catch((error: unknown) => this.#told(error))
      .finally(() => {
        if (this.#busy === tail) this.#busy = undefined
      })
    this.#busy = tail
  }

  #pass(message: unknown, extra: MessageExtra | undefined, handle: Handle): Maybe<void> {
    const asked = this.#read(message, extra)
    if (asked === undefined) return this.#unread(message)
    const entry = rescue<Entry>(
      () => {
        const visit = this.#visit(extra)
        return after(this.#ruling(asked, visit), (ruling) => this.#entry(asked, ruling, visit, extra))
      },
      (error) => ({ refused: this.#fault(asked, error) }),
    )
    return after(entry, ({ refused, ...entered }) => {
      if (refused !== undefined) this.#refuse(asked, refused)
      else handle(decided(asked), { ...extra, ...entered })
    })
  }

  #read(message: unknown, extra: MessageExtra | undefined): Asked | undefined {
    try {
      const asked = readMessage(isOurs(extra) ? message : structuredClone(message), this.#judge.options)
      if (asked === undefined) this.#judge.told({ method: undefined, reason: 'request' })
      return asked
    } catch (error) {
      this.#judge.told({ method: undefined, reason: 'fault', error })
      return undefined
    }
  }

  /** Whoever waits for an answer gets one, all the same. */
  #unread(message: unknown): void {
    const { id, method } = (message ?? {}) as Message
    if (typeof method === 'string' && (typeof id === 'string' || typeof id === 'number')) this.#answer(notPermitted(id), id)
  }

  /** A handler in front has verified the request, and ruled. Where it goes by other rules, nothing of that counts here. */
  #visit(extra: MessageExtra | undefined): Visit {
    const seen = extra?.authInfo === undefined ? undefined : visitOf(extra.authInfo)
    if (seen?.judge.agreesWith(this.#judge)) return seen
    return new Visit(this.#judge, presentedWith(extra, this.#judge.options), extra?.request?.signal, seen?.sessions)
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

  #entry(asked: Asked, ruling: Ruling, visit: Visit, extra: MessageExtra | undefined): Entry {
    if (ruling.refused !== undefined) return { refused: ruling.refused }
    const { id, method } = asked.message
    const authInfo = authInfoOf(visit.token, ruling.who, this.#judge.asking, extra?.authInfo)
    if (asked.kind === 'request' && id !== undefined) {
      // MCP base protocol, "Requests": an id is used once in a session. Were it used twice, a list could pass for the answer to something else
      if (this.#open.has(id) || this.#open.size >= MOST_OPEN) return this.#unfit(method)
      this.#open.set(id, ruling.filter)
    }
    const { sessionId } = this.#transport
    if (method === 'initialize' && sessionId !== undefined) visit.sessions?.open(sessionId, ruling.who)
    return { authInfo }
  }

  #unfit(method: string | undefined): Entry {
    const refused: Refused = { method, reason: 'request' }
    this.#judge.told(refused)
    return { refused }
  }

  #fault(asked: Asked, error: unknown): Refused {
    const refused: Refused = { method: asked.request.method, reason: 'fault', denial: INTERNAL, error }
    this.#judge.told(refused)
    return refused
  }

  #refuse(asked: Asked, refused: Refused): void {
    const { id } = asked.message
    if (asked.kind === 'request' && id !== undefined) this.#answer(answerTo(asked, refused, this.#judge.options), id)
  }

  #answer(answer: object, relatedRequestId: string | number): void {
    this.#transport.send(answer, { relatedRequestId }).catch((error: unknown) => this.#told(error))
  }

  #told(error: unknown): void {
    quietly(() => this.#transport.onerror?.(error instanceof Error ? error : new Error(String(error))))
  }

  #shown(message: object): object {
    const { id, method, result } = message as Message & { readonly result?: unknown }
    if (method !== undefined || id === undefined) return message
    const filter = this.#open.get(id)
    this.#open.delete(id)
    if (filter === undefined || typeof result !== 'object' || result === null) return message
    return { ...message, result: filter(result as Record<string, unknown>) }
  }
}

/** What came by HTTP was parsed for this connection alone. Elsewhere, the sender may still hold the object. */
function isOurs(extra: MessageExtra | undefined): boolean {
  return extra?.request !== undefined || extra?.requestInfo !== undefined
}

/** The call that was decided on, and no other: its arguments are read from the very text. */
function decided({ message, request, calls }: Asked): object {
  const [call] = calls ?? []
  if (request.method !== 'tools/call' || call?.inputText === undefined) return message
  const given = message.params?.['arguments'] !== undefined && { arguments: JSON.parse(call.inputText) as unknown }
  return { ...message, params: { ...message.params, name: call.tool, ...given } }
}

/** What was cancelled is not answered, and stays here until the connection ends. */
const MOST_OPEN = 10_000
