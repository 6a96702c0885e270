// What is decided on is what runs: names that pollute, numbers that don't fit, members that stand twice, and too much of everything.

import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { InMemoryTransport } from '@modelcontextprotocol/server'
import { connect } from '../../pkg/dist/connect/index.js'
import { protect, protectHandler } from '../../pkg/dist/mcp/index.js'
import { sha256 } from '../js/support.mjs'
import { call, gateOf, hosts, lowLevel, post, Ran, tokenOf } from './support.mjs'

const raw = (text) => `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"files.read","arguments":${text}}}`

for (const name of ['v2, createMcpHandler, high-level', 'v2, createMcpHandler, low-level', 'v1, Express sessions, low-level', 'v1, web-standard without sessions, high-level']) {
  describe(name, async () => {
    const gate = gateOf()
    const decisions = []
    const { url, close, ran } = await hosts[name](gate, { onDecision: (decision) => void decisions.push(decision) })
    after(() => (close(), gate.free()))
    const stateful = name.includes('sessions') && !name.includes('without')

    /** What the one tool ran with, or the code. */
    async function run(text) {
      decisions.length = 0
      ran.length = 0
      const { status } = await post(url, raw(text), { token: tokenOf() })
      assert.ok([200, 400].includes(status), `${status}`)
      assert.equal(decisions.length, 1, 'decided once')
      const [{ decision, denial }] = decisions
      if (decision === 'deny') assert.equal(ran.length, 0)
      return denial?.code ?? (stateful ? 'allow' : ran.at(-1).input)
    }

    for (const text of [
      '{"path":"/home/a","__proto__":{"path":"/etc/shadow"}}',
      '{"__proto__":{"path":"/home/a"}}',
      '{"path":"/home/a","constructor":{"prototype":{"isAdmin":true}}}',
      '{"path":"/home/a","prototype":1}',
      '{"path":"/home/a","toString":"x"}',
      '{"path":"/home/a","hasOwnProperty":1}',
    ]) {
      it(`refuses ${text}`, async () => {
        assert.equal(await run(text), 'arguments_invalid')
        assert.equal({}.isAdmin, undefined)
        assert.equal({}.path, undefined)
      })
    }

    it('refuses what is no object', async () => {
      for (const text of ['[]', '"x"', '1', 'null', 'true']) {
        const said = await run(text)
        assert.ok(['input_invalid', 'arguments_invalid'].includes(said), `${text}: ${said}`)
      }
    })

    it('refuses a whole number that may not be the one that was sent, wherever it stands', async () => {
      const numbers = ['9007199254740992', '9007199254740993', '-9007199254740993', '9223372036854775807', '18446744073709551616', '9007199254740991.7', '1e16', '1e300']
      for (const text of numbers) assert.equal(await run(`{"path":"a","lines":${text}}`), 'input_invalid', text)
      for (const text of ['[9007199254740993]', '{"more":[{"deep":-9007199254740993}]}', '[[[9007199254740993]],1]']) assert.equal(await run(`{"path":"a","more":${text}}`), 'input_invalid', text)
    })

    it('decides on all others', async () => {
      assert.equal(await run('{"path":"a","lines":9007199254740991}'), 'policy_forbidden')
      assert.equal(decisions[0].record.inputSha256, sha256('{"path":"a","lines":9007199254740991}'))
      assert.notEqual(await run('{"path":"a","lines":-9007199254740991}'), 'input_invalid')
      assert.equal(decisions[0].decision, 'allow')
    })

    it('refuses an integer that is none', async () => {
      for (const text of ['1.5', '"7"']) assert.equal(await run(`{"path":"a","lines":${text}}`), 'arguments_invalid', text)
    })

    it('decides on the last of two members, the one that runs', async () => {
      assert.equal(await run('{"path":"/home/a","path":"/etc/shadow"}'), 'policy_forbidden')
    })

    it('refuses arguments that are too large, or too deep', async () => {
      assert.equal(await run(`{"path":"${'x'.repeat(1_100_000)}"}`), 'input_too_large')
      assert.equal(await run(`{"path":${'['.repeat(1000)}${']'.repeat(1000)}}`), 'input_too_large')
    })

    it('refuses what is nested as deep as a body is long', async () => {
      assert.equal(await run(`{"path":${'['.repeat(200_000)}${']'.repeat(200_000)}}`), 'input_too_large')
    })

    it('refuses half a character', async () => {
      assert.notEqual(await run('{"path":"\\ud800"}'), 'allow')
      assert.equal(ran.length, 0)
    })
  })
}

describe('a rounded number on a transport without text', () => {
  it('is refused, whatever is beside it', async () => {
    const gate = gateOf()
    const ran = new Ran()
    const codes = []
    const [client, transport] = InMemoryTransport.createLinkedPair()
    await protect(lowLevel(ran), gate, { localToken: tokenOf(), onDecision: ({ denial }) => void codes.push(denial?.code) }).connect(transport)
    const answers = []
    client.onmessage = (message) => answers.push(message)
    await client.start()
    await client.send(call('files.read', { lines: 2 ** 53, path: 'a', none: undefined }, 1))
    await client.send(call('files.read', { path: 'a', none: undefined }, 2))
    while (answers.length < 2) await new Promise(setImmediate)
    assert.deepEqual(codes, ['input_invalid', undefined])
    assert.equal(answers.find(({ id }) => id === 1).result.isError, true)
    assert.equal(ran.length, 1)
    gate.free()
  })

  it('is refused of what `callsOf` asks, too', async () => {
    const codes = []
    const gate = gateOf()
    const options = { callsOf: ({ params }) => [{ tool: 'files.read', input: { path: 'a', lines: params.lines } }], onDecision: ({ denial }) => void codes.push(denial?.code) }
    const { fetch } = protectHandler(() => new Response(), gate, options)
    for (const lines of ['9007199254740993', '7']) {
      const body = `{"jsonrpc":"2.0","id":1,"method":"acme/read","params":{"lines":${lines}}}`
      await fetch(new Request('http://localhost/mcp', { method: 'POST', body, headers: { authorization: `Bearer ${tokenOf()}` } }))
    }
    assert.deepEqual(codes, ['input_invalid', undefined])
    gate.free()
  })
})

describe('a message that changes after it was sent', () => {
  it('runs as it was decided on, whatever its method', async () => {
    const gate = gateOf({ requireRevocationCheck: true })
    let release
    const waiting = new Promise((answer) => {
      release = { asked: answer }
    })
    const isRevoked = () => (release.asked(), new Promise((resolve) => (release.answer = () => resolve(false))))
    const got = []
    const server = lowLevel(new Ran(), (built) => protect(built, connect(gate, { revocation: { isRevoked } }), { localToken: tokenOf() }))
    server.setRequestHandler('prompts/get', ({ params }) => (got.push([params.name, params.arguments]), { messages: [] }))
    const [client, transport] = InMemoryTransport.createLinkedPair()
    await server.connect(transport)
    const answers = []
    client.onmessage = (message) => answers.push(message)
    await client.start()
    const message = { jsonrpc: '2.0', id: 1, method: 'prompts/get', params: { name: 'greet', arguments: { name: 'bob' } } }
    await client.send(message)
    await waiting
    message.params.name = 'hidden'
    message.params.arguments.name = 'root'
    release.answer()
    while (answers.length === 0) await new Promise(setImmediate)
    assert.deepEqual(got, [['greet', { name: 'bob' }]])
    gate.free()
  })

  const host = { authInfo: { token: tokenOf(), clientId: '', scopes: [] } }
  const ways = {
    'in memory': host,
    'by a host that kept the body it has parsed': { ...host, request: new Request('http://localhost/mcp', { method: 'POST', headers: { authorization: 'Bearer x' } }) },
  }
  for (const [way, extra] of Object.entries(ways)) {
    it(`runs as it was decided on: ${way}`, async () => {
      // The decision waits for a source, and the sender still holds the object
      const gate = gateOf({ requireRevocationCheck: true })
      let answer
      const asked = new Promise((resolve) => (answer = resolve))
      let release
      const isRevoked = () => (answer(), new Promise((resolve) => (release = () => resolve(false))))
      const ran = new Ran()
      const [client, transport] = InMemoryTransport.createLinkedPair()
      await protect(lowLevel(ran), connect(gate, { revocation: { isRevoked } })).connect(transport)
      const answers = []
      client.onmessage = (message) => answers.push(message)
      await client.start()
      const message = call('files.read', { path: '/home/a.txt' })
      transport.onmessage(message, extra)
      await asked
      message.params.arguments.path = '/etc/shadow'
      message.params.name = 'secret'
      release()
      while (answers.length === 0) await new Promise(setImmediate)
      assert.deepEqual(ran.map(({ name, input }) => [name, input]), [['files.read', { path: '/home/a.txt' }]])
      gate.free()
    })
  }
})
