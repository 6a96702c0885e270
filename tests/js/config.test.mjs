import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ConfigError, createGate } from '../../pkg/dist/index.js'
import { config, jwks } from './support.mjs'

function problems(wrong) {
  try {
    createGate(wrong)
  } catch (error) {
    assert.ok(error instanceof ConfigError, String(error?.stack))
    assert.equal(error.name, 'ConfigError')
    assert.ok(error.problems.length > 0)
    for (const { path, message } of error.problems) assert.ok(error.message.includes(path) && error.message.includes(message))
    return error.problems
  }
  assert.fail('this is no configuration')
}

const paths = (wrong) => problems(wrong).map(({ path }) => path)

const isRefused = (wrong) => {
  try {
    createGate(wrong).free()
    return false
  } catch (error) {
    assert.ok(error instanceof ConfigError, String(error?.stack))
    return true
  }
}

describe('a configuration', () => {
  it('takes keys and tools as objects or as text', () => {
    const [issuer] = config().issuers
    createGate(config({ issuers: [{ ...issuer, jwks: JSON.stringify(jwks) }] })).free()
    createGate(config({ tools: { tools: config().tools } })).free()
    createGate(config({ tools: JSON.stringify(config().tools) })).free()
    createGate(config({ audience: ['https://a.example', 'https://b.example'], maxDepth: undefined })).free()
  })

  it('lists every mistake, with its place', () => {
    const [issuer] = config().issuers
    assert.deepEqual(
      paths(config({ audience: [], maxDepth: 99, leeway: 1000, requiredScopes: { 'files.read': [], 'files.chmod': [] } })).sort(),
      ['audience', 'leeway', 'maxDepth', 'requiredScopes.files.chmod', 'requiredScopes.files.delete'],
    )
    assert.deepEqual(paths(config({ issuers: [] })), ['issuers'])
    assert.deepEqual(paths(config({ issuers: [{ ...issuer, algorithms: [] }] })), ['issuers[0].algorithms'])
    assert.deepEqual(paths(config({ issuers: [{ ...issuer, algorithms: ['none', 'HS256'], jwks: 'x' }] })), [
      'issuers[0].algorithms[0]',
      'issuers[0].algorithms[1]',
      'issuers[0].jwks',
    ])
    assert.deepEqual(paths(config({ tools: [{ name: '' }] })), ['tools'])
  })

  it('has policies that fit the tools', () => {
    for (const policies of ['permit (principal', 'permit (principal, action == Action::"files.rename", resource);', 'permit (principal, action, resource) when { context.input.nope == 1 };']) {
      assert.match(paths(config({ policies }))[0], /^policies/)
    }
    // History may forbid, never permit
    const byHistory = 'permit (principal, action, resource) when { context.delegation.prior_actors.contains(Agent::"x y") };'
    assert.match(paths(config({ policies: byHistory }))[0], /^policies/)
  })

  it('has no unknown members', () => {
    assert.match(problems(config({ policy: '' }))[0].message, /unknown field `policy`/)
    assert.match(problems(config({ limits: { tokenbytes: 1 } }))[0].message, /unknown field `tokenbytes`/)
  })

  it('has members, not a list of values: an array is no object', () => {
    const [issuer] = config().issuers
    const custom = { typ: ['a+jwt'], principal: 'sub', actor: 'none' }
    const wrong = {
      'the whole': [config().issuers, config().audience],
      'the issuer': config({ issuers: [Object.values(issuer)] }),
      limits: config({ limits: [] }),
      stepUp: config({ stepUp: { 'files.read': [['urn:example:two-factor'], 300] } }),
      proofs: config({ proofs: ['https://tools.example', null, null, false, false, []] }),
      'the settings of a profile': config({ issuers: [{ ...issuer, profile: { custom: [['a+jwt'], 'sub', 'none', false, {}, null, null, null] } }] }),
      scopes: config({ issuers: [{ ...issuer, profile: { custom: { ...custom, scopes: ['scp', 'array'] } } }] }),
    }
    for (const [name, one] of Object.entries(wrong)) assert.ok(isRefused(one), name)
  })

  it('is plain JSON: what JSON would drop or change is refused', () => {
    assert.deepEqual(paths(config({ maxDepth: NaN })), ['maxDepth'])
    assert.deepEqual(paths(config({ requiredScopes: new Map() })), ['requiredScopes'])
    assert.deepEqual(paths(config({ requiredScopes: { 'files.read': new Set(['a']) } })), ['requiredScopes.files.read'])
    assert.deepEqual(paths(config({ policies: () => '' })), ['policies'])
    assert.deepEqual(paths(config({ tools: [{ name: 'a', inputSchema: 1n }] })), ['tools[0].inputSchema'])
    for (const nothing of [undefined, () => {}, Symbol('s'), 1n, new Map()]) assert.deepEqual(paths(nothing), [''])
    const circular = config()
    circular.issuers.push(circular)
    assert.deepEqual(paths(circular), [''])
    for (const other of [null, 1, 'x', [], {}]) assert.equal(paths(other).length, 1)
  })

  it('holds no secret key', () => {
    const [issuer] = config().issuers
    const secret = { keys: [{ kty: 'oct', k: 'c2VjcmV0LXNlY3JldC1zZWNyZXQ' }] }
    const [{ path, message }] = problems(config({ issuers: [{ ...issuer, jwks: secret }] }))
    assert.equal(path, 'issuers[0].jwks')
    assert.ok(!message.includes('c2Vj'))
  })
})
