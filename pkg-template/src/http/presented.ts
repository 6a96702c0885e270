import type { Proofs, Scheme } from '../types/asked.js'
import { fingerprint } from './certificate.js'

/** Where a request carries what no standard has a place for, and what the host knows of it. Nothing here is read by default. */
export interface PresentedOptions {
  /**
   * SHA-256 of the client's certificate, base64url (RFC 8705, section 3.1): of this very connection, as the host's TLS says. `tlsCertificate` and
   * `cloudflareCertificate` know it. It gives nothing where there is none.
   */
  readonly certificateSha256?: string | ((request: Request) => string | undefined) | undefined
  /**
   * DANGER: a header field in which your own proxy puts the SHA-256 fingerprint of the client's certificate, hexadecimal or base64url. Only where the proxy
   * always sets it, removes what the client sent under this name, and is the only way in. Otherwise any client that has
   * seen a certificate can claim to hold it.
   */
  readonly certificateHeader?: string | undefined
  /** The header field with the tokens that the presented one was derived from, root first, with commas between: there is no standard one. */
  readonly lineageHeader?: string | undefined
  /** The header field with approvals, with commas between. */
  readonly approvalsHeader?: string | undefined
  /** The header field with the proof of the call, for attenuating agent tokens (`aat-01`). */
  readonly callProofHeader?: string | undefined
  /** SHA-256 of the request's body, base64url; see `readBody`. A guard computes it, where `bodyHash` says so. */
  readonly bodySha256?: string | undefined
  /** The nonces that DPoP proofs may have now (RFC 9449, section 9). Not given: none is asked for. */
  readonly nonces?: readonly string[] | undefined
}

/** What a request presents, with all that its proofs are about. */
export interface PresentedRequest {
  readonly token: string | undefined
  readonly parents?: readonly string[] | undefined
  readonly proofs: Proofs
}

/**
 * What a request presents: its token, from the header and nowhere else, with its proofs. Nothing is verified here, and nothing is repaired: what a client
 * must not send reaches the gate as something that it refuses.
 *
 * Method, path and query are those of `request.url`; its scheme and host are not looked at, and neither are `Host`, `Forwarded` and `X-Forwarded-*`: what
 * clients call this server is `proofs.origin` of the gate.
 *
 * @example
 * const grant = gate.authorize(presentedBy(request), { tool: 'files.read', input })
 *
 * @throws whatever `certificateSha256` throws: that is the host's fault, and no reason to go on
 */
export function presentedBy(request: Request, options: PresentedOptions = {}): PresentedRequest {
  const { headers } = request
  const { token, scheme } = credential(headers)
  const workloadIdentity = headers.get('workload-identity-token')
  const workloadProof = list(headers, 'workload-proof-token')
  const certificateSha256 = certificate(request, options)
  const target = targetOf(request.url)
  const parents = list(headers, options.lineageHeader)
  const dpop = list(headers, 'dpop')
  const approvals = list(headers, options.approvalsHeader)
  const aat = list(headers, options.callProofHeader)
  const proofs: Proofs = {
    scheme,
    method: request.method,
    ...(target !== undefined && { target }),
    ...(dpop !== undefined && { dpop }),
    ...(workloadIdentity !== null && scheme !== 'Workload-Identity-Token' && { workloadIdentity }),
    // What a workload proof may cover is any field of the request
    ...(workloadProof !== undefined && { workloadProof, headers: [...headers] }),
    ...(aat !== undefined && { aat }),
    ...(approvals !== undefined && { approvals }),
    ...(certificateSha256 !== undefined && { certificateSha256 }),
    ...(options.bodySha256 !== undefined && { bodySha256: options.bodySha256 }),
    ...(options.nonces !== undefined && { nonces: options.nonces }),
  }
  return { token, ...(parents !== undefined && { parents }), proofs }
}

function credential(headers: Headers): { readonly token: string | undefined; readonly scheme: Scheme } {
  const authorization = headers.get('authorization')
  const transaction = headers.get('txn-token')
  // RFC 6750, section 2: no more than one method in each request. Which of them counts must not be ours to choose
  if (authorization !== null && transaction !== null) return { token: NOT_ONE_TOKEN, scheme: 'Bearer' }
  if (authorization !== null) return authorized(authorization)
  if (transaction !== null) return { token: transaction, scheme: 'Txn-Token' }
  const workload = headers.get('workload-identity-token')
  return workload === null ? NONE : { token: workload, scheme: 'Workload-Identity-Token' }
}

/** `Headers` joins several fields by a comma. That stays in the token, where the gate refuses it. */
function authorized(value: string): { readonly token: string | undefined; readonly scheme: Scheme } {
  const space = value.indexOf(' ')
  if (space === -1) return NONE
  // RFC 9110, section 11.1: the case of a scheme says nothing
  const scheme = SCHEMES.get(value.slice(0, space).toLowerCase())
  return scheme === undefined ? NONE : { token: value.slice(space).replace(/^ +/, ''), scheme }
}

/** No such header is no list. An empty one is a list of one that is nothing. */
function list(headers: Headers, name: string | undefined): readonly string[] | undefined {
  const value = name === undefined ? null : headers.get(name)
  return value === null ? undefined : value.split(',', MOST).map((one) => one.trim())
}

function certificate(request: Request, options: PresentedOptions): string | undefined {
  const { certificateSha256, certificateHeader } = options
  // A host that sees certificates itself never falls back to what a header says
  if (typeof certificateSha256 === 'function') return certificateSha256(request)
  if (certificateSha256 !== undefined || certificateHeader === undefined) return certificateSha256
  const text = request.headers.get(certificateHeader)
  return text === null ? undefined : fingerprint(text)
}

function targetOf(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined
  const { pathname, search } = new URL(url)
  return `${pathname}${search}`
}

const SCHEMES: ReadonlyMap<string, Scheme> = new Map([
  ['bearer', 'Bearer'],
  ['dpop', 'DPoP'],
])

const NONE = { token: undefined, scheme: 'Bearer' } as const

/** Denied as `token_malformed`: a comma is in no token. */
const NOT_ONE_TOKEN = ','

/** One more than the most that any gate takes of anything: what is beyond only has to be seen. */
const MOST = 34
