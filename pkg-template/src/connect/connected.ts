import { AccessDenied } from '../errors.js'
import type { ListOptions } from '../gate.js'
import type { Denial, Grant, ListedTool, Verdict, Verified } from '../types/answers.js'
import type { Presented, ToolCall } from '../types/asked.js'
import type { ResourceMetadata } from '../types/published.js'
import type { Decision } from '../types/record.js'
import type { Connection, GateLike, VerifierLike } from './connection.js'
import { type AskOptions, attempt, missingOf, Request } from './request.js'
import { deniedBefore, Unanswered } from './unanswered.js'

/** A verifier that fetches what it does not have. Made by {@linkcode connect}. */
export class ConnectedVerifier {
  readonly #connection: Connection<VerifierLike>

  /** @internal */
  constructor(connection: Connection<VerifierLike>) {
    this.#connection = connection
  }

  /**
   * Decides one tool call.
   *
   * @example
   * const grant = await gate.authorizeAsync(token, { tool: 'files.read', input })
   *
   * @throws AccessDenied where it is denied; `source_unavailable` where a source did not answer
   */
  authorizeAsync(presented: Presented, call: ToolCall, options: AskOptions = {}): Promise<Grant> {
    return answered(async () => {
      const request = new Request(this.#connection, presented, options)
      const asked = await request.inSession(call)
      return request.settled((gate, shown) => attempt(() => request.lookedAt(gate.authorize(shown, asked, request.at))))
    })
  }

  /**
   * The same verdict as data, with its audit record.
   *
   * @example
   * const { decision, record } = await gate.decideAsync(token, call)
   */
  async decideAsync(presented: Presented, call: ToolCall, options: AskOptions = {}): Promise<Decision> {
    const request = new Request(this.#connection, presented, options)
    try {
      const asked = await request.inSession(call)
      const decision = await request.decided(asked)
      if (decision.decision === 'allow') request.lookedAt(decision.grant)
      return decision
    } catch (thrown) {
      if (!(thrown instanceof AccessDenied || thrown instanceof Unanswered)) throw thrown
      const decision = request.recorded((gate, shown) => gate.decide(shown, call, request.at))
      if (thrown instanceof Unanswered) return deniedBefore(decision, thrown.denial, thrown.source !== 'keys')
      // Without session facts, the gate may say something else of the call; it was denied before
      const isTheSame = decision.decision === 'deny' && decision.denial.code === thrown.code
      return isTheSame ? decision : deniedBefore(decision, asData(thrown))
    }
  }

  /**
   * Verifies what was presented; says nothing about any tool.
   *
   * @example
   * const { principal, actor } = await gate.verifyAsync(token)
   *
   * @throws AccessDenied where it does not hold; `source_unavailable` where a source did not answer
   */
  verifyAsync(presented: Presented, options: AskOptions = {}): Promise<Verified> {
    return answered(() => new Request(this.#connection, presented, options).verified())
  }

  /** What this server publishes at `/.well-known/oauth-protected-resource` (RFC 9728). */
  metadata(): ResourceMetadata {
    return this.#connection.gate.metadata()
  }
}

/** A gate that fetches what it does not have. Made by {@linkcode connect}. */
export class ConnectedGate extends ConnectedVerifier {
  readonly #connection: Connection<GateLike>

  /** @internal */
  constructor(connection: Connection<GateLike>) {
    super(connection)
    this.#connection = connection
  }

  /**
   * Decides several calls of one request, in order, each with its own session facts.
   *
   * @example
   * const verdicts = await gate.authorizeEachAsync(token, calls)
   *
   * @throws AccessDenied where what was presented does not hold; `source_unavailable` where a source did not answer
   * @throws TypeError where `calls` is no array
   */
  authorizeEachAsync(presented: Presented, calls: readonly ToolCall[], options: AskOptions = {}): Promise<readonly Verdict[]> {
    return answered(async () => {
      if (!Array.isArray(calls)) throw new TypeError('`calls` must be an array of tool calls')
      const request = new Request(this.#connection, presented, options)
      const asked = await request.eachInSession(calls)
      return request.settled((gate, shown) => {
        const said = attempt(() => gate.authorizeEach(shown, asked, request.at))
        if (said.missing.length > 0) return said
        const verdicts = said.settle()
        for (const { grant } of verdicts) if (grant !== undefined) request.lookedAt(grant)
        return { missing: missingOf(verdicts.map(({ denial }) => denial)), settle: said.settle }
      })
    })
  }

  /**
   * Of every tool, whether any arguments could be permitted. It counts nothing: what depends on session facts is left open, unless `session` is given.
   *
   * @example
   * const shown = (await gate.listToolsAsync(token)).filter(({ permissible }) => permissible !== 'never')
   *
   * @throws AccessDenied where what was presented does not hold; `source_unavailable` where a source did not answer
   */
  listToolsAsync(presented: Presented, options: AskOptions & ListOptions = {}): Promise<readonly ListedTool[]> {
    return answered(() => {
      const request = new Request(this.#connection, presented, options)
      return request.settled((gate, shown) =>
        attempt(() => {
          request.lookedAt(gate.verify(shown, request.at))
          return gate.listTools(shown, { ...request.at, session: options.session })
        }),
      )
    })
  }
}

/**
 * What a source does not answer denies.
 *
 * @throws AccessDenied
 */
async function answered<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (thrown) {
    if (thrown instanceof Unanswered) throw new AccessDenied(thrown.denial)
    throw thrown
  }
}

/** An error's denial, without its stack. */
function asData({ code, category, hop, message, policies, advice, near, missing, callHash, challenge }: AccessDenied): Denial {
  const copied: unknown = {
    code,
    category,
    message,
    policies,
    advice,
    near,
    challenge,
    ...(hop && { hop }),
    ...(missing && { missing }),
    ...(callHash !== undefined && { callHash }),
  }
  return copied as Denial
}
