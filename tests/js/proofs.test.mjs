// Proof of possession through the package: what a host hands in beside a token, and what comes of it.

import assert from 'node:assert/strict'
import { randomBytes, randomUUID } from 'node:crypto'
import { describe, it } from 'node:test'
import { createGate } from '../../pkg/dist/index.js'
import { bound, client, code, denial, gate, ORIGIN, proof, request } from './dpop.mjs'
import { claims, config, jws, keySet, newKey, NOW, read, SERVER, sha256, signText, token } from './support.mjs'

const METADATA = config().resourceMetadata
const at = { now: NOW }
const strict = createGate(config({ proofs: { origin: ORIGIN, requireReplayCheck: true } }))

describe('a DPoP proof', () => {
  for (const alg of ['Ed25519', 'ES256']) {
    it(`by ${alg} proves possession, and the grant says so`, () => {
      const key = newKey(alg)
      const jwt = bound(key)
      const presented = request(jwt, [proof(jwt, { key })])
      const { possession } = gate.authorize(presented, read, at)
      const [{ key: replayKey }] = possession.replayKeys
      assert.match(replayKey, /^dpop:[\w-]{43}$/)
      const replayKeys = [{ key: replayKey, until: NOW + 90 }]
      assert.deepEqual(possession, { proofs: ['dpop'], replay: 'not_checked', replayKeys })
      assert.ok(Object.isFrozen(possession) && Object.isFrozen(possession.replayKeys[0]))
      const decision = gate.decide(presented, read, at)
      assert.deepEqual(decision.grant.possession, possession)
      assert.deepEqual(decision.record.proven.possession, possession)
      assert.deepEqual(gate.verify(presented, at).possession, possession)
    })
  }

  it('is in no record, and in no sentence', () => {
    const jwt = bound()
    const dpop = proof(jwt)
    for (const presented of [request(jwt, [dpop]), request(jwt, [dpop, dpop]), request(bound(), [dpop])]) {
      const text = JSON.stringify(gate.decide(presented, read, at))
      for (const part of [...jwt.split('.'), ...dpop.split('.')]) assert.ok(!text.includes(part))
    }
  })

  it('is asked for: a bound token is no bearer token, and the other way round', () => {
    const jwt = bound()
    const dpop = [proof(jwt)]
    for (const bearer of [jwt, { token: jwt }, { token: jwt, proofs: undefined }, { token: jwt, proofs: {} }]) {
      assert.equal(code(bearer), 'scheme_mismatch')
    }
    assert.equal(code(request(jwt, dpop, { scheme: undefined })), 'scheme_mismatch')
    for (const scheme of ['Bearer', 'Txn-Token', 'Workload-Identity-Token']) {
      assert.equal(code(request(jwt, dpop, { scheme })), 'scheme_mismatch')
    }
    assert.equal(code(request(jwt, [])), 'proof_required')
    assert.equal(code(request(jwt, undefined, { dpop: undefined })), 'proof_required')
    const unbound = token()
    assert.equal(code(request(unbound, [proof(unbound)])), 'scheme_mismatch')
    assert.deepEqual(gate.authorize(unbound, read, at).possession, { proofs: [], replay: 'not_checked' })
    assert.equal(code(request(jwt, dpop), createGate(config())), 'confirmation_unsupported')
  })

  it('is of this token, this request, this key and this minute', () => {
    const jwt = bound()
    const other = newKey()
    const [header, payload] = proof(jwt).split('.')
    const refused = {
      proof_token_mismatch: [proof(jwt, { ath: sha256(token()) }), proof(jwt, { ath: undefined })],
      proof_request_mismatch: [
        proof(jwt, { htm: 'GET' }),
        proof(jwt, { htm: 'post' }),
        proof(jwt, { htu: 'https://evil.example/mcp' }),
        proof(jwt, { htu: `${ORIGIN}/admin` }),
      ],
      proof_key_mismatch: [proof(jwt, { key: other })],
      proof_not_current: [proof(jwt, { iat: NOW - 61 }), proof(jwt, { iat: NOW + 31 }), proof(jwt, { exp: NOW })],
      proof_signature_invalid: [
        proof(jwt, { header: { alg: 'none' } }),
        proof(jwt, { header: { alg: 'HS256' } }),
        `${header}.${payload}.${proof(jwt).split('.')[2]}`,
        proof(jwt, { key: { ...other, jwk: client.jwk } }),
      ],
      proof_malformed: [
        '',
        'x',
        proof(jwt).slice(0, -1),
        proof(jwt, { header: { typ: 'jwt' } }),
        proof(jwt, { header: { jwk: undefined } }),
        proof(jwt, { header: { jwk: { ...client.jwk, d: client.secret.export({ format: 'jwk' }).d } } }),
        proof(jwt, { jti: undefined }),
        proof(jwt, { jti: 1 }),
        proof(jwt, { iat: `${NOW}` }),
        `${proof(jwt)},${proof(jwt)}`,
      ],
    }
    for (const [expected, proofs] of Object.entries(refused)) {
      proofs.forEach((one, index) => assert.equal(code(request(jwt, [one])), expected, `${expected} ${index}`))
    }
    assert.equal(code(request(jwt, [proof(jwt), proof(jwt)])), 'proof_malformed')
    assert.equal(code(request(jwt, [proof(jwt)], { method: 'GET' })), 'proof_request_mismatch')
    assert.equal(code(request(jwt, [proof(jwt)], { target: '/other' })), 'proof_request_mismatch')
    assert.equal(code(request(jwt, [proof(jwt)], { target: 'https://evil.example/mcp' })), 'proof_request_mismatch')
    for (const absent of ['method', 'target']) {
      assert.equal(code(request(jwt, [proof(jwt)], { [absent]: undefined })), 'proof_request_mismatch')
    }
  })

  it('covers the body where it says so', () => {
    const jwt = bound()
    const body = sha256('{"jsonrpc":"2.0"}')
    const covering = [proof(jwt, { bh: body })]
    gate.authorize(request(jwt, covering, { bodySha256: body }), read, at)
    assert.equal(code(request(jwt, covering, { bodySha256: sha256('{}') })), 'proof_body_mismatch')
    assert.equal(code(request(jwt, covering)), 'proof_body_mismatch')
    const own = createGate(config({ proofs: { origin: ORIGIN, requireBodyHash: true } }))
    assert.equal(code(request(jwt, [proof(jwt)], { bodySha256: body }), own), 'proof_body_mismatch')
    own.authorize(request(jwt, covering, { bodySha256: body }), read, at)
  })

  it('is signed by what the rules list', () => {
    const key = newKey('ES256')
    const jwt = bound(key)
    const own = createGate(config({ proofs: { origin: ORIGIN, algorithms: ['Ed25519'] } }))
    assert.equal(code(request(jwt, [proof(jwt, { key })]), own), 'proof_signature_invalid')
  })
})

describe('the answer to a client without the right proof', () => {
  it('names the scheme, its algorithms and the error of RFC 9449', () => {
    const jwt = bound()
    const { challenge } = denial(request(jwt, [proof(jwt, { htm: 'GET' })]))
    const parameters = `scope="files:read",resource_metadata="${METADATA}",algs="Ed25519 ES256"`
    assert.deepEqual(challenge, { status: 401, wwwAuthenticate: `DPoP error="invalid_dpop_proof",${parameters}` })
  })

  it('asks for a nonce that the host takes', () => {
    const jwt = bound()
    const nonces = ['n-2', 'n-1']
    for (const nonce of [undefined, '', 'n-0', 'N-1']) {
      const { code, challenge } = denial(request(jwt, [proof(jwt, { nonce })], { nonces }))
      assert.equal(code, 'proof_nonce_required')
      const parameters = `scope="files:read",resource_metadata="${METADATA}",algs="Ed25519 ES256"`
      assert.deepEqual(challenge, { status: 401, wwwAuthenticate: `DPoP error="use_dpop_nonce",${parameters}` })
    }
    for (const nonce of nonces) gate.authorize(request(jwt, [proof(jwt, { nonce })], { nonces }), read, at)
  })

  it('offers both schemes to who has no token, and one where all tokens are bound', () => {
    const parameters = `scope="files:read",resource_metadata="${METADATA}"`
    const dpop = `DPoP ${parameters},algs="Ed25519 ES256"`
    const offer = (asked) => asked.decide('', read, at).denial.challenge.wwwAuthenticate
    assert.equal(offer(gate), `Bearer ${parameters}, ${dpop}`)
    const [issuer] = config().issuers
    const own = createGate(config({ proofs: { origin: ORIGIN }, issuers: [{ ...issuer, requireBinding: true }] }))
    assert.equal(offer(own), dpop)
    assert.equal(code(token(), own), 'binding_required')
  })
})

describe('a replay store', () => {
  it('is asked last, once, and refuses the second use', () => {
    const store = new Map()
    const insert = ({ key, until }) => {
      const isNew = !store.has(key)
      store.set(key, until)
      return { key, isNew }
    }
    /** A host: asks, looks up what is missing, asks again. */
    const serve = (jwt, dpop) => {
      const first = denial(request(jwt, dpop), strict)
      assert.equal(first.code, 'replay_unchecked')
      assert.deepEqual(first.challenge, { status: 503, wwwAuthenticate: null })
      assert.deepEqual(Object.keys(first.missing), ['replay'])
      const replay = first.missing.replay.map(insert)
      return { missing: first.missing.replay, presented: request(jwt, dpop, { replay }) }
    }
    const jwt = bound()
    const dpop = [proof(jwt)]
    const { missing, presented } = serve(jwt, dpop)
    assert.deepEqual(missing.map(({ until }) => until), [NOW + 90])
    const { possession } = strict.authorize(presented, read, at)
    assert.deepEqual(possession, { proofs: ['dpop'], replay: 'checked', replayKeys: missing })
    assert.equal(strict.verify(presented, at).possession.replay, 'checked')

    const { code, challenge, missing: nothing } = denial(serve(jwt, dpop).presented, strict)
    assert.equal(code, 'proof_replayed')
    assert.match(challenge.wwwAuthenticate, /^DPoP error="invalid_dpop_proof",/)
    assert.equal(nothing, undefined)
    assert.equal(strict.authorize(serve(jwt, [proof(jwt)]).presented, read, at).possession.replay, 'checked')
    assert.equal(store.size, 2)
  })

  it('sees one proof in two spellings: of another signature, or by a query', () => {
    const key = newKey('ES256')
    const jwt = bound(key)
    const twice = { key, jti: 'one' }
    const keyOf = (dpop) => gate.authorize(request(jwt, [dpop]), read, at).possession.replayKeys[0].key
    const [first, second] = [proof(jwt, twice), proof(jwt, twice)]
    assert.notEqual(first, second)
    assert.equal(keyOf(first), keyOf(second))
    assert.equal(keyOf(first), keyOf(proof(jwt, { ...twice, htu: `${SERVER}?x=1` })))
    assert.notEqual(keyOf(first), keyOf(proof(jwt, { key, jti: 'two' })))
  })

  it('answers for the keys that it was asked about', () => {
    const jwt = bound()
    const dpop = [proof(jwt)]
    const [{ key }] = gate.authorize(request(jwt, dpop), read, at).possession.replayKeys
    const ask = (...replay) => request(jwt, dpop, { replay })
    assert.equal(code(ask({ key: `${key}x`, isNew: true }), strict), 'replay_unchecked')
    assert.equal(code(ask(), strict), 'replay_unchecked')
    for (const asked of [gate, strict]) assert.equal(code(ask({ key, isNew: false }), asked), 'proof_replayed')
    assert.equal(gate.authorize(ask({ key, isNew: true }), read, at).possession.replay, 'checked')
    for (const isNew of [1, 'true', null, undefined]) assert.equal(code(ask({ key, isNew }), gate), 'proof_malformed')
  })

  it('is asked nothing about a call that is refused anyway', () => {
    const jwt = bound()
    for (const call of [{ tool: 'files.delete', input: { path: '/a' } }, { tool: 'files.read', input: { path: '/etc/a' } }]) {
      const { denial } = strict.decide(request(jwt), call, at)
      assert.match(denial.code, /^(scope_insufficient|policy_forbidden)$/)
      assert.equal(denial.missing, undefined)
    }
  })

  it('has nothing to say of a bearer token', () => {
    assert.deepEqual(strict.authorize(token(), read, at).possession, { proofs: [], replay: 'not_checked' })
  })
})

describe('a client certificate', () => {
  const certificate = randomBytes(32).toString('base64url')
  const byCertificate = (certificateSha256, cnf = { 'x5t#S256': certificate }, more = {}) => ({
    token: token({ cnf }),
    proofs: { certificateSha256, ...more },
  })

  it('of the connection proves possession', () => {
    const { possession } = gate.authorize(byCertificate(certificate), read, at)
    assert.deepEqual(possession, { proofs: ['mtls'], replay: 'not_needed' })
    assert.deepEqual(createGate(config()).authorize(byCertificate(certificate), read, at).possession, possession)
  })

  it('has to be the one', () => {
    assert.equal(code(byCertificate(undefined)), 'certificate_mismatch')
    assert.equal(code(byCertificate(randomBytes(32).toString('base64url'))), 'certificate_mismatch')
    assert.equal(code(byCertificate(certificate, undefined, { scheme: 'DPoP' })), 'scheme_mismatch')
    for (const wrong of ['', certificate.slice(1), `${certificate}=`, Buffer.from(certificate, 'base64url').toString('hex'), 1, []]) {
      assert.equal(code(byCertificate(wrong)), 'proof_malformed')
    }
  })

  it('and a DPoP proof are both needed where the token says both', () => {
    const jwt = token({ cnf: { jkt: client.thumbprint, 'x5t#S256': certificate } })
    const both = request(jwt, [proof(jwt)], { certificateSha256: certificate })
    const { proofs, replay } = gate.authorize(both, read, at).possession
    assert.deepEqual([proofs, replay], [['dpop', 'mtls'], 'not_checked'])
    assert.equal(code(request(jwt)), 'certificate_mismatch')
    assert.equal(code({ token: jwt, proofs: { certificateSha256: certificate } }), 'scheme_mismatch')
  })
})

describe('a workload', () => {
  it('that presents a token is the caller, by a proof that covers both', () => {
    const workloads = newKey('ES256')
    const workload = newKey('ES256')
    const subject = 'spiffe://example.org/agent/7'
    const domain = { issuer: 'spiffe://example.org', jwks: keySet(workloads), profile: { 'wimse-wit': {} }, algorithms: ['ES256'] }
    const own = createGate(config({ proofs: { origin: ORIGIN }, issuers: [...config().issuers, domain] }))
    const cnf = { jwk: { ...workload.jwk, alg: 'ES256' } }
    const wit = signText(JSON.stringify({ sub: subject, exp: NOW + 60, cnf }), { typ: 'wit+jwt' }, workloads)
    const jwt = token()
    const wpt = (changes) => {
      const payload = { aud: SERVER, exp: NOW + 60, jti: randomUUID(), wth: sha256(wit), ath: sha256(jwt), ...changes }
      return jws({ typ: 'wpt+jwt', alg: 'ES256' }, JSON.stringify(payload), workload)
    }
    const by = (...workloadProof) => ({ token: jwt, proofs: { workloadIdentity: wit, workloadProof, method: 'POST', target: '/mcp' } })
    const { possession, principal } = own.authorize(by(wpt()), read, at)
    assert.equal(principal.subject, 'alice')
    assert.deepEqual(possession.caller, { issuer: 'spiffe://example.org', subject })
    assert.deepEqual(possession.proofs, ['wpt'])
    assert.match(possession.replayKeys[0].key, /^wpt:/)
    assert.equal(code(by(), own), 'proof_required')
    assert.equal(code(by(wpt({ ath: undefined })), own), 'proof_token_mismatch')
    assert.equal(code(by(wpt({ aud: 'https://other.example' })), own), 'proof_request_mismatch')
  })
})

describe('lineage', () => {
  it('needs no proof for the parents, and one for the token', () => {
    const parent = signText(JSON.stringify(claims({ act: { sub: 'planner' }, cnf: { jkt: newKey().thumbprint } })))
    const jwt = bound(client, { act: { sub: 'agent', act: { sub: 'planner' } } })
    const presented = { ...request(jwt), parents: [parent] }
    const { chain, possession } = gate.authorize(presented, read, at)
    assert.deepEqual(chain.map(({ subject }) => subject), ['alice', 'planner', 'agent'])
    assert.deepEqual(possession.proofs, ['dpop'])
    assert.equal(code({ token: jwt, parents: [parent] }), 'scheme_mismatch')
  })
})
