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
 * const tools = [{ name: 'files.read' }]
 * const verifier = createVerifier({ issuers, audience: 'https://tools.example/mcp', tools, requiredScopes: { 'files.read': ['files:read'] } })
 *
 * @throws ConfigError with every mistake in the configuration; a member that is about policies is one
 */
export function createVerifier(config: VerifierConfig): Verifier {
  return new Verifier(new Held(life, config))
}

const layers = /* @__PURE__ */ layersBy(life)

/**
 * `callHash` of `narrowgate`: the hash of a call, which an approval of it has to say.
 *
 * @example
 * const call_hash = callHash({ tool: 'files.delete', input, audience, actor, principal, task: null })
 *
 * @throws AccessDenied where the call has another form, or a number that readers take for another one
 */
export const callHash = layers.callHash

/**
 * `narrower` of `narrowgate`: is every scope of the one granted by the other?
 *
 * @example
 * narrower('files:read', 'files:read files:write') // true
 *
 * @throws AccessDenied where either is not a scope string of RFC 6749, section 3.3
 * @throws ConfigError where the relation is none
 */
export const narrower = layers.narrower

/**
 * `readDid` of `narrowgate`: the keys of a DID, from its document or from itself.
 *
 * @example
 * const { keys } = readDid('did:web:agent.example', await response.json())
 *
 * @throws ConfigError where a gate would refuse it
 */
export const readDid = layers.readDid

/**
 * `readKeys` of `narrowgate`: a key set, the way a gate reads it.
 *
 * @example
 * const { keys } = readKeys(await response.text())
 *
 * @throws ConfigError where a gate would refuse it
 */
export const readKeys = layers.readKeys

/**
 * `verifyJws` of `narrowgate`: form, header and signature of one compact JWS.
 *
 * @example
 * verifyJws(token, jwks, ['Ed25519', 'ES256'])
 *
 * @throws AccessDenied where it does not hold
 * @throws ConfigError where the key set, or an algorithm's name, is wrong
 */
export const verifyJws = layers.verifyJws

export { AccessDenied, ConfigError } from '../errors.js'
export { codes } from '../codes.js'
export type * from '../surface.js'
