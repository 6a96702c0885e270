// Single layers of a gate, by whichever WebAssembly module.

import { accepted } from './answer.js'
import { readCall, readParties, readScope, readToken } from './border.js'
import { ConfigError } from './errors.js'
import type { Raw } from './held.js'
import { keysText, read, relationText } from './json.js'
import type { Life } from './life.js'
import type * as layers from './layers.js'
import type { KeySet } from './types/published.js'

/** What `layers.ts` documents. */
export type Layers = typeof layers

export function layersBy(life: Life<Raw>): Layers {
  return {
    verifyJws(token, keys, algorithms) {
      const set = keysText(keys)
      if (!Array.isArray(algorithms) || !algorithms.every((name) => typeof name === 'string')) {
        throw new ConfigError([{ path: 'algorithms', message: 'is not an array of names' }])
      }
      accepted(life.run((raw) => read<object>(raw.verifyJws(readToken(token), set, [...algorithms]))))
    },

    readKeys(keys, from = 'jwks') {
      const set = keysText(keys)
      if (!['jwks', 'spiffe-jwt-svid', 'spiffe-wit-svid'].includes(from)) {
        throw new ConfigError([{ path: 'from', message: 'is none of `jwks`, `spiffe-jwt-svid`, `spiffe-wit-svid`' }])
      }
      return accepted(life.run((raw) => read<KeySet>(raw.readKeys(set, from))))
    },

    readDid(did, document) {
      const text = document === undefined ? undefined : keysText(document)
      if (typeof did !== 'string') throw new ConfigError([{ path: 'did', message: 'is not a string' }])
      return accepted(life.run((raw) => read<KeySet>(raw.readDid(did, text))))
    },

    narrower(child, parent, relation) {
      const [asked, granted, by] = [readScope(child), readScope(parent), relationText(relation)]
      return accepted(life.run((raw) => read<{ narrower: boolean }>(raw.narrower(asked, granted, by)))).narrower
    },

    callHash(call) {
      const parties = readParties(call)
      const { tool, input } = readCall(call)
      return accepted(life.run((raw) => read<{ callHash: string }>(raw.callHash(parties, tool, input)))).callHash
    },
  }
}
