// What narrowgate/agent proves, the gate of the same package takes.

import assert from 'node:assert/strict'
import { createHash, webcrypto } from 'node:crypto'
import { describe, it } from 'node:test'
import { dpopProof, generateKey, keyFromCrypto, workloadProof } from '../../pkg/dist/agent/index.js'
import { createGate } from '../../pkg/dist/index.js'
import { ORIGIN } from './dpop.mjs'
import { config, keySet, newKey, NOW, read, SERVER, signText, token } from './support.mjs'

const at = { now: NOW }
const gate = createGate(config({ proofs: { origin: ORIGIN } }))
const sha256 = (bytes) => createHash('sha256').update(bytes).digest('base64url')
const decoded = (jwt) => jwt.split('.').slice(0, 2).map((part) => JSON.parse(Buffer.from(part, 'base64url')))

const ed25519 = generateKey({ type: 'Ed25519' })
const p256 = generateKey({ type: 'P-256' })
const signers = [
  ['an Ed25519 key', ed25519],
  ['a P-256 key', p256],
  ['an Ed25519 key of WebCrypto', await keyFromCrypto(await webcrypto.subtle.generateKey('Ed25519', false, ['sign', 'verify']))],
  ['a P-256 key of WebCrypto', await keyFromCrypto(await webcrypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify']))],
]
const { thumbprint } = await import('../../pkg/dist/agent/index.js')
const bound = (signer) => token({ cnf: { jkt: thumbprint(signer.publicJwk) } })
const shown = (jwt, dpop, changes = {}) => ({ token: jwt, proofs: { scheme: 'DPoP', dpop: [dpop], method: 'POST', target: '/mcp', ...changes } })

describe('a DPoP proof', () => {
  const make = (signer, accessToken, changes = {}) => dpopProof({ signer, method: 'POST', uri: SERVER, accessToken, now: NOW, ...changes })

  for (const [name, signer] of signers) {
    it(`by ${name} is taken`, async () => {
      const jwt = bound(signer)
      const dpop = await make(signer, jwt)
      assert.deepEqual(gate.authorize(shown(jwt, dpop), read, at).possession.proofs, ['dpop'])
      const [header, payload] = decoded(dpop)
      assert.deepEqual(header, { typ: 'dpop+jwt', alg: signer.algorithm, jwk: signer.publicJwk })
      assert.match(payload.jti, /^[\w-]{22}$/)
      const { jti } = payload
      assert.deepEqual(payload, { jti, htm: 'POST', htu: SERVER, iat: NOW, ath: sha256(jwt) })
      assert.notEqual(decoded(await make(signer, jwt))[1].jti, jti)
    })
  }

  it('is for one request, with the nonce and the body', async () => {
    const jwt = bound(ed25519)
    const code = (proof, changes) => gate.decide(shown(jwt, proof, changes), read, at).denial?.code ?? 'allow'
    assert.equal(code(await make(ed25519, jwt, { uri: `${SERVER}?q=1#f` })), 'allow')
    assert.equal(code(await make(ed25519, jwt, { uri: 'https://TOOLS.example:443/mcp' })), 'allow')
    assert.equal(code(await make(ed25519, jwt, { nonce: 'n-1' }), { nonces: ['n-1'] }), 'allow')
    assert.equal(code(await make(ed25519, jwt, { nonce: 'n-2' }), { nonces: ['n-1'] }), 'proof_nonce_required')
    for (const body of ['{"é":1}', Buffer.from([0xff, 0])]) {
      const proof = await make(ed25519, jwt, { body })
      assert.equal(code(proof, { bodySha256: sha256(body) }), 'allow')
      assert.equal(code(proof, { bodySha256: sha256('other') }), 'proof_body_mismatch')
    }
    assert.equal(code(await make(ed25519, jwt, { method: 'GET' })), 'proof_request_mismatch')
    assert.equal(code(await make(ed25519, jwt, { uri: `${SERVER}/x` })), 'proof_request_mismatch')
    assert.equal(code(await make(ed25519, bound(p256))), 'proof_token_mismatch')
    assert.equal(code(await make(p256, jwt)), 'proof_key_mismatch')
    assert.equal(code(await make(ed25519, jwt, { now: NOW - 100 })), 'proof_not_current')
  })

  it('reads the clock where no time is given', async () => {
    const [, { iat }] = decoded(await make(ed25519, 'token', { now: undefined }))
    assert.ok(Math.abs(iat - Date.now() / 1000) < 5)
  })

  it('is of nothing that can not be meant', async () => {
    const wrong = [
      { method: '' },
      { method: 'PO ST' },
      { method: undefined },
      { uri: '/mcp' },
      { uri: 'ftp://tools.example/' },
      { uri: 'https://user@tools.example/' },
      { uri: 1 },
      { accessToken: '' },
      { accessToken: 'a b' },
      { accessToken: 'é' },
      { accessToken: 'a\ud800' },
      { accessToken: null },
      { nonce: '' },
      { nonce: 1 },
      { body: 1 },
      { body: new ArrayBuffer(1) },
      { now: 0 },
      { now: -1 },
      { now: NaN },
      { now: Infinity },
      { now: '1' },
      { method: new Map() },
      { uri: () => 'x' },
    ]
    for (const changes of wrong) await assert.rejects(make(ed25519, 'token', changes), TypeError, JSON.stringify(changes))
    await assert.rejects(dpopProof(), TypeError)
  })
})

describe('a workload proof', () => {
  const authority = newKey('ES256')
  const subject = 'spiffe://example.org/agent/7'
  const issuer = { issuer: 'spiffe://example.org', jwks: keySet(authority), profile: { 'wimse-wit': {} }, algorithms: ['ES256'] }
  const issuers = [...config().issuers, issuer]
  const workloads = createGate(config({ issuers, proofs: { origin: ORIGIN, aliases: ['tools'] } }))
  const wit = (signer) => {
    const cnf = { jwk: { ...signer.publicJwk, alg: signer.algorithm } }
    return signText(JSON.stringify({ sub: subject, exp: NOW + 60, cnf }), { typ: 'wit+jwt' }, authority)
  }
  const code = (presented) => workloads.decide(presented, read, at).denial?.code ?? 'allow'
  const proofs = (workloadIdentity, proof, changes = {}) => ({ workloadIdentity, workloadProof: [proof], method: 'POST', target: '/mcp', ...changes })

  for (const [name, signer] of signers) {
    it(`by ${name} is taken beside an access token`, async () => {
      const [jwt, workloadIdentity] = [token(), wit(signer)]
      const made = { signer, audience: SERVER, workloadIdentity, accessToken: jwt, now: NOW }
      const proof = await workloadProof(made)
      const { possession } = workloads.authorize({ token: jwt, proofs: proofs(workloadIdentity, proof) }, read, at)
      assert.deepEqual(possession.caller, { issuer: 'spiffe://example.org', subject })
      const [header, payload] = decoded(proof)
      assert.deepEqual(header, { typ: 'wpt+jwt', alg: signer.algorithm })
      assert.deepEqual(payload, { aud: SERVER, exp: NOW + 60, jti: payload.jti, wth: sha256(workloadIdentity), ath: sha256(jwt) })
    })
  }

  it('is of this token, and covers what stands beside it', async () => {
    const [jwt, workloadIdentity] = [token(), wit(p256)]
    const make = (changes) => workloadProof({ signer: p256, audience: SERVER, workloadIdentity, accessToken: jwt, now: NOW, ...changes })
    const asked = async (changes, shown) => code({ token: jwt, proofs: proofs(workloadIdentity, await make(changes), shown) })
    assert.equal(await asked({}), 'allow')
    assert.equal(await asked({ audience: 'tools' }), 'allow')
    assert.equal(await asked({ audience: `${SERVER}?q` }), 'allow')
    assert.equal(await asked({ lifetime: 300 }), 'allow')
    const headers = [['content-digest', ' sha-256=:x:\t']]
    assert.equal(await asked({ headers }, { headers: [['content-digest', 'sha-256=:x:']] }), 'allow')
    assert.equal(await asked({ headers }), 'proof_header_mismatch')
    assert.equal(await asked({ accessToken: undefined }), 'proof_token_mismatch')
    assert.equal(await asked({ transactionToken: 'x' }), 'proof_token_mismatch')
    assert.equal(await asked({ audience: 'https://other.example/' }), 'proof_request_mismatch')
    assert.equal(await asked({ signer: ed25519 }), 'proof_key_mismatch')
    assert.equal(await asked({ now: NOW - 1000 }), 'proof_not_current')
    for (const wrong of [
      { audience: '' },
      { audience: undefined },
      { workloadIdentity: '' },
      { lifetime: 0 },
      { lifetime: 301 },
      { lifetime: 1.5 },
      { lifetime: '60' },
      { headers: [['Content-Digest', 'x']] },
      { headers: [['a', 'x'], ['a', 'y']] },
      { headers: [['', 'x']] },
      { headers: [['a']] },
      { headers: { a: 'x' } },
      { accessToken: '' },
      { transactionToken: 1 },
    ]) {
      await assert.rejects(make(wrong), TypeError, JSON.stringify(wrong))
    }
  })
})
