import { presentedBy, type PresentedOptions } from '../http/index.js'
import type { Presented } from '../types/asked.js'
import type { AuthInfo } from './auth-info.js'
import type { GuardOptions } from './options.js'

/** What transports of both SDKs tell of a message. */
export interface MessageExtra {
  readonly authInfo?: AuthInfo
  /** SDK v2. */
  readonly request?: Request
  /** SDK v1. */
  readonly requestInfo?: { readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>; readonly url?: URL }
}

/**
 * What a message presents. Where the host has said which token counts (`authInfo`), it is that one, with the proofs of the request; else the request's; else, on a
 * transport that has neither, the host's own for its one client.
 */
export function presentedWith(extra: MessageExtra | undefined, options: GuardOptions): Presented {
  const request = requestOf(extra)
  const authInfo = extra?.authInfo
  if (request === undefined) return authInfo === undefined ? localToken(options) : authInfo.token
  const presented = presentedBy(request, presentedOptions(request, options))
  return authInfo === undefined ? presented : { ...presented, token: authInfo.token }
}

/** Where the request carries what no standard has a place for. */
export function presentedOptions(request: Request, { presented, approvals }: GuardOptions): PresentedOptions {
  const given = typeof presented === 'function' ? presented(request) : presented
  return approvals === 'header' ? { approvalsHeader: 'Narrowgate-Approvals', ...given } : { ...given }
}

function requestOf(extra: MessageExtra | undefined): Request | undefined {
  if (extra?.request !== undefined) return extra.request
  if (extra?.requestInfo === undefined) return undefined
  const headers = new Headers()
  for (const [name, values] of Object.entries(extra.requestInfo.headers)) {
    for (const value of typeof values === 'string' ? [values] : (values ?? [])) headers.append(name, value)
  }
  // MCP Streamable HTTP, "Sending Messages to the Server": each one is a POST
  return new Request(extra.requestInfo.url ?? 'http://localhost/', { method: 'POST', headers })
}

function localToken({ localToken }: GuardOptions): Presented {
  return typeof localToken === 'function' ? localToken() : localToken
}
