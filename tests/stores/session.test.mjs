// Counts of calls: whose they are, and what a gate makes of them.

import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { AccessDenied, createGate } from '../../pkg/dist/index.js'
import { connect } from '../../pkg/dist/connect/index.js'
import { countCalls, memoryCounters, redisCounters, StoreFull } from '../../pkg/dist/stores/index.js'
import { config, ISSUER, jwks, NOW, read, SERVER, signText, token, tools } from '../js/support.mjs'
import { clients } from './clients.mjs'
import { asking } from './contracts.mjs'
import { RedisServer } from './redis-server.mjs'

const at = { now: NOW }
const remove = { tool: 'files.delete', input: { path: '/home/a.txt' } }
const party = (subject, issuer = ISSUER) => ({ issuer, subject })
const who = (changes) => ({ issuer: ISSUER, principal: party('alice'), actor: party('agent'), attributes: {}, ...changes })

/** One window, in memory; asks with who acts and which tool, and gives the count. */
function counter(window) {
  const session = countCalls({ windows: { calls: { seconds: 60, per: [], ...window } }, store: memoryCounters() })
  return async (someone = {}, tool = 'files.read') => (await session.factsOf(who(someone), { tool }, asking)).calls
}

describe('a count', () => {
  it('is per actor: issuer and subject together, whoever it acts for', async () => {
    const count = counter({ per: ['actor'] })
    assert.equal(await count(), 1)
    assert.equal(await count({ principal: party('bob') }), 2)
    assert.equal(await count({ actor: party('other') }), 1)
    assert.equal(await count({ actor: party('agent', 'https://other.example') }), 1)
    assert.equal(await count({ actor: party('t', `${ISSUER}agen`) }), 1)
    assert.equal(await count({ actor: null }), 1)
    assert.equal(await count({ actor: party('alice') }), 2)
  })

  it('is per principal: all of its agents together', async () => {
    const count = counter({ per: ['principal'] })
    assert.equal(await count(), 1)
    assert.equal(await count({ actor: party('sub-agent') }), 2)
    assert.equal(await count({ actor: null }), 3)
    assert.equal(await count({ principal: party('bob') }), 1)
    // Not named by the tokens: by actor, and never as a principal of that name
    assert.equal(await count({ principal: null, actor: party('alice') }), 1)
    assert.equal(await count({ principal: null, actor: party('alice') }), 2)
    assert.equal(await count({ principal: null }), 1)
  })

  it('is per task: of its issuer, by the attribute that is the task; without one by actor', async () => {
    const count = counter({ per: ['task'] })
    for (const name of ['missionId', 'txn']) {
      assert.equal(await count({ attributes: { [name]: 't1' } }), 1)
      assert.equal(await count({ attributes: { [name]: 't1' }, actor: party('other'), principal: party('bob') }), 2)
      assert.equal(await count({ attributes: { [name]: 't2' } }), 1)
      assert.equal(await count({ attributes: { [name]: 't1' }, issuer: 'https://other.example' }), 1)
    }
    assert.equal(await count(), 1)
    assert.equal(await count({ attributes: { tenant: 't1' } }), 2)
    assert.equal(await count({ attributes: JSON.parse('{"__proto__":{"txn":"t1"}}') }), 3)
    assert.equal(await count({ attributes: Object.create({ txn: 't1' }) }), 4)
    assert.equal(await count({ actor: party('other') }), 1)
  })

  it('is per tool, of those that are counted', async () => {
    const count = counter({ per: ['tool'], tools: ['a', 'b'] })
    assert.deepEqual([await count({}, 'a'), await count({}, 'a'), await count({}, 'b'), await count({}, 'c'), await count({}, 'c')], [1, 2, 1, 0, 0])
    assert.equal(await count({ actor: party('other') }, 'b'), 2)
  })

  it('is per combination, and of all where nothing is told apart', async () => {
    const both = counter({ per: ['actor', 'tool'], tools: ['a', 'b'] })
    assert.deepEqual([await both({}, 'a'), await both({}, 'b'), await both({ actor: party('other') }, 'a'), await both({}, 'a')], [1, 1, 1, 2])
    const all = counter({ per: [] })
    assert.deepEqual([await all(), await all({ actor: party('other'), principal: party('bob') }), await all({}, 'b')], [1, 2, 3])
  })

  it('of other tools is told, and adds nothing', async () => {
    const count = counter({ per: ['actor'], tools: ['files.delete'] })
    assert.deepEqual([await count({}, 'files.delete'), await count(), await count({}, 'nonsense'), await count({}, 'files.delete')], [1, 1, 1, 2])
  })

  it('never fills its store with names of tools that clients made up', async () => {
    const store = memoryCounters({ capacity: 4 })
    const windows = { by_tool: { seconds: 60, per: ['actor', 'tool'], tools: ['a'] }, all: { seconds: 60, per: ['actor'] } }
    const session = countCalls({ windows, store })
    for (let call = 1; call <= 1000; call++) {
      assert.deepEqual(await session.factsOf(who(), { tool: `made up ${call}` }, asking), { by_tool: 0, all: call })
    }
    assert.deepEqual(await session.factsOf(who(), { tool: 'a' }, asking), { by_tool: 1, all: 1001 })
  })

  it('of windows that share a store are apart, also by their length', async () => {
    const store = memoryCounters()
    const session = (windows) => countCalls({ windows, store })
    const one = session({ a: { seconds: 60, per: ['actor'] }, b: { seconds: 60, per: ['actor'] } })
    const other = session({ a: { seconds: 61, per: ['actor'] } })
    const same = session({ a: { seconds: 60, per: ['actor'], tools: ['x'] } })
    const facts = (from) => from.factsOf(who(), { tool: 'x' }, asking)
    assert.deepEqual([await facts(one), await facts(one), await facts(other), await facts(same)], [{ a: 1, b: 1 }, { a: 2, b: 2 }, { a: 1 }, { a: 3 }])
  })

  it('has keys that say nothing', async () => {
    const keys = []
    const store = { count: async (counts) => counts.map(({ key }) => keys.push(key)) }
    const windows = { calls: { seconds: 60, per: ['actor', 'task'] } }
    await countCalls({ windows, store }).factsOf(who({ attributes: { txn: 'secret' } }), { tool: 'files.read' }, asking)
    assert.match(keys[0], /^[\w-]{43}$/)
  })

  it('that is none is not believed, and nobody in particular is not counted', async () => {
    const facts = (count, someone = {}) => countCalls({ windows: { calls: { seconds: 60, per: ['actor'] } }, store: { count } }).factsOf(who(someone), { tool: 'a' }, asking)
    assert.deepEqual(await facts(async () => [3]), { calls: 3 })
    for (const strange of [[], [0], [-1], [1.5], ['1'], [null], [undefined], [Number.NaN], [Infinity], [1n], undefined, null, 1]) {
      await assert.rejects(facts(async () => strange), Error, String(strange))
    }
    await assert.rejects(facts(async () => [1], { actor: null, principal: null }), /name nobody/)
  })
})

describe('countCalls', () => {
  const made = (windows) => countCalls({ windows, store: memoryCounters() })

  it('gives the schema of its facts, which gates take', () => {
    const { schema } = made({ writesLastMinute: { seconds: 60, per: ['actor'] }, all_1: { seconds: 1, per: [] } })
    assert.equal(schema, 'type Session = { writesLastMinute: Long, all_1: Long };')
    const policies = 'permit (principal, action, resource) when { context.session.writesLastMinute + context.session.all_1 < 100 };'
    createGate(config({ schema, policies }))
  })

  it('takes only windows that are some', () => {
    const wrong = {
      none: {},
      name: { 'a b': { seconds: 60, per: [] } },
      quote: { 'a: Long }; type X = {b': { seconds: 60, per: [] } },
      underscore: { __cedar: { seconds: 60, per: [] } },
      proto: JSON.parse('{"__proto__":{"seconds":60,"per":[]}}'),
      ...Object.fromEntries([0, -1, 1.5, '60', Number.NaN, Infinity, 2_678_401, undefined].map((seconds, index) => [`seconds ${index}`, { a: { seconds, per: [] } }])),
      ...Object.fromEntries([undefined, 'actor', ['user'], ['actor', 'actor'], [null]].map((per, index) => [`per ${index}`, { a: { seconds: 60, per } }])),
      ...Object.fromEntries([[], 'a', [1], null].map((tools, index) => [`tools ${index}`, { a: { seconds: 60, per: [], tools } }])),
      'any tool': { a: { seconds: 60, per: ['tool'] } },
    }
    for (const [name, windows] of Object.entries(wrong)) assert.throws(() => made(windows), TypeError, name)
  })

  it('keeps its windows as they were given', async () => {
    const window = { seconds: 60, per: ['actor'], tools: ['a'] }
    const session = made({ calls: window })
    window.per.pop()
    window.tools.push('b')
    const facts = (someone, tool) => session.factsOf(who(someone), { tool }, asking)
    assert.deepEqual([await facts({}, 'a'), await facts({}, 'b'), await facts({ actor: party('other') }, 'a')], [{ calls: 1 }, { calls: 1 }, { calls: 1 }])
  })
})

describe('a gate', () => {
  const LIMIT = 20
  const allowAll = 'permit (principal, action, resource);'
  const forbid = `@id("too-many") forbid (principal, action, resource) when { context.session.deletes > ${LIMIT} };`
  const windows = { deletes: { seconds: 60, per: ['actor'], tools: ['files.delete'] } }
  const scope = 'files:read files:write'

  function gated({ store = memoryCounters(), changes, options, over = windows } = {}) {
    const session = countCalls({ windows: over, store })
    return connect(createGate(config({ policies: `${allowAll}${forbid}`, schema: session.schema, ...changes })), { session }, options)
  }

  /** The codes of many calls at the same time, counted. */
  async function many(gate, jwt, times, call = remove) {
    const asked = Array.from({ length: times }, async () => {
      try {
        await gate.authorizeAsync(jwt, call, at)
        return 'allow'
      } catch (error) {
        assert.ok(error instanceof AccessDenied, String(error?.stack))
        return error.code
      }
    })
    const said = {}
    for (const code of await Promise.all(asked)) said[code] = (said[code] ?? 0) + 1
    return said
  }

  it('permits exactly as many calls at the same time as the policy lets', async () => {
    const gate = gated()
    assert.deepEqual(await many(gate, token({ scope }), 200), { allow: LIMIT, policy_forbidden: 200 - LIMIT })
    const { denial, record } = await gate.decideAsync(token({ scope }), remove, at)
    assert.deepEqual([denial.code, denial.policies, record.decision], ['policy_forbidden', ['too-many'], 'deny'])
    // Another token of the same agent changes nothing, another agent is not meant
    assert.deepEqual(await many(gate, token({ scope }), 3), { policy_forbidden: 3 })
    assert.deepEqual(await many(gate, token({ scope, act: { sub: 'other' } }), 3), { allow: 3 })
    // It forbids every action of who did too much; others may be left open
    assert.deepEqual(await many(gate, token({ scope }), 1, read), { policy_forbidden: 1 })
  })

  it('counts each call of a batch, and those at the same time', async () => {
    const gate = gated()
    const batch = () => gate.authorizeEachAsync(token({ scope }), Array(10).fill(remove), at)
    const verdicts = (await Promise.all([batch(), batch(), batch()])).flat()
    assert.equal(verdicts.filter(({ grant }) => grant).length, LIMIT)
  })

  it('counts nobody whose token does not hold, and no look at the tools', async () => {
    const store = memoryCounters({ capacity: 1 })
    const gate = gated({ store })
    for (let call = 0; call < 50; call++) {
      const forged = `${token({ scope, act: { sub: `agent ${call}` } }).slice(0, -8)}AAAAAAAA`
      assert.deepEqual(await many(gate, forged, 1), { signature_invalid: 1 })
      await gate.listToolsAsync(token({ scope }), at)
    }
    assert.deepEqual(await many(gate, token({ scope }), LIMIT + 1), { allow: LIMIT, policy_forbidden: 1 })
  })

  it('counts all agents of a principal together, so that handing on does not help', async () => {
    const gate = gated({ over: { deletes: { ...windows.deletes, per: ['principal'] } } })
    for (let agent = 0; agent < LIMIT; agent++) assert.deepEqual(await many(gate, token({ scope, act: { sub: `agent-${agent}` } }), 1), { allow: 1 })
    assert.deepEqual(await many(gate, token({ scope, act: { sub: 'one-more' } }), 1), { policy_forbidden: 1 })
    assert.deepEqual(await many(gate, token({ scope, sub: 'bob' }), 1), { allow: 1 })
  })

  it('counts a mission of ZeroID over all of its tokens', async () => {
    const issuer = 'https://auth.example.com'
    const profile = { zeroid: { trustDomain: 'agents.example.com', tokens: ['rfc8693'] } }
    const changes = { issuers: [{ issuer, jwks, profile, algorithms: ['Ed25519'] }], requiredScopes: { 'files.read': [], 'files.delete': [] } }
    const gate = gated({ changes, over: { deletes: { ...windows.deletes, per: ['task'] } } })
    const mission = (mission_id, name) =>
      signText(
        JSON.stringify({
          iss: issuer, sub: 'user-alice', aud: SERVER, iat: NOW - 10, exp: NOW + 600, jti: `${mission_id}${name}`, account_id: 'acct-1', project_id: 'proj-1',
          client_id: name, grant_type: 'token_exchange', principal_type: 'user', user_id_iss: issuer, delegation_depth: 1, mission_id, scope: 'files:read', scopes: ['files:read'],
          act: { sub: `spiffe://agents.example.com/acct-1/proj-1/agent/${name}`, identity_type: 'agent', external_id: name, trust_level: 'unverified' },
        }),
      )
    assert.deepEqual(await many(gate, mission('m-1', 'researcher'), LIMIT - 1), { allow: LIMIT - 1 })
    assert.deepEqual(await many(gate, mission('m-1', 'writer'), 2), { allow: 1, policy_forbidden: 1 })
    assert.deepEqual(await many(gate, mission('m-2', 'writer'), 1), { allow: 1 })
  })

  it('denies where nothing can be counted, by the code of a source that did not answer', async () => {
    const faults = []
    const gate = gated({ store: memoryCounters({ capacity: 2 }), options: { onFault: (error, source) => faults.push([source, error]) } })
    assert.deepEqual(await many(gate, token({ scope }), 1), { allow: 1 })
    assert.deepEqual(await many(gate, token({ scope, act: { sub: 'b' } }), 1), { allow: 1 })
    assert.deepEqual(await many(gate, token({ scope, act: { sub: 'c' } }), 2), { source_unavailable: 2 })
    assert.equal(faults.length, 2)
    for (const [source, error] of faults) assert.ok(source === 'session' && error instanceof StoreFull)
    assert.deepEqual(await many(gate, token({ scope }), 1), { allow: 1 })
  })

  it('takes the word of the store, not of who hands in the call', async () => {
    const gate = gated()
    const boasting = { ...remove, session: { deletes: 0 } }
    assert.deepEqual(await many(gate, token({ scope }), LIMIT + 5, boasting), { allow: LIMIT, policy_forbidden: 5 })
  })

  it('names of tools and of claims that would be members of prototypes count as what they are', async () => {
    const names = ['__proto__', 'constructor', 'toString']
    const changes = {
      tools: [...tools, ...names.map((name) => ({ name, inputSchema: { type: 'object' } }))],
      requiredScopes: Object.fromEntries([...tools.map(({ name }) => name), ...names].map((name) => [name, []])),
    }
    const gate = gated({ over: { deletes: { seconds: 60, per: ['actor', 'tool'], tools: names } }, changes })
    for (const sub of names) assert.deepEqual(await many(gate, token({ scope, act: { sub } }), LIMIT + 1, { tool: sub, input: {} }), { allow: LIMIT, policy_forbidden: 1 })
    assert.equal({}.polluted, undefined)
  })

  describe('with counters in Redis', () => {
    let server
    let connections
    before(async () => {
      server = await RedisServer.start()
      connections = await Promise.all(['redis', 'ioredis'].map((name) => clients[name](server.url)))
    })
    after(async () => {
      for (const { close } of connections ?? []) close()
      await server?.kill()
    })

    it('two gates permit together exactly what one may', async () => {
      const gates = connections.map(({ client }) => gated({ store: redisCounters(client) }))
      const said = await Promise.all(gates.map((gate) => many(gate, token({ scope }), 100)))
      assert.equal(said.reduce((sum, { allow = 0 }) => sum + allow, 0), LIMIT)
      assert.equal(said.reduce((sum, { policy_forbidden = 0 }) => sum + policy_forbidden, 0), 200 - LIMIT)
    })
  })
})
