import type { ConnectedVerifier } from '../connect/connected.js'
import type { Denial, Verified } from '../types/answers.js'
import type { ToolCall } from '../types/asked.js'
import type { AuditRecord } from '../types/record.js'
import type { Verifier } from '../verifier.js'
import type { RequestBody } from './body.js'
import type { PresentedOptions } from './presented.js'

/** Who decides: a gate or a verifier, alone or with its sources (`connect`). */
export type Decider =
  | Pick<Verifier, 'decide' | 'verify' | 'metadata'>
  | Pick<ConnectedVerifier, 'decideAsync' | 'verifyAsync' | 'metadata'>

/**
 * What a guard is made of.
 *
 * @example
 * const options: GuardOptions = { gate, onDecision: ({ decision, record }) => log(decision, record), onFault: (error) => log(error) }
 */
export interface GuardOptions {
  /** Who decides. A gate alone is asked synchronously; one of `connect` fetches what it lacks. */
  readonly gate: Decider
  /** Where requests carry what no standard has a place for: lineage, approvals, the client's certificate. */
  readonly presented?: Omit<PresentedOptions, 'bodySha256' | 'nonces'> | undefined
  /** The nonces that DPoP proofs may have now, the newest first: it is what `DPoP-Nonce` tells the client. Not given: none is asked for. An empty list is a fault, and refuses. */
  readonly nonces?: (() => readonly string[]) | undefined
  /** Reads the body of requests with a DPoP proof, and hands in its hash: needed for `requireBodyHash` of the gate, and for clients that send `bh`. */
  readonly bodyHash?: boolean | undefined
  /** Bytes that are read of a body, at most: 1,048,576 by default. Of a longer one the request is refused (413). */
  readonly maxBodyBytes?: number | undefined
  /** Told of every request before it is answered, and waited for: audit. */
  readonly onDecision?: ((outcome: Outcome, request: Request) => void | Promise<void>) | undefined
  /** What becomes of a permitted request where `onDecision` fails: `deny` (503) by default; `permit` takes a lost record for the lesser evil. Nothing that is refused is permitted by it. */
  readonly unrecorded?: 'deny' | 'permit' | undefined
  /** Told what was thrown inside, for logs: the client only learns that the server can't tell now (503). */
  readonly onFault?: ((error: unknown, request: Request) => void) | undefined
  /** Answers CORS preflights in `protect`, `protectTool` and `fetch`. Without it they are refused as requests without a token: a preflight has none, and is no call. */
  readonly preflight?: ((request: Request) => Response | Promise<Response>) | undefined
  /** Lets scripts of other origins read challenges, see {@linkcode RefusalOptions}. */
  readonly exposeHeaders?: boolean | undefined
  /** Path of the metadata document, where it is not the one that RFC 9728, section 3.1, makes of the gate's first audience. */
  readonly metadataPath?: string | undefined
  /** Seconds since 1970; the clock by default. */
  readonly now?: (() => number) | undefined
}

/** What was decided about a request. */
export type Outcome =
  | {
      readonly decision: 'allow'
      /** Who: a `Grant` where a call was decided on. */
      readonly verified: Verified
      /** Where a call was decided on. */
      readonly record?: AuditRecord
    }
  | {
      readonly decision: 'deny'
      readonly denial: Denial
      /** Where a call was decided on. */
      readonly record?: AuditRecord
    }

/** What the host knows of one request that is not in it. */
export interface Known {
  /** SHA-256 of the client's certificate, base64url, of this connection: `tlsCertificate(message.socket)`. With `undefined` there is none, whatever a header says. */
  readonly certificateSha256?: string | undefined
  /** The body as it came, where the host has read it already. */
  readonly body?: Uint8Array | undefined
  /** What `verify` said of this very request, and of no other: its proof is then not taken for a second use of itself. */
  readonly verified?: Verified | undefined
}

/**
 * Which call a request is: the call itself, or a function of method, path and body. `undefined` says that it is none that the gate knows, and denies. What it throws is a
 * fault (503).
 *
 * @example
 * const call: CallOf = async (request, body) => ({ tool: 'files.read', inputText: await body.jsonText() })
 */
export type CallOf = ToolCall | ((request: Request, body: RequestBody) => ToolCall | undefined | Promise<ToolCall | undefined>)

/**
 * Options with a misspelt name would switch a rule off in silence.
 *
 * @throws TypeError where there is another member than these, or one of another type
 */
export function checkOptions(options: object, types: Readonly<Record<string, string>>): void {
  if (typeof options !== 'object' || options === null) throw new TypeError('the options must be an object')
  for (const [name, value] of Object.entries(options)) {
    const type = Object.hasOwn(types, name) ? types[name] : undefined
    if (type === undefined) throw new TypeError(`\`${name}\` is no option here`)
    if (value !== undefined && typeof value !== type) throw new TypeError(`\`${name}\` must be of type ${type}`)
  }
}

/** Of {@linkcode GuardOptions}. */
export const GUARD_TYPES: Readonly<Record<keyof GuardOptions, string>> = {
  gate: 'object',
  presented: 'object',
  nonces: 'function',
  bodyHash: 'boolean',
  maxBodyBytes: 'number',
  onDecision: 'function',
  unrecorded: 'string',
  onFault: 'function',
  preflight: 'function',
  exposeHeaders: 'boolean',
  metadataPath: 'string',
  now: 'function',
}

/** Of its `presented`, but for `certificateSha256`, which is text or a function. */
export const PRESENTED_TYPES: Readonly<Record<string, string>> = {
  certificateHeader: 'string',
  lineageHeader: 'string',
  approvalsHeader: 'string',
  callProofHeader: 'string',
}
