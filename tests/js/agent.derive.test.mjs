// What narrowgate/agent derives, the gate of the same package takes; what would be more is refused with the gate's code.

import assert from 'node:assert/strict'
import { createHash, randomUUID, webcrypto } from 'node:crypto'
import { describe, it } from 'node:test'
import { aatProof, AccessDenied, derive, dpopProof, generateKey, keyFromCrypto, thumbprint, workloadProof } from '../../pkg/dist/agent/index.js'
import { codes, createGate } from '../../pkg/dist/index.js'
import { ORIGIN } from './dpop.mjs'
import { config, ISSUER, issuerKey, jwks, jws, newKey, NOW, SERVER } from './support.mjs'

const at = { now: NOW }
const [desk, coder, tester] = [generateKey({ type: 'Ed25519' }), generateKey({ type: 'P-256' }), generateKey({ type: 'Ed25519' })]
const nobody = await keyFromCrypto(await webcrypto.subtle.generateKey('Ed25519', false, ['sign', 'verify']))
const payloadOf = (jwt) => JSON.parse(Buffer.from(jwt.split('.')[1], 'base64url'))

/** Canonical JSON (RFC 8785), for what stands here. */
const canonical = (value) =>
  JSON.stringify(value, (_, inner) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )

const gateOf = (profile, changes = {}) =>
  createGate(config({ issuers: [{ issuer: ISSUER, jwks, profile, algorithms: ['Ed25519', 'ES256'] }], proofs: { origin: ORIGIN }, policies: 'permit (principal, action, resource);', ...changes }))

describe('a chain of attenuating agent tokens', () => {
  const gate = gateOf({ 'aat-01': { typ: 'aat+jwt', toolsInsteadOfScopes: true } })
  const exact = (value) => ({ constraint_type: 'exact', value })
  const oneOf = (...values) => ({ constraint_type: 'one_of', values })
  const root = (tools, changes = {}) => {
    const payload = {
      iss: ISSUER,
      jti: randomUUID(),
      iat: NOW - 60,
      exp: NOW + 600,
      cnf: { jwk: desk.publicJwk },
      del_depth: 0,
      del_max_depth: 2,
      authorization_details: [{ type: 'attenuating_agent_token', tools }],
      ...changes,
    }
    return jws({ alg: issuerKey.alg, typ: 'aat+jwt', kid: 'k1' }, JSON.stringify(payload), issuerKey)
  }
  const granted = { 'files.read': { path: oneOf('/home/a.txt', '/home/b.txt') }, 'files.delete': {} }
  const said = async (chain, signer, call) => {
    const token = chain.at(-1)
    const aat = [await aatProof({ signer, token, call, audience: SERVER, now: NOW })]
    const presented = { token, parents: chain.slice(0, -1), proofs: { aat } }
    return gate.decide(presented, call, at).denial?.code ?? 'allow'
  }
  const reads = (path) => ({ tool: 'files.read', input: { path } })

  it('becomes longer and narrower', async () => {
    const first = root(granted)
    const second = await derive({ chain: [first], signer: desk, holder: coder.publicJwk, tools: { 'files.read': { path: oneOf('/home/a.txt') } }, expiresAt: NOW + 300, now: NOW })
    const third = await derive({ chain: [first, second], signer: coder, holder: nobody.publicJwk, tools: { 'files.read': { path: exact('/home/a.txt') } }, now: NOW })
    assert.equal(await said([first, second], coder, reads('/home/a.txt')), 'allow')
    assert.equal(await said([first, second], coder, reads('/home/b.txt')), 'authority_insufficient')
    assert.equal(await said([first, second, third], nobody, reads('/home/a.txt')), 'allow')
    assert.equal(await said([first, second, third], nobody, { tool: 'files.delete', input: { path: 'x' } }), 'authority_insufficient')
    assert.equal(await said([first, second, third], nobody, { tool: 'files.read', inputText: '{"path":"/home/a.txt" }' }), 'allow')
    const { exp, iat, iss, del_depth } = payloadOf(third)
    assert.deepEqual([exp, iat, del_depth], [NOW + 300, NOW, 2])
    assert.equal(iss, `urn:ietf:params:oauth:jwk-thumbprint:sha-256:${coder.thumbprint}`)
  })

  it('has no scopes, and its tools stand for none by themselves', async () => {
    const token = root(granted)
    const call = reads('/home/a.txt')
    const proof = await aatProof({ signer: desk, token, call, audience: SERVER, now: NOW })
    assert.equal(payloadOf(proof).ath, createHash('sha256').update(token).digest('base64url'))
    const presented = { token, proofs: { aat: [proof] } }
    const code = (own) => own.decide(presented, call, at).denial?.code ?? 'allow'
    assert.equal(code(gateOf({ 'aat-01': { typ: 'aat+jwt' } })), 'scope_insufficient')
    assert.equal(code(gate), 'allow')
  })

  it('says the older name of Ed25519 where its issuer does', async () => {
    const older = gateOf('rfc9068', { issuers: [{ issuer: ISSUER, jwks: { keys: [issuerKey.jwk] }, profile: { 'aat-01': { typ: 'aat+jwt', toolsInsteadOfScopes: true } }, algorithms: ['EdDSA'] }] })
    const first = jws({ alg: 'EdDSA', typ: 'aat+jwt' }, JSON.stringify(payloadOf(root(granted))), issuerKey)
    const token = await derive({ chain: [first], signer: desk, holder: tester.publicJwk, now: NOW })
    const call = reads('/home/a.txt')
    const aat = [await aatProof({ signer: tester, token, call, audience: SERVER, now: NOW })]
    assert.equal(older.decide({ token, parents: [first], proofs: { aat } }, call, at).denial, undefined)
    const signer = { publicJwk: { ...desk.publicJwk, alg: 'Ed25519' }, sign: (bytes) => desk.sign(bytes) }
    const other = await derive({ chain: [first], signer, holder: tester.publicJwk, now: NOW })
    assert.equal(older.decide({ token: other, parents: [first], proofs: { aat } }, call, at).denial.code, 'algorithm_not_allowed')
  })

  it('never becomes wider', async () => {
    const first = root(granted)
    const make = (changes) => derive({ chain: [first], signer: desk, holder: coder.publicJwk, now: NOW, ...changes })
    for (const [changes, code] of [
      [{ tools: { 'files.write': {} } }, 'authority_widened'],
      [{ tools: { 'files.read': {} } }, 'authority_widened'],
      [{ tools: { 'files.read': { path: oneOf('/home/a.txt', '/etc/passwd') } } }, 'authority_widened'],
      [{ expiresAt: NOW + 601 }, 'expiry_extended'],
      [{ maxDepth: 3 }, 'authority_widened'],
      [{ maxDepth: 0 }, 'depth_exceeded'],
      [{ tools: { 'files.read': { path: { constraint_type: 'magic' } } } }, 'details_malformed'],
      [{ tools: [] }, 'details_malformed'],
      [{ chain: [first, first] }, 'signature_invalid'],
      [{ chain: ['x'] }, 'token_malformed'],
      [{ chain: [''] }, 'token_missing'],
    ]) {
      await assert.rejects(make(changes), (error) => {
        assert.ok(error instanceof AccessDenied, String(error?.stack))
        assert.equal(error.code, code)
        assert.equal(error.category, codes[code])
        return true
      })
    }
    assert.ok(await make({ maxDepth: 1, expiresAt: NOW + 600 }))
  })

  it('is delegated by its holder alone', async () => {
    const first = root(granted)
    const made = { chain: [first], signer: desk, holder: coder.publicJwk, now: NOW }
    await assert.rejects(derive({ ...made, signer: coder }), TypeError)
    await assert.rejects(aatProof({ signer: coder, token: first, call: reads('/home/a.txt'), audience: SERVER, now: NOW }), TypeError)
    const signer = { publicJwk: desk.publicJwk, sign: (bytes) => coder.sign(bytes) }
    await assert.rejects(derive({ ...made, signer }), TypeError)
  })

  it('is made of what can be meant', async () => {
    const made = { chain: [root(granted)], signer: desk, holder: coder.publicJwk, now: NOW }
    for (const changes of [
      { chain: [] },
      { chain: undefined },
      { chain: 'x' },
      { chain: [1] },
      { chain: [null] },
      { chain: Array(32).fill('x') },
      { holder: undefined },
      { holder: {} },
      { holder: { ...coder.publicJwk, d: 'AA' } },
      { holder: newKey('ES256').jwk.x },
      { tools: 1n },
      { tools: new Map() },
      { tools: () => ({}) },
      { tools: { 'files.read': { path: exact(2 ** 53) } } },
      { scopes: ['a'] },
      { constraints: [] },
      { audience: SERVER },
      { clientId: 'x' },
      { expiresAt: '1' },
      { expiresAt: 1.5 },
      { expiresAt: -1 },
      { expiresAt: NaN },
      { maxDepth: 0.5 },
      { now: 0 },
    ]) {
      await assert.rejects(derive({ ...made, ...changes }), TypeError, String(Object.keys(changes)))
    }
    await assert.rejects(derive(), TypeError)
    // Never what stands there: errors end up in logs
    const [token] = made.chain
    const pieces = (text) => Array.from({ length: text.length - 5 }, (_, start) => text.slice(start, start + 6))
    const proof = { signer: desk, token, call: reads('/home/a.txt'), audience: SERVER, now: NOW }
    const request = { signer: desk, method: 'POST', uri: SERVER, accessToken: token, now: NOW }
    const workload = { signer: desk, audience: SERVER, workloadIdentity: token, now: NOW }
    for (const [failing, member] of [
      [() => derive({ ...made, chain: token }), '`chain`'],
      [() => derive({ ...made, chain: { [token]: token } }), '`chain`'],
      [() => derive({ ...made, chain: [[token]] }), '`chain[0]`'],
      [() => derive({ ...made, scopes: token }), '`scopes`'],
      [() => derive({ ...made, maxDepth: token }), '`maxDepth`'],
      [() => derive({ ...made, holder: token }), 'key'],
      [() => derive({ ...made, holder: { kty: token } }), 'key'],
      [() => derive({ ...made, tools: { [token]: 1n } }), '`tools`'],
      [() => aatProof({ ...proof, token: [token] }), '`token`'],
      [() => aatProof({ ...proof, audience: { [token]: token } }), '`audience`'],
      [() => dpopProof({ ...request, accessToken: [token] }), '`accessToken`'],
      [() => dpopProof({ ...request, nonce: { token } }), '`nonce`'],
      [() => workloadProof({ ...workload, headers: token }), '`headers`'],
      [() => workloadProof({ ...workload, headers: [[token]] }), '`headers[0]'],
      [() => workloadProof({ ...workload, lifetime: token }), '`lifetime`'],
    ]) {
      await assert.rejects(failing, (error) => {
        assert.ok(error instanceof TypeError, String(error?.stack))
        assert.ok(error.message.includes(member), error.message)
        assert.ok(!pieces(token).some((piece) => error.message.includes(piece)), error.message)
        return true
      })
    }
    const call = { signer: desk, token: made.chain[0], call: reads('/home/a.txt'), audience: SERVER, now: NOW }
    for (const changes of [
      { call: undefined },
      { call: { tool: '' } },
      { call: { tool: 'x', input: [1] } },
      { call: { tool: 'x', input: { n: 2 ** 53 } } },
      { call: { tool: 'x', inputText: '{"n":9007199254740993}' } },
      { call: { tool: 'x', inputText: '{"n":1,"n":2}' } },
      { audience: '' },
      { audience: undefined },
      { audience: [SERVER] },
    ]) {
      await assert.rejects(aatProof({ ...call, ...changes }), TypeError, JSON.stringify(changes))
    }
    await assert.rejects(aatProof({ ...call, token: 'x' }), { code: 'token_malformed' })
  })
})

describe('an agent delegation chain', () => {
  const gate = gateOf({ 'adc-03-bound': {} })
  const root = (detail, changes = {}) => {
    const payload = {
      iss: ISSUER,
      sub: 'alice',
      aud: [SERVER, 'https://other.example'],
      client_id: 'desk',
      jti: randomUUID(),
      iat: NOW - 60,
      exp: NOW + 600,
      cnf: { jkt: desk.thumbprint },
      del_depth: 0,
      del_max_depth: 3,
      authorization_details: [{ type: 'agent_delegation', ...detail }],
      ...changes,
    }
    return jws(JSON.parse(canonical({ alg: issuerKey.alg, typ: 'at+jwt', kid: 'k1' })), canonical(payload), issuerKey)
  }
  const granted = { scopes: ['files:read', 'files:write'], constraints: [{ key: 'lines', max: 100 }] }
  const said = async (chain, signer, call) => {
    const token = chain.at(-1)
    const dpop = [await dpopProof({ signer, method: 'POST', uri: SERVER, accessToken: token, now: NOW })]
    const presented = { token, parents: chain.slice(0, -1), proofs: { scheme: 'DPoP', dpop, method: 'POST', target: '/mcp' } }
    return gate.decide(presented, call, at).denial?.code ?? 'allow'
  }
  const read = (lines) => ({ tool: 'files.read', input: { path: '/home/a.txt', lines } })

  it('becomes longer and narrower', async () => {
    const first = root(granted)
    const second = await derive({ chain: [first], signer: desk, holder: coder.publicJwk, clientId: 'coder', audience: SERVER, now: NOW })
    const constraints = [{ key: 'lines', max: 10 }]
    const third = await derive({ chain: [first, second], signer: coder, holder: tester.publicJwk, clientId: 'tester', scopes: ['files:read'], constraints, expiresAt: NOW + 60, now: NOW })
    assert.equal(await said([first, second], coder, read(100)), 'allow')
    assert.equal(await said([first, second], coder, read(101)), 'authority_insufficient')
    assert.equal(await said([first, second, third], tester, read(10)), 'allow')
    assert.equal(await said([first, second, third], tester, read(11)), 'authority_insufficient')
    assert.equal(await said([first, second, third], tester, { tool: 'files.delete', input: { path: 'x' } }), 'scope_insufficient')
    const { cnf, sub, client_id, aud } = payloadOf(third)
    assert.deepEqual([cnf, sub, client_id, aud], [{ jkt: thumbprint(tester.publicJwk) }, 'alice', 'tester', [SERVER]])
  })

  it('never becomes wider', async () => {
    const made = { chain: [root(granted)], signer: desk, holder: coder.publicJwk, clientId: 'coder', now: NOW }
    for (const [changes, code] of [
      [{ scopes: ['files:read', 'files:admin'] }, 'scope_widened'],
      [{ constraints: [] }, 'authority_widened'],
      [{ constraints: [{ key: 'lines', max: 101 }] }, 'authority_widened'],
      [{ audience: 'https://third.example' }, 'audience_widened'],
      [{ expiresAt: NOW + 601 }, 'expiry_extended'],
      [{ maxDepth: 4 }, 'authority_widened'],
      [{ constraints: {} }, 'details_malformed'],
    ]) {
      await assert.rejects(derive({ ...made, ...changes }), { name: 'AccessDenied', code })
    }
    for (const changes of [{ clientId: undefined }, { tools: {} }, { signer: coder }, { scopes: 'a b' }, { audience: [1] }]) {
      await assert.rejects(derive({ ...made, ...changes }), TypeError, JSON.stringify(changes))
    }
  })
})
