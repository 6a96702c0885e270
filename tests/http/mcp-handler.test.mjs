// The adapter over `mcp-handler`, asked by a real MCP client.

import assert from 'node:assert/strict'
import { describe, it, mock } from 'node:test'
import { Client, InsufficientScopeError, StreamableHTTPClientTransport, UnauthorizedError } from '@modelcontextprotocol/client'
import { fromJsonSchema } from '@modelcontextprotocol/server'
import { createMcpHandler } from 'mcp-handler'
import { protect } from '../../pkg/dist/mcp-handler/index.js'
import { tools } from '../js/support.mjs'
import { faulty, guard } from './adapters.mjs'
import { assertTight, METADATA_URL, SERVER, token } from './support.mjs'

const ran = mock.fn()
const mcp = createMcpHandler((server) => {
  for (const { name, description, inputSchema } of tools) {
    server.registerTool(name, { description: description ?? name, inputSchema: fromJsonSchema(inputSchema) }, async (input, context) => {
      ran(name, input)
      const { extra, scopes, clientId } = context.http.authInfo
      return { content: [{ type: 'text', text: JSON.stringify({ tool: extra.narrowgate.tool, actor: extra.narrowgate.actor.subject, scopes, clientId }) }] }
    })
  }
})
const handler = protect(guard, mcp)

async function client(jwt, by = handler) {
  const one = new Client({ name: 'test', version: '1.0.0' }, { versionNegotiation: { mode: 'auto' } })
  const headers = { authorization: `Bearer ${jwt}` }
  const answered = []
  const fetch = async (url, init) => {
    const response = await by(new Request(url, { ...init, headers: { ...Object.fromEntries(new Headers(init.headers)), ...(jwt && headers) } }))
    answered.push(response.status)
    return response
  }
  await one.connect(new StreamableHTTPClientTransport(new URL(SERVER), { fetch }))
  return { call: (name, args) => one.callTool({ name, arguments: args }), list: () => one.listTools(), answered }
}

const post = (body, { jwt = token(), headers = {}, by = handler } = {}) =>
  by(new Request(SERVER, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream', ...(jwt && { authorization: `Bearer ${jwt}` }), ...headers },
    body: typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body),
  }))
const rpc = (name, args) => ({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: args } })

describe('mcp-handler', () => {
  it('runs a tool that is permitted, and shows it the grant', async () => {
    const { call, list } = await client(token())
    const { content } = await call('files.read', { path: '/home/a.txt' })
    assert.deepEqual(JSON.parse(content[0].text), { tool: 'files.read', actor: 'agent', scopes: ['files:read'], clientId: 'agent' })
    assert.equal((await list()).tools.length, 2)
  })

  it('runs no other', async () => {
    ran.mock.resetCalls()
    const { call, answered } = await client(token())
    await assert.rejects(call('files.delete', { path: '/home/a.txt' }), (error) => error instanceof InsufficientScopeError && error.requiredScope === 'files:write')
    assert.equal(answered.at(-1), 403)
    await assert.rejects(call('files.read', { path: '/etc/passwd' }))
    assert.equal(answered.at(-1), 403)
    assert.equal(ran.mock.callCount(), 0)
  })

  it('answers 401 with a challenge', async () => {
    await assert.rejects(client(undefined), (error) => error instanceof UnauthorizedError || error.status === 401)
    for (const jwt of [null, 'x']) {
      for (const message of [rpc('files.read', {}), { jsonrpc: '2.0', id: 1, method: 'tools/list' }, '{']) {
        const response = await post(message, { jwt })
        assert.equal(response.status, message === '{' && jwt ? 400 : 401)
        if (response.status === 401) assert.ok(response.headers.get('www-authenticate').includes(METADATA_URL))
      }
    }
    assert.equal((await handler(new Request(SERVER))).status, 401)
  })

  it('answers 503 where a source fails', async () => {
    const by = protect(faulty, mcp)
    for (const message of [rpc('files.read', { path: '/home/a.txt' }), { jsonrpc: '2.0', id: 1, method: 'tools/list' }]) {
      const response = await post(message, { by })
      assert.deepEqual([response.status, response.headers.get('retry-after')], [503, '1'])
      await assertTight(response, 'redis')
    }
  })

  it('runs nothing with a whole number that the tool would get rounded', async () => {
    const read = (lines) => `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"files.read","arguments":{"path":"/home/a","lines":${lines}}}}`
    ran.mock.resetCalls()
    const rounded = ['9007199254740992', '9007199254740993', '-9007199254740993', '18446744073709551616', '9007199254740991.7', '1e16', '1e300']
    for (const text of [...rounded, '[9007199254740993]', '{"more":[{"deep":9007199254740993}]}']) {
      const response = await post(read(text))
      assert.equal(response.status, 400, text)
      await assertTight(response, '9007199', 'rounded', 'input')
    }
    assert.equal(ran.mock.callCount(), 0)
    for (const text of ['9007199254740991', '-9007199254740991']) assert.equal((await post(read(text))).status, 200)
    assert.deepEqual(ran.mock.calls.map(({ arguments: [, { lines }] }) => lines), [9007199254740991, -9007199254740991])
  })

  it('passes on no message that it can not read, and not several', async () => {
    ran.mock.resetCalls()
    const good = rpc('files.delete', { path: '/home/a.txt' })
    const text = JSON.stringify(good)
    const refused = [
      ['[', 400],
      ['', 400],
      ['null', 400],
      ['1', 400],
      [`[${text}]`, 400],
      [`\ufeff${text}`, 400],
      [Buffer.concat([Buffer.from(text), Buffer.from([0xff])]), 400],
      [`${' '.repeat(1_048_576)}${text}`, 413],
      [{ ...good, params: undefined }, 403],
      [{ ...good, params: { name: 1, arguments: {} } }, 403],
      [{ ...good, params: { name: 'files.delete', arguments: [] } }, 403],
      [rpc('files.read', null), 400],
      [rpc('files.read', []), 400],
      ['{"jsonrpc":"2.0","id":1,"method":"tools/list","method":"tools/call","params":{"name":"files.delete","arguments":{"path":"/"}}}', 403],
      ['{"jsonrpc":"2.0","id":1,"method":"tools/c\\u0061ll","params":{"name":"files.delete","arguments":{"path":"/"}}}', 403],
      ['{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"files.read","name":"files.delete","arguments":{"path":"/home/a"}}}', 403],
    ]
    for (const [body, status] of refused) assert.equal((await post(body)).status, status, String(body).slice(0, 100))
    for (const headers of [{ 'content-type': 'text/plain' }, { 'content-encoding': 'gzip' }]) assert.equal((await post(good, { headers })).status, 415)
    assert.equal(ran.mock.callCount(), 0)
  })
})
