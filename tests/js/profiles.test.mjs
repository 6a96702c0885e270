// Tokens of other shapes than RFC 9068: what of them comes out of the package, and that names in them are only names.

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ConfigError, createGate } from '../../pkg/dist/index.js'
import { config, jwks, NOW, read, SERVER, signText } from './support.mjs'

const at = { now: NOW }
const BASE = { iat: NOW - 10, exp: NOW + 600, aud: SERVER }

/** A gate for one issuer with this profile, whose tools take no scope. */
function gateFor(profile, issuer = 'https://as.example') {
  const trusted = { issuer, jwks, profile, algorithms: ['Ed25519'] }
  return createGate(config({ issuers: [trusted], requiredScopes: { 'files.read': [], 'files.delete': [] }, policies: 'permit (principal, action, resource);' }))
}

/** Grant and record agree; gives the grant. */
function granted(gate, jwt) {
  const { grant, denial, record } = gate.decide(jwt, read, at)
  assert.equal(denial, undefined, denial?.message)
  assert.deepEqual(gate.authorize(jwt, read, at), grant)
  for (const name of ['principal', 'actor', 'clientId', 'tokenId', 'attributes', 'possession']) {
    assert.deepEqual(record.proven[name], grant[name], name)
  }
  return grant
}

/** Nothing that came out has another prototype, or an own member that would be one, and none was changed. */
function assertClean(value) {
  if (typeof value !== 'object' || value === null) return
  assert.equal(Object.getPrototypeOf(value), Array.isArray(value) ? Array.prototype : Object.prototype)
  assert.ok(Object.isFrozen(value))
  for (const name of Reflect.ownKeys(value)) {
    assert.ok(!['__proto__', 'constructor', 'prototype'].includes(name), String(name))
    assertClean(value[name])
  }
  assert.equal({}.polluted, undefined)
}

describe('ZeroID', () => {
  const ZEROID = 'https://auth.example.com'
  const gate = gateFor({ zeroid: { trustDomain: 'agents.example.com', tokens: ['rfc8693'] } }, ZEROID)
  const spiffe = (name) => `spiffe://agents.example.com/acct-1/proj-1/agent/${name}`
  const token = (changes = {}, actor = {}) => {
    const claims = {
      ...BASE,
      iss: ZEROID,
      sub: 'user-alice',
      account_id: 'acct-1',
      project_id: 'proj-1',
      client_id: 'researcher-2',
      jti: '9a0d5a55-7a3c-4a51-9b4e-1f0f0a7f2b12',
      grant_type: 'token_exchange',
      principal_type: 'user',
      user_id_iss: ZEROID,
      delegation_depth: 1,
      mission_id: 'c2f4e0ad-93d5-4c3e-8a0e-6d2a5f3b9e10',
      scope: 'files:read',
      scopes: ['files:read'],
      act: { sub: spiffe('researcher-2'), identity_type: 'agent', external_id: 'researcher-2', trust_level: 'unverified', ...actor },
      ...changes,
    }
    return signText(JSON.stringify(claims))
  }

  it('says what it vouches for besides', () => {
    const grant = granted(gate, token())
    assert.equal(grant.principal.subject, 'user-alice')
    assert.equal(grant.actor.subject, spiffe('researcher-2'))
    assert.deepEqual(grant.attributes, {
      accountId: 'acct-1',
      externalId: 'researcher-2',
      generation: 'rfc8693',
      grantType: 'token_exchange',
      identityType: 'agent',
      missionId: 'c2f4e0ad-93d5-4c3e-8a0e-6d2a5f3b9e10',
      principalType: 'user',
      projectId: 'proj-1',
      trustLevel: 'unverified',
    })
    assertClean(grant)
  })

  it('says it in the token\'s words, whatever they are', () => {
    const changes = { client_id: '__proto__', owner_user_id: 'constructor' }
    const { actor, attributes } = granted(gate, token(changes, { sub: spiffe('__proto__'), external_id: '__proto__' }))
    assert.deepEqual([actor.subject, attributes.externalId, attributes.owner], [spiffe('__proto__'), '__proto__', 'constructor'])
    assertClean(attributes)
  })

  it('has attributes of fixed names: no claim of a token names one', () => {
    const payload = Buffer.from(token().split('.')[1], 'base64url').toString()
    const extra = '"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},"accountId":"acct-2","toString":"x"'
    const grant = granted(gate, signText(`${payload.slice(0, -1)},${extra}}`))
    assert.equal(grant.attributes.accountId, 'acct-1')
    assert.ok(!Object.hasOwn(grant.attributes, 'toString'))
    assertClean(grant)
  })
})

describe('a custom profile', () => {
  const custom = (changes) => ({ custom: { typ: ['agent+jwt'], principal: 'sub', actor: 'none', ...changes } })
  const token = (claims) => signText(`{"iss":"https://as.example",${JSON.stringify(BASE).slice(1, -1)},${claims}}`, { typ: 'agent+jwt' })

  it('reads the claims that it names', () => {
    const gate = gateFor(custom({ principal: 'user', actor: { claim: 'agent' }, client: 'app', tokenId: 'uid', scopes: { claim: 'may', form: 'array' } }))
    const grant = granted(gate, token('"user":"alice","agent":"monitor","app":"desk","uid":"1","may":["a","b"]'))
    assert.deepEqual([grant.principal.subject, grant.actor.subject], ['alice', 'monitor'])
    assert.deepEqual([grant.clientId, grant.tokenId, grant.scopes, grant.attributes], ['desk', '1', ['a', 'b'], {}])
    assertClean(grant)
  })

  it('has `null` for what it does not name', () => {
    const grant = granted(gateFor(custom()), token('"sub":"alice","client_id":"desk","jti":"1"'))
    assert.deepEqual([grant.actor, grant.clientId, grant.tokenId, grant.scopes], [null, null, null, []])
  })

  it('takes `__proto__`, `constructor` and `toString` for claims like others', () => {
    for (const claim of ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty']) {
      // A literal `__proto__` would set the prototype: as JSON it is a member
      const required = JSON.parse(`{${JSON.stringify(claim)}:"present"}`)
      const gate = gateFor(custom({ principal: claim, required }))
      const name = JSON.stringify(claim)
      const grant = granted(gate, token(`${name}:"polluted"`))
      assert.equal(grant.principal.subject, 'polluted')
      assertClean(grant)
      for (const [claims, code] of [
        ['"sub":"alice"', 'claim_missing'],
        [`${name}:null`, 'claim_invalid'],
        [`${name}:{"polluted":true}`, 'claim_invalid'],
        [`${name}:["polluted"]`, 'claim_invalid'],
        [`${name}:"a",${name}:"b"`, 'json_duplicate_member'],
      ]) {
        assert.equal(gate.decide(token(claims), read, at).denial.code, code, claims)
      }
      assert.equal({}.polluted, undefined)
    }
  })

  it('takes them for values, and for scopes', () => {
    const gate = gateFor(custom({ actor: { claim: '__proto__' }, client: 'constructor', scopes: { claim: 'toString', form: 'string' } }))
    const grant = granted(gate, token('"sub":"constructor","__proto__":"__proto__","constructor":"prototype","toString":"__proto__ constructor"'))
    assert.deepEqual([grant.principal.subject, grant.actor.subject], ['constructor', '__proto__'])
    assert.deepEqual([grant.clientId, grant.scopes], ['prototype', ['__proto__', 'constructor']])
    assertClean(grant)
  })
})

describe('a profile that can not be read', () => {
  const wrong = {
    'no profile': undefined,
    null: null,
    'a number': 1,
    'an unknown name': 'rfc9069',
    'a name in capitals': 'RFC9068',
    '__proto__': '__proto__',
    'a name without its settings': 'zeroid',
    'an unknown member': { rfc9069: {} },
    '__proto__ as a member': JSON.parse('{"__proto__":{}}'),
    'no member': {},
    'two members': { okta: { actor: 'none' }, workos: { actor: 'none' } },
    'an array': ['rfc9068'],
    'an unknown setting': { okta: { actor: 'none', actors: 'act' } },
    'an unknown actor': { okta: { actor: 'user' } },
    'settings as an array': { workos: ['none'] },
    'settings for one that has none': { rfc9068: { actor: 'act' } },
    'a Map': new Map([['okta', { actor: 'none' }]]),
  }

  for (const [name, profile] of Object.entries(wrong)) {
    it(`is the operator's mistake: ${name}`, () => {
      assert.throws(() => gateFor(profile), (error) => {
        assert.ok(error instanceof ConfigError, String(error?.stack))
        assert.match(error.problems[0].path, /^issuers\[0\]/)
        return true
      })
    })
  }
})
