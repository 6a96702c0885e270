// Single layers of a gate, for those who need one alone.

import { accepted } from './answer.js'
import { readScope, readToken } from './border.js'
import { ConfigError } from './errors.js'
import { run } from './instance.js'
import { keysText, read, relationText } from './json.js'
import type { Algorithm, ScopeRelation } from './types/config.js'
import type { KeySet } from './types/published.js'

/**
 * Checks one compact JWS against a JSON Web Key Set: form, header and signature. The payload is not looked at, so this
 * says nothing about who may do what.
 *
 * @throws AccessDenied where it does not hold
 * @throws ConfigError where the key set, or an algorithm's name, is wrong
 */
export function verifyJws(token: string, keys: object | string, algorithms: readonly Algorithm[]): void {
  const set = keysText(keys)
  if (!Array.isArray(algorithms) || !algorithms.every((name) => typeof name === 'string')) {
    throw new ConfigError([{ path: 'algorithms', message: 'is not an array of names' }])
  }
  accepted(run((raw) => read<object>(raw.verifyJws(readToken(token), set, [...algorithms]))))
}

/**
 * Reads a JSON Web Key Set the way a gate does, or a SPIFFE bundle, of which the keys for one kind of SVID are taken.
 *
 * @throws ConfigError where a gate would refuse it
 */
export function readKeys(
  keys: object | string,
  from: 'jwks' | 'spiffe-jwt-svid' | 'spiffe-wit-svid' = 'jwks',
): KeySet {
  const set = keysText(keys)
  if (!['jwks', 'spiffe-jwt-svid', 'spiffe-wit-svid'].includes(from)) {
    throw new ConfigError([{ path: 'from', message: 'is none of `jwks`, `spiffe-jwt-svid`, `spiffe-wit-svid`' }])
  }
  return accepted(run((raw) => read<KeySet>(raw.readKeys(set, from))))
}

/**
 * Reads the keys of a DID from its document, or from the DID itself where it is a `did:key`.
 *
 * @throws ConfigError where a gate would refuse it
 */
export function readDid(did: string, document?: object | string): KeySet {
  const text = document === undefined ? undefined : keysText(document)
  if (typeof did !== 'string') throw new ConfigError([{ path: 'did', message: 'is not a string' }])
  return accepted(run((raw) => read<KeySet>(raw.readDid(did, text))))
}

/**
 * Is every scope of `child` granted by `parent`? Delegation and enforcement use this one function. Compared exactly, or by
 * `relation`, as an issuer's `scopeRelation` says it.
 *
 * @throws AccessDenied where either is not a scope string of RFC 6749, section 3.3, or malformed by `relation`
 * @throws ConfigError where `relation` is none
 */
export function narrower(child: string, parent: string, relation?: ScopeRelation): boolean {
  const [asked, granted, by] = [readScope(child), readScope(parent), relationText(relation)]
  return accepted(run((raw) => read<{ narrower: boolean }>(raw.narrower(asked, granted, by)))).narrower
}
