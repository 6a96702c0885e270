// Session facts of a chain of attenuating agent tokens: who acts is proven for one call at a time, together with the call.

import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { describe, it } from 'node:test'
import { aatProof, derive, generateKey } from '../../pkg/dist/agent/index.js'
import { createGate } from '../../pkg/dist/index.js'
import { connect } from '../../pkg/dist/connect/index.js'
import { countCalls, memoryCounters, memoryReplay } from '../../pkg/dist/stores/index.js'
import { ORIGIN } from '../js/dpop.mjs'
import { config, ISSUER, issuerKey, jwks, jws, NOW, SERVER } from '../js/support.mjs'

const at = { now: NOW }
const [desk, coder, stranger] = [1, 2, 3].map(() => generateKey({ type: 'Ed25519' }))
const reads = { tool: 'files.read', input: { path: '/home/a.txt' } }
const removes = { tool: 'files.delete', input: { path: '/home/a.txt' } }

const claims = { iss: ISSUER, jti: randomUUID(), iat: NOW - 60, exp: NOW + 600, cnf: { jwk: desk.publicJwk }, del_depth: 0, del_max_depth: 2 }
const details = [{ type: 'attenuating_agent_token', tools: { 'files.read': {}, 'files.delete': {} } }]
const root = jws({ alg: issuerKey.alg, typ: 'aat+jwt', kid: 'k1' }, JSON.stringify({ ...claims, authorization_details: details }), issuerKey)
const child = await derive({ chain: [root], signer: desk, holder: coder.publicJwk, tools: { 'files.read': {} }, now: NOW })

async function shown(call = reads, { chain = [root, child], signer = coder } = {}) {
  const token = chain.at(-1)
  return { token, parents: chain.slice(0, -1), proofs: { aat: [await aatProof({ signer, token, call, audience: SERVER, now: NOW })] } }
}

const POLICIES = 'permit (principal, action, resource); forbid (principal, action, resource) when { context.session.calls > 2 };'

/** A gate with a count of two, and what was asked. */
function counting({ sources = {}, schema, policies = POLICIES, ...changes } = {}) {
  const asked = []
  const counts = countCalls({ windows: { calls: { seconds: 60, per: ['actor'] } }, store: memoryCounters() })
  const session = {
    factsOf: (who, call, asking) => {
      asked.push(who)
      return counts.factsOf(who, call, asking)
    },
  }
  const issuers = [{ issuer: ISSUER, jwks, profile: { 'aat-01': { typ: 'aat+jwt', toolsInsteadOfScopes: true } }, algorithms: ['Ed25519', 'ES256'] }]
  const own = createGate(config({ issuers, proofs: { origin: ORIGIN }, policies, schema: schema ?? counts.schema, ...changes }))
  return { gate: connect(own, { session, ...sources }), own, asked }
}

const codeOf = async (work) => {
  try {
    const { denial } = await work
    return denial?.code ?? 'allow'
  } catch (error) {
    if (error.name !== 'AccessDenied') throw error
    return error.code
  }
}

describe('session facts of a chain whose proof is of one call', () => {
  it('are those of who was proven, by every method that decides a call', async () => {
    const { gate, own, asked } = counting()
    const first = await gate.authorizeAsync(await shown(), reads, at)
    const { decision, record } = await gate.decideAsync(await shown(), reads, at)
    assert.equal(decision, 'allow')
    assert.deepEqual(asked.map(({ actor }) => actor), [first.actor, record.proven.actor])
    assert.equal(own.decide(await shown(), { ...reads, session: { calls: 3 } }, at).denial.code, 'policy_forbidden')
    assert.equal(await codeOf(gate.authorizeAsync(await shown(), reads, at)), 'policy_forbidden')
    assert.equal(await codeOf(gate.decideAsync(await shown(), reads, at)), 'policy_forbidden')
    // The one who delegated is somebody else
    assert.equal(await codeOf(gate.authorizeAsync(await shown(reads, { chain: [root], signer: desk }), reads, at)), 'allow')
  })

  it('are asked for where policies can do without, too', async () => {
    const policies = 'permit (principal, action, resource); forbid (principal, action, resource) when { context has session && context.session has calls && context.session.calls > 2 };'
    for (const schema of ['type Session = { calls?: Long };', undefined]) {
      const { gate } = counting({ schema, policies: schema ? policies.replace('context has session && ', '') : POLICIES })
      const said = []
      for (let call = 0; call < 4; call++) said.push(await codeOf(gate.decideAsync(await shown(), reads, at)))
      assert.deepEqual(said, ['allow', 'allow', 'policy_forbidden', 'policy_forbidden'])
    }
  })

  it('are nobody’s where the proof is of another call, another key or another chain', async () => {
    const { gate, asked } = counting()
    const other = generateKey({ type: 'Ed25519' })
    const foreign = await derive({ chain: [root], signer: desk, holder: other.publicJwk, tools: { 'files.read': {} }, now: NOW })
    const grandchild = await derive({ chain: [root, child], signer: coder, holder: stranger.publicJwk, now: NOW })
    for (const [presented, call, code] of [
      [await shown(removes), reads, 'proof_request_mismatch'],
      [await shown(), { ...reads, input: { path: '/home/b.txt' } }, 'proof_request_mismatch'],
      [{ ...(await shown()), token: foreign }, reads, 'proof_signature_invalid'],
      [await shown(reads, { chain: [root, foreign, grandchild], signer: stranger }), reads, undefined],
      [{ ...(await shown()), parents: [] }, reads, undefined],
      [{ ...(await shown()), proofs: {} }, reads, 'proof_required'],
      [await shown(removes), removes, 'authority_insufficient'],
    ]) {
      for (const method of ['authorizeAsync', 'decideAsync']) {
        const said = await codeOf(gate[method](presented, call, at))
        assert.notEqual(said, 'allow')
        if (code !== undefined) assert.equal(said, code)
      }
    }
    assert.deepEqual(asked, [])
  })

  it('do not count who shows a used proof again', async () => {
    const { gate, asked } = counting({ proofs: { origin: ORIGIN, requireReplayCheck: true }, sources: { replay: memoryReplay({ clock: { now: () => NOW, elapsedMs: () => 0 } }) } })
    const presented = await shown()
    assert.equal(await codeOf(gate.authorizeAsync(presented, reads, at)), 'allow')
    assert.equal(await codeOf(gate.authorizeAsync(presented, reads, at)), 'proof_request_mismatch')
    const { decision, denial, record } = await gate.decideAsync(presented, reads, at)
    assert.deepEqual([decision, denial.code, denial.challenge.status, record.denial.code], ['deny', 'proof_request_mismatch', 401, 'proof_request_mismatch'])
    assert.equal(asked.length, 1)
    // The next one is the second
    assert.equal(await codeOf(gate.authorizeAsync(await shown(), reads, at)), 'allow')
    assert.equal(await codeOf(gate.authorizeAsync(await shown(), reads, at)), 'policy_forbidden')
  })

  it('are not asked for where a token is revoked, or nobody can say', async () => {
    const sources = { revocation: { isRevoked: async () => true } }
    const { gate, asked } = counting({ requireRevocationCheck: true, sources })
    assert.equal(await codeOf(gate.decideAsync(await shown(), reads, at)), 'token_revoked')
    sources.revocation.isRevoked = async () => Promise.reject(new Error('gone'))
    assert.equal(await codeOf(gate.decideAsync(await shown(), reads, at)), 'source_unavailable')
    assert.deepEqual(asked, [])
    sources.revocation.isRevoked = async () => false
    assert.equal(await codeOf(gate.decideAsync(await shown(), reads, at)), 'allow')
  })

  it('do not make several calls of one proof', async () => {
    const { gate, asked } = counting()
    assert.equal(await codeOf(gate.authorizeEachAsync(await shown(), [reads], at)), 'proof_request_mismatch')
    assert.equal(await codeOf(gate.verifyAsync(await shown(), at)), 'proof_request_mismatch')
    assert.deepEqual(asked, [])
  })
})
