// A session id is no credential: it admits only who opened the session, on every method.

import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { InMemoryTransport } from '@modelcontextprotocol/server'
import { protect, protectHandler } from '../../pkg/dist/mcp/index.js'
import { proof } from '../js/dpop.mjs'
import { newKey } from '../js/support.mjs'
import { call, gateOf, hosts, initialize, lowLevel, now, post, Ran, tokenOf } from './support.mjs'

const read = call('files.read', { path: '/home/a.txt' })

for (const name of ['v2, web-standard sessions, high-level', 'v1, Express sessions, low-level']) {
  describe(name, async () => {
    const gate = gateOf()
    const refused = []
    const { url, close, ran } = await hosts[name](gate, { onRefused: (what) => void refused.push(what.reason), maxSessions: 2 })
    after(() => (close(), gate.free()))

    async function open(token = tokenOf()) {
      const { status, headers } = await post(url, initialize, { token })
      assert.equal(status, 200)
      const session = headers.get('mcp-session-id')
      assert.ok(session)
      return session
    }

    it('takes another token of the same agent for the same principal', async () => {
      const session = await open()
      const { status } = await post(url, read, { token: tokenOf(), session })
      assert.equal(status, 200)
      assert.equal(ran.pop().name, 'files.read')
    })

    const strangers = {
      'another principal': { sub: 'mallory' },
      'another actor': { act: { sub: 'crawler' }, client_id: 'crawler' },
      'the principal in person': { act: undefined },
    'another client of the same agent': { client_id: 'crawler' },
    }
    for (const [who, changes] of Object.entries(strangers)) {
      it(`is not there for ${who}`, async () => {
        const session = await open()
        const token = tokenOf(changes)
        for (const [method, message] of [['POST', read], ['POST', { jsonrpc: '2.0', id: 1, method: 'tools/list' }], ['POST', { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 1 } }], ['GET'], ['DELETE']]) {
          refused.length = 0
          const { status, json } = await post(url, message, { token, session, method })
          assert.equal(status, 404, method)
          assert.equal(json.error.message, 'Session not found')
        }
        assert.equal(ran.length, 0)
        // It was not ended either
        assert.equal((await post(url, read, { token: tokenOf(), session })).status, 200)
        ran.length = 0
      })
    }

    it('is not there where nobody opened it, and looks the same', async () => {
      const { status, json } = await post(url, read, { token: tokenOf(), session: 'c0ffee' })
      assert.deepEqual([status, json.error.message], [404, 'Session not found'])
    })

    it('asks for a token before it says anything of a session', async () => {
      const session = await open()
      for (const [method, message] of [['POST', read], ['GET'], ['DELETE']]) {
        assert.equal((await post(url, message, { session, method })).status, 401)
      }
    })

    it('is over once its owner ends it', async () => {
      const session = await open()
      assert.equal((await post(url, undefined, { token: tokenOf(), session, method: 'DELETE' })).status, 200)
      assert.equal((await post(url, read, { token: tokenOf(), session })).status, 404)
    })

    it('is forgotten where there are too many, and then admits nobody', async () => {
      const first = await open()
      const second = await open()
      assert.equal((await post(url, read, { token: tokenOf(), session: first })).status, 200)
      const third = await open()
      assert.equal((await post(url, read, { token: tokenOf(), session: second })).status, 404)
      for (const session of [first, third]) assert.equal((await post(url, read, { token: tokenOf(), session })).status, 200)
      ran.length = 0
    })

    it('can not be pushed out by one stranger, however many that one opens', async () => {
      await open()
      const last = await open()
      for (let opened = 0; opened < 5; opened++) await open(tokenOf({ sub: 'mallory' }))
      assert.equal((await post(url, read, { token: tokenOf(), session: last })).status, 200)
      ran.length = 0
    })
  })
}

for (const name of ['v2, web-standard sessions, high-level', 'v1, Express sessions, low-level']) {
  describe(`${name}, of a token that is bound to a key`, async () => {
    const gate = gateOf({ proofs: { origin: 'https://tools.example' } })
    const { url, close, ran } = await hosts[name](gate)
    after(() => (close(), gate.free()))
    const shown = (key, method = 'POST') => {
      const token = tokenOf({ cnf: { jkt: key.thumbprint } })
      return { headers: { authorization: `DPoP ${token}`, dpop: proof(token, { key, iat: now(), htm: method }) } }
    }

    it('is there for another token of the same key, and for nobody with another key, or none', async () => {
      const [key, other] = [newKey(), newKey()]
      const { status, headers } = await post(url, initialize, shown(key))
      assert.equal(status, 200)
      const session = headers.get('mcp-session-id')
      for (const method of ['POST', 'GET', 'DELETE']) {
        const message = method === 'POST' ? read : undefined
        for (const stranger of [shown(other, method), { token: tokenOf() }]) {
          assert.equal((await post(url, message, { ...stranger, method, session })).status, 404, method)
        }
      }
      assert.equal(ran.length, 0)
      assert.equal((await post(url, read, { ...shown(key), session })).status, 200)
      assert.equal(ran.length, 1)
    })
  })
}

describe('a connection without a handler in front', () => {
  it('belongs to the first who was let in', async () => {
    const gate = gateOf()
    const ran = new Ran()
    const [client, transport] = InMemoryTransport.createLinkedPair()
    const server = protect(lowLevel(ran), gate)
    let told = 0
    server.oninitialized = () => (told += 1)
    await server.connect(transport)
    const answers = []
    client.onmessage = (message) => answers.push(message)
    await client.start()
    const as = (changes) => ({ authInfo: { token: tokenOf(changes), clientId: '', scopes: [] } })
    await client.send(call('files.read', { path: 'a' }, 1), as({ sub: 'nobody', exp: 1_700_000_000, iat: 1_600_000_000 }))
    await client.send(call('files.read', { path: 'a' }, 2), as({}))
    await client.send(call('files.read', { path: 'a' }, 3), as({ sub: 'mallory' }))
    await client.send(call('files.read', { path: 'a' }, 4), as({}))
    for (const [id, method] of [[5, 'ping'], [6, 'tools/list'], [7, 'acme/export']]) await client.send({ jsonrpc: '2.0', id, method }, as({ sub: 'mallory' }))
    for (const changes of [{ sub: 'mallory' }, { exp: 1_700_000_000, iat: 1_600_000_000 }]) await client.send({ jsonrpc: '2.0', method: 'notifications/initialized' }, as(changes))
    await new Promise(setImmediate)
    assert.equal(told, 0)
    await client.send({ jsonrpc: '2.0', method: 'notifications/initialized' }, as({}))
    await new Promise(setImmediate)
    assert.equal(told, 1)
    const of = (wanted) => answers.find(({ id }) => id === wanted)
    assert.equal(of(1).error.data.status, 401)
    assert.equal(of(2).result.content[0].text, 'files.read ran')
    for (const id of [3, 5, 6, 7]) assert.deepEqual(of(id).error, { code: -32003, message: 'Not permitted' })
    assert.ok(of(4).result)
    assert.equal(ran.length, 2)
    gate.free()
  })
})

describe('a connection behind a handler, without a session id', () => {
  it('belongs to the first who was let in, too', async () => {
    const gate = gateOf()
    const ran = new Ran()
    const [client, transport] = InMemoryTransport.createLinkedPair()
    await protect(lowLevel(ran), gate).connect(transport)
    const answers = []
    client.onmessage = (message) => answers.push(message)
    await client.start()
    // A host that takes all requests for one connection
    const { fetch } = protectHandler((request, { authInfo, parsedBody }) => (transport.onmessage(parsedBody, { authInfo, request }), new Response()), gate)
    const send = (token, id) => fetch(new Request('http://localhost/mcp', { method: 'POST', body: JSON.stringify({ ...read, id }), headers: { authorization: `Bearer ${token}` } }))
    await send(tokenOf(), 1)
    await send(tokenOf({ sub: 'mallory' }), 2)
    await send(tokenOf(), 3)
    while (answers.length < 3) await new Promise(setImmediate)
    assert.deepEqual(answers.find(({ id }) => id === 2).error, { code: -32003, message: 'Not permitted' })
    assert.equal(ran.length, 2)
    gate.free()
  })
})

describe('protectHandler', () => {
  it('takes no limit that is none', () => {
    const gate = gateOf()
    for (const options of [{ maxSessions: 0 }, { maxSessions: 1.5 }, { maxBodyBytes: -1 }, { maxBodyBytes: Infinity }, { maxBodyBytes: '1' }]) {
      assert.throws(() => protectHandler(() => new Response(), gate, options), TypeError)
    }
    gate.free()
  })
})
