// Approvals, as a host in JavaScript meets them. What decides is in tests/vectors/approval.json.

import assert from 'node:assert/strict'
import { it } from 'node:test'
import { AccessDenied, callHash, createGate } from '../../pkg/dist/index.js'
import { config, ISSUER, jwks, keySet, newKey, NOW, SERVER, sha256, signText, token } from './support.mjs'

const APPROVALS = 'https://approvals.example'
const approver = newKey()
const input = { path: '/home/a' }
const parties = { audience: SERVER, actor: { issuer: ISSUER, subject: 'agent' }, principal: { issuer: ISSUER, subject: 'alice' }, task: null }

function gate() {
  const { policies } = config()
  return createGate(
    config({
      issuers: [
        { issuer: ISSUER, jwks, profile: 'rfc9068', algorithms: ['Ed25519'] },
        { issuer: APPROVALS, jwks: keySet(approver), profile: { approval: {} }, algorithms: ['Ed25519'] },
      ],
      policies: `${policies}
        @id("asked") @requires("approval") forbid (principal, action, resource) unless { context has approval };`,
    }),
  )
}

function approve(call_hash) {
  const claims = { iss: APPROVALS, sub: 'bob', aud: SERVER, iat: NOW - 5, exp: NOW + 60, jti: 'ap-1', call_hash }
  return signText(JSON.stringify(claims), { typ: 'approval+jwt' }, approver)
}

function denial(work) {
  try {
    work()
  } catch (error) {
    assert.ok(error instanceof AccessDenied, String(error))
    return error
  }
  assert.fail('it was permitted')
}

it('is asked for, computed from what is shown, given, and used once', () => {
  const door = gate()
  const call = { tool: 'files.read', input }
  const jwt = token()
  const asked = denial(() => door.authorize(jwt, call, { now: NOW }))
  assert.equal(asked.code, 'approval_required')
  assert.equal(asked.callHash, callHash({ ...call, ...parties }))
  const { denial: same, record } = door.decide(jwt, call, { now: NOW })
  assert.equal(same.callHash, asked.callHash)
  assert.equal(record.denial.callHash, asked.callHash)
  assert.deepEqual([record.server, record.proven.actor, record.proven.principal], [SERVER, parties.actor, parties.principal])

  const approvals = [approve(asked.callHash)]
  const presented = (replay) => ({ token: jwt, proofs: { approvals, replay } })
  const unasked = denial(() => door.authorize(presented([]), call, { now: NOW }))
  assert.equal(unasked.code, 'replay_unchecked')
  assert.equal(unasked.callHash, undefined)
  const [{ key }] = unasked.missing.replay
  const grant = door.authorize(presented([{ key, isNew: true }]), call, { now: NOW })
  assert.deepEqual(grant.approval, {
    issuer: APPROVALS,
    approver: { issuer: APPROVALS, subject: 'bob' },
    id: 'ap-1',
    issuedAt: NOW - 5,
    expiresAt: NOW + 60,
  })
  assert.equal(denial(() => door.authorize(presented([{ key, isNew: false }]), call, { now: NOW })).code, 'approval_replayed')
  const other = { tool: 'files.read', input: { path: '/home/b' } }
  assert.equal(denial(() => door.authorize(presented([{ key, isNew: true }]), other, { now: NOW })).code, 'approval_mismatch')
  door.free()
})

it('the hash is of the canonical text', () => {
  const canonical = `{"actor":{"issuer":"${ISSUER}","subject":"agent"},"arguments":{"a":1,"é":[true,null]},"audience":"${SERVER}","principal":null,"task":{"name":"txn","value":"t"},"tool":"t","version":"narrowgate-call/1"}`
  const call = { ...parties, principal: null, task: { value: 't', name: 'txn' }, tool: 't' }
  assert.equal(callHash({ ...call, input: { é: [true, null], a: 1 } }), sha256(canonical))
  assert.equal(callHash({ ...call, inputText: '{"\\u00e9":[true,null],"a":1.0}' }), sha256(canonical))
})

it('there is no hash of what is no call', () => {
  const good = { ...parties, tool: 'files.read', input }
  const circular = {}
  circular.self = circular
  const calls = [
    undefined,
    null,
    'call',
    [],
    {},
    { ...good, tool: undefined },
    { ...good, tool: 1 },
    { ...good, tool: '' },
    { ...good, tool: '\ud800' },
    { ...good, input: [] },
    { ...good, input: NaN },
    { ...good, input: { n: 2 ** 53 } },
    { ...good, input: undefined, inputText: '{"n":9007199254740993}' },
    { ...good, inputText: '{}' },
    { ...good, audience: undefined },
    { ...good, audience: [SERVER] },
    { ...good, actor: null },
    { ...good, actor: 'agent' },
    { ...good, actor: { subject: 'agent' } },
    { ...good, actor: { issuer: ISSUER, subject: '\ud800' } },
    { ...good, actor: new Map() },
    { ...good, principal: undefined },
    { ...good, principal: false },
    { ...good, task: undefined },
    { ...good, task: 'm-7' },
    { ...good, task: { name: 'txn' } },
    Object.defineProperty({ ...good }, 'actor', { get: () => assert.fail('a getter') }),
  ]
  for (const call of calls) assert.equal(denial(() => callHash(call)).code, 'input_invalid', String(call?.tool))
  assert.equal(denial(() => callHash({ ...good, input: circular })).code, 'input_too_large')
  assert.equal(callHash(good).length, 43)
})
