// What a client can make a host hand in: it denies, it never throws anything but AccessDenied, it is never fast and loose.

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createContext, runInContext } from 'node:vm'
import { AccessDenied, createGate } from '../../pkg/dist/index.js'
import { config, NOW, read, token } from './support.mjs'

const gate = createGate(config())
const at = { now: NOW }

/** All three ways of asking agree; gives the denial's code, or `allow`. */
function ask(presented, call, options = at) {
  const decision = gate.decide(presented, call, options)
  try {
    gate.authorize(presented, call, options)
    assert.equal(decision.decision, 'allow')
  } catch (error) {
    assert.ok(error instanceof AccessDenied, String(error?.stack))
    assert.equal(error.code, decision.denial.code)
    assert.equal(error.message, decision.denial.message)
  }
  assert.equal(decision.record.decision, decision.decision)
  return decision.denial?.code ?? 'allow'
}

const throwing = () => {
  throw new Error('a getter of the caller')
}
const strange = [1, 1n, true, Symbol('s'), () => 'x', {}, [], new Map(), new String('x'), NaN]

describe('tokens', () => {
  it('none at all is missing', () => {
    for (const none of [undefined, null, '', {}, [], { token: undefined }, { token: null }, { token: '' }]) {
      assert.equal(ask(none, read), 'token_missing')
    }
  })

  it('something else than a string is malformed', () => {
    for (const one of strange) {
      assert.equal(ask({ token: one }, read), 'token_malformed')
      if (typeof one !== 'object') assert.equal(ask(one, read), 'token_malformed')
    }
    const hostile = Object.defineProperty({}, 'token', { get: throwing })
    assert.equal(ask(hostile, read), 'token_malformed')
    assert.equal(ask(new Proxy({}, { get: throwing }), read), 'token_malformed')
  })

  it('parents of a wrong type deny, and never shorten the chain', () => {
    const jwt = token()
    assert.equal(ask({ token: jwt, parents: undefined }, read), 'allow')
    assert.equal(ask({ token: jwt, parents: [] }, read), 'allow')
    assert.equal(ask({ token: jwt, parents: [''] }, read), 'token_missing')
    assert.equal(ask({ token: jwt, parents: new Array(1) }, read), 'token_malformed')
    for (const one of [null, ...strange]) {
      assert.equal(ask({ token: jwt, parents: [one] }, read), 'token_malformed')
      if (!Array.isArray(one)) assert.equal(ask({ token: jwt, parents: one }, read), 'token_malformed')
    }
  })

  it('size is a denial, soon', () => {
    const started = performance.now()
    assert.equal(ask('a'.repeat(50_000_000), read), 'token_too_large')
    assert.equal(ask('.'.repeat(1_000_000), read), 'token_too_large')
    assert.equal(ask({ token: 'a', parents: new Array(1_000_000).fill('a') }, read), 'too_many_tokens')
    assert.ok(performance.now() - started < 5_000)
  })

  it('text that is no UTF-8 is malformed', () => {
    assert.equal(ask(`${token()}\ud800`, read), 'token_malformed')
    assert.equal(ask(token().replace('.', '\0.'), read), 'token_malformed')
  })
})

describe('tool names', () => {
  it('of a wrong type are unknown', () => {
    for (const tool of [undefined, null, '', ...strange]) assert.equal(ask(token(), { tool, input: {} }), 'tool_unknown')
  })

  it('with a lone surrogate are unknown, and not someone else', () => {
    const name = 'a\ufffd'
    const own = createGate(config({ tools: [{ name }], requiredScopes: { [name]: [] }, policies: 'permit (principal, action, resource);' }))
    assert.equal(own.decide(token(), { tool: name }, at).decision, 'allow')
    assert.equal(own.decide(token(), { tool: 'a\ud800' }, at).denial.code, 'tool_unknown')
  })

  it('may be missing with the whole call', () => {
    for (const call of [undefined, null, 1, 'files.read', [], new Proxy({}, { get: throwing })]) {
      assert.equal(ask(token(), call), 'tool_unknown')
    }
  })
})

describe('arguments', () => {
  const path = '/home/a.txt'
  const call = (input) => ({ tool: 'files.read', input })

  it('are plain JSON, of any realm', () => {
    const other = runInContext('({ path: "/home/a.txt" })', createContext())
    for (const input of [{ path }, { path, lines: undefined }, Object.assign(Object.create(null), { path }), other]) {
      assert.equal(ask(token(), call(input)), 'allow')
    }
  })

  it('that JSON cannot say are invalid, not silently something else', () => {
    const circular = { path }
    circular.self = circular
    const deep = JSON.parse(`{"path":${'['.repeat(3000)}${']'.repeat(3000)}}`)
    const inputs = [
      ...strange.filter((one) => typeof one !== 'object'),
      null,
      new Map([['path', path]]),
      new Date(),
      { path: new Date() },
      { path, lines: NaN },
      { path, lines: Infinity },
      { path, lines: 1n },
      { path, extra: () => 1 },
      { path, extra: Symbol('s') },
      { path: new String(path) },
      { path, list: [undefined] },
      { path, toJSON: () => ({ path: '/home/b' }) },
      { path: Object.assign(['/etc/passwd'], { toJSON: () => path }) },
      Object.defineProperty({ path: '/etc/passwd' }, 'toJSON', { value: () => ({ path }) }),
      Object.setPrototypeOf({ path: '/etc/passwd' }, Object.assign(Object.create(null), { toJSON: () => ({ path }) })),
      Object.defineProperty({}, 'path', { get: throwing, enumerable: true }),
      new Proxy({}, { ownKeys: throwing }),
    ]
    for (const input of inputs) assert.equal(ask(token(), call(input)), 'input_invalid')
    assert.equal(ask(token(), call([])), 'input_invalid')
    for (const input of [circular, deep]) assert.match(ask(token(), call(input)), /^input_(invalid|too_large)$/)
  })

  it('may be absent', () => {
    assert.equal(ask(token(), { tool: 'files.read' }), 'arguments_invalid')
    const own = createGate(config({ tools: [{ name: 'now' }], requiredScopes: { now: [] }, policies: 'permit (principal, action, resource);' }))
    assert.equal(own.decide(token(), { tool: 'now' }, at).decision, 'allow')
  })

  it('as text are one JSON object', () => {
    const text = (inputText) => ask(token(), { tool: 'files.read', inputText })
    assert.equal(text('{"path":"/home/a"}'), 'allow')
    for (const wrong of ['', 'x', '[]', '{"path":"/a","path":"/etc/x"}', '{"path":"/a"} x', '{"path":"\ud800"}', '{"path":"\\ud800"}']) {
      assert.equal(text(wrong), 'input_invalid')
    }
    for (const one of [null, ...strange]) assert.equal(text(one), 'input_invalid')
  })

  it('as text and as a value at once are neither', () => {
    assert.equal(ask(token(), { tool: 'files.read', input: { path }, inputText: '{"path":"/home/b"}' }), 'input_invalid')
  })

  it('with a lone surrogate deny', () => {
    assert.equal(ask(token(), call({ path: '/home/\ud800' })), 'input_invalid')
  })

  it('have a size', () => {
    assert.equal(ask(token(), call({ path: 'a'.repeat(3_000_000) })), 'input_too_large')
    assert.equal(ask(token(), { tool: 'files.read', inputText: '{"path":"'.padEnd(3_000_000, 'a') }), 'input_too_large')
    assert.equal(ask(token(), { tool: 'files.read', inputText: '['.repeat(60_000) }), 'input_too_large')
  })
})

describe('the time', () => {
  it('that no clock shows denies', () => {
    for (const now of [NaN, 0, -1, -Infinity, Infinity, 1e300, 0.5]) assert.equal(ask(token(), read, { now }), 'clock_invalid')
  })

  it('is in whole seconds: a fraction is dropped', () => {
    assert.equal(ask(token(), read, { now: NOW + 0.9 }), 'allow')
  })

  it('is a number: anything else is a mistake of the program', () => {
    for (const now of [null, '1800000000', new Date(), 1n]) {
      assert.throws(() => gate.authorize(token(), read, { now }), TypeError)
      assert.throws(() => gate.decide(token(), read, { now }), TypeError)
      assert.throws(() => gate.verify(token(), { now }), TypeError)
    }
  })
})
