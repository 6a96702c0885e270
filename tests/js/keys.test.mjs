// Keys that come later, and change: what a host does about `missing.key`.

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createGate } from '../../pkg/dist/index.js'
import { allowed, denial, problems } from './answers.mjs'
import { config, ISSUER, issuerKey, jwks, keySet, newKey, NOW, read, token } from './support.mjs'
import { trapOnce } from './trap.mjs'

const at = { now: NOW }
const [issuer] = config().issuers

/** A gate for this issuer; its keys come later unless they are given. */
function gateFor(changes = {}) {
  return createGate(config({ issuers: [{ ...issuer, jwks: null, ...changes }] }))
}

describe('keys that were not handed in yet', () => {
  it('can be taken away, also across a trap, until there are some again', () => {
    const gate = createGate(config())
    const jwt = token()
    gate.authorize(jwt, read, at)
    gate.removeKeys(ISSUER)
    assert.deepEqual(problems(() => gate.removeKeys('https://other.example')).map(({ path }) => path), ['issuer'])
    for (const round of ['after', 'after a trap']) {
      assert.equal(denial(gate, jwt).code, 'keys_missing', round)
      trapOnce('authorize')
      assert.throws(() => gate.authorize(jwt, read, at), { code: 'internal' })
    }
    gate.replaceKeys(ISSUER, jwks, at)
    gate.authorize(jwt, read, at)
  })

  it('are missing: the host is told whose, and the client to come again', () => {
    const gate = gateFor()
    const { code, category, missing, challenge } = denial(gate, token())
    assert.deepEqual([code, category], ['keys_missing', 'untrusted'])
    assert.deepEqual(missing, { key: { issuer: ISSUER, retryAfter: 0 } })
    assert.deepEqual(challenge, { status: 503, wwwAuthenticate: null, retryAfter: 1 })
    assert.throws(() => gate.verify(token(), at), { code: 'keys_missing' })
  })

  it('are not asked for by a token of somebody else', () => {
    const { code, missing } = denial(gateFor(), token({ iss: 'https://evil.example' }))
    assert.deepEqual([code, missing], ['issuer_unknown', undefined])
  })

  it('come by replaceKeys, as an object or as text', () => {
    for (const keys of [jwks, JSON.stringify(jwks)]) {
      const gate = gateFor()
      assert.equal(gate.replaceKeys(ISSUER, keys, at), undefined)
      assert.ok(allowed(gate, token()))
    }
  })

  it('have to be announced: an issuer without a source is a mistake', () => {
    assert.deepEqual(problems(() => gateFor({ jwks: undefined })).map(({ path }) => path), ['issuers[0].jwks'])
    const two = { spiffeBundle: null }
    assert.deepEqual(problems(() => gateFor(two)).map(({ path }) => path), ['issuers[0].spiffeBundle'])
  })
})

describe('replaced keys', () => {
  it('count from then on, also under the same kid, and what the old ones proved is proven again', () => {
    const gate = gateFor({ jwks })
    const next = newKey()
    const [before, after] = [token(), token({}, {}, next)]
    assert.ok(allowed(gate, before) && allowed(gate, before))
    const { code, missing } = denial(gate, after)
    assert.deepEqual([code, missing], ['signature_invalid', { key: { issuer: ISSUER, retryAfter: 0 } }])
    gate.replaceKeys(ISSUER, keySet(next), at)
    assert.ok(allowed(gate, after))
    assert.equal(denial(gate, before).code, 'signature_invalid')
    gate.replaceKeys(ISSUER, jwks, at)
    assert.ok(allowed(gate, before))
    assert.equal(denial(gate, after).code, 'signature_invalid')
  })

  it('may have another kid', () => {
    const gate = gateFor({ jwks })
    const next = newKey()
    const jwt = token({}, { kid: 'k2' }, next)
    assert.equal(denial(gate, jwt).code, 'key_unknown')
    gate.replaceKeys(ISSUER, { keys: [...jwks.keys, ...keySet(next, 'k2').keys] }, at)
    assert.ok(allowed(gate, jwt) && allowed(gate, token()))
  })

  it('are those of one issuer', () => {
    const second = { ...issuer, issuer: 'https://two.example', jwks: null }
    const gate = createGate(config({ issuers: [issuer, second] }))
    const next = newKey()
    gate.replaceKeys(second.issuer, keySet(next), at)
    assert.ok(allowed(gate, token()))
    assert.ok(allowed(gate, token({ iss: second.issuer }, {}, next)))
    assert.equal(denial(gate, token({ iss: second.issuer })).code, 'signature_invalid')
    assert.equal(denial(gate, token({}, {}, next)).code, 'signature_invalid')
  })

  it('are those of one gate', () => {
    const [gate, other] = [gateFor(), gateFor()]
    gate.replaceKeys(ISSUER, jwks, at)
    assert.ok(allowed(gate, token()))
    assert.equal(denial(other, token()).code, 'keys_missing')
  })

  it('are a copy', () => {
    const gate = gateFor()
    const keys = { keys: [...jwks.keys] }
    gate.replaceKeys(ISSUER, keys, at)
    keys.keys.length = 0
    assert.ok(allowed(gate, token()))
  })
})

describe('how long to wait before keys are fetched again', () => {
  it('counts down from the time of the last ones', () => {
    const gate = gateFor()
    const strange = token({}, { kid: 'k2' })
    gate.replaceKeys(ISSUER, jwks, at)
    for (const [later, left] of [[0, 30], [1, 29], [29, 1], [30, 0], [31, 0], [10_000, 0]]) {
      const forged = token({ exp: NOW + 20_000 }, {}, newKey())
      for (const jwt of [strange, forged]) {
        const { missing, challenge } = denial(gate, jwt, { now: NOW + later })
        assert.deepEqual(missing, { key: { issuer: ISSUER, retryAfter: left } }, `after ${later} s`)
        assert.equal(challenge.status, 401)
        assert.equal(challenge.retryAfter, undefined)
      }
    }
    gate.replaceKeys(ISSUER, jwks, { now: NOW + 20 })
    assert.equal(denial(gate, strange, { now: NOW + 40 }).missing.key.retryAfter, 10)
    // A clock that was set back
    assert.equal(denial(gate, strange, { now: NOW - 5 }).missing.key.retryAfter, 30)
  })

  it('reads the clock where no time is given', () => {
    const gate = gateFor()
    gate.replaceKeys(ISSUER, jwks)
    const now = Math.floor(Date.now() / 1000)
    const { retryAfter } = denial(gate, token({ iat: now, exp: now + 60 }, { kid: 'k2' }), { now }).missing.key
    assert.ok(retryAfter >= 28 && retryAfter <= 30, `${retryAfter}`)
    assert.throws(() => gate.replaceKeys(ISSUER, jwks, { now: '1800000000' }), TypeError)
  })

  it('is said of keys only', () => {
    const gate = gateFor({ jwks })
    for (const jwt of [token({ exp: NOW - 60 }), token({ aud: 'https://other.example' }), token({}, { alg: 'none' }), 'x']) {
      assert.equal(denial(gate, jwt).missing, undefined)
    }
  })
})

describe('keys that can not be read', () => {
  const throwing = Object.defineProperty({}, 'keys', {
    enumerable: true,
    get() {
      throw new Error('a getter of the host')
    },
  })
  const circular = {}
  circular.keys = circular
  const garbage = [
    undefined, null, 1, 1n, true, Symbol('s'), () => jwks, [], {}, '', 'x', '{', '[]', '{"keys":[],"keys":[]}', { keys: [] },
    { keys: {} }, { keys: [1] }, { keys: [{ kty: 'oct', k: 'AA' }] }, new Map(), throwing, circular, `${JSON.stringify(jwks)} x`,
    { keys: [{ ...jwks.keys[0], d: 'AA' }] }, ' '.repeat(300_000), { keys: new Array(65).fill(jwks.keys[0]) },
  ]

  it('change nothing, and are the operator\'s mistake', () => {
    const gate = gateFor({ jwks })
    const fresh = gateFor()
    const jwt = token()
    garbage.forEach((keys, index) => {
      assert.deepEqual(problems(() => gate.replaceKeys(ISSUER, keys, at)).map(({ path }) => path), ['keys'], `garbage ${index}`)
      assert.ok(allowed(gate, jwt), `garbage ${index}`)
    })
    problems(() => fresh.replaceKeys(ISSUER, '{}', at))
    assert.equal(denial(fresh, jwt).code, 'keys_missing')
    assert.equal(denial(gate, token({}, { kid: 'k2' })).missing.key.retryAfter, 0, 'no time was taken for them')
  })

  it('do not come back after a fault either', () => {
    const gate = gateFor({ jwks })
    const next = newKey()
    gate.replaceKeys(ISSUER, keySet(next), at)
    problems(() => gate.replaceKeys(ISSUER, '{}', at))
    trapOnce('verify')
    assert.throws(() => gate.verify(token(), at), { code: 'internal' })
    assert.ok(allowed(gate, token({}, {}, next)))
  })

  it('hold no secret that would show in the message', () => {
    const { d } = issuerKey.secret.export({ format: 'jwk' })
    const [{ message }] = problems(() => gateFor().replaceKeys(ISSUER, { keys: [{ ...jwks.keys[0], d }] }, at))
    assert.ok(!message.includes(d))
  })

  it('nor can keys be those of nobody', () => {
    const gate = gateFor()
    for (const name of ['https://two.example', `${ISSUER}/`, ISSUER.toUpperCase(), '', '__proto__', 'a\ud800']) {
      assert.deepEqual(problems(() => gate.replaceKeys(name, jwks, at)).map(({ path }) => path), ['issuer'])
    }
    for (const name of [undefined, null, 1, [ISSUER], { toString: () => ISSUER }]) {
      assert.throws(() => gate.replaceKeys(name, jwks, at), TypeError)
    }
    assert.equal(denial(gate, token()).code, 'keys_missing')
  })
})

describe('after a trap', () => {
  it('revoked keys stay revoked, and new ones stay', () => {
    const gate = gateFor({ jwks })
    const [second, third] = [newKey(), newKey()]
    const [old, middle, current] = [token(), token({}, {}, second), token({}, {}, third)]
    assert.ok(allowed(gate, old))
    gate.replaceKeys(ISSUER, keySet(second), at)
    gate.replaceKeys(ISSUER, keySet(third), { now: NOW + 10 })
    for (const method of ['authorize', 'decide', 'verify', 'metadata', 'replaceKeys']) {
      trapOnce(method)
      if (method === 'decide') assert.equal(gate.decide(current, read, at).denial.code, 'internal')
      else if (method === 'replaceKeys') assert.deepEqual(problems(() => gate.replaceKeys(ISSUER, jwks, at)).map(({ path }) => path), [''])
      else if (method === 'metadata') assert.throws(() => gate.metadata(), { code: 'internal' })
      else assert.throws(() => gate[method](current, method === 'verify' ? at : read, at), { code: 'internal' })
      for (const revoked of [old, middle]) assert.equal(denial(gate, revoked).code, 'signature_invalid', method)
      assert.ok(allowed(gate, current), method)
      // And so does the time since when they are the keys
      assert.equal(denial(gate, old, { now: NOW + 20 }).missing.key.retryAfter, 20, method)
    }
  })

  it('of another gate, too, and keys that came later are still there', () => {
    const [gate, late, other] = [gateFor({ jwks }), gateFor(), gateFor()]
    const next = newKey()
    gate.replaceKeys(ISSUER, keySet(next), at)
    late.replaceKeys(ISSUER, jwks, at)
    trapOnce('authorize')
    assert.throws(() => other.authorize(token(), read, at), { code: 'internal' })
    assert.equal(denial(gate, token()).code, 'signature_invalid')
    assert.ok(allowed(gate, token({}, {}, next)))
    assert.ok(allowed(late, token()))
    assert.equal(denial(other, token()).code, 'keys_missing')
  })

  it('while the replaced keys are put back, no gate without them answers', () => {
    const gate = gateFor({ jwks })
    const next = newKey()
    gate.replaceKeys(ISSUER, keySet(next), at)
    trapOnce('authorize')
    assert.throws(() => gate.authorize(token(), read, at), { code: 'internal' })
    trapOnce('replaceKeys')
    assert.equal(gate.decide(token(), read, at).denial.code, 'internal')
    assert.equal(denial(gate, token()).code, 'signature_invalid')
    assert.ok(allowed(gate, token({}, {}, next)))
  })
})

describe('a freed gate', () => {
  it('takes no keys and has no metadata', () => {
    const gate = gateFor()
    gate.free()
    for (const use of [() => gate.replaceKeys(ISSUER, jwks, at), () => gate.metadata()]) {
      assert.throws(use, { name: 'TypeError', message: 'this gate was freed' })
    }
  })
})
