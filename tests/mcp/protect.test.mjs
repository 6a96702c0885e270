// `protect` alone: on stdio and in memory, behind `requireBearerAuth`, whatever was registered when.

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Client as ClientV2, InMemoryTransport } from '@modelcontextprotocol/client'
import { createMcpHandler, fromJsonSchema, McpServer, ResourceTemplate, Server } from '@modelcontextprotocol/server'
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js'
import { InMemoryTransport as InMemoryV1 } from '@modelcontextprotocol/sdk/inMemory.js'
import { protect, protectHandler, standardCalls } from '../../pkg/dist/mcp/index.js'
import { gateOf, highLevel, highLevelV1, lowLevel, lowLevelV1, Ran, tokenOf } from './support.mjs'

const sdks = {
  'v2, high-level': [highLevel, ClientV2, InMemoryTransport],
  'v2, low-level': [lowLevel, ClientV2, InMemoryTransport],
  'v1, high-level': [highLevelV1, ClientV1, InMemoryV1],
  'v1, low-level': [lowLevelV1, ClientV1, InMemoryV1],
}

for (const [name, [build, Client, Memory]] of Object.entries(sdks)) {
  describe(`${name}, in memory`, () => {
    async function linked(options, gate = gateOf()) {
      const ran = new Ran()
      const [ours, theirs] = Memory.createLinkedPair()
      const server = build(ran, (built) => protect(built, gate, options))
      await server.connect(theirs)
      const client = new Client({ name: 'agent', version: '1.0.0' })
      return { ran, client, server, open: () => client.connect(ours), close: async () => (await client.close(), gate.free()) }
    }

    it('refuses everything where nobody vouches for the client', async () => {
      const { open, close, ran } = await linked()
      const error = await open().catch((thrown) => thrown)
      assert.equal(error.code, -32003)
      assert.equal(error.data.status, 401)
      assert.equal(ran.length, 0)
      await close()
    })

    it('takes the token that the host has for its one client', async () => {
      const { open, close, client, ran } = await linked({ localToken: () => tokenOf() })
      await open()
      const { content } = await client.callTool({ name: 'files.read', arguments: { path: 'a' } })
      assert.equal(content[0].text, 'files.read ran')
      assert.equal(ran[0].who.actor.subject, 'agent')
      assert.equal((await client.callTool({ name: 'secret', arguments: {} })).isError, true)
      await assert.rejects(client.callTool({ name: 'files.delete', arguments: { path: 'a' } }), (error) => {
        assert.equal(error.data.status, 403)
        assert.match(error.data.wwwAuthenticate, /error="insufficient_scope",scope="files:write"/)
        return true
      })
      assert.deepEqual((await client.listTools()).tools.map((tool) => tool.name), ['files.read'].slice(0, 1))
      assert.equal(ran.length, 1)
      await close()
    })

    it('does not go on with a token that has expired meanwhile', async () => {
      let time = Math.floor(Date.now() / 1000)
      const local = tokenOf()
      const { open, close, client, ran } = await linked({ localToken: local, now: () => time })
      await open()
      await client.callTool({ name: 'files.read', arguments: { path: 'a' } })
      time += 3600
      await assert.rejects(client.callTool({ name: 'files.read', arguments: { path: 'a' } }), (error) => error.data.status === 401)
      assert.equal(ran.length, 1)
      await close()
    })

    it('will not stand behind what was said already, nor twice', async () => {
      const { server, close } = await linked({ localToken: tokenOf() })
      const gate = gateOf()
      assert.throws(() => protect(server, gate), /before it is connected/)
      const other = protect(build(new Ran()), gate)
      assert.throws(() => protect(other, gate), /already/)
      gate.free()
      await close()
    })
  })
}

describe('what was registered when', () => {
  async function connected(build, options) {
    const gate = gateOf()
    const [ours, theirs] = InMemoryTransport.createLinkedPair()
    await build((server) => protect(server, gate, { localToken: tokenOf(), ...options })).connect(theirs)
    const client = new ClientV2({ name: 'agent', version: '1.0.0' })
    await client.connect(ours)
    return { client, close: async () => (await client.close(), gate.free()) }
  }

  it('makes no difference to a tool, even after it is connected', async () => {
    let ran = 0
    let late
    const { client, close } = await connected((guard) => {
      const server = new McpServer({ name: 'x', version: '1' }, { capabilities: { tools: { listChanged: true } } })
      const tool = (name) => server.registerTool(name, { inputSchema: fromJsonSchema({ type: 'object' }) }, () => ((ran += 1), { content: [] }))
      tool('before')
      guard(server)
      tool('after')
      late = () => tool('late')
      return server
    })
    late()
    for (const name of ['before', 'after', 'late']) assert.equal((await client.callTool({ name, arguments: {} })).isError, true)
    assert.deepEqual((await client.listTools()).tools, [])
    assert.equal(ran, 0)
    await close()
  })

  it('makes no difference to a handler that was set by hand, or to the one for everything else', async () => {
    let ran = 0
    const { client, close } = await connected((guard) => {
      const server = guard(new Server({ name: 'x', version: '1' }, { capabilities: { tools: {} } }))
      server.fallbackRequestHandler = async () => ((ran += 1), {})
      server.setRequestHandler('tools/call', () => ((ran += 1), { content: [] }))
      return server
    })
    const { z } = await import('zod')
    assert.equal((await client.callTool({ name: 'anything', arguments: {} })).isError, true)
    await assert.rejects(client.request({ method: 'acme/export' }, z.looseObject({})), { code: -32003 })
    assert.equal(ran, 0)
    await close()
  })

  it('is the host to say what a method of its own asks for', async () => {
    let ran = 0
    const callsOf = (request) => (request.method === 'acme/read' ? [{ tool: 'files.read', input: request.params }] : standardCalls(request))
    const { client, close } = await connected((guard) => {
      const server = guard(new Server({ name: 'x', version: '1' }, { capabilities: {} }))
      server.fallbackRequestHandler = async () => ((ran += 1), {})
      return server
    }, { callsOf })
    const { z } = await import('zod')
    await client.request({ method: 'acme/read', params: { path: 'a' } }, z.looseObject({}))
    await assert.rejects(client.request({ method: 'acme/read', params: { path: '/etc/shadow' } }, z.looseObject({})), { code: -32003 })
    await assert.rejects(client.request({ method: 'acme/else' }, z.looseObject({})), { code: -32003 })
    assert.equal(ran, 1)
    await client.ping()
    await close()
  })
})

describe('lists', () => {
  it('are looked at once for each answer: an id that is in use is no request', async () => {
    const gate = gateOf()
    const [client, transport] = InMemoryTransport.createLinkedPair()
    const release = []
    const server = protect(new Server({ name: 'x', version: '1' }, { capabilities: { tools: {} } }), gate, { localToken: tokenOf() })
    server.setRequestHandler('tools/list', () => new Promise((resolve) => release.push(() => resolve({ tools: [{ name: 'secret', inputSchema: { type: 'object' } }] }))))
    await server.connect(transport)
    const answers = []
    client.onmessage = (message) => answers.push(message)
    await client.start()
    const list = { jsonrpc: '2.0', id: 5, method: 'tools/list' }
    await client.send(list)
    await client.send(list)
    await new Promise(setImmediate)
    assert.equal(release.length, 1)
    assert.equal(answers[0].error.code, -32003)
    release[0]()
    while (answers.length < 2) await new Promise(setImmediate)
    assert.deepEqual(answers[1].result.tools, [])
    await server.close()
    gate.free()
  })
})

describe('an id', () => {
  const secret = { tools: [{ name: 'secret', inputSchema: { type: 'object' } }] }

  async function connected(gate, set = () => undefined, options = {}) {
    const [client, transport] = InMemoryTransport.createLinkedPair()
    const server = protect(new Server({ name: 'x', version: '1' }, { capabilities: { tools: {} } }), gate, { localToken: tokenOf(), ...options })
    server.setRequestHandler('tools/list', () => secret)
    set(server)
    await server.connect(transport)
    const answers = []
    client.onmessage = (message) => answers.push(message)
    await client.start()
    return { client, server, answers, until: async (count) => { while (answers.length < count) await new Promise(setImmediate) } }
  }

  it('that another request has shows nothing of a list: the answer to that one is not taken for its own', async () => {
    const gate = gateOf()
    const refused = []
    const { client, server, answers, until } = await connected(gate, undefined, { onRefused: ({ method, reason }) => void refused.push([method, reason]) })
    void client.send({ jsonrpc: '2.0', id: 1, method: 'ping' })
    void client.send({ jsonrpc: '2.0', id: 1, method: 'tools/list' })
    await until(2)
    assert.doesNotMatch(JSON.stringify(answers), /secret/)
    assert.deepEqual(answers.map(({ result, error }) => result ?? error.code), [-32003, {}])
    assert.deepEqual(refused, [['tools/list', 'request']])
    // Answered, it is free again
    await client.send({ jsonrpc: '2.0', id: 1, method: 'tools/list' })
    await until(3)
    assert.deepEqual(answers[2].result.tools, [])
    await server.close()
    gate.free()
  })

  it('that a list has is for no other request', async () => {
    const gate = gateOf()
    let release
    const { client, server, answers, until } = await connected(gate, (server) => server.setRequestHandler('tools/list', () => new Promise((resolve) => { release = () => resolve(secret) })))
    await client.send({ jsonrpc: '2.0', id: 1, method: 'tools/list' })
    await client.send({ jsonrpc: '2.0', id: 1, method: 'ping' })
    await until(1)
    release()
    await until(2)
    assert.deepEqual(answers.map(({ result, error }) => result?.tools ?? error.code), [-32003, []])
    await server.close()
    gate.free()
  })

  it('is as long as ids are: it is kept until it is answered', async () => {
    const gate = gateOf()
    const { client, server, answers, until } = await connected(gate)
    for (const [length, code] of [[1000, undefined], [1001, -32003]]) {
      await client.send({ jsonrpc: '2.0', id: 'x'.repeat(length), method: 'ping' })
      await until(1)
      assert.equal(answers.pop().error?.code, code, `${length}`)
    }
    await server.close()
    gate.free()
  })
})

describe('a completion', () => {
  it('is asked about by the name that the server reads, whatever stands beside it', async () => {
    const ref = { type: 'string' }
    const input = { type: 'object', properties: { ref, argument: ref, value: ref }, required: ['ref'] }
    const gate = gateOf({
      tools: [{ name: 'completion/complete', inputSchema: input }],
      requiredScopes: { 'completion/complete': [] },
      policies: 'permit (principal is Agent, action, resource) when { context.input.ref == "note://{name}" };',
    })
    const ran = []
    const server = protect(new McpServer({ name: 'x', version: '1' }), gate, { localToken: tokenOf() })
    for (const template of ['note://{name}', 'secret://{name}']) {
      server.registerResource(template, new ResourceTemplate(template, { list: undefined, complete: { name: () => (ran.push(template), []) } }), {}, () => ({ contents: [] }))
    }
    const [client, transport] = InMemoryTransport.createLinkedPair()
    await server.connect(transport)
    const answers = []
    client.onmessage = (message) => answers.push(message)
    await client.start()
    const complete = async (ref, id) => {
      await client.send({ jsonrpc: '2.0', id, method: 'completion/complete', params: { ref, argument: { name: 'name', value: 'a' } } })
      while (answers.length < id) await new Promise(setImmediate)
      return answers.at(-1).error?.code
    }
    assert.equal(await complete({ type: 'ref/resource', uri: 'note://{name}' }, 1), undefined)
    assert.equal(await complete({ type: 'ref/resource', uri: 'secret://{name}', name: 'note://{name}' }, 2), -32003)
    assert.equal(await complete({ type: 'ref/prompt', uri: 'note://{name}', name: 'secret' }, 3), -32003)
    assert.equal(await complete({ uri: 'note://{name}' }, 4), -32003)
    assert.deepEqual(ran, ['note://{name}'])
    await server.close()
    gate.free()
  })
})

describe('a resource', () => {
  const file = { type: 'object', properties: { uri: { type: 'string' } }, required: ['uri'] }
  const config = {
    tools: [{ name: 'resources/read', inputSchema: file }],
    requiredScopes: { 'resources/read': [] },
    policies: 'permit (principal is Agent, action, resource) when { context.input.uri like "file:///home/*" };',
  }

  it('is asked about by the name that servers look it up by, too', async () => {
    const gate = gateOf(config)
    const read = []
    const server = protect(new McpServer({ name: 'x', version: '1' }), gate, { localToken: tokenOf() })
    server.registerResource('all', new ResourceTemplate('file:///{+path}', { list: undefined }), {}, (uri) => (read.push(uri.href), { contents: [] }))
    const [ours, theirs] = InMemoryTransport.createLinkedPair()
    await server.connect(theirs)
    const client = new ClientV2({ name: 'agent', version: '1.0.0' })
    await client.connect(ours)
    for (const uri of ['file:///home/../etc/passwd', 'file:///home/%2e%2E/etc/passwd', 'file:///home/./../etc/passwd', 'file:///home/..\\etc/passwd', 'file:///etc/passwd', 'FILE:///etc/passwd', 'file:///home/a\t/../../etc/passwd']) {
      await assert.rejects(client.readResource({ uri }), { code: -32003 }, uri)
    }
    assert.deepEqual(read, [])
    await client.readResource({ uri: 'file:///home/a/../b' })
    assert.deepEqual(read, ['file:///home/b'])
    await client.close()
    gate.free()
  })
})

describe('protect behind a handler that goes by other rules', () => {
  const text = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'files.read', arguments: { path: 'a' } } })
  const request = () => new Request('http://localhost/mcp', { method: 'POST', body: text, headers: { authorization: `Bearer ${tokenOf()}`, 'content-type': 'application/json', accept: 'application/json, text/event-stream' } })
  const served = (front, inner, options, innerOptions) => {
    const ran = new Ran()
    const { fetch } = protectHandler(createMcpHandler(() => protect(lowLevel(ran), inner, innerOptions)), front, options)
    return { ran, send: async () => (await fetch(request())).text() }
  }

  it('asks its own gate', async () => {
    const [generous, strict] = [gateOf(), gateOf({ policies: 'forbid (principal, action, resource);' })]
    for (const [front, inner, runs] of [[generous, strict, 0], [strict, generous, 0], [generous, generous, 1]]) {
      const { ran, send } = served(front, inner)
      assert.equal(/not permitted/.test(await send()), runs === 0)
      assert.equal(ran.length, runs)
    }
    generous.free()
    strict.free()
  })

  it('takes each ruling once: what a host hands on twice is decided twice', async () => {
    const gate = gateOf()
    const told = []
    const options = { onDecision: ({ decision }) => void told.push(decision) }
    const ran = new Ran()
    const [client, transport] = InMemoryTransport.createLinkedPair()
    await protect(lowLevel(ran), gate, options).connect(transport)
    await client.start()
    const { fetch } = protectHandler((request, { authInfo, parsedBody }) => {
      for (let times = 0; times < 2; times++) transport.onmessage(parsedBody, { authInfo, request })
      return new Response()
    }, gate, options)
    await fetch(request())
    assert.equal(told.length, 2)
    gate.free()
  })

  it('tells its own listener, and asks its own host', async () => {
    const gate = gateOf()
    const told = []
    const { ran, send } = served(gate, gate, {}, { onDecision: ({ decision }) => void told.push(decision), accept: () => false })
    assert.match(await send(), /not permitted/)
    assert.deepEqual([told, ran.length], [['allow'], 0])
    gate.free()
  })
})

describe('options that throw', () => {
  const broken = () => {
    throw new Error('broken')
  }
  for (const options of [{ callsOf: broken }, { localToken: broken }, { now: broken }, { accept: broken }, { onDecision: broken }]) {
    it(`refuse, and whoever asks is answered: ${Object.keys(options)}`, async () => {
      const gate = gateOf()
      const ran = new Ran()
      const [client, transport] = InMemoryTransport.createLinkedPair()
      await protect(lowLevel(ran), gate, { localToken: tokenOf(), ...options }).connect(transport)
      const answers = []
      client.onmessage = (message) => answers.push(message)
      await client.start()
      await client.send({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'files.read', arguments: { path: 'a' } } })
      await client.send({ jsonrpc: '2.0', id: 2, method: 'prompts/get', params: { name: 'greet', arguments: { name: 'a' } } })
      while (answers.length < 2) await new Promise(setImmediate)
      const [called, got] = [1, 2].map((id) => answers.find((answer) => answer.id === id))
      // What breaks only for other methods leaves calls alone
      assert.equal(ran.length, 'callsOf' in options ? 1 : 0)
      if (!('callsOf' in options)) assert.ok(called.error ?? called.result.isError)
      assert.ok(got.error)
      assert.doesNotMatch(JSON.stringify(answers), /broken/)
      gate.free()
    })
  }
})
