import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { checkPolicies, createGate } from '../../pkg/dist/index.js'
import { config, policies, tools } from './support.mjs'

const at = ({ source, line, column }) => [source, line, column]

describe('checkPolicies', () => {
  it('needs no issuer, and takes a whole configuration too', () => {
    for (const whole of [{ tools, policies }, config(), { tools: JSON.stringify(tools), policies: [policies] }]) {
      assert.deepEqual(checkPolicies(whole), { errors: [], warnings: [] })
    }
  })

  it('finds every mistake and every warning, with its place', () => {
    const { errors, warnings } = checkPolicies({
      tools,
      policies: [
        { name: 'good.cedar', text: policies },
        { name: 'bad.cedar', text: 'permit (principal, action == Action::"files.read", resource) when { context.input.paht == "" };\n\n  forbid (principal, action == Action::"files.read", resource) when { context.nope };' },
        { name: 'odd.cedar', text: '// é🙂\npermit (principal is Agent, action, resource) when { principal is User };' },
      ],
    })
    assert.deepEqual(errors.map(({ span }) => at(span)).sort(), [
      ['bad.cedar', 1, 69],
      ['bad.cedar', 3, 71],
    ])
    assert.ok(errors.every(({ path, message }) => path === 'policies[1]' && message.length > 10))
    assert.deepEqual(warnings.map(({ span }) => at(span)), [['odd.cedar', 2, 1]])
    assert.equal(warnings[0].policy, 'odd.cedar:policy0')
    assert.ok(Object.isFrozen(errors[0].span))
  })

  it('finds what a gate is refused for', () => {
    for (const wrong of ['permit (principal', 'permit (principal, action == Action::"files.rename", resource);']) {
      const { errors } = checkPolicies({ tools, policies: wrong })
      assert.throws(() => createGate(config({ policies: wrong })), ({ problems }) => {
        assert.deepEqual(problems, errors)
        return true
      })
    }
  })

  it('returns whatever is wrong, and never throws', () => {
    const circular = { tools }
    circular.policies = circular
    for (const wrong of [undefined, null, 1, 'x', [], {}, new Map(), circular, { tools }, { policies }, { tools, polices: '' }, { tools, policies: 1n }]) {
      const { errors, warnings } = checkPolicies(wrong)
      assert.notEqual(errors.length, 0)
      assert.deepEqual(warnings, [])
    }
    assert.equal(checkPolicies({ tools, policies: NaN }).errors[0].path, 'policies')
  })
})
