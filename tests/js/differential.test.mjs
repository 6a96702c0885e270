// The same generated tokens for us and for `jose`: both say the same, or the reason why not stands in differential.classes.mjs.
// `NARROWGATE_SEED=7 node --test tests/js/differential.test.mjs` makes the same tokens again; `NARROWGATE_SOAK=10` makes ten times as many.

import assert from 'node:assert/strict'
import { it } from 'node:test'
import { compactVerify, createLocalJWKSet, jwtVerify } from 'jose'
import { AccessDenied, createGate, verifyJws } from '../../pkg/dist/index.js'
import { cases } from '../soak.mjs'
import { CLASSES } from './differential.classes.mjs'
import { look } from './differential.features.mjs'
import { JWKS } from './differential.keys.mjs'
import { tokens } from './differential.tokens.mjs'
import { ISSUER, NOW, SERVER } from './support.mjs'

const seed = Number(process.env.NARROWGATE_SEED ?? Math.floor(Math.random() * 2 ** 32))
const most = cases(10_000)
const algorithms = ['Ed25519', 'ES256', 'RS256', 'PS256']

const gate = createGate({ issuers: [{ issuer: ISSUER, jwks: JWKS, profile: 'rfc9068', algorithms }], audience: SERVER, leeway: 30 })
const keys = createLocalJWKSet(JWKS)
const options = {
  algorithms,
  issuer: ISSUER,
  audience: SERVER,
  typ: 'at+jwt',
  // RFC 9068, section 2.2
  requiredClaims: ['iss', 'exp', 'aud', 'sub', 'client_id', 'iat', 'jti'],
  clockTolerance: 30,
  currentDate: new Date(NOW * 1000),
  // Any age: with it `iat` must be a number, and not in the future
  maxTokenAge: Number.MAX_SAFE_INTEGER,
}
const layers = {
  jws: [(token) => verifyJws(token, JWKS, algorithms), (token) => compactVerify(token, keys, { algorithms })],
  claims: [(token) => gate.verify(token, { now: NOW }), (token) => jwtVerify(token, keys, options)],
}

it(`${most} tokens, NARROWGATE_SEED=${seed}`, async (t) => {
  const count = Object.fromEntries(CLASSES.map(({ name }) => [name, 0]))
  const accepted = { jws: 0, claims: 0 }
  let number = 0
  for (const token of tokens(seed)) {
    number += 1
    if (number > most) break
    for (const [layer, [ours, theirs]] of Object.entries(layers)) {
      const code = denial(ours, token)
      const refusal = await rejection(theirs, token)
      if (code === undefined && refusal === undefined) accepted[layer] += 1
      if ((code === undefined) === (refusal === undefined)) continue
      const told = `NARROWGATE_SEED=${seed}, token ${number}, ${layer}: ${shown(token)}`
      assert.ok(code !== undefined, `we accept what jose refuses (${refusal?.message}); ${told}`)
      const seen = look(token)
      const here = CLASSES.filter(({ layers, codes }) => (layers ?? ['jws', 'claims']).includes(layer) && codes.includes(code))
      const fitting = here.filter((one) => one.matches(seen, layer))
      assert.ok(fitting.length > 0, `jose accepts what we refuse (${code}), and no class says why; ${told}`)
      for (const { name } of fitting) count[name] += 1
    }
  }
  t.diagnostic(`both accept ${accepted.jws} as JWS and ${accepted.claims} as access tokens; we refuse what jose accepts:`)
  for (const [name, times] of Object.entries(count)) t.diagnostic(`${String(times).padStart(5)} ${name}`)
  // Otherwise the two agree by refusing everything
  for (const layer of Object.keys(layers)) assert.ok(accepted[layer] > most / 10, `${accepted[layer]} accepted as ${layer}`)
  assert.deepEqual(Object.keys(count).filter((name) => count[name] === 0), [], 'classes that never occurred: is the table still true?')
})

it('every class says what each of the two does, and where it is written', () => {
  for (const { name, codes, ours, jose, source } of CLASSES) {
    for (const text of [...codes, ours, jose, source]) assert.ok(text.length > 4, name)
    assert.match(source, /^RFC \d{4}/, name)
  }
  assert.equal(new Set(CLASSES.map(({ name }) => name)).size, CLASSES.length)
})

/** Our code, or `undefined`. Anything but a denial is a bug of ours. */
function denial(verify, token) {
  try {
    verify(token)
    return undefined
  } catch (error) {
    assert.ok(error instanceof AccessDenied && error.code !== 'internal', `${error?.stack}; ${shown(token)}`)
    return error.code
  }
}

async function rejection(verify, token) {
  try {
    await verify(token)
    return undefined
  } catch (error) {
    return error
  }
}

const shown = (token) => JSON.stringify(token.length > 20_000 ? `${token.slice(0, 20_000)}…` : token)
