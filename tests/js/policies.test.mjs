// Policies on a live gate: lists, batches, what the host says, and what replaces what.

import assert from 'node:assert/strict'
import { afterEach, describe, it, mock } from 'node:test'
import { AccessDenied, ConfigError, createGate } from '../../pkg/dist/index.js'
import { config, ISSUER, NOW, read, token } from './support.mjs'
import { raw, trapOnce } from './trap.mjs'

const at = { now: NOW }
const etc = { tool: 'files.read', input: { path: '/etc/passwd' } }

afterEach(() => mock.restoreAll())

function paths(work) {
  try {
    work()
  } catch (error) {
    assert.ok(error instanceof ConfigError, String(error?.stack))
    return error.problems.map(({ path }) => path)
  }
  assert.fail('nothing was refused')
}

describe('listTools', () => {
  const gate = createGate(config())

  it('says of every tool whether it could be called, and never what a policy says', () => {
    const tools = gate.listTools(token(), at)
    assert.deepEqual(tools, [
      { name: 'files.delete', permissible: 'never', code: 'scope_insufficient' },
      { name: 'files.read', permissible: 'depends' },
    ])
    assert.ok(Object.isFrozen(tools) && Object.isFrozen(tools[0]))
  })

  it('denies as a whole where what was presented does not hold', () => {
    assert.throws(() => gate.listTools('', at), { name: 'AccessDenied', code: 'token_missing' })
    trapOnce('listTools')
    assert.throws(() => gate.listTools(token(), at), { code: 'internal' })
  })
})

describe('simulateList', () => {
  const gate = createGate(config())
  const facts = { principal: { issuer: ISSUER, subject: 'alice' }, actor: { issuer: ISSUER, subject: 'agent' }, scopes: ['files:read'] }

  it('says what `listTools` says to a token of these facts', () => {
    const tools = gate.simulateList(facts, at)
    assert.deepEqual(tools, gate.listTools(token(), at))
    assert.ok(Object.isFrozen(tools) && Object.isFrozen(tools[0]))
  })

  it('reads facts, session and time as strictly as a rehearsal of one call', () => {
    for (const wrong of [{ ...facts, x: 1 }, { ...facts, actor: 'agent' }, {}, []]) {
      assert.throws(() => gate.simulateList(wrong, at), { name: 'AccessDenied', code: 'input_invalid' })
    }
    const circular = { ...facts }
    circular.attributes = circular
    for (const wrong of [undefined, { ...facts, scopes: new Set() }, () => facts, circular]) {
      assert.throws(() => gate.simulateList(wrong, at), TypeError)
      assert.throws(() => gate.simulate(wrong, read, at), TypeError)
    }
    assert.throws(() => gate.simulateList(facts, { now: '1' }), TypeError)
    assert.throws(() => gate.simulateList(facts, { ...at, session: { writes: 1 } }), { code: 'session_invalid' })
    trapOnce('simulateList')
    assert.throws(() => gate.simulateList(facts, at), { code: 'internal' })
  })
})

describe('authorizeEach', () => {
  const gate = createGate(config())

  it('gives a verdict for each call, in order', () => {
    const verdicts = gate.authorizeEach(token({ jti: 'one' }), [read, etc, { tool: 'nope' }, read], at)
    assert.deepEqual(verdicts.map(({ grant, denial }) => denial?.code ?? grant.tool), ['files.read', 'policy_forbidden', 'tool_unknown', 'files.read'])
    assert.deepEqual(gate.authorizeEach(token(), [], at), [])
    const jwt = token({ jti: 'two' })
    assert.deepEqual(gate.authorizeEach(jwt, [read], at)[0].grant, gate.authorize(jwt, read, at))
    assert.deepEqual(gate.authorizeEach(jwt, [etc], at)[0].denial, gate.decide(jwt, etc, at).denial)
  })

  it('never lets a call take the place of another', () => {
    const codes = gate.authorizeEach(token(), [null, undefined, read, , 1].slice(), at).map(({ denial }) => denial?.code)
    assert.deepEqual(codes, ['tool_unknown', 'tool_unknown', undefined, 'tool_unknown', 'tool_unknown'])
    for (const verdicts of ['[]', '[{"grant":{}},{"grant":{}}]']) {
      mock.method(raw, 'authorizeEach', () => `{"verdicts":${verdicts}}`)
      assert.throws(() => gate.authorizeEach(token(), [read], at), { code: 'internal' })
      mock.restoreAll()
    }
  })

  it('throws where what was presented does not hold', () => {
    assert.throws(() => gate.authorizeEach('', [read], at), (error) => error instanceof AccessDenied && error.code === 'token_missing')
    assert.throws(() => gate.authorizeEach(token(), read, at), TypeError)
  })
})

describe('the session', () => {
  const schema = 'type Session = { writes: Long };'
  const policies = '@id("few") permit (principal, action, resource) when { context.session.writes < 3 };'
  const gate = createGate(config({ schema, policies }))
  const code = (session) => gate.decide(token(), { ...read, session }, at).denial?.code

  it('is what the host says, as an object or as text', () => {
    for (const few of [{ writes: 2 }, '{"writes":2}']) assert.equal(code(few), undefined)
    for (const many of [{ writes: 3 }, '{"writes":9007199254740993}']) assert.equal(code(many), 'policy_denied')
  })

  it('denies where it is not what the schema declares', () => {
    for (const wrong of [undefined, {}, { writes: 'a' }, { writes: 1, more: 1 }]) assert.equal(code(wrong), 'session_invalid')
    for (const strange of [null, 1, [], new Map(), '', '{', '{"writes":1,"writes":1}']) assert.notEqual(code(strange), undefined)
  })

  it('is left open in a list where nobody says it', () => {
    const list = (session) => gate.listTools(token(), { ...at, session })[1].permissible
    assert.deepEqual([undefined, { writes: 1 }, { writes: 5 }].map(list), ['depends', 'always', 'never'])
  })
})

describe('what policies say', () => {
  it('comes with the grant, and with the denial', () => {
    const policies = `
      @id("reads") @obligation("redact") @reason("agents read") permit (principal is Agent, action == Action::"files.read", resource)
      when { context.input.path like "/home/*" };
      @id("not-etc") @reason("passwords") forbid (principal, action, resource) when { context.input.path like "/etc/*" };`
    const gate = createGate(config({ policies }))
    const grant = gate.authorize(token(), read, at)
    assert.deepEqual(grant.annotations, { reads: { obligation: 'redact', reason: 'agents read' } })
    assert.deepEqual([grant.obligations, grant.advice], [['redact'], ['agents read']])
    assert.deepEqual(gate.decide(token(), etc, at).denial.advice, ['passwords'])
    const { denial, record } = gate.decide(token(), { tool: 'files.read', input: { path: '/tmp' } }, at)
    const near = [{ policy: 'reads', unmet: 1, part: 'condition', condition: 'context.input.path like "/home/*"', outcome: 'false' }]
    assert.deepEqual([denial.near, record.near], [near, near])
    assert.doesNotMatch(JSON.stringify(denial.challenge), /home/)
  })
})

describe('replacePolicies and replaceEntities', () => {
  const schema = 'entity Team; entity Agent in [Team];'
  const team = [{ uid: { type: 'Agent', id: `${ISSUER} agent` }, attrs: {}, parents: [{ type: 'Team', id: 'a' }] }]
  const only = '@id("team") permit (principal in Team::"a", action, resource);'
  const allowed = (gate) => gate.decide(token(), read, at).decision === 'allow'

  it('replace, and survive a fault', () => {
    const gate = createGate(config({ schema }))
    assert.equal(allowed(gate), true)
    assert.deepEqual(gate.replacePolicies({ policies: [{ name: 'team.cedar', text: only }] }), [])
    assert.equal(allowed(gate), false)
    gate.replaceEntities(team)
    assert.equal(allowed(gate), true)
    trapOnce('verify')
    assert.throws(() => gate.verify(token(), at), { code: 'internal' })
    assert.deepEqual(gate.authorize(token(), read, at).policies, ['team'])
    gate.replaceEntities('[]')
    trapOnce('verify')
    assert.throws(() => gate.verify(token(), at), { code: 'internal' })
    assert.equal(allowed(gate), false, 'a fault brings nobody back into a team')
  })

  it('change nothing where they are wrong', () => {
    const gate = createGate(config({ schema }))
    assert.deepEqual(paths(() => gate.replacePolicies({ policies: 'permit (principal' })), ['policies'])
    assert.deepEqual(paths(() => gate.replacePolicies({ policies: [{ name: 'a' }] })), ['policies[0]'])
    assert.deepEqual(paths(() => gate.replacePolicies({ policy: '' })), ['policy'])
    assert.deepEqual(paths(() => gate.replacePolicies({ policies: () => '' })), ['policies'])
    assert.deepEqual(paths(() => gate.replaceEntities([{ uid: { type: 'Robot', id: 'x' }, attrs: {}, parents: [] }])), ['entities'])
    assert.deepEqual(paths(() => gate.replaceEntities(new Map())), ['entities'])
    assert.equal(allowed(gate), true)
    const none = createGate(config({ policies: undefined }))
    assert.deepEqual(paths(() => none.replacePolicies({ policies: '' })), ['policies'])
    assert.equal(none.policySchema(), null)
  })

  it('fault as a mistake, after which the old ones stay', () => {
    const gate = createGate(config({ schema }))
    trapOnce('replacePolicies')
    assert.deepEqual(paths(() => gate.replacePolicies({ policies: '' })), [''])
    assert.equal(allowed(gate), true)
  })
})

describe('preparePolicies', () => {
  const prepared = createGate(config()).preparePolicies()
  const gate = createGate(config({ policies: [{ prepared }] }))

  it('gives what a gate of the same tools loads', () => {
    assert.match(prepared, /^[\w-]+$/)
    assert.deepEqual(gate.authorize(token(), read, at).policies, ['agents-read'])
    assert.equal(gate.decide(token(), etc, at).denial.code, 'policy_forbidden')
    assert.equal(gate.preparePolicies(), prepared)
  })

  it('gives what replaces others, and survives a fault', () => {
    const other = createGate(config({ policies: 'permit (principal, action, resource);' }))
    other.replacePolicies({ policies: [{ prepared }] })
    trapOnce('verify')
    assert.throws(() => other.verify(token(), at), { code: 'internal' })
    assert.equal(other.decide(token(), etc, at).denial.code, 'policy_forbidden')
  })

  it('is of no use to another gate, or in part', () => {
    const refused = (policies, others) => paths(() => createGate(config({ policies, ...others })))
    assert.deepEqual(refused([{ prepared }], { schema: 'entity Team;' }), ['policies'])
    assert.deepEqual(refused([{ prepared }, 'permit (principal, action, resource);']), ['policies[0]'])
    assert.deepEqual(refused([{ prepared: prepared.slice(0, 40) }]), ['policies'])
    assert.deepEqual(refused([{ prepared: '=' }]), ['policies[0]'])
    assert.deepEqual(refused([{ prepared, text: '' }]), ['policies[0]'])
  })

  it('is refused where there is nothing to prepare, and where there is a fault', () => {
    const none = createGate(config({ policies: undefined }))
    assert.deepEqual(paths(() => none.preparePolicies()), ['policies'])
    trapOnce('preparePolicies')
    assert.throws(() => gate.preparePolicies(), { name: 'AccessDenied', code: 'internal' })
  })
})

describe('what the operator is told', () => {
  it('are the places of mistakes', () => {
    const policies = [{ name: 'a.cedar', text: 'permit (principal, action, resource);\nforbid (principal, action, resource) when { context.nope };' }]
    assert.throws(() => createGate(config({ policies })), ({ problems: [{ path, span }] }) => {
      assert.deepEqual([path, span.source, span.line], ['policies', 'a.cedar', 2])
      return true
    })
  })

  it('are warnings, and the schema', () => {
    const gate = createGate(config({ policies: '@id("odd") permit (principal, action, resource) when { principal is Agent && principal is User };' }))
    assert.deepEqual(gate.policyWarnings().map(({ policy }) => policy), ['odd'])
    assert.ok(gate.policySchema()[''].actions['files.read'])
    assert.notDeepEqual(gate.policySchema('forbid'), gate.policySchema())
    assert.throws(() => gate.policySchema('allow'), TypeError)
  })
})
