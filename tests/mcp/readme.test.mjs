// The examples of the package's README, as they stand there.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, describe, it } from 'node:test'
import { toNodeHandler } from '@modelcontextprotocol/node'
import * as sdk from '@modelcontextprotocol/server'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import express from 'express'
import * as mcp from '../../pkg/dist/mcp/index.js'
import * as mcpV1 from '../../pkg/dist/mcp-v1/index.js'
import { Events } from './conformance.server.mjs'
import { call, connectV1, connectV2, gateOf, highLevel, highLevelV1, initialize, listen, lowLevel, post, Ran, tokenOf } from './support.mjs'

const readme = readFileSync(new URL('../../pkg-template/README.md', import.meta.url), 'utf8')
const modules = { '@modelcontextprotocol/server': sdk, 'narrowgate/mcp': mcp, 'narrowgate/mcp-v1': mcpV1 }

/** Runs an example with these names in scope; gives what it makes under `result`. */
async function run(name, scope, result) {
  const [, code] = new RegExp(`<!-- ${name} -->\n\`\`\`js\n([\\s\\S]*?)\n\`\`\``).exec(readme)
  const body = code
    .replaceAll(/^import \{ (.*) \} from '(.*)'$/gm, (_, names, from) => `const { ${names} } = modules['${from}']`)
    .replace(/^export default /m, 'const exported = ')
  const AsyncFunction = (async () => {}).constructor
  return new AsyncFunction('modules', ...Object.keys(scope), `${body}\nreturn ${result}`)(modules, ...Object.values(scope))
}

describe('the README', () => {
  const gate = gateOf()
  after(() => gate.free())

  it('shows three lines for SDK v2', async () => {
    const ran = new Ran()
    const exported = await run('mcp v2', { gate, buildServer: () => highLevel(ran) }, 'exported')
    const { url, close } = await listen(toNodeHandler(exported))
    const client = await connectV2(url, { token: tokenOf() })
    assert.equal((await client.callTool({ name: 'files.read', arguments: { path: 'a' } })).isError, undefined)
    assert.equal((await client.callTool({ name: 'files.read', arguments: { path: '/etc/shadow' } })).isError, true)
    assert.deepEqual((await client.listTools()).tools.map(({ name }) => name), ['files.read'])
    assert.equal((await post(url, call('files.read', { path: 'a' }))).status, 401)
    assert.equal(ran.length, 1)
    await client.close()
    close()
  })

  it('shows three lines for SDK v1 on Express', async () => {
    const ran = new Ran()
    const app = express()
    const transport = new StreamableHTTPServerTransport({ sessionIdGenerator: () => 'one' })
    await run('mcp v1', { gate, app, server: highLevelV1(ran), transport }, 'undefined')
    const { url, close } = await listen(app)
    const client = await connectV1(url, { token: tokenOf() })
    assert.equal((await client.callTool({ name: 'files.read', arguments: { path: 'a' } })).isError, undefined)
    assert.equal((await client.callTool({ name: 'files.read', arguments: { path: '/etc/shadow' } })).isError, true)
    assert.equal((await post(url, call('files.read', { path: 'a' }), { session: 'one' })).status, 401)
    assert.equal(ran.length, 1)
    await client.close()
    close()
  })

  it('shows how streams are resumed', async (t) => {
    const transports = new Map()
    const scope = { gate, buildServer: () => lowLevel(new Ran()), transports, eventStore: new Events(), crypto }
    const exported = await run('mcp resumable', scope, 'exported')
    const { url, close } = await listen(toNodeHandler(exported))
    t.after(close)
    const open = async (token) => (await post(url, initialize, { token })).headers.get('mcp-session-id')
    const resume = (token, session) => fetch(url, { headers: { accept: 'text/event-stream', authorization: `Bearer ${token}`, 'mcp-session-id': session, 'last-event-id': '0' } })
    const session = await open(tokenOf())
    const replayed = await resume(tokenOf(), session)
    assert.match(new TextDecoder().decode((await replayed.body.getReader().read()).value), /"serverInfo"/)
    const other = await resume(tokenOf({ sub: 'bob' }), await open(tokenOf({ sub: 'bob' })))
    assert.equal(other.status, 400)
    // Neither an end by the client nor one by the server leaves anything behind
    assert.equal(transports.size, 2)
    assert.equal((await post(url, undefined, { method: 'DELETE', token: tokenOf(), session })).status, 200)
    assert.equal(transports.size, 1)
    assert.equal((await post(url, call('files.read', { path: 'a' }), { token: tokenOf(), session })).status, 404)
    for (const transport of transports.values()) await transport.close()
    assert.equal(transports.size, 0)
  })

  it('shows the options', async () => {
    const written = []
    const scope = { gate, log: { write: (entry) => void written.push(entry) }, buildServer: () => highLevel(new Ran()), ...mcp, ...sdk }
    const handler = await run('mcp options', { ...scope, OAuthError: undefined }, 'handler')
    const { url, close } = await listen(toNodeHandler(handler))
    await post(url, call('files.read', { path: '/etc/shadow' }), { token: tokenOf() })
    await post(url, call('files.read', { path: '/etc/shadow' }))
    assert.equal(written[0].tool, 'files.read')
    assert.deepEqual(written[1], { reason: 'denied', code: 'policy_forbidden' })
    assert.deepEqual(written.at(-1), { reason: 'denied', code: 'token_missing' })
    close()
  })
})
