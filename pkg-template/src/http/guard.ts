import { INTERNAL } from '../answer.js'
import { AccessDenied } from '../errors.js'
import type { Denial, Verified } from '../types/answers.js'
import type { Presented, ReplayAnswer, ToolCall } from '../types/asked.js'
import { quietly } from '../quietly.js'
import { Asking } from '../asking.js'
import { Body } from './body.js'
import { ABORTED, denialOf, Unacceptable, UNRECORDED } from './denials.js'
import { metadataAnswer, metadataPath } from './metadata.js'
import { type CallOf, checkOptions, GUARD_TYPES, type GuardOptions, type Known, type Outcome, PRESENTED_TYPES } from './options.js'
import { hasCredential, presentedBy } from './presented.js'
import { refusal } from './refusal.js'
import { type Authenticated, type Authorized, Refused } from './results.js'

/** What answers a request that was let in. Its own errors are its own. */
export type Handler<Granted, Rest extends readonly unknown[]> = (
  request: Request,
  granted: Granted,
  ...rest: Rest
) => Response | Promise<Response>

/** A handler of `Request`s, as runtimes and frameworks take it. */
export type Guarded<Rest extends readonly unknown[]> = (request: Request, ...rest: Rest) => Promise<Response>

/**
 * Makes a guard of a gate: `Request` in; a `Response`, or a grant, out.
 *
 * @example
 * const guard = createGuard({ gate })
 * export default { fetch: guard.fetch((request, { verified }) => Response.json({ hello: verified.principal })) }
 *
 * @throws TypeError where an option is unknown, misspelt or of another type, or `maxBodyBytes` is no positive integer
 * @throws AccessDenied where the gate has a fault: its metadata are asked for
 */
export function createGuard(options: GuardOptions): Guard {
  return new Guard(options)
}

/** Stands before the handlers of an HTTP server. Made by {@linkcode createGuard}. */
export class Guard {
  readonly #options: GuardOptions
  readonly #asking: Asking
  readonly #maxBodyBytes: number
  readonly #metadataPath: string | undefined

  /** @internal */
  constructor(options: GuardOptions) {
    checkOptions(options, GUARD_TYPES)
    const { gate, maxBodyBytes = 1_048_576, metadataPath: path, unrecorded = 'deny' } = options
    const { certificateSha256, ...headers } = options.presented ?? {}
    checkOptions(headers, PRESENTED_TYPES)
    checkOptions({ certificateSha256 }, { certificateSha256: typeof certificateSha256 === 'string' ? 'string' : 'function' })
    if (unrecorded !== 'deny' && unrecorded !== 'permit') throw new TypeError('`unrecorded` must be `deny` or `permit`')
    if (!(Number.isSafeInteger(maxBodyBytes) && maxBodyBytes > 0)) throw new TypeError('`maxBodyBytes` must be a positive integer')
    this.#options = options
    this.#asking = new Asking(gate, options.now)
    this.#maxBodyBytes = maxBodyBytes
    this.#metadataPath = path ?? metadataPath(gate.metadata().resource)
  }

  /**
   * Who sends this request. Nothing is thrown: what fails inside refuses.
   *
   * @example
   * const answer = await guard.verify(request)
   * if (!answer.granted) return answer.response
   * console.log(answer.verified.actor)
   */
  verify(request: Request, known: Known = {}): Promise<Authenticated | Refused> {
    return this.#answered(request, async () => {
      const presented = await this.#presented(request, this.#body(request, known), known)
      const verified = await this.#asking.verify(presented, request.signal)
      await this.#recorded({ decision: 'allow', verified }, request)
      return { granted: true, verified }
    })
  }

  /**
   * Whether this request may make this call.
   *
   * @example
   * const answer = await guard.authorize(request, async (request, body) => ({ tool: 'files.read', inputText: await body.jsonText() }))
   * if (!answer.granted) return answer.response
   * return Response.json(await readFile(answer.input))
   */
  authorize(request: Request, call: CallOf, known: Known = {}): Promise<Authorized | Refused> {
    return this.#answered(request, async () => {
      const body = this.#body(request, known)
      // Of who shows no token, no body is read
      if (typeof call === 'function' && !hasCredential(request.headers)) return this.#unauthenticated(request)
      const presented = await this.#presented(request, body, known)
      const asked = typeof call === 'function' ? await askedBy(call, request, body) : call
      const decision = await this.#asking.decide(presented, asked ?? NO_CALL, request.signal)
      const { record } = decision
      if (decision.decision !== 'allow') throw new Denied(decision.denial, { record })
      await this.#recorded({ decision: 'allow', verified: decision.grant, record }, request)
      return { granted: true, grant: decision.grant, input: inputOf(asked) }
    })
  }

  /**
   * Puts the guard before a handler.
   *
   * @example
   * const handler = guard.protect((request, { verified }) => Response.json(verified.scopes))
   */
  protect<Rest extends readonly unknown[]>(handler: Handler<Authenticated, Rest>): Guarded<Rest> {
    return this.#protected((request) => this.verify(request), handler)
  }

  /**
   * Puts the guard before a handler that is a tool.
   *
   * @example
   * const read = guard.protectTool(
   *   (request) => ({ tool: 'files.read', input: { path: new URL(request.url).pathname } }),
   *   (request, { grant, input }) => Response.json({ input, by: grant.policies }),
   * )
   */
  protectTool<Rest extends readonly unknown[]>(call: CallOf, handler: Handler<Authorized, Rest>): Guarded<Rest> {
    return this.#protected((request) => this.authorize(request, call), handler)
  }

  /**
   * The `fetch` of a server: metadata, and behind the guard everything else.
   *
   * @example
   * export default { fetch: guard.fetch((request, { verified }, env) => app.fetch(request, env)) }
   */
  fetch<Rest extends readonly unknown[]>(handler: Handler<Authenticated, Rest>): Guarded<Rest> {
    const guarded = this.protect(handler)
    return async (request, ...rest) => this.metadata(request) ?? guarded(request, ...rest)
  }

  /**
   * The answer to a request for `/.well-known/oauth-protected-resource` of this resource (RFC 9728), by GET, HEAD, or a CORS preflight; `undefined` where
   * the request is for something else.
   *
   * @example
   * const response = guard.metadata(request) ?? await handle(request)
   */
  metadata(request: Request): Response | undefined {
    try {
      return metadataAnswer(request, this.#metadataPath, () => this.#options.gate.metadata())
    } catch (thrown) {
      return this.#refusal(this.#denial(thrown, request), request)
    }
  }

  #protected<Granted extends { readonly granted: true }, Rest extends readonly unknown[]>(
    ask: (request: Request) => Promise<Granted | Refused>,
    handler: Handler<Granted, Rest>,
  ): Guarded<Rest> {
    const { preflight } = this.#options
    return async (request, ...rest) => {
      if (preflight !== undefined && isPreflight(request)) return preflight(request)
      const answer = await ask(request)
      return answer.granted ? handler(request, answer, ...rest) : answer.response
    }
  }

  #body(request: Request, known: Known): Body {
    return new Body(request, this.#maxBodyBytes, known.body)
  }

  async #presented(request: Request, body: Body, known: Known): Promise<Presented> {
    // A preflight is no call, whatever it brings along
    if (isPreflight(request)) return null
    const { presented = {}, nonces, bodyHash } = this.#options
    // Who looked and saw none falls back to no header
    const certificate = Object.hasOwn(known, 'certificateSha256') ? { certificateSha256: () => known.certificateSha256 } : {}
    const bodySha256 = bodyHash && request.headers.has('dpop') ? await body.sha256() : undefined
    const shown = presentedBy(request, { ...presented, ...certificate, bodySha256, nonces: nonces && taken(nonces()) })
    const replay = known.verified && checked(known.verified)
    return replay === undefined ? shown : { ...shown, proofs: { ...shown.proofs, replay } }
  }

  async #unauthenticated(request: Request): Promise<never> {
    await this.#asking.verify(null, request.signal)
    // A gate that finds no token in order is not one to go on with
    throw new AccessDenied(INTERNAL)
  }

  /** Whatever happens: an answer, and no other way in than the one that `work` gives. */
  async #answered<Granted>(request: Request, work: () => Promise<Granted>): Promise<Granted | Refused> {
    try {
      return await work()
    } catch (thrown) {
      const denied = thrown instanceof Denied ? thrown : new Denied(this.#denial(thrown, request))
      await this.#told({ decision: 'deny', denial: denied.denial, ...denied.seen }, request)
      return new Refused(denied.denial, this.#refusal(denied.denial, request))
    }
  }

  #denial(thrown: unknown, request: Request): Denial {
    const denial = denialOf(thrown)
    if (denial !== undefined) return denial
    if (request.signal?.aborted) return ABORTED
    this.#fault(thrown, request)
    return INTERNAL
  }

  #refusal(denial: Denial, request: Request): Response {
    const { nonces, exposeHeaders } = this.#options
    try {
      // RFC 9449, section 8: the nonce comes with the error that asks for one
      const dpopNonce = denial.code === 'proof_nonce_required' && nonces !== undefined ? nonces()[0] : undefined
      return refusal(denial, { dpopNonce, exposeHeaders })
    } catch (thrown) {
      this.#fault(thrown, request)
      return refusal(INTERNAL)
    }
  }

  /** @throws Denied where it is not known whether it was recorded, and has to be */
  async #recorded(outcome: Outcome, request: Request): Promise<void> {
    if (await this.#told(outcome, request)) return
    if (this.#options.unrecorded !== 'permit') throw new Denied(UNRECORDED)
  }

  async #told(outcome: Outcome, request: Request): Promise<boolean> {
    try {
      await this.#options.onDecision?.(outcome, request)
      return true
    } catch (thrown) {
      this.#fault(thrown, request)
      return false
    }
  }

  /** A listener that fails must not change what is decided. */
  #fault(thrown: unknown, request: Request): void {
    quietly(() => this.#options.onFault?.(thrown, request))
  }
}

/** On its way to the answer. */
class Denied extends Error {
  readonly denial: Denial
  readonly seen: Pick<Outcome, 'record'>

  constructor(denial: Denial, seen: Pick<Outcome, 'record'> = {}) {
    super(denial.message)
    this.denial = denial
    this.seen = seen
  }
}

/** Text that the client sent and that is no JSON is the client's mistake. */
async function askedBy(call: Exclude<CallOf, ToolCall>, request: Request, body: Body): Promise<ToolCall | undefined> {
  try {
    return await call(request, body)
  } catch (thrown) {
    if (thrown instanceof SyntaxError) throw new Unacceptable(400, 'input_invalid', 'the call could not be read from the request')
    throw thrown
  }
}

/** What the replay store has said of this very request. */
function checked({ possession }: Verified): readonly ReplayAnswer[] | undefined {
  if (possession.replay !== 'checked') return undefined
  return possession.replayKeys?.map(({ key }) => ({ key, isNew: true }))
}

/** Fetch, CORS-preflight request. */
function isPreflight({ method, headers }: Request): boolean {
  return method === 'OPTIONS' && headers.has('access-control-request-method')
}

/** An empty list would ask for no nonce: a store that lost them must not switch the rule off. */
function taken(nonces: readonly string[]): readonly string[] {
  if (nonces.length === 0) throw new TypeError('`nonces` gave none')
  return nonces
}

function inputOf(call: ToolCall | undefined): unknown {
  return call?.inputText === undefined ? (call?.input ?? {}) : (JSON.parse(call.inputText) as unknown)
}

/** Denied as `tool_unknown`: no tool has this name. */
const NO_CALL: ToolCall = { tool: '' }
