// What each source but the keys is asked, and what its answer does.

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createGate } from '../../pkg/dist/index.js'
import { connect } from '../../pkg/dist/connect/index.js'
import { bound, ORIGIN, request } from '../js/dpop.mjs'
import { config, jwks, keySet, newKey, NOW, read, SERVER, signText, token } from '../js/support.mjs'
import { verdict } from './support.mjs'

const at = { now: NOW }
const proofs = { origin: ORIGIN, requireReplayCheck: true }
const sessions = { schema: 'type Session = { writes: Long, host?: Bool };', policies: '@id("few") permit (principal, action, resource) when { context.session.writes < 3 };' }

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
    await assert.rejects(gate.listToolsAsync(presented, at), { code: 'source_unavailable' })
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

  it('are those of their call, whatever the source does with its object', async () => {
    const facts = { writes: 4 }
    const factsOf = async () => Object.assign(facts, { writes: facts.writes - 1 })
    const gate = connect(raw, { session: { factsOf } })
    const verdicts = await gate.authorizeEachAsync(token(), [read, read], at)
    assert.deepEqual(verdicts.map(({ grant }) => grant !== undefined), [false, true])
  })

  it('that are not there are none, however deep', async () => {
    const schema = 'type Session = { seen?: { abuse?: Bool } };'
    const policies = 'permit (principal, action, resource); forbid (principal, action, resource) when { context.session has seen && context.session.seen has abuse };'
    for (const [facts, said] of [
      [{ seen: { abuse: true } }, 'policy_forbidden'],
      [{ seen: { abuse: undefined } }, 'source_unavailable'],
      [{ seen: undefined }, 'source_unavailable'],
      [{ seen: {} }, 'allow'],
    ]) {
      const gate = connect(createGate(config({ schema, policies })), { session: { factsOf: async () => facts } })
      assert.equal(await verdict(gate, token()), said)
    }
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
