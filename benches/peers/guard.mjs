// `node benches/peers/guard.mjs [--quick]`: what the guard adds to a `tools/call` round trip, with a real MCP client over HTTP on the loopback.
//
// The same server three times: open to anybody; behind the SDK's `requireBearerAuth` with a verifier that believes every token, which is what any check of a token
// costs at least; behind `protect` and `protectHandler`. In turns, so that whatever else the machine does meets all alike.

import { once } from 'node:events'
import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { toNodeHandler } from '@modelcontextprotocol/node'
import { createMcpHandler, fromJsonSchema, McpServer, requireBearerAuth } from '@modelcontextprotocol/server'
import { createGate } from '../../pkg/dist/index.js'
import { protect, protectHandler } from '../../pkg/dist/mcp/index.js'
import { makeIssuer } from './fixtures.mjs'
import { narrowgateConfig } from './policies.mjs'
import { printGuard } from './report.mjs'

const FULL = { rounds: 40, batch: 50, warmup: 500 }
const QUICK = { rounds: 5, batch: 20, warmup: 50 }
/** More than the gate remembers (1,024): in turn, each is new again when it comes round. */
const NEW_TOKENS = 1_100

const inputSchema = { type: 'object', properties: { amount: { type: 'integer' } }, required: ['amount'] }

function mcpServer() {
  const server = new McpServer({ name: 'bench', version: '1.0.0' })
  server.registerTool('refund', { inputSchema: fromJsonSchema(inputSchema) }, ({ amount }) => ({ content: [{ type: 'text', text: `${amount}` }] }))
  return server
}

/** @returns `{ open, believing, guarded, fresh }`, each `{ p50, p99, samples }` in microseconds per round trip. */
export async function measureGuard(issuer, { rounds, batch, warmup }, progress) {
  const gate = createGate(narrowgateConfig(issuer.world, 1))
  const tokens = []
  for (let i = 0; i < NEW_TOKENS; i++) tokens.push((await issuer.nested('EdDSA')).token)
  const servers = { open: openServer(), believing: believing(), guarded: guarded(gate) }
  const lanes = [
    await lane('open', servers.open, () => tokens[0]),
    await lane('believing', servers.believing, () => tokens[0]),
    await lane('guarded', servers.guarded, () => tokens[0]),
    await lane('fresh', servers.guarded, (number) => tokens[number % tokens.length]),
  ]
  for (const one of lanes) await run(one, warmup)
  for (const one of lanes) one.samples = []
  for (let round = 0; round < rounds; round++) {
    progress(`guard, round ${round + 1} of ${rounds}`)
    for (let turn = 0; turn < lanes.length; turn++) await run(lanes[(round + turn) % lanes.length], batch)
  }
  for (const { client } of lanes) await client.close()
  for (const { http } of Object.values(servers)) (http.closeAllConnections(), http.close())
  gate.free()
  return Object.fromEntries(lanes.map(({ name, samples }) => [name, summary(samples)]))
}

const openServer = () => listening(createMcpHandler(mcpServer))

function believing() {
  const handler = createMcpHandler(mcpServer)
  const verifyAccessToken = async (token) => ({ token, clientId: 'agent-1', scopes: [], expiresAt: Date.now() / 1000 + 60 })
  const authenticate = requireBearerAuth({ verifier: { verifyAccessToken } })
  return listening({
    async fetch(request) {
      const authInfo = await authenticate(request)
      return authInfo instanceof Response ? authInfo : handler.fetch(request, { authInfo })
    },
  })
}

function guarded(gate) {
  return listening(protectHandler(createMcpHandler(() => protect(mcpServer(), gate)), gate))
}

function listening(handler) {
  return { http: createServer(toNodeHandler(handler)).listen(0, '127.0.0.1') }
}

async function lane(name, { http }, tokenOf) {
  if (!http.listening) await once(http, 'listening')
  const one = { name, samples: [], calls: 0, client: new Client({ name: 'bench', version: '1.0.0' }, { versionNegotiation: { mode: 'auto' } }) }
  const url = new URL(`http://127.0.0.1:${http.address().port}/mcp`)
  await one.client.connect(
    new StreamableHTTPClientTransport(url, {
      fetch: (url, init) => {
        const headers = new Headers(init.headers)
        headers.set('authorization', `Bearer ${tokenOf(one.calls)}`)
        return fetch(url, { ...init, headers })
      },
    }),
  )
  return one
}

async function run(one, times) {
  for (let i = 0; i < times; i++) {
    one.calls += 1
    const start = process.hrtime.bigint()
    const { content, isError } = await one.client.callTool({ name: 'refund', arguments: { amount: 100 } })
    one.samples.push(Number(process.hrtime.bigint() - start) / 1000)
    if (isError || content[0].text !== '100') throw new Error(`${one.name} denied what it should permit`)
  }
}

function summary(samples) {
  const sorted = samples.toSorted((a, b) => a - b)
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]
  return { p50: at(0.5), p99: at(0.99), samples: sorted.length }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { quick } = parseArgs({ options: { quick: { type: 'boolean', default: false } } }).values
  printGuard(await measureGuard(await makeIssuer(), quick ? QUICK : FULL, () => {}))
}
