import type { AnyGate, GuardOptions } from '../mcp/options.js'
import { type TokenVerifier, verifierBy } from '../mcp/verifier.js'

/**
 * `InvalidTokenError` of SDK v1. It is handed in, because the SDK tells a bad token by this very class: anything else would be answered with 500.
 *
 * @example
 * import { InvalidTokenError } from '@modelcontextprotocol/sdk/server/auth/errors.js'
 */
export interface OAuthErrors {
  readonly InvalidTokenError: new (message: string) => Error
}

/**
 * A verifier for `requireBearerAuth` of SDK v1 (`@modelcontextprotocol/sdk`). A token that does not hold is answered with 401, whatever is wrong with it; a gate that
 * can't tell now, with 500. Tokens that are bound to a key are refused: that middleware hands on no proofs, `protectNode` does.
 *
 * @example
 * import { InvalidTokenError } from '@modelcontextprotocol/sdk/server/auth/errors.js'
 * app.post('/mcp', requireBearerAuth({ verifier: tokenVerifier(gate, { InvalidTokenError }), resourceMetadataUrl }), handle)
 */
export function tokenVerifier(gate: AnyGate, { InvalidTokenError }: OAuthErrors, options: Pick<GuardOptions, 'now' | 'onRefused'> = {}): TokenVerifier {
  return verifierBy(gate, (message) => new InvalidTokenError(message), options)
}
