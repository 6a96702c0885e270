import type { Denial } from '../types/answers.js'

/** What a refusal says besides. */
export interface RefusalOptions {
  /** The nonce that the next proof has to have, sent as `DPoP-Nonce` (RFC 9449, section 8.2). */
  readonly dpopNonce?: string | undefined
  /** Lets scripts of other origins read the challenge (`Access-Control-Expose-Headers`). Which origins may is still the host's own CORS rule. */
  readonly exposeHeaders?: boolean | undefined
}

/**
 * The answer to a client that was denied: status, `WWW-Authenticate`, `Retry-After`, and the OAuth error as JSON. Nothing else of the denial is in it: no code,
 * no sentence, no policy.
 *
 * @example
 * catch (error) {
 *   if (error instanceof AccessDenied) return refusal(error)
 *   throw error
 * }
 */
export function refusal(denial: Denial, options: RefusalOptions = {}): Response {
  const { wwwAuthenticate, retryAfter } = denial.challenge
  const status = refused(denial.challenge.status)
  const headers = new Headers({ 'Cache-Control': 'no-store' })
  if (wwwAuthenticate !== null) headers.set('WWW-Authenticate', wwwAuthenticate)
  if (retryAfter !== undefined) headers.set('Retry-After', String(retryAfter))
  if (options.dpopNonce !== undefined) headers.set('DPoP-Nonce', options.dpopNonce)
  if (options.exposeHeaders) headers.set('Access-Control-Expose-Headers', 'WWW-Authenticate, Retry-After, DPoP-Nonce')
  const error = errorOf(status, wwwAuthenticate)
  if (error === undefined) return new Response(null, { status, headers })
  headers.set('Content-Type', 'application/json')
  return new Response(JSON.stringify({ error }), { status, headers })
}

/** A denial is no success, whatever was made of it on the way. */
function refused(status: number): number {
  return Number.isInteger(status) && status >= 400 && status <= 599 ? status : 503
}

function errorOf(status: number, wwwAuthenticate: string | null): string | undefined {
  // RFC 6750, section 3.1: without credentials, no error code
  const named = wwwAuthenticate === null ? undefined : /\berror="([a-z_]+)"/.exec(wwwAuthenticate)?.[1]
  if (named !== undefined || status === 401) return named
  // RFC 6749, section 4.1.2.1, has the names of what no challenge is for
  if (status === 403) return 'access_denied'
  return status >= 500 ? 'temporarily_unavailable' : 'invalid_request'
}
