// What an HTTP client gets that is no MCP client: statuses, challenges, and nothing else.

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { request as httpRequest } from 'node:http'
import { connect as connectHttp2, createServer as createSecureless } from 'node:http2'
import { after, describe, it } from 'node:test'
import { toNodeHandler } from '@modelcontextprotocol/node'
import { createMcpHandler, Server } from '@modelcontextprotocol/server'
import { protect, protectHandler, protectNode } from '../../pkg/dist/mcp/index.js'
import { newKey } from '../js/support.mjs'
import { call, connectV2, gateOf, hosts, initialize, ISSUER, listen, now, post, SERVER, tokenOf, tools } from './support.mjs'

const METADATA = 'https://tools.example/.well-known/oauth-protected-resource/mcp'
const read = call('files.read', { path: '/home/a.txt' })

for (const name of ['v2, createMcpHandler, high-level', 'v2, web-standard sessions, low-level', 'v1, Express sessions, high-level']) {
  describe(name, async () => {
    const gate = gateOf({ maxDepth: 2 })
    const refused = []
    const { url, close, ran } = await hosts[name](gate, { presented: { lineageHeader: 'Lineage' }, onRefused: (what) => void refused.push(what), maxBodyBytes: 100_000 })
    after(() => (close(), gate.free()))
    const last = () => refused.at(-1)?.denial?.code

    it('asks for a token where there is none, and names no error', async () => {
      for (const method of ['POST', 'GET', 'DELETE']) {
        const { status, headers, text } = await post(url, method === 'POST' ? read : undefined, { method })
        assert.equal(status, 401)
        assert.equal(headers.get('www-authenticate'), `Bearer resource_metadata="${METADATA}"`.replace('Bearer ', method === 'POST' ? 'Bearer scope="files:read",' : 'Bearer '))
        assert.equal(text, '')
        assert.equal(last(), 'token_missing')
      }
    })

    const act = (depth) => (depth === 0 ? undefined : { sub: `agent-${depth}`, ...(depth > 1 && { act: act(depth - 1) }) })
    const parent = tokenOf({ client_id: 'boss', act: { sub: 'boss' }, scope: 'files:write' })
    const bad = {
      token_malformed: { token: 'x.y' },
      signature_invalid: { token: tokenOf({}, {}, newKey()) },
      algorithm_not_allowed: { token: tokenOf({}, { alg: 'none' }) },
      audience_mismatch: { token: tokenOf({ aud: 'https://billing.example' }) },
      issuer_unknown: { token: tokenOf({ iss: 'https://evil.example' }) },
      token_expired: { token: tokenOf({ iat: now() - 7200, exp: now() - 3600 }) },
      token_not_yet_valid: { token: tokenOf({ nbf: now() + 300 }) },
      depth_exceeded: { token: tokenOf({ act: act(3) }) },
      scope_widened: { token: tokenOf({ scope: 'files:read', act: { sub: 'agent', act: { sub: 'boss' } } }), headers: { lineage: parent } },
      type_not_accepted: { token: tokenOf({}, { typ: 'JWT' }) },
    }
    for (const [code, shown] of Object.entries(bad)) {
      it(`answers 401 to ${code}, and does not say why`, async () => {
        for (const message of [read, initialize, { jsonrpc: '2.0', id: 1, method: 'ping' }]) {
          const { status, headers, json } = await post(url, message, shown)
          assert.equal(status, 401)
          assert.match(headers.get('www-authenticate'), /^Bearer error="invalid_token",.*resource_metadata="https:\/\/tools/)
          assert.deepEqual(json, { error: 'invalid_token' })
          assert.equal(last(), code)
        }
        assert.equal(ran.length, 0)
      })
    }

    it('answers 403 with the scope that is missing', async () => {
      const { status, headers } = await post(url, call('files.delete', { path: '/home/a.txt' }), { token: tokenOf() })
      assert.equal(status, 403)
      assert.equal(headers.get('www-authenticate'), `Bearer error="insufficient_scope",scope="files:write",resource_metadata="${METADATA}"`)
    })

    it('keeps to itself what is refused and why', async () => {
      const { text, status } = await post(url, call('files.read', { path: '/etc/shadow' }), { token: tokenOf() })
      assert.equal(status, 200)
      assert.doesNotMatch(text, /not-etc|policy|forbid|shadow|narrowgate/)
    })

    it('hands on nothing that is no message', async () => {
      const token = tokenOf()
      for (const body of ['', '{', 'null', '1', '"x"', '[1]', '[[]]', '{"jsonrpc":"2.0","id":{},"method":"ping"}', '{"jsonrpc":"2.0","id":1,"method":7}', '{"jsonrpc":"2.0","id":1,"method":"ping","params":[]}']) {
        const { status } = await post(url, body, { token })
        assert.equal(status, 400, body)
      }
      // Without a token nobody learns even that
      const stranger = await post(url, '[1]')
      assert.equal(stranger.status, 401)
    })

    // Where `express.json()` reads, the limit is its own
    it('reads no more of a body than its limit', { skip: name.includes('Express') }, async () => {
      const { status } = await post(url, call('files.read', { path: 'x'.repeat(100_000) }), { token: tokenOf() })
      assert.equal(status, 413)
      assert.equal(ran.length, 0)
    })

    it('refuses methods of which nobody has said what they are', async () => {
      const token = tokenOf()
      for (const method of ['acme/export', 'files.read', 'tools/call/x', 'constructor', '__proto__', 'tasks/list', 'resources/templates']) {
        const { status, json } = await post(url, { jsonrpc: '2.0', id: 7, method }, { token })
        assert.equal(status, 200)
        assert.deepEqual(json, { jsonrpc: '2.0', id: 7, error: { code: -32003, message: 'Not permitted' } })
      }
      const notification = await post(url, { jsonrpc: '2.0', method: 'acme/told' }, { token })
      assert.equal(notification.status, 403)
    })

    it('decides on a call that pretends to be a notification, or an answer', async () => {
      for (const message of [
        { jsonrpc: '2.0', method: 'tools/call', params: { name: 'secret', arguments: {} } },
        { ...call('secret', {}), result: {} },
        { ...call('secret', {}), error: { code: 1, message: 'x' } },
      ]) {
        const { status } = await post(url, message, { token: tokenOf() })
        assert.ok([200, 403].includes(status))
        assert.equal(last(), 'policy_denied')
        assert.equal(ran.length, 0)
      }
    })

    it('runs nothing of a batch of which not everything may', async () => {
      const token = tokenOf()
      for (const batch of [
        [read, call('secret', {}, 2)],
        [call('secret', {}, 1), read],
        [read, call('files.delete', { path: 'x' }, 2)],
        [read, { jsonrpc: '2.0', id: 2, method: 'acme/export' }],
        Array.from({ length: 101 }, (_, id) => call('files.read', { path: 'a' }, id)),
      ]) {
        const { status } = await post(url, batch, { token })
        assert.ok(status === 403 || status === 400, `${status}`)
        assert.equal(ran.length, 0)
      }
    })

    it('takes the last of two members, as the server does', async () => {
      const text = `{"jsonrpc":"2.0","id":1,"method":"ping","method":"tools/call","params":{"name":"files.read","name":"secret","arguments":{}}}`
      const { json } = await post(url, text, { token: tokenOf() })
      assert.equal(json.result.isError, true)
      assert.equal(ran.length, 0)
    })

    it('publishes whose tokens it takes, to anybody', async () => {
      const response = await fetch(new URL('/.well-known/oauth-protected-resource/mcp', url))
      if (name.includes('Express')) return assert.equal(response.status, 404) // mounted at /mcp only
      assert.equal(response.status, 200)
      assert.equal(response.headers.get('access-control-allow-origin'), '*')
      const document = await response.json()
      assert.equal(document.resource, SERVER)
      assert.deepEqual(document.authorization_servers, [ISSUER])
      assert.deepEqual(document.bearer_methods_supported, ['header'])
    })
  })
}

describe('a batch', async () => {
  const gate = gateOf()
  const { url, close, ran } = await hosts['v1, web-standard without sessions, high-level'](gate)
  after(() => (close(), gate.free()))

  it('runs where everything may, each call decided on its own', async () => {
    const batch = [call('files.read', { path: 'a' }, 1), call('files.read', { path: 'b' }, 2), { jsonrpc: '2.0', id: 3, method: 'tools/list' }]
    const { status, json } = await post(url, batch, { token: tokenOf(), headers: { 'mcp-protocol-version': '2025-03-26' } })
    assert.equal(status, 200)
    assert.deepEqual(ran.map(({ input }) => input.path), ['a', 'b'])
    const list = json.find(({ id }) => id === 3)
    assert.deepEqual(list.result.tools.map((tool) => tool.name), ['files.read'])
  })
})

describe('subscriptions/listen', async () => {
  const gate = gateOf()
  const { url, close } = await hosts['v2, createMcpHandler, high-level'](gate)
  after(() => (close(), gate.free()))
  const modern = { 'io.modelcontextprotocol/protocolVersion': '2026-07-28', 'io.modelcontextprotocol/clientCapabilities': {}, 'io.modelcontextprotocol/clientInfo': { name: 'a', version: '1' } }
  const listen = (uris) => ({ jsonrpc: '2.0', id: 1, method: 'subscriptions/listen', params: { _meta: modern, notifications: { toolsListChanged: true, resourceSubscriptions: uris } } })
  const headers = { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'subscriptions/listen' }

  it('is for nobody without a token', async () => {
    const { status } = await post(url, listen([]), { headers })
    assert.equal(status, 401)
  })

  it('is for resources that may be subscribed to', async () => {
    const refused = await post(url, listen(['note://a', 'file:///etc/passwd']), { token: tokenOf(), headers })
    assert.equal(refused.json.error.code, -32003)
    const gone = new AbortController()
    const response = await fetch(url, {
      method: 'POST',
      signal: gone.signal,
      headers: { ...headers, 'content-type': 'application/json', accept: 'application/json, text/event-stream', authorization: `Bearer ${tokenOf()}` },
      body: JSON.stringify(listen(['note://a'])),
    })
    assert.equal(response.status, 200)
    assert.match(response.headers.get('content-type'), /event-stream/)
    gone.abort()
    await response.body.cancel().catch(() => {})
  })
})

describe('a client that steps up', async () => {
  const gate = gateOf()
  const { url, close, ran } = await hosts['v2, createMcpHandler, high-level'](gate, { listStepUp: true })
  after(() => (close(), gate.free()))

  it('sees what it may ask for, where the server wants it to', async () => {
    const client = await connectV2(url, { token: tokenOf() })
    const { tools } = await client.listTools()
    assert.deepEqual(tools.map((tool) => tool.name), ['files.read', 'files.delete'])
    assert.equal(ran.length, 0)
    await client.close()
  })
})

describe('what only the protocol of 2026 has', async () => {
  const gate = gateOf()
  const handler = createMcpHandler(() => {
    const server = protect(new Server({ name: 'x', version: '1' }, { capabilities: { tools: {} }, cacheHints: { 'tools/list': { ttlMs: 60_000, cacheScope: 'public' } } }), gate)
    server.setRequestHandler('tools/list', () => ({ tools }))
    server.setRequestHandler('tools/call', () => ({ content: [] }))
    return server
  })
  const { url, close } = await listen(toNodeHandler(protectHandler(handler, gate)))
  after(() => (close(), gate.free()))
  const _meta = { 'io.modelcontextprotocol/protocolVersion': '2026-07-28', 'io.modelcontextprotocol/clientCapabilities': {}, 'io.modelcontextprotocol/clientInfo': { name: 'a', version: '1' } }
  const send = (method, params = {}) =>
    post(url, { jsonrpc: '2.0', id: 1, method, params: { ...params, _meta } }, {
      token: tokenOf(),
      headers: { 'mcp-protocol-version': '2026-07-28', 'mcp-method': method, ...(params.name && { 'mcp-name': params.name }) },
    })

  it('a list of what one client may see is for no shared cache', async () => {
    const { json } = await send('tools/list')
    assert.deepEqual(json.result.tools.map(({ name }) => name), ['files.read'])
    assert.equal(json.result.cacheScope, 'private')
  })

  it('a result says that it is one, also where it is a refusal', async () => {
    const allowed = await send('tools/call', { name: 'files.read', arguments: { path: 'a' } })
    assert.equal(allowed.json.result.resultType, 'complete')
    const refused = await send('tools/call', { name: 'secret', arguments: {} })
    assert.deepEqual(refused.json.result, { content: [{ type: 'text', text: 'This call is not permitted.' }], isError: true, resultType: 'complete' })
    const before = await post(url, call('secret', {}), { token: tokenOf() })
    assert.equal(before.json.result.resultType, undefined)
  })
})

describe('the metadata', () => {
  it('is where RFC 9728 says, whatever the resource is called', async () => {
    for (const [audience, path] of [
      ['https://tools.example', '/.well-known/oauth-protected-resource'],
      ['https://tools.example/', '/.well-known/oauth-protected-resource'],
      ['https://tools.example/a/mcp/', '/.well-known/oauth-protected-resource/a/mcp/'],
      ['https://tools.example/mcp?tenant=a', '/.well-known/oauth-protected-resource/mcp?tenant=a'],
    ]) {
      const gate = gateOf({ audience })
      const { fetch } = protectHandler(() => assert.fail('it was let in'), gate)
      const answer = await fetch(new Request(`https://anything.example${path}`))
      assert.equal(answer.status, 200)
      assert.equal((await answer.json()).resource, audience)
      for (const other of [`${path.split('?')[0]}/x`, '/mcp', '/.well-known/oauth-protected-resource/other']) {
        assert.equal((await fetch(new Request(`https://anything.example${other}`))).status, 401)
      }
      assert.equal((await fetch(new Request(`https://anything.example${path}`, { method: 'POST', body: '{}' }))).status, 405)
      gate.free()
    }
  })
})

describe('protectNode', () => {
  it('guards HTTP/2, whose requests have fields that are none', async () => {
    const gate = gateOf()
    const guard = protectNode(gate)
    const seen = []
    const http = createSecureless((request, response) => void guard(request, response, () => (seen.push([request.auth.clientId, request.body]), response.end('in'))))
    await once(http.listen(0, '127.0.0.1'), 'listening')
    const session = connectHttp2(`http://127.0.0.1:${http.address().port}`)
    const send = async (headers) => {
      const stream = session.request({ ':method': 'POST', ':path': '/mcp', 'content-type': 'application/json', ...headers })
      stream.end(JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping' }))
      const [answer] = await once(stream, 'response')
      stream.resume()
      return answer[':status']
    }
    assert.equal(await send({}), 401)
    assert.equal(await send({ authorization: `Bearer ${tokenOf()}` }), 200)
    assert.deepEqual(seen, [['agent', { jsonrpc: '2.0', id: 1, method: 'ping' }]])
    session.close()
    http.close()
    gate.free()
  })

  it('takes a path for what it is, and nothing else', async () => {
    const gate = gateOf()
    const { url, close } = await listen((request, response) => void protectNode(gate)(request, response, () => assert.fail('it was let in')))
    const statusOf = async (path) => {
      const [answer] = await once(httpRequest({ host: url.hostname, port: url.port, path, method: 'GET', headers: { authorization: `Bearer ${tokenOf({ aud: 'https://elsewhere.example' })}` } }).end(), 'response')
      answer.resume()
      return answer.statusCode
    }
    assert.equal(await statusOf('/mcp'), 401)
    assert.equal(await statusOf('//elsewhere.example/mcp'), 401)
    // RFC 9112, section 3.2.2: a server accepts the absolute form. Whose host it names counts for nothing
    assert.equal(await statusOf('http://elsewhere.example/mcp'), 401)
    for (const path of ['@elsewhere.example/mcp', '.elsewhere.example/mcp', ':1/mcp', '*']) assert.equal(await statusOf(path), 400, path)
    close()
    gate.free()
  })

  it('takes nothing for an answer that is none, such as what a parser leaves of a body that it does not read', async () => {
    const gate = gateOf()
    const guard = protectNode(gate)
    const { url, close } = await listen((request, response) => {
      request.body = JSON.parse(request.headers['x-parsed'])
      void guard(request, response, () => response.end('in'))
    })
    const statusOf = async (parsed) => (await post(url, call('files.read', { path: 'a' }), { token: tokenOf(), headers: { 'x-parsed': JSON.stringify(parsed) } })).status
    for (const none of [{}, { id: 1 }, { jsonrpc: '2.0', id: 1, params: {} }]) assert.equal(await statusOf(none), 400, JSON.stringify(none))
    assert.equal(await statusOf({ jsonrpc: '2.0', id: 1, result: {} }), 200)
    assert.equal(await statusOf({ jsonrpc: '2.0', id: 1, error: { code: 1, message: 'no' } }), 200)
    close()
    gate.free()
  })

  it('reads no more of a body than its limit, where it reads it', async () => {
    const gate = gateOf()
    const { url, close } = await listen((request, response) => void protectNode(gate, { maxBodyBytes: 1000 })(request, response, () => assert.fail('it was let in')))
    assert.equal((await post(url, call('files.read', { path: 'x'.repeat(2000) }), { token: tokenOf() })).status, 413)
    close()
    gate.free()
  })
})
