import { layersBy } from '../alone.js'
import { Held } from '../held.js'
import type { GateConfig } from '../types/config.js'
import { Verifier } from '../verifier.js'
import { life } from './instance.js'

/** What `createGate` takes, less all that is about policies. */
export type VerifierConfig = Omit<
  GateConfig,
  'policies' | 'templateLinks' | 'policyProfile' | 'toolGroups' | 'schema' | 'entities'
>

/**
 * A gate without Cedar. It verifies as any gate does, and decides by what tools require: their scopes, details and
 * authentication. Synchronous, so that it can stand at module scope.
 *
 * @example
 * const verifier = createVerifier({ issuers, audience: 'https://tools.example/mcp', requiredScopes: { 'files.read': ['files:read'] } })
 *
 * @throws ConfigError with every mistake in the configuration; a member that is about policies is one
 */
export function createVerifier(config: VerifierConfig): Verifier {
  return new Verifier(new Held(life, config))
}

/** The single layers of `narrowgate`, by this module. */
export const { callHash, narrower, readDid, readKeys, verifyJws } = layersBy(life)

export { AccessDenied, ConfigError } from '../errors.js'
export { codes } from '../codes.js'
export type * from '../surface.js'
