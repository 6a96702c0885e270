// Keys from elsewhere than a JSON Web Key Set: SPIFFE bundles and DIDs.

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createGate, readDid, readKeys } from '../../pkg/dist/index.js'
import { allowed, denial, problems } from './answers.mjs'
import { config, jwks, keySet, newKey, NOW, read, SERVER, signText, token } from './support.mjs'

const at = { now: NOW }

const ALPHABET = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'

/** Multibase base58btc of the Multikey of an Ed25519 key. */
function multikey({ jwk }) {
  let number = BigInt(`0x${Buffer.concat([Buffer.from([0xed, 0x01]), Buffer.from(jwk.x, 'base64url')]).toString('hex')}`)
  let text = ''
  for (; number > 0n; number /= 58n) text = ALPHABET[Number(number % 58n)] + text
  return `z${text}`
}

function didDocument(did, key, changes = {}) {
  const method = { id: `${did}#key-1`, type: 'JsonWebKey', controller: did, publicKeyJwk: key.jwk }
  return { id: did, verificationMethod: [method], assertionMethod: [method.id], ...changes }
}

const DID = 'did:web:as.example'

describe('readDid', () => {
  it('reads a did:key', () => {
    const key = newKey()
    const name = multikey(key)
    const did = `did:key:${name}`
    const set = readDid(did)
    assert.deepEqual(set, { keys: [{ kid: `${did}#${name}`, thumbprint: key.thumbprint }], skipped: [] })
    assert.ok(Object.isFrozen(set.keys[0]))
  })

  it('reads the document of another method, and says what it left out', () => {
    const key = newKey('ES256')
    const document = didDocument(DID, key)
    for (const form of [document, JSON.stringify(document)]) {
      assert.deepEqual(readDid(DID, form), { keys: [{ kid: `${DID}#key-1`, thumbprint: key.thumbprint }], skipped: [] })
    }
    const revoked = { ...document.verificationMethod[0], id: `${DID}#old`, revoked: '2026-01-01T00:00:00Z' }
    const set = readDid(DID, { ...document, assertionMethod: [`${DID}#key-1`, revoked] })
    assert.deepEqual(set.keys.map(({ kid }) => kid), [`${DID}#key-1`])
    assert.deepEqual(set.skipped.map(({ index }) => index), [1])
  })

  it('tells a wrong DID from a wrong document', () => {
    const document = didDocument(DID, newKey())
    const at = (...args) => problems(() => readDid(...args)).map(({ path }) => path)
    for (const did of [undefined, null, 1, '', 'https://as.example', DID, 'did:key:', 'did:key:z6Mk', `did:key:${'z'.repeat(100_000)}`]) {
      assert.deepEqual(at(did), ['did'], String(did))
    }
    for (const did of [1, 'https://as.example', 'did:web:', `${DID}#key-1`]) assert.deepEqual(at(did, document), ['did'])
    for (const wrong of [null, 1, '', '{', [], {}, new Map(), jwks, didDocument('did:web:other.example', newKey())]) {
      assert.deepEqual(at(DID, wrong), ['keys'])
    }
  })
})

describe('readKeys', () => {
  const [jwt, wit, x509] = [newKey('ES256'), newKey('ES256'), newKey('ES256')]
  const bundle = {
    keys: [
      { ...x509.jwk, use: 'x509-svid', x5c: ['MIIB'] },
      { ...jwt.jwk, kid: 'a', use: 'jwt-svid' },
      { ...wit.jwk, kid: 'b', use: 'wit-svid' },
    ],
    spiffe_sequence: 1,
  }

  it('takes of a SPIFFE bundle what is for the kind of SVID', () => {
    const taken = (from) => readKeys(bundle, from).keys
    assert.deepEqual(taken('spiffe-jwt-svid'), [{ kid: 'a', thumbprint: jwt.thumbprint }])
    assert.deepEqual(taken('spiffe-wit-svid'), [{ kid: 'b', thumbprint: wit.thumbprint }])
    assert.deepEqual(readKeys(JSON.stringify(bundle), 'spiffe-jwt-svid').skipped.map(({ index }) => index), [0, 2])
    assert.deepEqual(problems(() => readKeys(bundle)).map(({ path }) => path), ['keys'])
    assert.deepEqual(problems(() => readKeys(jwks, 'spiffe-jwt-svid')).map(({ path }) => path), ['keys'])
  })

  it('knows three sources', () => {
    assert.deepEqual(readKeys(jwks, 'jwks'), readKeys(jwks))
    for (const from of ['', 'JWKS', 'spiffe', 'did-document', null, 1, ['jwks'], '__proto__']) {
      assert.deepEqual(problems(() => readKeys(jwks, from)).map(({ path }) => path), ['from'])
    }
  })

  it('of a bundle makes a gate take JWT-SVIDs, and replaceKeys reads bundles then', () => {
    const domain = 'spiffe://example.org'
    const tools = config().tools
    const workloads = { issuer: domain, spiffeBundle: null, profile: 'spiffe-jwt-svid', algorithms: ['ES256'] }
    const gate = createGate(config({ issuers: [workloads], tools, requiredScopes: { 'files.read': [], 'files.delete': [] } }))
    const svid = signText(JSON.stringify({ sub: `${domain}/agent/7`, aud: SERVER, exp: NOW + 60 }), { typ: 'JWT', kid: 'a' }, jwt)
    assert.deepEqual(denial(gate, svid).missing, { key: { issuer: domain, retryAfter: 0 } })
    problems(() => gate.replaceKeys(domain, keySet(jwt, 'a'), at))
    gate.replaceKeys(domain, bundle, at)
    const { principal, clientId, tokenId } = gate.authorize(svid, read, at)
    assert.deepEqual([principal, clientId, tokenId], [{ issuer: domain, subject: `${domain}/agent/7` }, null, null])
  })
})

describe('an issuer that is a DID', () => {
  const typed = { profile: 'rfc9068', algorithms: ['Ed25519'] }

  it('has the keys of its document, also of the next one', () => {
    const [first, next] = [newKey(), newKey()]
    const header = { kid: `${DID}#key-1` }
    const gate = createGate(config({ issuers: [{ issuer: DID, didDocument: didDocument(DID, first), ...typed }] }))
    const [before, after] = [token({ iss: DID }, header, first), token({ iss: DID }, header, next)]
    assert.ok(allowed(gate, before))
    assert.equal(denial(gate, after).code, 'signature_invalid')
    problems(() => gate.replaceKeys(DID, keySet(next), at))
    problems(() => gate.replaceKeys(DID, didDocument('did:web:other.example', next), at))
    assert.ok(allowed(gate, before))
    gate.replaceKeys(DID, JSON.stringify(didDocument(DID, next)), at)
    assert.ok(allowed(gate, after))
    assert.equal(denial(gate, before).code, 'signature_invalid')
  })

  it('is its own key as did:key', () => {
    const key = newKey()
    const did = `did:key:${multikey(key)}`
    const gate = createGate(config({ issuers: [{ issuer: did, ...typed }] }))
    assert.ok(allowed(gate, token({ iss: did }, { kid: `${did}#${multikey(key)}` }, key)))
    assert.equal(denial(gate, token({ iss: did }, { kid: `${did}#${multikey(key)}` })).code, 'signature_invalid')
  })
})
