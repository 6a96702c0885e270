import type { ConnectedGate, GateLike } from '../connect/index.js'
import type { PresentedOptions, RefusalOptions } from '../http/index.js'
import type { Denial, Grant } from '../types/answers.js'
import type { Presented, ToolCall } from '../types/asked.js'
import type { Decision } from '../types/record.js'

/**
 * Who decides: a gate, or one that `connect` of `narrowgate/connect` made.
 *
 * @example
 * protect(server, connect(createGate(config), { keys: remoteKeys() }))
 */
export type AnyGate = GateLike | ConnectedGate

/**
 * A JSON-RPC request as it came. Nothing of it is verified.
 *
 * @example
 * const callsOf = ({ method, params }) => (method === 'acme/export' ? [{ tool: 'acme/export', input: { year: params.year } }] : undefined)
 */
export interface McpRequest {
  readonly method: string
  readonly params: Readonly<Record<string, unknown>>
}

/**
 * What was refused, for logs. None of it goes to the client.
 *
 * @example
 * const onRefused = ({ method, reason, denial }) => log.warn({ method, reason, code: denial?.code, why: denial?.message })
 */
export interface Refused {
  /** The JSON-RPC method; `undefined` where none was read. */
  readonly method: string | undefined
  /**
   * `denied` by the gate, with `denial`; `method`: nothing says what the gate is to be asked; `session` belongs to somebody else, or to nobody;
   * `obligations`: `accept` did not take what the grant obliges to; `request`: not a message that this guard reads; `resume`: `Last-Event-ID`, without `resumable`;
   * `fault`: its own, or the listener's.
   */
  readonly reason: 'denied' | 'method' | 'session' | 'obligations' | 'request' | 'resume' | 'fault'
  readonly denial?: Denial | undefined
  /** What failed, with `fault`. */
  readonly error?: unknown
}

/**
 * How requests are guarded. Hand the same ones to `protect` and to what stands in front of it: then a decision is made once. Otherwise each decides for itself.
 *
 * @example
 * const options = { onDecision: ({ record }) => log.write(record), approvals: 'meta' }
 */
export interface GuardOptions {
  /**
   * Told every decision with its record, before the call runs. Where it throws, or rejects, the call is denied: what can't be recorded does not happen.
   *
   * @example
   * protect(server, gate, { onDecision: ({ record }) => log.write(record) })
   */
  readonly onDecision?: ((decision: Decision, request: McpRequest) => void | Promise<void>) | undefined
  /** Told of everything that was refused, and why. What it throws is ignored. */
  readonly onRefused?: ((refused: Refused) => void) | undefined
  /**
   * The host's last word on a grant, for `obligations` of its policies and `limits` of its tokens: only `true` lets the call run. A grant that has some is refused
   * without it.
   */
  readonly accept?: ((grant: Grant, call: ToolCall) => boolean | Promise<boolean>) | undefined
  /**
   * What the gate is asked about a request that is no `tools/call`: all of the calls have to be permitted, `[]` lets anybody pass who was verified,
   * `undefined` refuses. By default {@linkcode standardCalls}.
   */
  readonly callsOf?: ((request: McpRequest) => readonly ToolCall[] | undefined) | undefined
  /** `tools/list` also shows tools for which only scopes are missing, so that clients can ask for them. Without it, what would be denied for certain is hidden. */
  readonly listStepUp?: boolean | undefined
  /**
   * How approvals come back, where a policy requires one: in the header field `Narrowgate-Approvals`, with commas between, or as an array in `_meta` of the call,
   * under `narrowgate/approvals`. The client is then told the hash of its call, in `_meta` of the result under `narrowgate/approval`. Not given: it is told that the call is not permitted.
   */
  readonly approvals?: 'header' | 'meta' | undefined
  /** What of a request is presented besides its token: see `presentedBy` of `narrowgate/http`. */
  readonly presented?: PresentedOptions | ((request: Request) => PresentedOptions) | undefined
  /**
   * The token of the one client of a transport without requests, such as stdio. It is never used where a request, or `authInfo`, came with a message.
   * Without it, such a transport is refused everything.
   */
  readonly localToken?: Presented | (() => Presented) | undefined
  /** Seconds since 1970; the clock by default. */
  readonly now?: (() => number) | undefined
}

/**
 * What `protectHandler` and `protectNode` take besides.
 *
 * @example
 * protectHandler(handler, gate, { maxBodyBytes: 65_536, refusal: { exposeHeaders: true } })
 */
export interface HandlerOptions extends GuardOptions {
  /** What a refusal says besides: see `refusal` of `narrowgate/http`. */
  readonly refusal?: RefusalOptions | (() => RefusalOptions) | undefined
  /** Hands the SHA-256 of the body to the gate, for proofs that cover it. */
  readonly bodyHash?: boolean | undefined
  /** Bytes of a request's body: 4,194,304 by default. A longer one is answered with 413. */
  readonly maxBodyBytes?: number | undefined
  /** Sessions that are remembered with their owner: 10,000 by default. Whoever opens one too many loses the one that was unused the longest; who has none yet, somebody else's. Its client has to open a new one. */
  readonly maxSessions?: number | undefined
  /**
   * Lets clients resume streams by `Last-Event-ID`. Set it where no session's transport can replay what another one sent: each has an event store of its own, or
   * {@linkcode ownEvents} of one that they share. Without it, requests with that field are refused (400): the SDKs replay whatever event is named.
   */
  readonly resumable?: boolean | undefined
}

