// Revocation through the package: what a host is asked to look up, and what its word does.

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { AccessDenied, createGate } from '../../pkg/dist/index.js'
import { config, ISSUER, NOW, read, sha256, token } from './support.mjs'

const at = { now: NOW }
const named = (jwt) => sha256(jwt.slice(0, jwt.lastIndexOf('.')))
const strict = createGate(config({ requireRevocationCheck: true }))
const lenient = createGate(config())

describe('revocation', () => {
  const root = token({ jti: 'root', act: undefined })
  const leaf = token({ jti: 'leaf', exp: NOW + 500 })
  const presented = (revocation) => ({ token: leaf, parents: [root], ...(revocation && { proofs: { revocation } }) })
  const said = (revoked = []) => [root, leaf].map((jwt) => ({ token: named(jwt), revoked: revoked.includes(jwt) }))

  it('is asked about, token by token, and answered', () => {
    const { denial, record } = strict.decide(presented(), read, at)
    assert.equal(denial.code, 'revocation_unknown')
    assert.deepEqual(denial.hop, { token: 1, of: 2 })
    assert.equal(denial.challenge.status, 503)
    assert.deepEqual(denial.missing, {
      revocation: [
        { token: named(root), hop: 1, issuer: ISSUER, tokenId: 'root', expiresAt: NOW + 600 },
        { token: named(leaf), hop: 2, issuer: ISSUER, tokenId: 'leaf', expiresAt: NOW + 500 },
      ],
    })
    assert.equal(record.proven.principal.subject, 'alice')
    const answers = denial.missing.revocation.map(({ token }) => ({ token, revoked: false }))
    const decision = strict.decide(presented(answers), read, at)
    assert.equal(decision.grant.revocation, 'checked')
    assert.equal(decision.record.proven.revocation, 'checked')
  })

  it('is final, whether or not it was asked for, and the record says whose token it was', () => {
    for (const gate of [strict, lenient]) {
      const { denial, record } = gate.decide(presented(said([root])), read, at)
      assert.equal(denial.code, 'token_revoked')
      assert.deepEqual(denial.hop, { token: 1, of: 2 })
      assert.equal(denial.challenge.status, 401)
      assert.equal(denial.missing, undefined)
      assert.deepEqual([record.proven.principal.subject, record.proven.actor.subject], ['alice', 'agent'])
    }
    assert.equal(lenient.verify(presented(), at).revocation, 'not_checked')
    assert.equal(lenient.verify(presented(said()), at).revocation, 'checked')
  })

  it('has one spelling of a hash', () => {
    const [first] = said()
    for (const wrong of [`${first.token}=`, Buffer.from(first.token, 'base64url').toString('hex'), '', 1, null]) {
      assert.throws(
        () => lenient.verify(presented([{ ...first, token: wrong }]), at),
        (error) => error instanceof AccessDenied && error.code === 'proof_malformed',
      )
    }
  })

  it('names the status list that the token names', () => {
    const status = { status_list: { idx: 7, uri: 'https://as.example/lists/1' } }
    const { denial } = strict.decide(token({ status }), read, at)
    assert.deepEqual(denial.missing.revocation[0].status, { idx: 7, uri: 'https://as.example/lists/1' })
  })
})
