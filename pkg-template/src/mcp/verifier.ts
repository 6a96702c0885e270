import { AccessDenied } from '../errors.js'
import { quietly } from '../quietly.js'
import { Asking } from '../asking.js'
import { type AuthInfo, authInfoOf } from './auth-info.js'
import type { AnyGate, GuardOptions } from './options.js'

/**
 * What `requireBearerAuth` of both SDKs takes as `verifier`.
 *
 * @example
 * const { extra } = await verifier.verifyAccessToken(token)
 */
export interface TokenVerifier {
  verifyAccessToken(token: string): Promise<AuthInfo>
}

/**
 * `OAuthError` of SDK v2. It is handed in, because the SDK tells a bad token by this class: anything else would be answered with 500.
 *
 * @example
 * import { OAuthError } from '@modelcontextprotocol/server'
 */
export interface OAuthErrors {
  readonly OAuthError: new (code: 'invalid_token', message: string) => Error
}

/**
 * A verifier for `requireBearerAuth` of SDK v2 (`@modelcontextprotocol/server` and `/express`). A token that does not hold is answered with 401, whatever is wrong with
 * it; a gate that can't tell now, with 500. Tokens that are bound to a key are refused: that middleware hands on no proofs, {@linkcode protectHandler} does.
 *
 * @example
 * import { OAuthError, requireBearerAuth } from '@modelcontextprotocol/server'
 * const authenticate = requireBearerAuth({ verifier: tokenVerifier(gate, { OAuthError }), resourceMetadataUrl })
 */
export function tokenVerifier(gate: AnyGate, { OAuthError }: OAuthErrors, options: Pick<GuardOptions, 'now' | 'onRefused'> = {}): TokenVerifier {
  return verifierBy(gate, (message) => new OAuthError('invalid_token', message), options)
}

/** @internal */
export function verifierBy(gate: AnyGate, badToken: (message: string) => Error, { now, onRefused }: Pick<GuardOptions, 'now' | 'onRefused'>): TokenVerifier {
  const asking = new Asking(gate, now)
  return {
    async verifyAccessToken(token) {
      try {
        return authInfoOf(token, await asking.verify(token, undefined), asking)
      } catch (error) {
        if (!(error instanceof AccessDenied)) throw error
        quietly(() => onRefused?.({ method: undefined, reason: 'denied', denial: error }))
        if (error.challenge.status >= 500) throw new Error('the token can not be verified now')
        throw badToken('the token was not accepted')
      }
    },
  }
}
