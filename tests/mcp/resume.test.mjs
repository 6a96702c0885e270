// `Last-Event-ID`: an event id is no credential either. Real transports of both SDKs, over one event store that all sessions share.

import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, describe, it } from 'node:test'
import { toNodeHandler } from '@modelcontextprotocol/node'
import { WebStandardStreamableHTTPServerTransport as TransportV2 } from '@modelcontextprotocol/server'
import { InMemoryEventStore } from '@modelcontextprotocol/sdk/examples/shared/inMemoryEventStore.js'
import { WebStandardStreamableHTTPServerTransport as TransportV1 } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js'
import { ownEvents, protect, protectHandler } from '../../pkg/dist/mcp/index.js'
import { Events } from './conformance.server.mjs'
import { call, gateOf, hosts, initialize, listen, lowLevel, lowLevelV1, post, Ran, tokenOf } from './support.mjs'

const sdks = { v2: [lowLevel, TransportV2], v1: [lowLevelV1, TransportV1] }

/** The SDK's example. Its own ids of one millisecond are in no order. */
class Example extends InMemoryEventStore {
  #count = 0

  generateEventId(streamId) {
    return `${streamId}_${Date.now()}_${String((this.#count += 1)).padStart(8, '0')}`
  }
}

const stores = { 'the SDK\'s example store': Example, 'a store that counts': Events }
const read = call('files.read', { path: 'a' })
const headers = { 'mcp-protocol-version': '2025-11-25' }
const alice = () => tokenOf({ sub: 'alice' })
const bob = () => tokenOf({ sub: 'bob' })
/** Alice again, by a client that was granted nothing that the tools require. */
const other = () => tokenOf({ sub: 'alice', client_id: 'another', scope: 'other' })

/** A server whose transports have the event store that `eventsOf` gives them. */
async function serve(sdk, stateful, eventsOf, options) {
  const [build, Transport] = sdks[sdk]
  const gate = gateOf()
  const ran = new Ran()
  const transports = new Map()
  const endpoint = async (request, handed) => {
    const id = request.headers.get('mcp-session-id')
    if (id !== null) return transports.get(id)?.handleRequest(request, handed) ?? new Response(null, { status: 404 })
    const session = stateful ? randomUUID() : null
    const transport = new Transport({
      sessionIdGenerator: session === null ? undefined : () => session,
      onsessioninitialized: (opened) => void transports.set(opened, transport),
      eventStore: eventsOf(handed.authInfo, session),
    })
    await protect(build(ran), gate, options).connect(transport)
    return transport.handleRequest(request, handed)
  }
  const { url, close } = await listen(toNodeHandler(protectHandler(endpoint, gate, options)))
  return { url, ran, transports, close: () => (close(), gate.free()) }
}

async function open(url, stateful, token) {
  if (!stateful) return undefined
  const { headers } = await post(url, initialize, { token })
  return headers.get('mcp-session-id')
}

/** The id of the first event of the stream that answers this token's call. */
async function eventOf(url, token, session) {
  const { text } = await post(url, read, { token, session, headers })
  const [, event] = /^id: (.+)$/m.exec(text)
  return event
}

/** What comes first of a stream that stays open, or all of an answer that does not. */
async function resume(url, token, session, event) {
  const gone = new AbortController()
  const shown = { ...(token && { authorization: `Bearer ${token}` }), ...(session && { 'mcp-session-id': session }) }
  const response = await fetch(url, { signal: gone.signal, headers: { accept: 'text/event-stream', 'last-event-id': event, ...shown } })
  const { value } = await response.body.getReader().read()
  gone.abort()
  return { status: response.status, text: new TextDecoder().decode(value) }
}

for (const sdk of Object.keys(sdks)) {
  for (const stateful of [true, false]) {
    describe(`${sdk}, ${stateful ? 'with sessions' : 'without'}: a stream`, () => {
      for (const [name, Store] of Object.entries(stores)) {
        it(`of somebody else is replayed to whoever names an event of it, by the SDK with ${name} alone`, async () => {
          const store = new Store()
          const { url, close } = await serve(sdk, stateful, () => store, { resumable: true })
          after(close)
          const event = await eventOf(url, alice(), await open(url, stateful, alice()))
          const { status, text } = await resume(url, bob(), await open(url, stateful, bob()), event)
          assert.equal(status, 200)
          assert.match(text, /files\.read ran/)
        })

        it(`is replayed to who opened it, and to nobody else, with its own events in ${name}`, async () => {
          const store = new Store()
          const { url, close } = await serve(sdk, stateful, (authInfo, session) => ownEvents(store, authInfo, session), { resumable: true })
          after(close)
          const session = await open(url, stateful, alice())
          const event = await eventOf(url, alice(), session)
          const own = await resume(url, alice(), session, event)
          assert.equal(own.status, 200)
          assert.match(own.text, /files\.read ran/)
          const strangers = [bob(), other(), ...(stateful ? [alice()] : [])]
          for (const token of strangers) {
            const { status, text } = await resume(url, token, await open(url, stateful, token), event)
            assert.ok(status === 400 || status === 500, `${status}`)
            assert.doesNotMatch(text, /files\.read/)
          }
        })
      }

      it('is not resumed at all where the host does not say that it can be', async () => {
        for (const resumable of [undefined, false, 'yes', 1]) {
          const told = []
          const store = new Events()
          const { url, ran, close } = await serve(sdk, stateful, () => store, { resumable, onRefused: ({ reason, denial }) => void told.push(denial?.code ?? reason) })
          after(close)
          const session = await open(url, stateful, alice())
          const event = await eventOf(url, alice(), session)
          told.length = 0
          for (const [token, own] of [[alice(), session], [bob(), await open(url, stateful, bob())]]) {
            const { status, text } = await resume(url, token, own, event)
            assert.equal(status, 400)
            assert.deepEqual(JSON.parse(text), { jsonrpc: '2.0', id: null, error: { code: -32000, message: 'Streams can not be resumed' } })
          }
          assert.equal((await resume(url, undefined, session, event)).status, 401)
          if (stateful) assert.equal((await resume(url, bob(), session, event)).status, 404)
          assert.deepEqual(told, ['resume', 'resume', 'token_missing'])
          // Whatever the method, and however it is spelt
          ran.length = 0
          for (const name of ['Last-Event-ID', 'last-event-id', 'LAST-EVENT-ID']) {
            assert.equal((await post(url, read, { token: alice(), session, headers: { ...headers, [name]: event } })).status, 400)
          }
          assert.equal(ran.length, 0)
        }
      })
    })
  }

  describe(`${sdk}: the stream that no request opened`, () => {
    /** What alice reads who comes back with the id of her own first message. */
    async function read(eventsOf) {
      const { url, transports, close } = await serve(sdk, true, eventsOf, { resumable: true })
      after(close)
      const [mine, other] = [await open(url, true, alice()), await open(url, true, bob())]
      const say = (session, data) => transports.get(session).send({ jsonrpc: '2.0', method: 'notifications/message', params: { level: 'info', data } })
      await say(mine, 'first')
      await say(other, 'for bob')
      await say(mine, 'second')
      // Before it: a priming event and an answer for each `initialize`
      return resume(url, alice(), mine, '4')
    }

    it('has the same id in every session, so that a store that counts mixes them up', async () => {
      const store = new Events()
      assert.match((await read(() => store)).text, /for bob/)
    })

    it('is the session\'s own with its own events', async () => {
      const store = new Events()
      const { text } = await read((authInfo, session) => ownEvents(store, authInfo, session))
      assert.match(text, /second/)
      assert.doesNotMatch(text, /for bob/)
    })
  })
}

it('`protectNode` refuses to resume, too', async () => {
  const gate = gateOf()
  const { url, close } = await hosts['v1, Express sessions, low-level'](gate)
  const session = await open(url, true, alice())
  assert.equal((await resume(url, alice(), session, '1')).status, 400)
  assert.equal((await resume(url, bob(), session, '1')).status, 404)
  close()
  gate.free()
})

describe('ownEvents', () => {
  const named = (subject, actor = null, clientId = null, keyThumbprint) =>
    ({ extra: { narrowgate: { principal: { issuer: 'i', subject }, actor, clientId, chain: [{ issuer: 'i', subject, keyThumbprint }], possession: { proofs: [] } } } })
  const sent = async (events, id) => {
    const messages = []
    await events.replayEventsAfter(id, { send: async (_, message) => void messages.push(message) })
    return messages
  }

  it('is the same events again for the same session and party', async () => {
    const store = new Events()
    const before = ownEvents(store, named('alice'), 'one')
    const id = await before.storeEvent('stream', {})
    await before.storeEvent('stream', { a: 1 })
    await before.storeEvent('another', { a: 2 })
    const again = ownEvents(store, named('alice'), 'one')
    assert.equal(await again.getStreamIdForEventId(id), 'stream')
    assert.deepEqual(await sent(again, id), [{ a: 1 }])
    for (const other of [
      ownEvents(store, named('alice'), 'two'),
      ownEvents(store, named('alice'), null),
      ownEvents(store, named('bob'), 'one'),
      ownEvents(store, named('alice', { issuer: 'i', subject: 'crawler' }), 'one'),
      ownEvents(store, named('alice', null, 'another client'), 'one'),
      ownEvents(store, named('alice', null, null, 'another key'), 'one'),
    ]) {
      assert.equal(await other.getStreamIdForEventId(id), undefined)
      await assert.rejects(sent(other, id), /no stream of this session/)
    }
  })

  it('sends nothing where the store does not say which stream it was', async () => {
    for (const said of [undefined, null, '', 7, 'stream']) {
      const store = { storeEvent: async () => '1', replayEventsAfter: async (_, { send }) => (await send('2', { a: 1 }), said) }
      const events = ownEvents(store, named('alice'), 'one')
      assert.equal(events.getStreamIdForEventId, undefined)
      const messages = []
      await assert.rejects(events.replayEventsAfter('1', { send: async (...message) => void messages.push(message) }), /no stream of this session/)
      assert.deepEqual(messages, [])
    }
  })

  it('takes no session that is none, and nobody for who is there', () => {
    for (const session of [undefined, '', 1, {}]) assert.throws(() => ownEvents(new Events(), named('alice'), session), TypeError)
    for (const authInfo of [{}, { extra: {} }, { extra: { narrowgate: null } }, { extra: { narrowgate: {} } }, { extra: { narrowgate: 'alice' } }]) {
      assert.throws(() => ownEvents(new Events(), authInfo, 'one'), TypeError)
    }
  })
})
