// Proofs as a host should not hand them in: they deny, beside any token, and nothing is taken for absent.

import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { bound, code, gate, proof, request } from './dpop.mjs'
import { NOW, read, SERVER, sha256, token } from './support.mjs'

const at = { now: NOW }

describe('proofs that can not be read', () => {
  const throwing = () => {
    throw new Error('a getter of the host')
  }
  const circular = { scheme: 'Bearer' }
  circular.headers = circular
  const odd = {
    null: null,
    'a number': 1,
    NaN,
    'a string': 'DPoP',
    'an empty string': '',
    'a Boolean': true,
    'a bigint': 1n,
    'a symbol': Symbol('s'),
    'a function': () => ({}),
    'an empty array': [],
    'an array of members': ['Bearer'],
    'a Map': new Map([['scheme', 'Bearer']]),
    'a Date': new Date(),
    'a String': new String('{}'),
    'a class': new (class Proofs {})(),
    'a member that throws': Object.defineProperty({}, 'dpop', { get: throwing, enumerable: true }),
    'a proxy that throws': new Proxy({}, { get: throwing, ownKeys: throwing, getPrototypeOf: throwing }),
    'a circle': circular,
    'too deep': { headers: JSON.parse(`${'['.repeat(3000)}${']'.repeat(3000)}`) },
    '2 MB': { target: '/'.repeat(2_000_000) },
    '2 MB of members': { dpop: new Array(400_000).fill('a.b') },
    'a lone surrogate': { target: '/\ud800' },
    'a lone surrogate in a name': { '\ud800': 1 },
    'an unknown member': { dpopp: [] },
    'a member in another case': { DPoP: [] },
    '__proto__ as a member': JSON.parse('{"__proto__":{"scheme":"Bearer"}}'),
    '__proto__ as prototype': { __proto__: { scheme: 'Bearer' } },
    constructor: { constructor: { prototype: {} } },
    toJSON: { toJSON: () => ({}) },
    'scheme null': { scheme: null },
    'scheme number': { scheme: 1 },
    'scheme in lower case': { scheme: 'bearer' },
    'scheme unknown': { scheme: 'Basic' },
    'scheme empty': { scheme: '' },
    'scheme as object': { scheme: { Bearer: null } },
    'dpop null': { dpop: null },
    'dpop string': { dpop: 'a.b.c' },
    'dpop object': { dpop: {} },
    'dpop of numbers': { dpop: [1] },
    'dpop of nothing': { dpop: [null] },
    'dpop with a hole': { dpop: new Array(1) },
    'workloadIdentity number': { workloadIdentity: 1 },
    'workloadIdentity array': { workloadIdentity: ['a'] },
    'workloadProof string': { workloadProof: 'a' },
    'certificateSha256 bytes': { certificateSha256: new Uint8Array(32) },
    'certificateSha256 short': { certificateSha256: 'AA' },
    'bodySha256 bytes': { bodySha256: randomBytes(32) },
    'bodySha256 hexadecimal': { bodySha256: randomBytes(32).toString('hex') },
    'method null': { method: null },
    'method number': { method: 1 },
    'target URL': { target: new URL(SERVER) },
    'target null': { target: null },
    'headers object': { headers: { a: 'b' } },
    'headers short': { headers: [['a']] },
    'headers long': { headers: [['a', 'b', 'c']] },
    'headers of numbers': { headers: [['a', 1]] },
    'headers as Headers': { headers: new Headers({ a: 'b' }) },
    'nonces string': { nonces: 'n' },
    'nonces Set': { nonces: new Set(['n']) },
    'replay object': { replay: {} },
    'replay short': { replay: [{ key: 'k' }] },
    'replay long': { replay: [{ key: 'k', isNew: true, until: 1 }] },
    'replay array': { replay: [['k', true]] },
    'replay Map': { replay: new Map([['k', true]]) },
  }
  const unbound = token()
  const jwt = bound()

  for (const [name, proofs] of Object.entries(odd)) {
    it(`deny, beside any token: ${name}`, () => {
      const started = performance.now()
      for (const one of [unbound, jwt]) assert.match(code({ token: one, proofs }), /^(proof|token)_malformed$/)
      assert.ok(performance.now() - started < 2_000)
    })
  }

  it('deny with every single member of a good request turned into another type', () => {
    const good = request(jwt, undefined, { bodySha256: sha256(''), nonces: [], replay: [], headers: [], workloadProof: [] }).proofs
    gate.authorize({ token: jwt, proofs: good }, read, at)
    for (const name of Object.keys(good)) {
      for (const value of [null, 1, true, {}, [1], [[]], [null], new Map(), () => 'x']) {
        if (value === null && name === 'bodySha256') continue
        assert.equal(code({ token: jwt, proofs: { ...good, [name]: value } }), 'proof_malformed', `${name} ${String(value)}`)
      }
    }
  })

  it('deny where even reaching for them throws', () => {
    const presented = { token: unbound, get proofs() { return throwing() } }
    assert.equal(code(presented), 'token_malformed')
  })

  it('are a decision and a record all the same', () => {
    const { decision, denial, record } = gate.decide({ token: unbound, parents: ['x'], proofs: 'DPoP' }, read, at)
    assert.equal(decision, 'deny')
    const { code, category, message } = denial
    assert.equal(code, 'proof_malformed')
    assert.equal(denial.challenge.status, 401)
    assert.deepEqual(record, {
      version: 1,
      time: NOW,
      decision: 'deny',
      denial: { code, category, message },
      server: SERVER,
      tool: 'files.read',
      inputSha256: null,
      tokens: 2,
      policies: [],
    })
    assert.ok(Object.isFrozen(record.denial) && Object.isFrozen(denial))
  })

  it('are a record of the same form as any other', () => {
    const tool = `a${'😀'.repeat(300)}`
    for (const now of [-5, 0, 0.5, NOW + 0.9]) {
      const records = [undefined, null].map((proofs) => gate.decide({ token: unbound, proofs }, { tool }, { now }).record)
      assert.equal(records[1].time, records[0].time)
      assert.equal(records[1].tool, records[0].tool)
    }
    assert.equal(gate.decide({ token: unbound, proofs: null }, read, { now: NaN }).record.time, 0)
  })

  it('are not those of the README', () => {
    const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
    const [, text] = /## Proof of possession\n[^]*?```json\n([^]*?)```/.exec(readme)
    const example = JSON.parse(text.replaceAll('"…"', JSON.stringify(sha256(''))))
    assert.equal(code({ token: unbound, proofs: example }), 'scheme_mismatch')
    gate.authorize(request(jwt, undefined, { ...example, dpop: [proof(jwt)] }), read, at)
  })

  it('have a size', () => {
    const target = (length) => ({ token: unbound, proofs: { target: 'x'.repeat(length - '{"target":""}'.length) } })
    assert.equal(gate.decide(target(1_048_576), read, at).decision, 'allow')
    for (const length of [1_048_577, 1_048_578, 50_000_000]) assert.equal(code(target(length)), 'proof_malformed')
  })

  it('that are absent are none', () => {
    assert.equal(gate.decide({ token: unbound, proofs: undefined }, read, at).decision, 'allow')
    const nothing = Object.fromEntries(Object.keys(request(jwt).proofs).map((name) => [name, undefined]))
    for (const proofs of [{}, nothing, Object.create(null)]) {
      assert.equal(gate.decide({ token: unbound, proofs }, read, at).decision, 'allow')
    }
  })

  it('pollute nothing', () => {
    const proofs = JSON.parse('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}')
    code({ token: unbound, proofs })
    assert.equal({}.polluted, undefined)
  })
})
