// A gate and its sources: what is asked, how often, and what is made of the answers.

import assert from 'node:assert/strict'
import { afterEach, describe, it, mock } from 'node:test'
import { AccessDenied, ConfigError, createGate } from '../../pkg/dist/index.js'
import { ConnectedGate, ConnectedVerifier, connect } from '../../pkg/dist/connect/index.js'
import { createVerifier } from '../../pkg/dist/verify/index.js'
import { config, ISSUER, jwks, keySet, newKey, NOW, read, SERVER, signText, token } from '../js/support.mjs'
import { trapOnce } from '../js/trap.mjs'
import { connected, gateWithout, never, remote, settle, verdict } from './support.mjs'

const at = { now: NOW }
const sessions = { schema: 'type Session = { writes: Long, host?: Bool };', policies: '@id("few") permit (principal, action, resource) when { context.session.writes < 3 };' }
const remove = { tool: 'files.delete', input: { path: '/home/a.txt' } }

afterEach(() => mock.restoreAll())

/** A replay store to which all is new. */
const memory = () => ({ insert: async () => true })

describe('connect', () => {
  it('makes of a gate what lists tools, and of a verifier what does not', async () => {
    const gate = connect(createGate(config()), {})
    assert.ok(gate instanceof ConnectedGate && gate instanceof ConnectedVerifier)
    const { policies: _, ...rules } = config()
    const verifier = connect(createVerifier(rules), {})
    assert.ok(!(verifier instanceof ConnectedGate) && verifier instanceof ConnectedVerifier)
    assert.equal((await verifier.authorizeAsync(token(), read, at)).tool, 'files.read')
    assert.equal((await verifier.verifyAsync(token(), at)).actor.subject, 'agent')
    assert.equal((await verifier.decideAsync(token(), remove, at)).denial.code, 'scope_insufficient')
    assert.deepEqual(gate.metadata(), verifier.metadata())
  })

  it('says of a wrong source that it is none, at once', () => {
    const gate = createGate(config())
    for (const sources of [
      undefined,
      null,
      1,
      { key: remote().keys },
      { keys: () => {} },
      { keys: {} },
      { keys: { current() {}, refresh() {} } },
      { replay: memory },
      { revocation: { isRevoked: true } },
      { session: null },
    ]) {
      assert.throws(() => connect(gate, sources), TypeError)
    }
    for (const timeoutMs of [0, -1, Number.NaN, Infinity, '1', null, 86_400_001]) assert.throws(() => connect(gate, {}, { timeoutMs }), TypeError)
    assert.throws(() => connect(gate, {}, { onFault: 'log' }), TypeError)
    assert.doesNotThrow(() => connect(gate, { keys: undefined, replay: memory() }))
  })

  it('leaves denials that it has no source for as they are', async () => {
    const gate = connect(gateWithout({ requireRevocationCheck: true }), {})
    assert.equal(await verdict(gate, token()), 'keys_missing')
    const other = connect(createGate(config({ requireRevocationCheck: true })), { keys: { issuers: [], current() {}, refresh: assert.fail } })
    assert.equal(await verdict(other, token()), 'revocation_unknown')
    assert.equal(await verdict(other, token({}, { kid: 'k2' })), 'key_unknown')
  })

  it('works with a verifier and keys that are fetched', async () => {
    const { policies: _, ...rules } = config()
    const verifier = createVerifier({ ...rules, issuers: [{ issuer: ISSUER, jwks: null, profile: 'rfc9068', algorithms: ['Ed25519'] }] })
    const { gate, asked } = connected(jwks, {}, { gate: verifier })
    assert.equal((await gate.authorizeAsync(token(), read, at)).tool, 'files.read')
    assert.equal(asked.length, 1)
  })
})

describe('a gate that is left without keys', () => {
  const did = 'did:web:as.example'
  const domain = 'spiffe://example.org'
  const key = newKey()
  const ec = newKey('ES256')
  const method = { id: `${did}#k1`, type: 'JsonWebKey', controller: did, publicKeyJwk: key.jwk }

  for (const [kind, issuer, keys, jwt] of [
    ['a key set', { issuer: ISSUER, jwks: null, profile: 'rfc9068', algorithms: ['Ed25519'] }, keySet(key), token({}, {}, key)],
    ['a SPIFFE bundle', { issuer: domain, spiffeBundle: null, profile: 'spiffe-jwt-svid', algorithms: ['ES256'] }, { keys: [{ ...ec.jwk, kid: 'k1', use: 'jwt-svid' }] }, signText(JSON.stringify({ sub: `${domain}/agent`, aud: SERVER, exp: NOW + 60 }), { typ: 'JWT' }, ec)],
    ['the document of a DID', { issuer: did, didDocument: null, profile: 'rfc9068', algorithms: ['Ed25519'] }, { id: did, verificationMethod: [method], assertionMethod: [method.id] }, token({ iss: did }, { kid: `${did}#k1` }, key)],
  ]) {
    it(`of ${kind} is given new ones when a token needs them, and denies until then`, async () => {
      let now
      let next = keys
      let count = 0
      const refresh = async () => {
        count += 1
        now = next
      }
      const raw = gateWithout({ issuers: [issuer], requiredScopes: { 'files.read': [], 'files.delete': [] }, policies: 'permit (principal, action, resource);' })
      const gate = connect(raw, { keys: { issuers: [issuer.issuer], current: () => now, refresh } })
      assert.deepEqual([await verdict(gate, jwt), await verdict(gate, jwt), count], ['allow', 'allow', 1])
      now = undefined
      assert.deepEqual([await verdict(gate, jwt), count], ['allow', 2])
      now = undefined
      next = undefined
      assert.deepEqual([await verdict(gate, jwt), count], ['source_unavailable', 3])
      assert.equal(raw.decide(jwt, read, at).denial.code, 'keys_missing')
    })
  }
})

describe('what replaces keys', () => {
  const source = (changes) => ({ issuers: [ISSUER], current: () => undefined, refresh: async () => {}, ...changes })

  it('is told of a gate that has no such issuer nothing more', async () => {
    const raw = createGate(config())
    const spy = mock.method(raw, 'replaceKeys')
    const gate = connect(raw, { keys: source({ issuers: ['https://other.example'], current: () => JSON.stringify(jwks) }) })
    for (let index = 0; index < 3; index++) assert.equal(await verdict(gate, token()), 'allow')
    assert.equal(spy.mock.callCount(), 1)
  })

  it('does not try the same bad set for every request, and says so once', async () => {
    const raw = gateWithout()
    const spy = mock.method(raw, 'replaceKeys')
    const told = []
    const bad = { keys: [] }
    const gate = connect(raw, { keys: source({ current: () => bad }) }, { onFault: (error) => told.push(error.name) })
    for (let index = 0; index < 3; index++) assert.equal(await verdict(gate, token()), 'source_unavailable')
    assert.equal(spy.mock.callCount(), 1)
    assert.equal(told.filter((name) => name === 'ConfigError').length, 1)
  })

  it('denies everything where a gate can not be left without keys, and says why', async () => {
    const raw = createGate(config())
    const told = []
    const gate = connect(raw, { keys: source() }, { onFault: (error) => told.push(error.name) })
    mock.method(raw, 'removeKeys', () => {
      throw new ConfigError([{ path: '', message: 'a fault inside the gate' }])
    })
    assert.equal(await verdict(gate, token()), 'source_unavailable')
    const { decision, denial, record } = await gate.decideAsync(token(), read, at)
    assert.deepEqual([decision, denial.code, record.decision, record.proven, record.policies], ['deny', 'source_unavailable', 'deny', undefined, []])
    assert.deepEqual(new Set(told), new Set(['ConfigError']))
  })

  it('and traps denies, and the next request has the keys', async () => {
    const raw = gateWithout()
    const { gate } = connected(jwks, {}, { gate: raw })
    for (const method of ['removeKeys', 'replaceKeys']) {
      trapOnce(method)
      assert.equal(await verdict(gate, token()), 'source_unavailable')
    }
    assert.equal(await verdict(gate, token()), 'allow')
  })

  it('is the same for whoever connects the gate again', async () => {
    const raw = gateWithout()
    const spy = mock.method(raw, 'replaceKeys')
    const { keys } = remote()
    const [one, two] = [connect(raw, { keys }), connect(raw, { keys })]
    assert.equal(await verdict(one, token()), 'allow')
    const count = spy.mock.callCount()
    assert.equal(await verdict(two, token()), 'allow')
    assert.equal(spy.mock.callCount(), count)
  })

  it('may be an object, and has to be another one to be new', async () => {
    let now = jwks
    const next = newKey()
    const gate = connect(gateWithout(), { keys: source({ current: () => now }) })
    assert.equal(await verdict(gate, token()), 'allow')
    now = keySet(next)
    assert.equal(await verdict(gate, token({}, {}, next)), 'allow')
    assert.equal(await verdict(gate, token()), 'signature_invalid')
  })
})

describe('decideAsync', () => {
  it('has a record of every denial, also of a source that is gone', async () => {
    for (const [sources, raw] of [
      [{ keys: remote(new TypeError('fetch failed')).keys }, gateWithout()],
      [{ revocation: { isRevoked: async () => assert.fail('gone') } }, createGate(config({ requireRevocationCheck: true }))],
      [{ session: { factsOf: async () => assert.fail('gone') } }, createGate(config())],
    ]) {
      const { decision, denial, grant, record } = await connect(raw, sources).decideAsync(token(), read, at)
      assert.deepEqual([decision, denial.code, grant], ['deny', 'source_unavailable', undefined])
      assert.ok(!JSON.stringify([denial, record]).includes('gone'))
      assert.deepEqual(record.denial, { code: 'source_unavailable', category: 'source', message: denial.message })
      assert.deepEqual([record.decision, record.tool, record.time, record.server, record.policies], ['deny', 'files.read', NOW, SERVER, []])
      assert.match(record.inputSha256, /^[\w-]{43}$/)
      for (const name of ['obligations', 'advice', 'near', 'approval', 'limits']) assert.equal(record[name], undefined, name)
      assert.equal(record.proven?.actor.subject, 'keys' in sources ? undefined : 'agent')
      assert.ok(Object.isFrozen(record) && Object.isFrozen(record.denial) && Object.isFrozen(denial.challenge))
    }
  })

  it('says what did not hold before there could be facts, as data', async () => {
    const gate = connect(createGate(config(sessions)), { session: { factsOf: () => assert.fail('nobody was verified') } })
    const { denial, record } = await gate.decideAsync(token({ iat: NOW - 200, exp: NOW - 100 }), read, at)
    assert.deepEqual([denial.code, record.denial.code, denial instanceof Error], ['token_expired', 'token_expired', false])
    trapOnce('verify')
    const trapped = await gate.decideAsync(token(), read, at)
    assert.deepEqual([trapped.denial.code, trapped.record.denial.code, trapped.denial instanceof Error], ['internal', 'internal', false])
    assert.deepEqual(Object.keys(trapped.denial).sort(), ['advice', 'category', 'challenge', 'code', 'message', 'near', 'policies'])
  })

  it('says what the gate says where nothing is missing', async () => {
    const raw = createGate(config())
    const gate = connect(raw, {})
    const jwt = token()
    assert.deepEqual(await gate.decideAsync(jwt, read, at), raw.decide(jwt, read, at))
    assert.deepEqual(await gate.decideAsync(jwt, remove, at), raw.decide(jwt, remove, at))
  })
})

describe('a trap', () => {
  it('denies, in every method, and the next request works', async () => {
    const { gate } = connected()
    assert.equal(await verdict(gate, token()), 'allow')
    trapOnce('authorize')
    assert.equal(await verdict(gate, token()), 'internal')
    trapOnce('decide')
    assert.equal((await gate.decideAsync(token(), read, at)).denial.code, 'internal')
    trapOnce('verify')
    await assert.rejects(gate.verifyAsync(token(), at), { name: 'AccessDenied', code: 'internal' })
    trapOnce('authorizeEach')
    await assert.rejects(gate.authorizeEachAsync(token(), [read], at), { name: 'AccessDenied', code: 'internal' })
    trapOnce('listTools')
    await assert.rejects(gate.listToolsAsync(token(), at), { name: 'AccessDenied', code: 'internal' })
    assert.equal(await verdict(gate, token()), 'allow')
  })

  it('does not bring back keys that were taken away', async () => {
    const { gate, clock, publish } = connected()
    assert.equal(await verdict(gate, token()), 'allow')
    publish(keySet(newKey()))
    clock.pass(600_000)
    assert.equal(await verdict(gate, token()), 'signature_invalid')
    trapOnce('authorize')
    assert.equal(await verdict(gate, token()), 'internal')
    assert.equal(await verdict(gate, token()), 'signature_invalid')
  })
})

describe('a gate that always lacks something else', () => {
  it('is asked seventeen times, and denies', async () => {
    let count = 0
    const lacking = (missing) => {
      count += 1
      throw new AccessDenied({ code: 'revocation_unknown', category: 'untrusted', message: '', policies: [], advice: [], near: [], challenge: { status: 503, wwwAuthenticate: null }, missing })
    }
    const fake = { authorize: () => lacking({ revocation: [{ token: `t${count}` }] }), verify() {}, decide() {}, replaceKeys() {}, removeKeys() {}, metadata() {} }
    const gate = connect(fake, { revocation: { isRevoked: async () => false } })
    assert.equal(await verdict(gate, token()), 'revocation_unknown')
    assert.equal(count, 17)
    count = 0
    fake.authorize = () => lacking({ revocation: [{ token: 'the same' }] })
    assert.equal(await verdict(gate, token()), 'revocation_unknown')
    assert.equal(count, 2)
    fake.authorize = () => lacking({ something: 'new' })
    assert.equal(await verdict(gate, token()), 'revocation_unknown')
  })
})

describe('a caller', () => {
  it('that hands in junk is denied as by the gate alone', async () => {
    const raw = createGate(config(sessions))
    const gate = connect(raw, { session: { factsOf: async () => ({ writes: 1 }) }, replay: memory() })
    for (const presented of [undefined, null, 1, '', [], {}, { token: 1 }, { token: token(), parents: 'x' }, { token: token(), proofs: 'x' }, { token: token(), proofs: [] }]) {
      const { denial } = raw.decide(presented, { ...read, session: { writes: 1 } }, at)
      assert.equal(await verdict(gate, presented), denial?.code ?? 'allow', JSON.stringify(presented))
    }
    for (const call of [undefined, null, 1, 'x', [], {}, { tool: 1 }]) {
      const { denial } = await gate.decideAsync(token(), call, at)
      assert.equal(denial.code, 'tool_unknown')
      await assert.rejects(gate.authorizeAsync(token(), call, at), { code: 'tool_unknown' })
    }
    await assert.rejects(gate.authorizeAsync(token(), read, { now: 'x' }), TypeError)
    await assert.rejects(gate.authorizeEachAsync(token(), 'x', at))
  })

  it('that goes away is not answered, whatever was asked', async () => {
    const client = new AbortController()
    const gate = connect(createGate(config(sessions)), { session: { factsOf: (_, __, { signal }) => new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))) } })
    const waiting = [
      gate.authorizeAsync(token(), read, { ...at, signal: client.signal }),
      gate.decideAsync(token(), read, { ...at, signal: client.signal }),
      gate.authorizeEachAsync(token(), [read], { ...at, signal: client.signal }),
    ]
    await settle()
    client.abort(new Error('gone'))
    for (const one of waiting) await assert.rejects(one, { message: 'gone' })
  })

  it('is not kept waiting by a source that never answers', async (context) => {
    context.mock.timers.enable({ apis: ['setTimeout'] })
    const gate = connect(createGate(config(sessions)), { session: { factsOf: never } })
    const waiting = verdict(gate, token())
    for (let index = 0; index < 10; index++) await Promise.resolve()
    context.mock.timers.tick(4999)
    const early = await Promise.race([waiting, Promise.resolve('waits')])
    context.mock.timers.tick(1)
    assert.deepEqual([early, await waiting], ['waits', 'source_unavailable'])
  })
})
