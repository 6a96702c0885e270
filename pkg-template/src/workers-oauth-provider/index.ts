import type { CallOf, Guard, Refused } from '../http/index.js'
import { oauthError } from '../http/oauth-error.js'
import type { Grant, Verified } from '../types/answers.js'

/** `OAuthError`, or `ExternalTokenError`, of `@cloudflare/workers-oauth-provider`: it knows its own by class, so hand it in. */
export type ErrorClass = new (code: never, options: ErrorOptions) => Error

interface ErrorOptions {
  readonly description: string
  readonly statusCode: number
  readonly headers?: Record<string, string>
  readonly requiredScopes?: string[]
}

/** What the host tells of a good token. `props` reach the handler as `ctx.props`. */
export interface Validation {
  readonly props: { readonly verified: Verified; readonly grant?: Grant; readonly input?: unknown }
  readonly audience: string
  readonly expiresAt: number
  readonly scope: string[]
  readonly clientId?: string
}

/**
 * `validateToken` of `OAuthResourceServer`; with `call`, of a resource whose every request is a call. That host reads `Bearer` alone: tokens bound by DPoP are refused.
 *
 * @example
 * export default new OAuthResourceServer({ resourceMetadata, handler, validateToken: validateToken(guard, OAuthError) })
 */
export function validateToken(guard: Guard, OAuthError: ErrorClass, call?: CallOf) {
  return (_env: unknown, request: Request) =>
    async (resource: string): Promise<Validation> => {
      const answer = call === undefined ? await guard.verify(request) : await guard.authorize(request, call)
      if (!answer.granted) throw new OAuthError(...said(answer))
      const verified = 'grant' in answer ? answer.grant : answer.verified
      const { expiresAt, scopes, clientId } = verified
      const props = 'grant' in answer ? { verified, grant: answer.grant, input: answer.input } : { verified }
      // The host compares it with its own name
      const audience = verified.audience.includes(resource) ? resource : (verified.audience[0] ?? '')
      return { props, audience, expiresAt, scope: [...scopes], ...(clientId !== null && { clientId }) }
    }
}

/**
 * `resolveExternalToken` of `OAuthProvider`: for tokens that it did not issue itself.
 *
 * @example
 * new OAuthProvider({ ...options, resolveExternalToken: resolveExternalToken(guard, ExternalTokenError, 'https://tools.example/mcp') })
 */
export function resolveExternalToken(guard: Guard, ExternalTokenError: ErrorClass, resource: string) {
  const validate = validateToken(guard, ExternalTokenError)
  return ({ request, env }: { readonly request: Request; readonly env: unknown }): Promise<Validation> => validate(env, request)(resource)
}

function said({ denial }: Refused): [code: never, options: ErrorOptions] {
  const { status, error = 'invalid_token', scopes, retryAfter } = oauthError(denial.challenge)
  const headers = retryAfter === undefined ? {} : { headers: { 'Retry-After': String(retryAfter) } }
  return [error as never, { description: 'the token was refused', statusCode: status, ...headers, ...(scopes && { requiredScopes: [...scopes] }) }]
}
