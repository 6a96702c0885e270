import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { AccessDenied, ConfigError, narrower, readKeys, verifyJws } from '../../pkg/dist/index.js'
import { jwks, signText, token } from './support.mjs'

describe('verifyJws', () => {
  it('accepts any payload', () => {
    for (const keys of [jwks, JSON.stringify(jwks)]) assert.equal(verifyJws(signText('hello'), keys, ['Ed25519']), undefined)
  })

  it('denies with code and challenge', () => {
    const flipped = token().replace(/.{6}$/, 'AAAAAA')
    assert.throws(() => verifyJws(flipped, jwks, ['Ed25519']), (error) => {
      assert.ok(error instanceof AccessDenied)
      assert.match(error.code, /^(signature_invalid|base64_invalid)$/)
      assert.equal(error.challenge.status, 401)
      return true
    })
    assert.throws(() => verifyJws(token(), jwks, ['ES256']), { code: 'algorithm_not_allowed' })
    assert.throws(() => verifyJws(token({}, { alg: 'none' }), jwks, ['Ed25519']), { code: 'algorithm_not_allowed' })
    assert.throws(() => verifyJws(token({}, { kid: 'k2' }), jwks, ['Ed25519']), { code: 'key_unknown' })
    assert.throws(() => verifyJws(undefined, jwks, ['Ed25519']), { code: 'token_missing' })
    assert.throws(() => verifyJws(1, jwks, ['Ed25519']), { code: 'token_malformed' })
  })

  it('tells a wrong key set or algorithm from a wrong token', () => {
    for (const keys of ['', '{}', {}, [], { keys: [] }, undefined, 1, new Map(), { keys: [{ kty: 'oct', k: 'AA' }] }]) {
      assert.throws(() => verifyJws(token(), keys, ['Ed25519']), (error) => {
        assert.ok(error instanceof ConfigError, String(error?.stack))
        assert.equal(error.problems[0].path, 'keys')
        return true
      })
    }
    for (const algorithms of [['none'], ['HS256'], undefined, 'Ed25519', [1]]) {
      assert.throws(() => verifyJws(token(), jwks, algorithms), (error) => {
        assert.ok(error instanceof ConfigError, String(error?.stack))
        assert.equal(error.problems[0].path, 'algorithms')
        return true
      })
    }
  })
})

describe('readKeys', () => {
  it('names keys, and what it left out', () => {
    const [key] = jwks.keys
    const set = readKeys({ keys: [{ kty: 'XYZ' }, key, { ...key, kid: 'd', d: 'AA' }] })
    assert.equal(set.keys.length, 1)
    assert.equal(set.keys[0].kid, 'k1')
    assert.equal(set.keys[0].algorithm, 'Ed25519')
    assert.match(set.keys[0].thumbprint, /^[\w-]{43}$/)
    assert.deepEqual(set.skipped.map(({ index }) => index), [0, 2])
    assert.ok(set.skipped.every(({ reason }) => reason.length > 5))
    assert.ok(Object.isFrozen(set.keys[0]))
  })

  it('knows the thumbprint of RFC 8037, appendix A.3', () => {
    const x = '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo'
    const { keys } = readKeys({ keys: [{ kty: 'OKP', crv: 'Ed25519', x }] })
    assert.deepEqual(keys, [{ thumbprint: 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k' }])
  })
})

describe('narrower', () => {
  it('is inclusion, and nothing cleverer', () => {
    assert.equal(narrower('a', 'b a'), true)
    assert.equal(narrower('', 'a'), true)
    assert.equal(narrower('a b', 'a'), false)
    assert.equal(narrower('read', 'read:*'), false)
    assert.equal(narrower('A', 'a'), false)
  })

  it('compares by the relation that it is given', () => {
    const segments = { segments: { separator: ':', opaque: ['openid'] } }
    assert.equal(narrower('read:logs openid', 'read:* openid', segments), true)
    assert.equal(narrower('read', 'read:*', segments), false)
    assert.equal(narrower('read:logs', 'read:*', 'exact'), false)
    assert.equal(narrower('read', 'admin', { implies: { admin: ['write'], write: ['read'] } }), true)
    assert.equal(narrower('files:read', 'admin', { ...segments, implies: { admin: ['files:*'] } }), true)
    assert.throws(() => narrower('read:', 'read:*', segments), { name: 'AccessDenied', code: 'scope_malformed' })
  })

  it('tells a wrong relation from a wrong scope', () => {
    const wrong = [
      [null, ''], [[], ''], [1, ''], ['Exact', ''], [{}, ''], [new Map(), 'relation'], [() => {}, 'relation'],
      [{ segments: {} }, 'segments'], [{ segments: { separator: '-' } }, 'segments.separator'],
      [{ implies: { a: ['b'], b: ['a'] } }, 'implies.a'], [{ implies: { a: 'b' } }, 'implies.a'],
    ]
    for (const [relation, path] of wrong) {
      assert.throws(() => narrower('a', 'a', relation), (error) => {
        assert.ok(error instanceof ConfigError, String(error?.stack))
        assert.equal(error.problems[0].path, path)
        return true
      })
    }
  })

  it('denies what is no scope string', () => {
    for (const wrong of ['a  b', ' a', 'a\tb', 'é', 'a\ud800', undefined, null, 1, ['a']]) {
      assert.throws(() => narrower(wrong, 'a'), { name: 'AccessDenied', code: 'scope_malformed' })
      assert.throws(() => narrower('a', wrong), { name: 'AccessDenied', code: 'scope_malformed' })
    }
  })
})
