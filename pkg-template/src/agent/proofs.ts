import { readCall, readNow } from '../border.js'
import type { ToolCall } from '../types/asked.js'
import type { Signer } from './keys.js'
import { make } from './make.js'

/** What every proof takes. */
export interface Made {
  readonly signer: Signer
  /** Seconds since 1970; the clock by default. */
  readonly now?: number | undefined
}

/** A request that a DPoP proof is for. */
export interface DpopOptions extends Made {
  /** As it is sent: `POST`. */
  readonly method: string
  /** The absolute URI. Its query and fragment are left out of the proof. */
  readonly uri: string
  /** The access token that the request carries, in `Authorization: DPoP …`. */
  readonly accessToken: string
  /** What the server gave in `DPoP-Nonce`. */
  readonly nonce?: string | undefined
  /** The request's body, where the server wants proofs to be bound to it (`bh`). */
  readonly body?: string | Uint8Array | undefined
}

/** A request that a workload proof is for. */
export interface WorkloadOptions extends Made {
  /** The absolute URI of the request, or another name of the server. */
  readonly audience: string
  /** The workload identity token that the request carries. */
  readonly workloadIdentity: string
  /** The access token that it carries besides. */
  readonly accessToken?: string | undefined
  /** The transaction token that it carries besides. */
  readonly transactionToken?: string | undefined
  /** Other header fields that the proof covers: names in lower case, and values. */
  readonly headers?: readonly (readonly [name: string, value: string])[] | undefined
  /** Seconds for which the proof is good: 60 by default, at most 300. */
  readonly lifetime?: number | undefined
}

/** A call that a proof is for. */
export interface CallOptions extends Made {
  /** The last token of the chain. */
  readonly token: string
  readonly call: ToolCall
  /** What the server is called: the first `audience` of its gate. */
  readonly audience: string
}

/**
 * A DPoP proof (RFC 9449, section 4.2): the value of the header field `DPoP`. One for each request.
 *
 * @example
 * const dpop = await dpopProof({ signer, method: 'POST', uri: 'https://tools.example/mcp', accessToken })
 * await fetch(uri, { method: 'POST', headers: { authorization: `DPoP ${accessToken}`, dpop } })
 *
 * @throws TypeError where an argument can't be meant, or the signature is not the signer's
 */
export async function dpopProof(options: DpopOptions): Promise<string> {
  const { signer, now, method, uri, accessToken, nonce, body } = options
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body
  if (bytes !== undefined && !(bytes instanceof Uint8Array)) throw new TypeError('`body` must be text or a `Uint8Array`')
  return make({ dpop: { method, uri, accessToken, nonce } }, signer, readNow(now), bytes)
}

/**
 * A workload proof token (draft-ietf-wimse-wpt-01): the value of the header field `Workload-Proof-Token`. One for each
 * request. The signer's key is the one in the workload identity token, and its `algorithm` that key's `alg`.
 *
 * @example
 * const proof = await workloadProof({ signer, audience: 'https://tools.example/mcp', workloadIdentity })
 *
 * @throws TypeError where an argument can't be meant, or the signature is not the signer's
 */
export async function workloadProof(options: WorkloadOptions): Promise<string> {
  const { signer, now, audience, workloadIdentity, accessToken, transactionToken, headers, lifetime } = options
  const workload = { audience, workloadIdentity, accessToken, transactionToken, headers, lifetime }
  return make({ workload }, signer, readNow(now))
}

/**
 * The proof of one call by the holder of an attenuating agent token (draft-niyikiza-oauth-attenuating-agent-tokens-01,
 * section 5). One for each call, of this tool with these arguments; it is presented as `proofs.aat`. Besides the draft's claims it
 * has `ath`, the hash of the token's text.
 *
 * @example
 * const proofs = { aat: [await aatProof({ signer, token, call, audience: 'https://tools.example/mcp' })] }
 *
 * @throws AccessDenied where the token can't be read
 * @throws TypeError where an argument can't be meant, the signer is not the holder, or the signature is not the signer's
 */
export async function aatProof(options: CallOptions): Promise<string> {
  const { signer, now, token, call, audience } = options
  const { tool, input } = readCall(call)
  return make({ call: { token, tool, arguments: input, audience } }, signer, readNow(now))
}
