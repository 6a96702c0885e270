// Generated tokens: right ones, with nothing, one thing or a few things done to them, all by a seed.

import { createHmac, createPublicKey, sign as signBytes } from 'node:crypto'
import { KEYS } from './differential.keys.mjs'
import { SPOILERS } from './differential.spoilers.mjs'
import { ISSUER, NOW, SERVER } from './support.mjs'

/** The tokens of a seed, without end. */
export function* tokens(seed) {
  const random = seeded(seed)
  let stolen = Buffer.alloc(64)
  for (let number = 0; ; number += 1) {
    const draft = { ...fresh(random, number), stolen }
    for (let left = random.pick([0, 1, 1, 1, 1, 1, 1, 2, 2, 3]); left > 0; left -= 1) random.pick(SPOILERS)(draft, random)
    const { token, signature } = finish(draft)
    stolen = signature
    yield token
  }
}

/** Mulberry32: a few lines, and the same numbers on every machine. */
function seeded(seed) {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return (mixed ^ (mixed >>> 14)) >>> 0
  }
  const below = (limit) => next() % limit
  return { below, pick: (from) => from[below(from.length)], chance: (percent) => below(100) < percent }
}

/**
 * A token that both accept, in its stages: members as pairs of name and JSON text; what is done to the texts, to the signature, to
 * the base64url of each part, and to the token.
 */
function fresh(random, number) {
  const kid = random.pick(['ed-1', 'ed-1', 'ed-1', 'ed-2', 'es-1', 'es-1', 'es-1', 'rs-1', 'ps-1'])
  const header = [
    ['alg', JSON.stringify(KEYS[kid].alg)],
    ['typ', random.pick(['"at+jwt"', '"at+jwt"', '"application/at+jwt"'])],
    ['kid', JSON.stringify(kid)],
  ]
  const claims = {
    iss: ISSUER,
    sub: random.pick(['alice', 'https://people.example/alice', 'élise', 'urn:example:a b']),
    aud: random.pick([SERVER, [SERVER], ['https://other.example', SERVER]]),
    iat: NOW - random.below(3600),
    exp: NOW + 1 + random.below(3600),
    jti: `t-${number}`,
    client_id: 'desk',
    scope: random.pick(['', 'files:read', 'files:read files:write']),
  }
  if (random.chance(30)) claims.nbf = NOW - random.below(3600) - 0.5
  if (random.chance(30)) claims.act = { sub: 'agent', act: { sub: 'crawler', iss: ISSUER } }
  return {
    kid,
    secret: KEYS[kid].secret,
    header,
    payload: Object.entries(claims).map(([name, value]) => [name, JSON.stringify(value)]),
    texts: { header: [], payload: [] },
    charset: { header: 'utf8', payload: 'utf8' },
    signature: [],
    spelling: { header: [], payload: [], signature: [] },
    token: [],
  }
}

function finish(draft) {
  const part = (name) => {
    const members = draft[name].map(([member, json]) => `${JSON.stringify(member)}:${json}`)
    return spell(name, Buffer.from(all(draft.texts[name], `{${members.join(',')}}`), draft.charset[name]))
  }
  const spell = (name, bytes) => all(draft.spelling[name], bytes.toString('base64url'))
  const input = `${part('header')}.${part('payload')}`
  const signature = all(draft.signature, sign(draft, Buffer.from(input)))
  return { signature, token: all(draft.token, `${input}.${spell('signature', signature)}`) }
}

const all = (changes, from) => changes.reduce((value, change) => change(value), from)

function sign({ kid, secret, confused }, input) {
  // RFC 8725, section 2.1: a public key, taken for the secret of an HMAC
  if (confused) return createHmac('sha256', createPublicKey(secret).export({ format: 'pem', type: 'spki' })).update(input).digest()
  if (kid.startsWith('ed')) return signBytes(null, input, secret)
  if (kid.startsWith('es')) return signBytes('sha256', input, { key: secret, dsaEncoding: 'ieee-p1363' })
  return signBytes('sha256', input, kid.startsWith('ps') ? { key: secret, padding: 6, saltLength: 32 } : secret)
}
