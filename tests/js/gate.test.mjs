import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { AccessDenied, createGate, Gate } from '../../pkg/dist/index.js'
import { memory } from './trap.mjs'
import { config, ISSUER, NOW, read, SERVER, sha256, signText, token, claims } from './support.mjs'

const gate = createGate(config())
const at = { now: NOW }

/** For `assert.throws`: an AccessDenied with these members. */
function denied(expected) {
  return (error) => {
    assert.ok(error instanceof AccessDenied, String(error?.stack))
    for (const [name, value] of Object.entries(expected)) assert.deepEqual(error[name], value, name)
    return true
  }
}

describe('authorize', () => {
  it('grants, with who, for whom and by which policies', () => {
    const jwt = token({ jti: 'one' })
    const grant = gate.authorize(jwt, read, at)
    const { keyThumbprint, ...rest } = grant
    assert.match(keyThumbprint, /^[\w-]{43}$/)
    assert.deepEqual(rest, {
      principal: { issuer: ISSUER, subject: 'alice' },
      actor: { issuer: ISSUER, subject: 'agent' },
      chain: [
        { issuer: ISSUER, subject: 'alice', evidence: 'asserted' },
        { issuer: ISSUER, subject: 'agent', evidence: 'signed', scopes: ['files:read'], tokenId: 'one', expiresAt: NOW + 600 },
      ],
      depth: 1,
      unnamed: 0,
      scopes: ['files:read'],
      issuer: ISSUER,
      audience: [SERVER],
      clientId: 'agent',
      tokenId: 'one',
      expiresAt: NOW + 600,
      attributes: {},
      details: [],
      limits: [],
      possession: { proofs: [], replay: 'not_checked' },
      revocation: 'not_checked',
      tool: 'files.read',
      policies: ['agents-read'],
      annotations: {},
      obligations: [],
      advice: [],
    })
  })

  it('throws an AccessDenied that says what, where and what to answer', () => {
    const expired = token({ iat: NOW - 600, exp: NOW - 60 })
    assert.throws(
      () => gate.authorize(expired, read, at),
      denied({
        name: 'AccessDenied',
        code: 'token_expired',
        category: 'time',
        hop: undefined,
        message: `the token expired at ${NOW - 60}, 60 s ago`,
        policies: [],
        missing: undefined,
        challenge: {
          status: 401,
          wwwAuthenticate: `Bearer error="invalid_token",scope="files:read",resource_metadata="${config().resourceMetadata}"`,
        },
      }),
    )
  })

  it('grants the same again, and what others prove stays theirs', () => {
    const shown = Array.from({ length: 300 }, (_, index) => token({ sub: `user-${index % 2}`, jti: `j-${index}` }))
    for (const round of [1, 2]) {
      for (const [index, jwt] of shown.entries()) {
        const grant = gate.authorize(jwt, read, at)
        assert.equal(grant.tokenId, `j-${index}`, `round ${round}`)
        assert.equal(grant.principal.subject, `user-${index % 2}`)
        assert.deepEqual(grant, gate.decide(jwt, read, at).grant)
        assert.ok(Object.isFrozen(grant) && Object.isFrozen(grant.chain[0]))
      }
    }
    const kept = gate.authorize(shown[299], read, at).chain
    assert.equal(gate.authorize(shown[299], read, at).chain, kept, 'read once')
    const [first, second] = [read, { ...read, input: { path: '/home/b.txt' } }].map((call) => gate.authorize(shown[0], call, at))
    assert.notEqual(first, second)
    assert.deepEqual(first, second)
  })

  it('grants what these parents and these answers prove, not what others of the same token did', () => {
    const [first, second] = ['r1', 'r2'].map((jti) => token({ jti, act: undefined }))
    const leaf = token({ jti: 'leaf', exp: NOW + 500 })
    const answers = [first, leaf].map((jwt) => ({ token: sha256(jwt.slice(0, jwt.lastIndexOf('.'))), revoked: false }))
    const shown = [
      leaf,
      { token: leaf, parents: [first] },
      { token: leaf, parents: [second] },
      { token: leaf, parents: [first], proofs: { revocation: answers } },
      { token: token({ jti: 'other' }) },
    ]
    for (const presented of [...shown, ...shown.toReversed(), ...shown]) {
      assert.deepEqual(gate.authorize(presented, read, at), gate.decide(presented, read, at).grant)
    }
    assert.equal(gate.authorize(shown[3], read, at).revocation, 'checked')
    assert.equal(gate.authorize(shown[1], read, at).revocation, 'not_checked')
  })

  it('names the policies that forbid', () => {
    const call = { tool: 'files.read', input: { path: '/etc/passwd' } }
    const challenge = { status: 403, wwwAuthenticate: null }
    const expected = { code: 'policy_forbidden', policies: ['etc-is-ours'], challenge }
    assert.throws(() => gate.authorize(token(), call, at), denied(expected))
  })

  it('asks for the scope that is missing', () => {
    const call = { tool: 'files.delete', input: { path: '/tmp/a' } }
    const wwwAuthenticate = `Bearer error="insufficient_scope",scope="files:write",resource_metadata="${config().resourceMetadata}"`
    const expected = { code: 'scope_insufficient', challenge: { status: 403, wwwAuthenticate } }
    assert.throws(() => gate.authorize(token(), call, at), denied(expected))
  })

  it('names the issuer whose key set may have been rotated', () => {
    const expected = { code: 'key_unknown', missing: { key: { issuer: ISSUER, retryAfter: 0 } } }
    assert.throws(() => gate.authorize(token({}, { kid: 'k2' }), read, at), denied(expected))
  })

  it('reads the clock where no time is given', () => {
    const now = Math.floor(Date.now() / 1000)
    gate.authorize(token({ iat: now, exp: now + 60 }), read)
    assert.throws(() => gate.authorize(token({ iat: now - 900, exp: now - 600 }), read), denied({ code: 'token_expired' }))
  })

  it('keeps integers above 2^53 that come as text', () => {
    const limit = '9007199254740993'
    const exact = createGate(
      config({
        policies: `@id("exact") permit (principal, action, resource) when { context.input has lines && context.input.lines == ${limit} };`,
        requiredScopes: { 'files.read': [], 'files.delete': [] },
        tools: config().tools.map((tool) => ({ ...tool, inputSchema: { type: 'object', properties: { lines: { type: 'integer' } } } })),
      }),
    )
    const ask = (text) => exact.decide(token(), { tool: 'files.read', inputText: `{"lines":${text}}` }, at).decision
    assert.equal(ask(limit), 'allow')
    assert.equal(ask('9007199254740992'), 'deny')
  })
})

describe('lineage', () => {
  const parent = () => claims({ scope: 'files:read files:write', act: { sub: 'planner' }, jti: 'parent' })
  const child = { act: { sub: 'agent', act: { sub: 'planner' } }, jti: 'child' }

  it('makes a hop signed that was asserted before', () => {
    const presented = { token: token(child), parents: [signText(JSON.stringify(parent()))] }
    const { chain } = gate.verify(presented, at)
    assert.deepEqual(chain.map(({ subject, evidence }) => [subject, evidence]), [
      ['alice', 'asserted'],
      ['planner', 'signed'],
      ['agent', 'signed'],
    ])
    assert.deepEqual(gate.verify(presented.token, at).chain.map(({ evidence }) => evidence), ['asserted', 'asserted', 'signed'])
  })

  it('refuses a scope that grew, and names the hop', () => {
    const presented = { token: token({ ...child, scope: 'files:read mail:send' }), parents: [signText(JSON.stringify(parent()))] }
    const message = 'token 2 of 2: scope `mail:send` is not granted by token 1'
    assert.throws(() => gate.authorize(presented, read, at), denied({ code: 'scope_widened', hop: { token: 2, of: 2 }, message }))
  })
})

describe('decide', () => {
  it('says the same as authorize, with a record', () => {
    const jwt = token({ jti: 'two' })
    const { decision, grant, record } = gate.decide(jwt, read, at)
    assert.equal(decision, 'allow')
    assert.deepEqual(grant, gate.authorize(jwt, read, at))
    assert.equal(record.version, 1)
    assert.equal(record.time, NOW)
    assert.equal(record.decision, 'allow')
    assert.equal(record.server, SERVER)
    assert.equal(record.tool, 'files.read')
    assert.deepEqual(record.policies, ['agents-read'])
    assert.equal(record.proven.tokenId, 'two')
    assert.deepEqual(record.proven.actor, grant.actor)
  })

  it('records no token and no argument', () => {
    const jwt = token()
    for (const call of [read, { tool: 'files.read', input: { path: '/etc/secret-name' } }]) {
      const text = JSON.stringify(gate.decide(jwt, call, at).record)
      for (const part of jwt.split('.')) assert.ok(!text.includes(part))
      assert.ok(!text.includes('/home/a.txt') && !text.includes('secret-name'))
    }
  })

  it('hands a denial out as data', () => {
    const { decision, denial, record } = gate.decide(token({ aud: 'https://other.example' }), read, at)
    assert.equal(decision, 'deny')
    assert.equal(denial.code, 'audience_mismatch')
    assert.equal(record.denial.code, 'audience_mismatch')
    assert.equal(record.proven, undefined)
  })
})

describe('verify and simulate', () => {
  it('verifies without a tool', () => {
    assert.equal(gate.verify(token({ act: undefined }), at).actor, null)
    assert.throws(() => gate.verify('', at), denied({ code: 'token_missing' }))
  })

  it('rehearses policies', () => {
    const principal = { issuer: ISSUER, subject: 'alice' }
    const actor = { issuer: ISSUER, subject: 'agent' }
    const crawler = { issuer: ISSUER, subject: 'crawler' }
    const facts = { principal, actor, scopes: ['files:write'] }
    const call = { tool: 'files.delete', input: { path: '/tmp/a' } }
    assert.deepEqual(gate.simulate(facts, call, at), [{ id: 'agents-delete' }])
    const expected = { code: 'policy_forbidden', policies: ['not-through-crawler'] }
    assert.throws(() => gate.simulate({ ...facts, priorActors: [crawler] }, call, at), denied(expected))
    assert.throws(() => gate.simulate({ ...facts, scopes: [], x: 1 }, call, at), denied({ code: 'input_invalid' }))
    assert.throws(() => gate.simulate({ ...facts, principal: [ISSUER, 'alice'] }, call, at), denied({ code: 'input_invalid' }))
    assert.throws(() => gate.simulate(undefined, call, at), TypeError)
    assert.throws(() => gate.simulate({ ...facts, scopes: new Set() }, call, at), TypeError)
  })

  it('rehearses with what some tokens do not say', () => {
    const facts = { actor: { issuer: ISSUER, subject: 'agent' }, scopes: ['files:read'], clientId: null, tokenId: null }
    assert.deepEqual(gate.simulate(facts, read, at), [{ id: 'agents-read' }])
    assert.deepEqual(gate.simulate({ ...facts, clientId: 'desk', tokenId: '1' }, read, at), [{ id: 'agents-read' }])
    for (const wrong of [{ clientId: 1 }, { principal: 'alice' }, { actor: { subject: 'agent' } }]) {
      assert.throws(() => gate.simulate({ ...facts, ...wrong }, read, at), denied({ code: 'input_invalid' }))
    }
  })
})

describe('what comes out', () => {
  it('is frozen, all of it', () => {
    const { grant, record } = gate.decide(token(), read, at)
    for (const part of [grant, grant.principal, grant.chain, grant.chain[1], grant.scopes, record, record.proven.chain]) {
      assert.ok(Object.isFrozen(part))
    }
    assert.throws(() => grant.scopes.push('files:write'), TypeError)
    const { denial } = gate.decide('', read, at)
    assert.ok(Object.isFrozen(denial) && Object.isFrozen(denial.challenge))
  })

  it('does not pollute prototypes, whatever the claims are called', () => {
    const names = ['__proto__', 'constructor', 'prototype', 'toString']
    const extra = names.map((name) => `${JSON.stringify(name)}:{"polluted":true,"status":200}`).join(',')
    const payload = JSON.stringify(claims({ sub: '__proto__', scope: 'files:read __proto__', act: { sub: 'constructor' } }))
    const jwt = signText(`${payload.slice(0, -1)},${extra}}`)
    const grant = gate.authorize(jwt, read, at)
    assert.equal(grant.principal.subject, '__proto__')
    assert.deepEqual(grant.scopes, ['__proto__', 'files:read'])
    assert.equal(Object.getPrototypeOf(grant), Object.prototype)
    const inputText = '{"path":"/home/a","__proto__":{"polluted":true}}'
    for (const call of [{ tool: 'files.read', inputText }, { tool: 'files.read', input: JSON.parse(inputText) }]) {
      assert.equal(gate.decide(jwt, call, at).denial.code, 'arguments_invalid')
    }
    for (const tool of ['__proto__', 'constructor', 'toString']) {
      assert.equal(gate.decide(jwt, { tool, input: {} }, at).denial.code, 'tool_unknown')
    }
    assert.equal({}.polluted, undefined)
    assert.equal({}.status, undefined)
  })

  it('is not Cedar: `__entity` and `__extn` in arguments and claims are data', () => {
    const entity = { __entity: { type: 'Agent', id: `${ISSUER} agent` } }
    assert.equal(gate.decide(token(), { tool: 'files.read', input: { path: entity } }, at).denial.code, 'arguments_invalid')
    assert.equal(gate.decide(token(entity), read, at).decision, 'allow')
  })
})

describe('the handle', () => {
  it('is freed once, and then refuses to work', () => {
    const own = createGate(config())
    assert.ok(own instanceof Gate)
    own.authorize(token(), read, at)
    own.free()
    own.free()
    for (const use of ['authorize', 'decide', 'verify']) assert.throws(() => own[use](token(), read, at), TypeError)
  })

  it('is freed by Symbol.dispose', () => {
    const own = createGate(config())
    own[Symbol.dispose]()
    assert.throws(() => own.verify(token(), at), { name: 'TypeError', message: 'this gate was freed' })
  })

  it('gives its memory back', () => {
    for (let round = 0; round < 20; round++) createGate(config()).free()
    const before = memory().buffer.byteLength
    for (let round = 0; round < 200; round++) createGate(config()).free()
    assert.equal(memory().buffer.byteLength, before)
  })

  it('does not see later changes to the configuration', () => {
    const changing = config()
    const own = createGate(changing)
    changing.audience = 'https://other.example'
    changing.issuers.length = 0
    assert.equal(own.decide(token(), read, at).decision, 'allow')
  })
})
