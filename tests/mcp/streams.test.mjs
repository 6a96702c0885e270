// A stream ends with the token that it was opened with. Real transports of both SDKs, a clock of our own, and timers that run when they are told to.

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import { once } from 'node:events'
import { after, before, beforeEach, describe, it, mock } from 'node:test'
import { WebStandardStreamableHTTPServerTransport as TransportV2 } from '@modelcontextprotocol/server'
import { WebStandardStreamableHTTPServerTransport as TransportV1 } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import { CallToolRequestSchema } from '@modelcontextprotocol/sdk/types.js'
import { protect, protectHandler, protectNode } from '../../pkg/dist/mcp/index.js'
import { NOW, token } from '../js/support.mjs'
import { call, gateOf, initialize, lowLevel, lowLevelV1, post, Ran } from './support.mjs'

let clock = NOW
const now = () => clock
const sleep = (seconds) => {
  clock += seconds
  mock.timers.tick(seconds * 1000)
}
const settled = () => new Promise(setImmediate)
const told = { jsonrpc: '2.0', method: 'notifications/message', params: { level: 'info', data: 'news' } }
const request = (method, { jwt, session, message }) =>
  new Request('http://localhost/mcp', {
    method,
    headers: {
      authorization: `Bearer ${jwt}`,
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': '2025-06-18',
      ...(session !== undefined && { 'mcp-session-id': session }),
      ...(message !== undefined && { 'content-type': 'application/json' }),
    },
    ...(message !== undefined && { body: JSON.stringify(message) }),
  })

/** What a stream says next, or that it has ended. */
function read(response) {
  const reader = response.body.getReader()
  return {
    reader,
    next: async () => {
      const { done, value } = await reader.read()
      return done ? 'ended' : new TextDecoder().decode(value)
    },
  }
}

// Once: `fetch` keeps timers from one test to the next
before(() => mock.timers.enable({ apis: ['setTimeout'] }))
after(() => mock.timers.reset())
beforeEach(() => {
  clock = NOW
})

for (const [sdk, [build, Transport, ofCalls]] of Object.entries({ v2: [lowLevel, TransportV2, 'tools/call'], v1: [lowLevelV1, TransportV1, CallToolRequestSchema] })) {
  describe(`${sdk}: a stream`, () => {
    /** A server with sessions, whose one tool answers when `answer` is called. */
    async function serve() {
      const gate = gateOf()
      const transports = new Map()
      const waiting = []
      const failed = []
      const endpoint = async (asked, handed) => {
        const opened = transports.get(asked.headers.get('mcp-session-id'))
        if (opened !== undefined) return opened.handleRequest(asked, handed)
        const transport = new Transport({ sessionIdGenerator: randomUUID, onsessioninitialized: (id) => void transports.set(id, transport) })
        const server = build(new Ran(), (one) => protect(one, gate, { now }))
        server.setRequestHandler(ofCalls, () => new Promise((answer) => waiting.push(() => answer({ content: [] }))))
        server.onerror = (error) => void failed.push(error)
        await server.connect(transport)
        return transport.handleRequest(asked, handed)
      }
      const { fetch } = protectHandler(endpoint, gate, { now })
      const ask = (method, options) => fetch(request(method, options))
      const response = await ask('POST', { jwt: token(), message: initialize })
      const session = response.headers.get('mcp-session-id')
      return { ask, session, transport: transports.get(session), waiting, failed, gate }
    }

    it('of GET ends when its token expires, and no earlier; its client opens another one', async () => {
      const { ask, session, transport, gate } = await serve()
      const response = await ask('GET', { jwt: token(), session })
      assert.equal(response.status, 200)
      assert.match(response.headers.get('content-type'), /event-stream/)
      const { next } = read(response)
      sleep(599)
      await transport.send(told)
      assert.match(await next(), /news/)
      assert.equal((await ask('GET', { jwt: token(), session })).status, 409)
      const last = next()
      sleep(1)
      assert.equal(await last, 'ended')
      await settled()
      await transport.send(told)
      sleep(31)
      assert.equal((await ask('GET', { jwt: token(), session })).status, 401)
      const fresh = token({ iat: clock, exp: clock + 600 })
      const again = await ask('GET', { jwt: fresh, session })
      assert.equal(again.status, 200)
      await transport.send(told)
      assert.match(await read(again).next(), /news/)
      gate.free()
    })

    it('of a call that takes too long ends, and the late answer harms nobody', async () => {
      const { ask, session, waiting, gate } = await serve()
      const { next } = read(await ask('POST', { jwt: token(), session, message: call('files.read', { path: 'a' }) }))
      const last = next()
      while (waiting.length === 0) await settled()
      sleep(600)
      assert.equal(await last, 'ended')
      waiting[0]()
      await settled()
      const fresh = token({ iat: clock, exp: clock + 600 })
      const second = read(await ask('POST', { jwt: fresh, session, message: call('files.read', { path: 'a' }, 2) }))
      while (waiting.length === 1) await settled()
      waiting[1]()
      assert.match(await second.next(), /"result"/)
      assert.equal(await second.next(), 'ended')
      gate.free()
    })

    it('hands nothing on that comes after the end, even where the timer is late', async () => {
      const { ask, session, transport, gate } = await serve()
      const { next } = read(await ask('GET', { jwt: token(), session }))
      const first = next()
      clock += 600
      await transport.send(told)
      assert.equal(await first, 'ended')
      gate.free()
    })

    it('that its client leaves is left by the server, and nobody waits for its end', async () => {
      const { ask, session, gate } = await serve()
      const stopped = mock.method(globalThis, 'clearTimeout')
      const { reader } = read(await ask('GET', { jwt: token(), session }))
      await reader.cancel()
      assert.equal(stopped.mock.callCount(), 1)
      stopped.mock.restore()
      assert.equal((await ask('GET', { jwt: token(), session })).status, 200)
      gate.free()
    })
  })
}

describe('the end of a stream', () => {
  const gate = gateOf()
  /** A stream that was opened with this token at this gate. */
  async function open({ jwt = token(), by = gate, options = { now } } = {}) {
    let controller
    let left = 0
    const body = () => new ReadableStream({ start: (one) => void (controller = one), cancel: () => void (left += 1) })
    const { fetch } = protectHandler(() => new Response(body(), { headers: { 'content-type': 'Text/Event-Stream; charset=utf-8' } }), by, options)
    const { reader, next } = read(await fetch(request('GET', { jwt })))
    const say = (text) => controller.enqueue(new TextEncoder().encode(text))
    return { reader, next, say, fail: (error) => controller.error(error), close: () => controller.close(), left: () => left }
  }

  it('leaves what made it', async () => {
    const { next, left } = await open()
    sleep(600)
    assert.equal(await next(), 'ended')
    assert.equal(left(), 1)
  })

  it('is a minute away where the leeway let a token in', async () => {
    const { next, say } = await open({ jwt: token({ iat: NOW - 600, exp: NOW - 10 }) })
    say('an answer')
    assert.equal(await next(), 'an answer')
    sleep(59)
    say('another')
    assert.equal(await next(), 'another')
    sleep(1)
    assert.equal(await next(), 'ended')
  })

  it('comes by the clock as it is then', async () => {
    const { next, say } = await open()
    mock.timers.tick(86_400_000)
    say('the clock stands still')
    assert.equal(await next(), 'the clock stands still')
    clock -= 86_400
    mock.timers.tick(86_400_000)
    say('and goes back')
    assert.equal(await next(), 'and goes back')
    const last = next()
    clock = NOW + 600
    mock.timers.tick(60_000)
    assert.equal(await last, 'ended')
  })

  it('may be further away than a timer can wait', async () => {
    const years = 315_360_000
    const late = { ...gate, metadata: () => gate.metadata(), verify: (...asked) => ({ ...gate.verify(...asked), expiresAt: NOW + years }), decide: () => assert.fail('asked'), listTools: () => [] }
    const set = mock.method(globalThis, 'setTimeout')
    const { next, say } = await open({ by: late })
    for (const { arguments: [, milliseconds] } of set.mock.calls) assert.ok(milliseconds > 0 && milliseconds < 2 ** 31)
    assert.ok(set.mock.callCount() > 0)
    set.mock.restore()
    mock.timers.tick(120_000)
    say('still there')
    assert.equal(await next(), 'still there')
    const last = next()
    clock += years
    mock.timers.tick(60_000)
    assert.equal(await last, 'ended')
  })

  it('comes where nobody knows what time it is', async () => {
    for (const broken of [() => NaN, () => undefined, () => { throw new Error('no clock') }]) {
      let ask = now
      const { next } = await open({ options: { now: () => ask() } })
      const last = next()
      ask = broken
      mock.timers.tick(60_000)
      assert.equal(await last, 'ended')
    }
  })

  it('is what it was where the stream ends, or fails, by itself', async () => {
    const stopped = mock.method(globalThis, 'clearTimeout')
    const ends = await open()
    ends.say('bye')
    ends.close()
    assert.deepEqual([await ends.next(), await ends.next()], ['bye', 'ended'])
    const fails = await open()
    fails.fail(new Error('the disk is full'))
    await assert.rejects(fails.next(), /the disk is full/)
    assert.equal(stopped.mock.callCount(), 2)
    stopped.mock.restore()
  })

  it('is of whatever clients take for a stream', async () => {
    for (const type of ['text/event-stream', ' Text/Event-Stream ;x', 'text/event-stream, text/event-stream', 'application/json, text/event-stream']) {
      const { fetch } = protectHandler(() => new Response(new ReadableStream(), { headers: { 'content-type': type } }), gate, { now })
      clock = NOW
      const last = read(await fetch(request('GET', { jwt: token() }))).next()
      sleep(600)
      assert.equal(await Promise.race([last, settled().then(() => type)]), 'ended')
    }
  })

  it('is of streams alone', async () => {
    for (const answer of [Response.json({ a: 1 }), new Response(null, { status: 202 }), new Response('x', { headers: { 'content-type': 'text/event-streams' } })]) {
      const { fetch } = protectHandler(() => answer, gate, { now })
      assert.equal(await fetch(request('GET', { jwt: token() })), answer)
    }
  })

  it('keeps status and fields', async () => {
    const { fetch } = protectHandler(() => new Response(new Blob(['x']).stream(), { status: 203, statusText: 'so', headers: { 'content-type': 'text/event-stream', 'mcp-session-id': 's' } }), gate, { now })
    const { status, statusText, headers } = await fetch(request('GET', { jwt: token() }))
    assert.deepEqual([status, statusText, headers.get('mcp-session-id'), headers.get('content-type')], [203, 'so', 's', 'text/event-stream'])
  })

  it('keeps no process alive', () => {
    const script = `
      import { protectHandler } from '../../pkg/dist/mcp/index.js'
      import { gateOf, tokenOf } from './support.mjs'
      const endpoint = () => new Response(new ReadableStream(), { headers: { 'content-type': 'text/event-stream' } })
      const { body } = await protectHandler(endpoint, gateOf()).fetch(new Request('http://localhost/mcp', { headers: { authorization: 'Bearer ' + tokenOf() } }))
      body.getReader().read()
      console.log('open')`
    const printed = execFileSync(process.execPath, ['--input-type=module', '-e', script], { cwd: import.meta.dirname, encoding: 'utf8', timeout: 30_000 })
    assert.equal(printed, 'open\n')
  })
})

describe('protectNode', () => {
  const gate = gateOf()

  async function serve(answer) {
    const failed = []
    const guard = protectNode(gate, { now })
    const http = createServer((asked, response) => void guard(asked, response, () => answer(asked, response, failed))).listen(0, '127.0.0.1')
    await once(http, 'listening')
    return { url: `http://127.0.0.1:${http.address().port}/mcp`, failed, close: () => (http.closeAllConnections(), http.close(), once(http, 'close')) }
  }
  const show = (jwt, headers = {}) => ({ headers: { authorization: `Bearer ${jwt}`, accept: 'text/event-stream', ...headers } })

  it('ends the stream of a real transport, whose client opens another one', async () => {
    const transport = new StreamableHTTPServerTransport({ sessionIdGenerator: () => 'one' })
    await protect(lowLevelV1(new Ran()), gate, { now }).connect(transport)
    const { url, close } = await serve((asked, response) => transport.handleRequest(asked, response, asked.body))
    await post(url, initialize, { token: token() })
    const { next } = read(await fetch(url, show(token(), { 'mcp-session-id': 'one' })))
    await transport.send(told)
    assert.match(await next(), /news/)
    const last = next()
    sleep(600)
    assert.equal(await last, 'ended')
    const fresh = token({ iat: clock, exp: clock + 600 })
    const again = await fetch(url, show(fresh, { 'mcp-session-id': 'one' }))
    assert.equal(again.status, 200)
    await again.body.cancel()
    await close()
  })

  it('ends what is written by hand, and who goes on writing ends nothing else', async () => {
    let stream
    const { url, close } = await serve((_, response) => {
      stream = response
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write('data: 1\n\n')
    })
    const { next } = read(await fetch(url, show(token())))
    assert.match(await next(), /1/)
    sleep(600)
    // An error without a listener would fail this test
    stream.write('data: 2\n\n')
    assert.equal(await next(), 'ended')
    stream.write('data: 3\n\n')
    await settled()
    await close()
  })

  it('waits for an answer that has not begun, and ends it once it is a stream', async () => {
    const begun = []
    const { url, close } = await serve((_, response) => void begun.push(response))
    const whole = fetch(url, show(token()))
    const streamed = fetch(url, show(token()))
    while (begun.length < 2) await settled()
    sleep(700)
    begun[0].end('{"late":true}')
    begun[1].writeHead(200, { 'content-type': 'text/event-stream' })
    begun[1].write('data: 1\n\n')
    sleep(1)
    const texts = await Promise.all([whole, streamed].map(async (answer) => (await answer).text()))
    assert.deepEqual(texts.toSorted(), ['data: 1\n\n', '{"late":true}'])
    await close()
  })

  const answerBy = (answer, fail, shown) => {
    try {
      answer(gate.verify(shown, { now: now() }))
    } catch (denial) {
      fail(denial)
    }
  }

  /** A gate that decides when it is told to. */
  function slowGate() {
    let decide
    const asked = new Promise((tell) => (decide = tell))
    const verifyAsync = (...shown) => new Promise((answer, fail) => decide(() => answerBy(answer, fail, shown[0])))
    return { asked, slow: { ...gate, metadata: () => gate.metadata(), verifyAsync, decideAsync: assert.fail } }
  }

  for (const [how, answer] of Object.entries({
    'has gone': undefined,
    'was answered by somebody else': (response) => response.end('it took too long'),
  })) {
    it(`waits for nobody who ${how} before the decision`, async () => {
      const { asked, slow } = slowGate()
      const guard = protectNode(slow, { now })
      let left
      let done
      let answered
      const http = createServer((message, response) => {
        left = once(response, 'close')
        answered = response
        done = guard(message, response, () => {})
      }).listen(0, '127.0.0.1')
      await once(http, 'listening')
      const gone = new AbortController()
      const response = fetch(`http://127.0.0.1:${http.address().port}/mcp`, { ...show(token()), signal: gone.signal })
      const decide = await asked
      if (answer === undefined) {
        gone.abort()
        await assert.rejects(response)
      } else {
        answer(answered)
        await (await response).text()
      }
      await left
      const set = mock.method(globalThis, 'setTimeout')
      decide()
      await done
      assert.deepEqual(set.mock.calls.filter(({ arguments: [, milliseconds] }) => milliseconds === 60_000), [])
      set.mock.restore()
      http.closeAllConnections()
      http.close()
    })
  }

  it('leaves an answer that somebody else has given before it was refused', async () => {
    const { asked, slow } = slowGate()
    const guard = protectNode(slow, { now })
    let done
    let answered
    const http = createServer((message, response) => {
      answered = response
      done = guard(message, response, assert.fail)
    }).listen(0, '127.0.0.1')
    await once(http, 'listening')
    const response = fetch(`http://127.0.0.1:${http.address().port}/mcp`, show('x'))
    const decide = await asked
    answered.writeHead(503).end('it took too long')
    assert.equal((await response).status, 503)
    decide()
    // A rejection that nobody handles would end the process
    await done
    http.closeAllConnections()
    http.close()
  })

  it('waits for the end of no answer that was given', async () => {
    let answered
    const { url, close } = await serve((_, response) => {
      answered = once(response, 'close')
      response.end('x')
    })
    const set = mock.method(globalThis, 'setTimeout')
    const stopped = mock.method(globalThis, 'clearTimeout')
    await (await fetch(url, show(token()))).text()
    await answered
    const ours = set.mock.calls.filter(({ arguments: [, milliseconds] }) => milliseconds === 60_000)
    assert.equal(ours.length, 1)
    assert.ok(stopped.mock.calls.some(({ arguments: [timer] }) => timer === ours[0].result))
    set.mock.restore()
    stopped.mock.restore()
    await close()
  })
})
