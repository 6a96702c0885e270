// The adapter in FastMCP, over its own HTTP server, asked by a real MCP client.

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { after, before, describe, it, mock } from 'node:test'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { FastMCP, jsonSchemaAdapter } from 'fastmcp'
import { createGate } from '../../pkg/dist/index.js'
import { dpopProof, generateKey, thumbprint } from '../../pkg/dist/agent/index.js'
import { connect as connected } from '../../pkg/dist/connect/index.js'
import { authenticate, protect } from '../../pkg/dist/fastmcp/index.js'
import { tools } from '../js/support.mjs'
import { faulty, guard } from './adapters.mjs'
import { assertTight, config, guardOf, METADATA_URL, NOW, ORIGIN, token } from './support.mjs'

const ran = mock.fn()

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  await once(server, 'close')
  return port
}

async function start(by, toolsBy = by, { stateless = true, sessions } = {}) {
  const server = new FastMCP({ name: 'test', version: '1.0.0', authenticate: authenticate(by, { sessions }), logger: { debug() {}, error() {}, info() {}, log() {}, warn() {} } })
  for (const { name, inputSchema } of tools) {
    const execute = async (input, { session }) => {
      ran(name)
      return JSON.stringify({ input, actor: session.verified.actor.subject })
    }
    server.addTool(protect(toolsBy, { name, parameters: jsonSchemaAdapter(inputSchema), execute }))
  }
  const port = await freePort()
  await server.start({ transportType: 'httpStream', httpStream: { port, host: '127.0.0.1', endpoint: '/mcp', stateless } })
  return { server, url: `http://127.0.0.1:${port}/mcp` }
}

async function client(url, headers) {
  const one = new Client({ name: 'test', version: '1.0.0' })
  const fetch_ = async (to, init) => fetch(to, { ...init, headers: { ...Object.fromEntries(new Headers(init.headers)), ...(await headers(init)) } })
  await one.connect(new StreamableHTTPClientTransport(new URL(url), { fetch: fetch_ }))
  return one
}
const bearer = (jwt) => async () => ({ authorization: `Bearer ${jwt}` })
const initialize = { jsonrpc: '2.0', id: 1, method: 'initialize', params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 't', version: '1' } } }
const list = { jsonrpc: '2.0', id: 2, method: 'tools/list' }
const post = (url, jwt, headers = {}, message = initialize) =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream', ...(jwt && { authorization: `Bearer ${jwt}` }), ...headers },
    body: typeof message === 'string' ? message : JSON.stringify(message),
  })

describe('FastMCP', () => {
  const used = new Set()
  const replay = { insert: async ({ key }) => !used.has(key) && !!used.add(key) }
  const strict = guardOf({ gate: connected(createGate(config({ proofs: { origin: ORIGIN, requireReplayCheck: true } })), { replay }) })
  let all
  before(async () => {
    all = { good: await start(guard), broken: await start(faulty), late: await start(guard, faulty), proven: await start(strict), stateful: await start(guard, guard, { stateless: false }), sessions: await start(guard, guard, { stateless: false, sessions: true }) }
  })
  after(async () => {
    for (const { server } of Object.values(all)) await server.stop()
  })

  it('runs a tool that is permitted, and shows it who calls', async () => {
    const one = await client(all.good.url, bearer(token()))
    const { content, isError } = await one.callTool({ name: 'files.read', arguments: { path: '/home/a.txt' } })
    assert.ok(!isError)
    assert.deepEqual(JSON.parse(content[0].text), { input: { path: '/home/a.txt' }, actor: 'agent' })
    await one.close()
  })

  it('runs no other, and says only what the client can do about it', async () => {
    ran.mock.resetCalls()
    const one = await client(all.good.url, bearer(token()))
    const denied = async (name, args) => {
      const { content, isError } = await one.callTool({ name, arguments: args })
      assert.ok(isError)
      return content[0].text
    }
    assert.equal(await denied('files.delete', { path: '/home/a.txt' }), 'insufficient_scope: files:write')
    assert.equal(await denied('files.read', { path: '/etc/passwd' }), 'access_denied')
    await one.close()
    const late = await client(all.late.url, bearer(token()))
    const { content, isError } = await late.callTool({ name: 'files.read', arguments: { path: '/home/a.txt' } })
    assert.deepEqual([isError, content[0].text], [true, 'temporarily_unavailable'])
    await late.close()
    assert.equal(ran.mock.callCount(), 0)
  })

  it('runs nothing with a whole number that may not be the one that was sent', async (t) => {
    const codes = []
    const heard = await start(guardOf({ onDecision: ({ decision, denial }) => void codes.push(denial?.code ?? decision) }))
    t.after(() => heard.server.stop())
    const read = async (lines) => {
      const response = await post(heard.url, token(), {}, `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"files.read","arguments":{"path":"/home/a","lines":${lines}}}}`)
      const { result } = JSON.parse(/^data: (.+)$/m.exec(await response.text())[1])
      return [result.isError ?? false, result.content[0].text]
    }
    ran.mock.resetCalls()
    for (const text of ['9007199254740992', '9007199254740993', '-9007199254740993', '18446744073709551616', '1e300']) {
      codes.length = 0
      assert.deepEqual(await read(text), [true, 'invalid_request'], text)
      assert.deepEqual(codes, ['allow', 'input_invalid'])
    }
    assert.equal(ran.mock.callCount(), 0)
    for (const text of ['9007199254740991', '-9007199254740991']) assert.equal((await read(text))[0], false)
    assert.equal(ran.mock.callCount(), 2)
  })

  it('answers 401 with the gate\'s challenge, and 503 where a source fails', async () => {
    for (const [jwt, error] of [[undefined, undefined], ['x', 'invalid_token']]) {
      const response = await post(all.good.url, jwt)
      assert.equal(response.status, 401)
      const challenge = response.headers.get('www-authenticate')
      assert.ok(challenge.includes(METADATA_URL) && challenge.includes('error=') === (error !== undefined), challenge)
    }
    const response = await post(all.broken.url, token())
    assert.deepEqual([response.status, response.headers.get('retry-after')], [503, '1'])
    await assertTight(response, 'redis')
  })

  it('takes proofs that count once', async () => {
    const signer = generateKey({ type: 'Ed25519' })
    const jwt = token({ cnf: { jkt: thumbprint(signer.publicJwk) } })
    const headers = async ({ method }) => ({ authorization: `DPoP ${jwt}`, dpop: await dpopProof({ signer, method, uri: `${ORIGIN}/mcp`, accessToken: jwt, now: NOW }) })
    const one = await client(all.proven.url, headers)
    const { isError } = await one.callTool({ name: 'files.read', arguments: { path: '/home/a.txt' } })
    assert.ok(!isError)
    await one.close()
    assert.ok(used.size > 1)
  })

  it('takes no request of a session, whose credential may be another request\'s', async () => {
    for (const [{ url }, status] of [[all.stateful, 400], [all.sessions, 200]]) {
      const response = await post(url, token())
      const session = response.headers.get('mcp-session-id')
      assert.equal(response.status, 200)
      assert.ok(session)
      assert.equal((await post(url, token(), { 'mcp-session-id': session }, list)).status, status)
    }
  })

  it('runs nothing without a credential', async () => {
    const tool = protect(guard, { name: 'files.read', execute: async () => assert.fail('ran') })
    for (const session of [undefined, null]) {
      const { isError, content } = await tool.execute({ path: '/home/a' }, { session })
      assert.deepEqual([isError, content[0].text], [true, 'invalid_token'])
    }
  })
})
