// Single layers of a gate, for those who need one alone.

import { layersBy } from './alone.js'
import { life } from './instance.js'
import type { ApprovableCall } from './types/asked.js'
import type { Algorithm, ScopeRelation } from './types/config.js'
import type { KeySet } from './types/published.js'

const layers = /* @__PURE__ */ layersBy(life)

/**
 * Checks one compact JWS against a JSON Web Key Set: form, header and signature. The payload is not looked at, so this
 * says nothing about who may do what.
 *
 * @example
 * verifyJws(token, jwks, ['Ed25519', 'ES256'])
 *
 * @throws AccessDenied where it does not hold
 * @throws ConfigError where the key set, or an algorithm's name, is wrong
 */
export function verifyJws(token: string, keys: object | string, algorithms: readonly Algorithm[]): void {
  layers.verifyJws(token, keys, algorithms)
}

/**
 * Reads a JSON Web Key Set the way a gate does, or a SPIFFE bundle, of which the keys for one kind of SVID are taken.
 *
 * @example
 * const { keys } = readKeys(await response.text())
 *
 * @throws ConfigError where a gate would refuse it
 */
export function readKeys(
  keys: object | string,
  from: 'jwks' | 'spiffe-jwt-svid' | 'spiffe-wit-svid' = 'jwks',
): KeySet {
  return layers.readKeys(keys, from)
}

/**
 * Reads the keys of a DID from its document, or from the DID itself where it is a `did:key`.
 *
 * @example
 * const { keys } = readDid('did:web:agent.example', await response.json())
 *
 * @throws ConfigError where a gate would refuse it
 */
export function readDid(did: string, document?: object | string): KeySet {
  return layers.readDid(did, document)
}

/**
 * Is every scope of `child` granted by `parent`? Delegation and enforcement use this one function. Compared exactly, or by
 * `relation`, as an issuer's `scopeRelation` says it.
 *
 * @example
 * narrower('files:read', 'files:read files:write') // true
 * narrower('files:*', 'files:read', { segments: { separator: ':' } }) // false
 *
 * @throws AccessDenied where either is not a scope string of RFC 6749, section 3.3, or malformed by `relation`
 * @throws ConfigError where `relation` is none
 */
export function narrower(child: string, parent: string, relation?: ScopeRelation): boolean {
  return layers.narrower(child, parent, relation)
}

/**
 * The hash of a call, for who gives approvals: of what is shown to whoever decides. It is what an approval says in `call_hash`, and what
 * a denial `approval_required` asks for.
 *
 * @example
 * const call_hash = callHash({ tool: 'files.delete', input, audience, actor, principal, task: null })
 *
 * @throws AccessDenied where the call has another form, or a number that readers take for another one
 */
export function callHash(call: ApprovableCall): string {
  return layers.callHash(call)
}
