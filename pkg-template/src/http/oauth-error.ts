import type { Challenge } from '../types/answers.js'

/** What a challenge says, in the words of OAuth. */
export interface OAuthError {
  readonly status: number
  /** `undefined`: there were no credentials, and so there is no error (RFC 6750, section 3.1). */
  readonly error: string | undefined
  /** The scopes that the request needs, where it is scopes that are needed. */
  readonly scopes: readonly string[] | undefined
  readonly retryAfter: number | undefined
}

/** Reads it from the gate's own words, which are made of its configuration alone. */
export function oauthError({ status: said, wwwAuthenticate, retryAfter }: Challenge): OAuthError {
  const parameter = (name: string): string | undefined => new RegExp(`\\b${name}="([^"]*)"`).exec(wwwAuthenticate ?? '')?.[1]
  // A denial is no success, whatever was made of it on the way
  const status = Number.isInteger(said) && said >= 400 && said <= 599 ? said : 503
  return { status, error: parameter('error') ?? unchallenged(status), scopes: parameter('scope')?.split(' '), retryAfter }
}

/** RFC 6749, section 4.1.2.1, has the names of what no challenge is for. */
function unchallenged(status: number): string | undefined {
  if (status === 401) return undefined
  if (status === 403) return 'access_denied'
  return status >= 500 ? 'temporarily_unavailable' : 'invalid_request'
}
