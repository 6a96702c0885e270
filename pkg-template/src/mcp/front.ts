import { INTERNAL } from '../answer.js'
import { AccessDenied } from '../errors.js'
import { sha256 } from '../http/body.js'
import { metadataPath, presentedBy, refusal } from '../http/index.js'
import { metadataAnswer } from '../http/metadata.js'
import type { Denial, Verified } from '../types/answers.js'
import { answerTo, isChallenge, notPermitted } from './answers.js'
import { type AuthInfo, authInfoOf, keepVisit } from './auth-info.js'
import { Judge } from './judge.js'
import { Lifetime } from './lifetime.js'
import { type Asked, readMessage } from './message.js'
import type { AnyGate, HandlerOptions, Refused } from './options.js'
import { presentedOptions } from './presented.js'
import { NOBODYS, type Owned, Sessions } from './session.js'
import { Visit } from './visit.js'

/** A request's body: what it says, and the bytes where they are known. */
export interface Body {
  readonly value: unknown
  readonly bytes?: Uint8Array<ArrayBuffer> | undefined
}

/** Let in, or answered. */
export type Admission =
  | { readonly authInfo: AuthInfo; readonly who: Verified; readonly answer?: undefined }
  | { readonly answer: Response }

/** Stands in front of an MCP endpoint: verifies every request, and rules on its messages while there still is a status to answer with. */
export class Front {
  readonly sessions: Sessions
  readonly maxBodyBytes: number
  readonly #judge: Judge
  readonly #options: HandlerOptions

  constructor(gate: AnyGate, options: HandlerOptions) {
    const { maxBodyBytes = 4_194_304, maxSessions = 10_000 } = options
    for (const [name, value] of Object.entries({ maxBodyBytes, maxSessions })) {
      if (!(Number.isSafeInteger(value) && value > 0)) throw new TypeError(`\`${name}\` must be a positive integer`)
    }
    this.maxBodyBytes = maxBodyBytes
    this.sessions = new Sessions(maxSessions)
    this.#judge = new Judge(gate, options)
    this.#options = options
  }

  /** The protected resource metadata, where that is asked for: it needs no token. */
  metadata(request: Request): Response | undefined {
    const { asking } = this.#judge
    try {
      return metadataAnswer(request, metadataPath(asking.metadata().resource), () => asking.metadata())
    } catch (error) {
      return this.#fault(error)
    }
  }

  /** Never throws, never rejects: a fault refuses. */
  async admit(request: Request, body: Body | undefined): Promise<Admission> {
    try {
      return await this.#admit(request, body)
    } catch (error) {
      return { answer: this.#fault(error) }
    }
  }

  /** How long streams of theirs may stay open. */
  lifetimeOf({ expiresAt }: Verified): Lifetime {
    return new Lifetime(expiresAt, this.#options.now)
  }

  /** A session was opened, or ended. */
  answered(request: Request, response: { readonly ok: boolean; readonly sessionId: string | null }, who: Verified): void {
    const asked = request.headers.get(SESSION)
    if (request.method === 'DELETE' && response.ok && asked !== null) this.sessions.close(asked)
    else if (asked === null && response.sessionId !== null) this.sessions.open(response.sessionId, who)
  }

  /** What is no message: of a status, with an error that says no more than it. */
  malformed(status: 400 | 413): Response {
    this.#judge.told({ method: undefined, reason: 'request' })
    const [code, message] = status === 413 ? [-32000, 'Payload too large'] : [-32700, 'Not a JSON-RPC message']
    return json(status, { jsonrpc: '2.0', id: null, error: { code, message } })
  }

  async #admit(request: Request, body: Body | undefined): Promise<Admission> {
    const visit = await this.#visit(request, body)
    const session = request.headers.get(SESSION)
    const owned = session === null ? NOBODYS : this.sessions.of(session)
    if (request.headers.has('last-event-id') && this.#options.resumable !== true) {
      const { answer } = await this.#let(visit, owned)
      return { answer: answer ?? this.#notResumable() }
    }
    const messages = Array.isArray(body?.value) ? body.value : body === undefined ? [] : [body.value]
    const asked = messages.length > MOST_MESSAGES ? [undefined] : messages.map((message) => readMessage(message, this.#options))
    if (asked.some((one) => one === undefined)) {
      // RFC 6750, section 3.1: who is not known here is told that first
      const stranger = await this.#strangers(visit)
      return { answer: stranger ?? this.malformed(400) }
    }
    for (const one of asked as Asked[]) {
      const ruling = await this.#judge.rule(one, visit, owned)
      if (ruling.refused !== undefined) return { answer: this.#refused(one, ruling.refused, messages.length) }
      visit.leave(one.key, ruling)
    }
    return this.#let(visit, owned)
  }

  async #let(visit: Visit, owned: Owned): Promise<Admission> {
    try {
      const who = await visit.verified()
      if (!owned.admits(who)) return { answer: this.#noSession() }
      return { who, authInfo: keepVisit(authInfoOf(visit.token, who, this.#judge.asking), visit) }
    } catch (error) {
      if (!(error instanceof AccessDenied)) throw error
      this.#judge.told({ method: undefined, reason: 'denied', denial: error })
      return { answer: this.#refusal(error) }
    }
  }

  async #strangers(visit: Visit): Promise<Response | undefined> {
    return (await this.#let(visit, NOBODYS)).answer
  }

  async #visit(request: Request, body: Body | undefined): Promise<Visit> {
    const options = presentedOptions(request, this.#options)
    const hashed = this.#options.bodyHash === true && body?.bytes !== undefined ? { bodySha256: await sha256(body.bytes) } : {}
    return new Visit(this.#judge, presentedBy(request, { ...options, ...hashed }), request.signal, this.sessions)
  }

  #refused(asked: Asked, refused: Refused, messages: number): Response {
    const { denial, reason } = refused
    if (reason === 'session') return this.#noSession()
    if (denial !== undefined && isChallenge(denial)) return this.#refusal(denial)
    // Nothing of a batch runs where not all of it may. MCP 2025-06-18 and later have none
    if (asked.kind === 'request' && messages === 1) return json(200, answerTo(asked, refused, this.#options))
    return json(403, notPermitted(null))
  }

  /** MCP Streamable HTTP, "Session Management": a client that gets 404 opens a new one. Whether there is one of somebody else is not said. */
  #noSession(): Response {
    return json(404, { jsonrpc: '2.0', id: null, error: { code: -32001, message: 'Session not found' } })
  }

  /** An event id is no credential: whose stream it is of, only the host's event store knows. */
  #notResumable(): Response {
    this.#judge.told({ method: undefined, reason: 'resume' })
    return json(400, { jsonrpc: '2.0', id: null, error: { code: -32000, message: 'Streams can not be resumed' } })
  }

  #refusal(denial: Denial): Response {
    const { refusal: options } = this.#options
    return refusal(denial, typeof options === 'function' ? options() : options)
  }

  #fault(error: unknown): Response {
    this.#judge.told({ method: undefined, reason: 'fault', denial: INTERNAL, error })
    return refusal(INTERNAL)
  }
}

function json(status: number, value: object): Response {
  return new Response(JSON.stringify(value), {
    status,
    headers: { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' },
  })
}

const SESSION = 'mcp-session-id'

/** As the SDKs. */
const MOST_MESSAGES = 100
