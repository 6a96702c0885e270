// Bound tokens with their DPoP proofs, and a gate that takes them.

import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { AccessDenied, codes, createGate } from '../../pkg/dist/index.js'
import { config, jws, newKey, NOW, read, SERVER, sha256, token } from './support.mjs'

export const ORIGIN = 'https://tools.example'
const at = { now: NOW }
export const gate = createGate(config({ proofs: { origin: ORIGIN } }))
export const client = newKey()

/** A token that is bound to this key. */
export function bound(key = client, changes = {}) {
  return token({ cnf: { jkt: key.thumbprint }, ...changes })
}

/** A DPoP proof for this token (RFC 9449, section 4.2). */
export function proof(jwt, { key = client, header = {}, ...changes } = {}) {
  const payload = { jti: randomUUID(), htm: 'POST', htu: SERVER, iat: NOW, ath: sha256(jwt), ...changes }
  return jws({ typ: 'dpop+jwt', alg: key.alg, jwk: key.jwk, ...header }, JSON.stringify(payload), key)
}

/** What the host hands in: the token, one proof, and the request. */
export function request(jwt, dpop = [proof(jwt)], changes = {}) {
  return { token: jwt, proofs: { scheme: 'DPoP', dpop, method: 'POST', target: '/mcp', ...changes } }
}

/** Every way of asking says the same; gives the denial. */
export function denial(presented, asked = gate) {
  const { decision, denial, grant, record } = asked.decide(presented, read, at)
  assert.equal(decision, 'deny')
  assert.equal(grant, undefined)
  assert.ok(denial.code in codes, denial.code)
  assert.equal(denial.category, codes[denial.code])
  assert.equal(record.decision, 'deny')
  assert.equal(record.denial.code, denial.code)
  for (const ask of [() => asked.authorize(presented, read, at), () => asked.verify(presented, at)]) {
    assert.throws(ask, (error) => {
      assert.ok(error instanceof AccessDenied, String(error?.stack))
      assert.equal(error.code, denial.code)
      assert.equal(error.message, denial.message)
      return true
    })
  }
  return denial
}

export const code = (presented, asked) => denial(presented, asked).code
