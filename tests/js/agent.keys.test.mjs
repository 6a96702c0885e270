// An agent's keys: made, read, borrowed from WebCrypto, and what they sign with.

import assert from 'node:assert/strict'
import { createPublicKey, verify, webcrypto } from 'node:crypto'
import { afterEach, describe, it, mock } from 'node:test'
import { AgentKey, dpopProof, generateKey, importKey, keyFromCrypto, thumbprint } from '../../pkg/dist/agent/index.js'
import { run } from '../../pkg/dist/agent/instance.js'
import { newKey, NOW, SERVER } from './support.mjs'

const { subtle } = webcrypto
/** The keys inside the WebAssembly instance. */
const raw = run(({ Key }) => Key.prototype)
const types = ['Ed25519', 'P-256']
const algorithms = { Ed25519: { name: 'Ed25519' }, 'P-256': { name: 'ECDSA', namedCurve: 'P-256' } }
const request = { method: 'POST', uri: SERVER, accessToken: 'token', now: NOW }

afterEach(() => mock.restoreAll())

/** A pair of WebCrypto whose private half nobody can read. */
const pair = (type) => subtle.generateKey(algorithms[type], false, ['sign', 'verify'])

function isSignature(jwk, bytes, signature) {
  const key = createPublicKey({ key: jwk, format: 'jwk' })
  return verify(jwk.kty === 'EC' ? 'sha256' : null, bytes, { key, dsaEncoding: 'ieee-p1363' }, signature)
}

describe('a key', () => {
  for (const type of types) {
    it(`of type ${type} is made, and signs`, () => {
      const key = generateKey({ type })
      assert.equal(key.publicJwk.crv, type)
      assert.equal(key.algorithm, type === 'P-256' ? 'ES256' : 'Ed25519')
      assert.equal(key.thumbprint, thumbprint(key.publicJwk))
      assert.ok(Object.isFrozen(key.publicJwk))
      const bytes = Buffer.from('hello')
      assert.ok(isSignature(key.publicJwk, bytes, key.sign(bytes)))
      assert.notEqual(generateKey({ type }).thumbprint, key.thumbprint)
    })

    it(`of type ${type} shows nothing of its private half`, () => {
      const { secret, jwk } = newKey(type === 'P-256' ? 'ES256' : 'Ed25519')
      const { d } = secret.export({ format: 'jwk' })
      const key = importKey({ ...jwk, d, use: 'sig', key_ops: ['sign'], ext: true })
      assert.deepEqual(key.publicJwk, { ...jwk })
      const bytes = Buffer.from('hello')
      assert.ok(isSignature(jwk, bytes, key.sign(bytes)))
      const shown = [JSON.stringify(key), String(key), ...Object.keys(key), ...Object.values(key).map((value) => JSON.stringify(value))]
      assert.ok(!shown.join().includes(d))
    })
  }

  it('has the thumbprint of RFC 8037, appendix A.3, whatever else stands there', () => {
    const jwk = { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' }
    for (const more of [{}, { kid: '1', alg: 'EdDSA' }, { use: 'sig', key_ops: ['verify'], ext: true }]) {
      assert.equal(thumbprint({ ...jwk, ...more }), 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k')
    }
  })

  it('is of two types, public where it has to be public, and whole', () => {
    const { jwk, secret } = newKey()
    const { d } = secret.export({ format: 'jwk' })
    for (const type of ['ed25519', 'P-384', 'RSA', '', undefined, null, 1]) assert.throws(() => generateKey({ type }), TypeError)
    assert.throws(() => generateKey(), TypeError)
    const publics = [undefined, null, 1, 'x', [], {}, new Map(), { ...jwk, d }, { ...jwk, x: 'AA' }, { ...jwk, x: 1 }, { ...jwk, alg: 'ES256' }, { ...jwk, use: 'enc' }]
    for (const wrong of [...publics, { kty: 'oct', k: 'AA' }, { kty: 'RSA', n: 'AA', e: 'AQAB' }]) {
      assert.throws(() => thumbprint(wrong), TypeError, JSON.stringify(wrong))
    }
    const other = newKey().jwk
    const privates = [undefined, {}, jwk, { ...jwk, d: 'AA' }, { ...jwk, d: 1 }, { ...other, d }, { ...jwk, d, key_ops: ['verify'] }, { ...jwk, d, crv: 'P-256' }]
    for (const wrong of privates) assert.throws(() => importKey(wrong), TypeError, JSON.stringify(wrong))
    assert.throws(() => importKey({ ...newKey('ES256').jwk, d: Buffer.alloc(32).toString('base64url') }), TypeError)
  })

  it('is wiped, and is of no use then', () => {
    const key = generateKey({ type: 'Ed25519' })
    key.free()
    key.free()
    assert.throws(() => key.sign(Buffer.from('x')), /freed/)
    {
      const other = generateKey({ type: 'P-256' })
      other[Symbol.dispose]()
      assert.throws(() => other.sign(Buffer.from('x')), TypeError)
    }
    for (const bytes of [undefined, 'x', [1], new ArrayBuffer(1)]) {
      assert.throws(() => generateKey({ type: 'Ed25519' }).sign(bytes), TypeError)
    }
  })

  it('leaves nothing of what it was made of', () => {
    let drawn
    const own = globalThis.crypto.getRandomValues.bind(globalThis.crypto)
    mock.method(globalThis.crypto, 'getRandomValues', (octets) => (drawn = own(octets)))
    for (const type of [...types, 'P-384']) {
      drawn = undefined
      if (types.includes(type)) assert.ok(generateKey({ type }))
      else assert.throws(() => generateKey({ type }), TypeError)
      assert.deepEqual([...drawn], Array(32).fill(0), type)
    }
  })

  it('is not made of what is no randomness', () => {
    const random = mock.method(globalThis.crypto, 'getRandomValues', (octets) => octets)
    for (const type of types) assert.throws(() => generateKey({ type }), /no randomness/)
    random.mock.mockImplementation((octets) => octets.fill(7))
    for (const type of types) assert.throws(() => generateKey({ type }), /no randomness/)
    random.mock.mockImplementation(() => {
      throw new RangeError('the generator is broken')
    })
    assert.throws(() => generateKey({ type: 'Ed25519' }), RangeError)
  })

  it('is not made where there is no generator', () => {
    const own = Object.getOwnPropertyDescriptor(globalThis, 'crypto')
    for (const value of [undefined, {}]) {
      Object.defineProperty(globalThis, 'crypto', { value, configurable: true })
      try {
        assert.throws(() => generateKey({ type: 'Ed25519' }), /getRandomValues/)
      } finally {
        Object.defineProperty(globalThis, 'crypto', own)
      }
    }
    assert.ok(generateKey({ type: 'Ed25519' }))
  })

  it('is lost with a fault, says so, and others can be made', async () => {
    const [key, idle] = [generateKey({ type: 'Ed25519' }), generateKey({ type: 'P-256' })]
    mock.method(raw, 'sign', () => {
      throw new WebAssembly.RuntimeError('unreachable')
    })
    assert.throws(() => key.sign(Buffer.from('x')), Error)
    mock.restoreAll()
    for (const lost of [key, idle]) assert.throws(() => lost.sign(Buffer.from('x')), /lost/)
    await assert.rejects(dpopProof({ signer: key, ...request }), /lost/)
    idle.free()
    assert.ok(await dpopProof({ signer: generateKey({ type: 'Ed25519' }), ...request }))
  })

  it('is made by the functions alone', () => assert.throws(() => new AgentKey(), Error))
})

describe('a signer', () => {
  for (const type of types) {
    it(`may be a key of WebCrypto that nobody can read: ${type}`, async () => {
      const { privateKey, publicKey } = await pair(type)
      assert.equal(privateKey.extractable, false)
      const signer = await keyFromCrypto({ privateKey, publicKey })
      assert.equal(signer.publicJwk.crv, type)
      const bytes = Buffer.from('hello')
      assert.ok(isSignature(signer.publicJwk, bytes, Buffer.from(await signer.sign(bytes))))
      const proof = await dpopProof({ signer, ...request })
      const [input, signature] = [proof.slice(0, proof.lastIndexOf('.')), proof.split('.')[2]]
      assert.ok(isSignature(signer.publicJwk, Buffer.from(input), Buffer.from(signature, 'base64url')))
    })
  }

  it('of WebCrypto is a pair of the two types', async () => {
    const keys = await pair('Ed25519')
    const p384 = await subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-384' }, false, ['sign', 'verify'])
    const wrong = [undefined, null, {}, keys.privateKey, { privateKey: keys.publicKey, publicKey: keys.privateKey }, p384]
    for (const value of wrong) await assert.rejects(keyFromCrypto(value), TypeError)
  })

  it('that signs with another key, or other bytes, is found at once', async () => {
    const [key, other] = [generateKey({ type: 'Ed25519' }), generateKey({ type: 'Ed25519' })]
    const { publicJwk } = key
    const signs = [
      (bytes) => other.sign(bytes),
      (bytes) => key.sign(bytes.slice(1)),
      () => new Uint8Array(64),
      () => new Uint8Array(0),
      () => new Uint8Array(1_000_000),
    ]
    for (const sign of signs) await assert.rejects(dpopProof({ signer: { publicJwk, sign }, ...request }), TypeError)
    const mixed = await pair('Ed25519')
    const { publicKey } = await pair('Ed25519')
    await assert.rejects(dpopProof({ signer: await keyFromCrypto({ ...mixed, publicKey }), ...request }), TypeError)
    for (const sign of [undefined, 'x', () => undefined, () => 'x', async () => [1], async () => null]) {
      await assert.rejects(dpopProof({ signer: { publicJwk, sign }, ...request }), TypeError)
    }
    for (const signer of [undefined, null, 1, {}, { sign() {} }, { publicJwk: {}, sign() {} }]) {
      await assert.rejects(dpopProof({ signer, ...request }), TypeError)
    }
  })

  it('that fails, fails with its own error', async () => {
    const { publicJwk } = generateKey({ type: 'P-256' })
    const sign = async () => {
      throw new RangeError('the card was pulled out')
    }
    await assert.rejects(dpopProof({ signer: { publicJwk, sign }, ...request }), RangeError)
  })

  it('may take its time, and a fault meanwhile does not matter', async () => {
    const { privateKey, publicKey } = await pair('P-256')
    const { publicJwk, sign: now } = await keyFromCrypto({ privateKey, publicKey })
    const sign = async (bytes) => {
      mock.method(raw, 'sign', () => {
        throw new WebAssembly.RuntimeError('unreachable')
      })
      assert.throws(() => generateKey({ type: 'Ed25519' }).sign(bytes))
      mock.restoreAll()
      return now(bytes)
    }
    assert.ok(await dpopProof({ signer: { publicJwk, sign }, ...request }))
  })

  it('says the older name of Ed25519 where it is told to', async () => {
    const key = generateKey({ type: 'Ed25519' })
    const alg = async (signer) => JSON.parse(Buffer.from((await dpopProof({ signer, ...request })).split('.')[0], 'base64url')).alg
    const sign = (bytes) => key.sign(bytes)
    assert.equal(await alg(key), 'Ed25519')
    assert.equal(await alg({ publicJwk: key.publicJwk, algorithm: 'EdDSA', sign }), 'EdDSA')
    assert.equal(await alg({ publicJwk: { ...key.publicJwk, alg: 'EdDSA' }, sign }), 'EdDSA')
    await assert.rejects(alg({ publicJwk: key.publicJwk, algorithm: 'ES256', sign }), TypeError)
    await assert.rejects(alg({ publicJwk: key.publicJwk, algorithm: 'none', sign }), TypeError)
    await assert.rejects(alg({ publicJwk: generateKey({ type: 'P-256' }).publicJwk, algorithm: 'Ed25519', sign }), TypeError)
  })
})
