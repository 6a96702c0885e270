// A gate and its sources: what is asked, how often, and what is made of the answers.

import assert from 'node:assert/strict'
import { afterEach, describe, it, mock } from 'node:test'
import { AccessDenied, ConfigError, createGate } from '../../pkg/dist/index.js'
import { ConnectedGate, ConnectedVerifier, connect } from '../../pkg/dist/connect/index.js'
import { createVerifier } from '../../pkg/dist/verify/index.js'
import { bound, ORIGIN, request } from '../js/dpop.mjs'
import { config, ISSUER, jwks, keySet, newKey, NOW, read, SERVER, sha256, signText, token } from '../js/support.mjs'
import { trapOnce } from '../js/trap.mjs'
import { connected, gateWithout, never, remote, settle, verdict } from './support.mjs'

const at = { now: NOW }
const proofs = { origin: ORIGIN, requireReplayCheck: true }
const sessions = { schema: 'type Session = { writes: Long, host?: Bool };', policies: '@id("few") permit (principal, action, resource) when { context.session.writes < 3 };' }
const remove = { tool: 'files.delete', input: { path: '/home/a.txt' } }

afterEach(() => mock.restoreAll())

/** A replay store that remembers, and what it was asked. */
function memory() {
  const known = new Set()
  const asked = []
  const insert = async ({ key, until }, { signal }) => {
    asked.push({ key, until })
    assert.ok(signal instanceof AbortSignal)
    return !known.has(key) && Boolean(known.add(key))
  }
  return { insert, asked }
}

const revoking = (...revoked) => {
  const asked = []
  return { asked, isRevoked: async (query) => asked.push(query) && revoked.includes(query.tokenId) }
}

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

describe('a replay store', () => {
  const strict = () => createGate(config({ proofs, ...sessions }))

  it('is asked once per proof, though the gate verifies and then decides', async () => {
    const replay = memory()
    const session = { factsOf: async () => ({ writes: 1 }) }
    const gate = connect(strict(), { replay, session })
    const presented = request(bound())
    const grant = await gate.authorizeAsync(presented, read, at)
    assert.equal(grant.possession.replay, 'checked')
    assert.equal(replay.asked.length, 1)
    assert.deepEqual(replay.asked[0], grant.possession.replayKeys?.[0] ?? replay.asked[0])
    assert.equal(await verdict(gate, presented), 'proof_replayed')
    for (const ask of [
      (shown) => gate.decideAsync(shown, read, at).then(({ decision }) => decision),
      (shown) => gate.verifyAsync(shown, at).then(() => 'allow'),
      (shown) => gate.authorizeEachAsync(shown, [read, read], at).then((verdicts) => (verdicts.every(({ grant }) => grant) ? 'allow' : 'deny')),
      (shown) => gate.listToolsAsync(shown, { ...at, session: { writes: 1 } }).then(() => 'allow'),
    ]) {
      const count = replay.asked.length
      assert.equal(await ask(request(bound())), 'allow')
      assert.equal(replay.asked.length, count + 1)
    }
  })

  it('that says neither yes nor no has not answered', async () => {
    for (const said of [undefined, null, 1, 0, 'true', {}, { isNew: true }]) {
      const told = []
      const gate = connect(createGate(config({ proofs, requireRevocationCheck: true })), { replay: { insert: async () => said }, revocation: revoking() }, { onFault: (error, source) => told.push([source, error.name]) })
      assert.equal(await verdict(gate, request(bound())), 'source_unavailable')
      assert.deepEqual(told, [['replay', 'TypeError']])
      const other = connect(createGate(config({ requireRevocationCheck: true })), { revocation: { isRevoked: async () => said } }, { onFault: (error, source) => told.push([source, error.name]) })
      assert.equal(await verdict(other, token()), 'source_unavailable')
      assert.deepEqual(told[1], ['revocation', 'TypeError'])
    }
  })

  it('that a gate does not ask protects from nothing, so nothing is granted', async () => {
    const told = []
    const gate = connect(createGate(config({ proofs: { origin: ORIGIN } })), { replay: memory() }, { onFault: (error, source) => told.push([source, error.message]) })
    const presented = request(bound())
    assert.equal(await verdict(gate, presented), 'source_unavailable')
    assert.match(told[0][1], /requireReplayCheck/)
    assert.equal((await gate.decideAsync(presented, read, at)).decision, 'deny')
    await assert.rejects(gate.verifyAsync(presented, at), { code: 'source_unavailable' })
    await assert.rejects(gate.authorizeEachAsync(presented, [read], at), { code: 'source_unavailable' })
    assert.equal(await verdict(gate, token()), 'allow', 'there is no proof to replay')
  })

  it('keeps what the caller says of other proofs', async () => {
    const replay = memory()
    const gate = connect(createGate(config({ proofs })), { replay })
    const presented = request(bound(), undefined, { replay: [{ key: 'another', isNew: true }] })
    assert.equal(await verdict(gate, presented), 'allow')
    assert.deepEqual(presented.proofs.replay, [{ key: 'another', isNew: true }])
  })
})

describe('a revocation store', () => {
  it('is asked about each token once, and its word is final', async () => {
    const [root, leaf] = [token({ jti: 'root', act: undefined }), token({ jti: 'leaf', exp: NOW + 500 })]
    const presented = { token: leaf, parents: [root] }
    const revocation = revoking('root')
    const gate = connect(createGate(config({ requireRevocationCheck: true })), { revocation })
    assert.equal(await verdict(gate, presented), 'token_revoked')
    assert.deepEqual(revocation.asked.map(({ tokenId }) => tokenId), ['root', 'leaf'])
    const fine = connect(createGate(config({ requireRevocationCheck: true })), { revocation: revoking() })
    const grant = await fine.authorizeAsync(presented, read, at)
    assert.equal(grant.revocation, 'checked')
  })

  it('that a gate does not ask protects from nothing, so nothing is granted', async () => {
    const told = []
    const gate = connect(createGate(config()), { revocation: revoking() }, { onFault: (error, source) => told.push([source, error.message]) })
    assert.equal(await verdict(gate, token()), 'source_unavailable')
    assert.deepEqual(told[0][0], 'revocation')
    assert.match(told[0][1], /requireRevocationCheck/)
    assert.equal((await gate.decideAsync(token(), read, at)).denial.code, 'source_unavailable')
  })
})

describe('session facts', () => {
  const raw = createGate(config(sessions))

  it('are asked for with who was verified, before the decision, and only then', async () => {
    const seen = []
    const factsOf = async (who, call, { now, signal }) => {
      seen.push([who.actor.subject, call.tool, now, signal.aborted])
      return { writes: seen.length }
    }
    const gate = connect(raw, { session: { factsOf } })
    assert.equal(await verdict(gate, token({ iat: NOW - 200, exp: NOW - 100 })), 'token_expired')
    assert.deepEqual(seen, [])
    assert.equal(await verdict(gate, token()), 'allow')
    const verdicts = await gate.authorizeEachAsync(token(), [read, read], at)
    assert.deepEqual(verdicts.map(({ grant }) => grant !== undefined), [true, false], 'each call has its own')
    assert.deepEqual(seen, Array(3).fill(['agent', 'files.read', NOW, false]))
    await gate.listToolsAsync(token(), { ...at, session: { writes: 1 } })
    assert.equal(seen.length, 3)
  })

  it('stand above what the caller says, beside what else it says', async () => {
    const policies = '@id("all") permit (principal, action, resource) when { context.session.writes == 1 && context.session has host && context.session.host };'
    const gate = connect(createGate(config({ ...sessions, policies })), { session: { factsOf: async () => ({ writes: 1 }) } })
    assert.equal(await verdict(gate, token(), { call: { ...read, session: { writes: 9, host: true } } }), 'allow')
    assert.equal(await verdict(gate, token(), { call: { ...read, session: { writes: 1, host: false } } }), 'policy_denied')
  })

  it('do not mend what the caller says wrongly', async () => {
    const gate = connect(raw, { session: { factsOf: async () => ({ writes: 1 }) } })
    const circular = {}
    circular.a = circular
    for (const session of [null, [], 1, true, new Map(), circular, { writes: () => 1 }, Object.defineProperty({}, 'x', { enumerable: true, get: () => assert.fail() })]) {
      assert.equal(await verdict(gate, token(), { call: { ...read, session } }), 'session_invalid')
    }
    await assert.rejects(gate.authorizeAsync(token(), { ...read, session: '{"writes":1}' }, at), TypeError)
  })

  it('are facts, or the source did not answer', async () => {
    const odd = [undefined, null, 1, 'x', '{"writes":1}', true, [], [1], new Map([['writes', 1]]), () => 1, { writes: undefined }, { writes: Number.NaN }, { writes: 1n }, Object.defineProperty({}, 'x', { enumerable: true, get: () => assert.fail() })]
    for (const facts of odd) {
      const gate = connect(raw, { session: { factsOf: async () => facts } })
      assert.equal(await verdict(gate, token()), 'source_unavailable', String(facts))
    }
    for (const facts of [{}, { writes: 'a' }, { writes: 1, more: 1 }, JSON.parse('{"writes":1,"__proto__":{"writes":1}}')]) {
      const gate = connect(raw, { session: { factsOf: async () => facts } })
      assert.equal(await verdict(gate, token()), 'session_invalid', JSON.stringify(facts))
    }
  })

  it('of a call that was changed meanwhile are not used for the other', async () => {
    const call = { tool: 'files.read', input: { path: '/home/a' } }
    const presented = { token: token() }
    const factsOf = async () => {
      call.tool = 'files.delete'
      presented.token = 'x'
      return { writes: 1 }
    }
    const gate = connect(raw, { session: { factsOf } })
    assert.equal((await gate.authorizeAsync(presented, call, at)).tool, 'files.read')
  })
})

describe('approvals', () => {
  const APPROVALS = 'https://approvals.example'
  const approver = newKey()

  it('of an issuer whose keys are fetched are fetched for, and used up once', async () => {
    const issuers = [...config().issuers, { issuer: APPROVALS, jwks: null, profile: { approval: {} }, algorithms: ['Ed25519'] }]
    const policies = `${config().policies} @id("asked") @requires("approval") forbid (principal, action == Action::"files.read", resource) unless { context has approval };`
    const replay = memory()
    let now
    const keys = { issuers: [APPROVALS], current: () => now, refresh: async () => void (now = keySet(approver)) }
    const gate = connect(createGate(config({ issuers, policies })), { keys, replay })
    const jwt = token()
    const { denial } = await gate.decideAsync(jwt, read, at)
    assert.equal(denial.code, 'approval_required')
    const claims = { iss: APPROVALS, sub: 'bob', aud: SERVER, iat: NOW, exp: NOW + 60, jti: 'a1', call_hash: denial.callHash }
    const approval = signText(JSON.stringify(claims), { typ: 'approval+jwt' }, approver)
    const presented = { token: jwt, proofs: { approvals: [approval] } }
    assert.equal((await gate.authorizeAsync(presented, read, at)).approval.id, 'a1')
    assert.equal(await verdict(gate, presented), 'approval_replayed')
    now = undefined
    assert.equal(await verdict(gate, presented), 'approval_replayed')
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
