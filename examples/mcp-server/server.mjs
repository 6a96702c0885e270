// An MCP server over Streamable HTTP whose every request passes a Narrowgate first.

import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { toNodeHandler } from '@modelcontextprotocol/node'
import { createMcpHandler, fromJsonSchema, McpServer } from '@modelcontextprotocol/server'
import { AccessDenied, createGate } from '../../pkg/dist/index.js' // in your project: from 'narrowgate'

const tools = [
  {
    name: 'logs.search',
    description: 'Searches the authentication logs',
    inputSchema: { type: 'object', properties: { query: { type: 'string' } }, required: ['query'] },
    run: ({ query }) => `214 lines match “${query}”, all from 203.0.113.7`,
  },
  {
    name: 'network.flows',
    description: 'Shows the network flows of an address',
    inputSchema: { type: 'object', properties: { address: { type: 'string' } }, required: ['address'] },
    run: ({ address }) => `${address}: 9,120 connections to port 22 in the last hour`,
  },
  {
    name: 'firewall.block',
    description: 'Blocks an address for some minutes',
    inputSchema: {
      type: 'object',
      properties: { cidr: { type: 'string' }, minutes: { type: 'integer' } },
      required: ['cidr', 'minutes'],
    },
    run: ({ cidr, minutes }) => `${cidr} is blocked for ${minutes} minutes`,
  },
]

/** Where a client finds out who issues tokens for this server (RFC 9728). */
const METADATA = '/.well-known/oauth-protected-resource/mcp'

/** `onDecision` gets every decision on a tool call, with its record. */
export async function startServer({ issuer, jwks, audience, onDecision }) {
  const gate = createGate({
    issuers: [{ issuer, jwks, profile: 'rfc9068', algorithms: ['Ed25519'] }],
    audience,
    tools: tools.map(({ run, ...tool }) => tool),
    requiredScopes: {
      'logs.search': ['read:logs'],
      'network.flows': ['read:network'],
      'firewall.block': ['write:firewall-rules'],
    },
    policies: readFileSync(new URL('policies.cedar', import.meta.url), 'utf8'),
    maxDepth: 3,
    resourceMetadata: new URL(METADATA, audience).href,
  })
  const mcp = toNodeHandler(createMcpHandler(mcpServer))

  const http = createServer(async (request, response) => {
    if (request.url === METADATA) return answer(response, 200, { resource: audience, authorization_servers: [issuer] })
    if (request.url !== '/mcp') return response.writeHead(404).end()
    const message = await readMessage(request)
    if (message === undefined) return response.writeHead(400).end()
    const denial = guard(gate, request, message, onDecision)
    if (denial) refuse(response, message, denial)
    else await mcp(request, response, message)
  }).listen(0, '127.0.0.1')
  await once(http, 'listening')
  return {
    url: `http://127.0.0.1:${http.address().port}/mcp`,
    close: () => (http.closeAllConnections(), http.close(), gate.free()),
  }
}

/** The denial, if there is one. What was decided on and what then runs is the same parsed message. */
function guard(gate, request, message, onDecision) {
  const presented = { token: bearer(request), parents: lineage(request) }
  if (message.method === 'tools/call') {
    const decision = gate.decide(presented, { tool: message.params?.name, input: message.params?.arguments })
    onDecision(decision)
    return decision.denial
  }
  try {
    gate.verify(presented)
  } catch (error) {
    if (error instanceof AccessDenied) return error
    throw error
  }
}

/** The client learns what to do about it, not which check failed: that stays in our records. */
function refuse(response, message, { challenge }) {
  if (challenge.wwwAuthenticate) response.setHeader('www-authenticate', challenge.wwwAuthenticate)
  if (challenge.retryAfter) response.setHeader('retry-after', String(challenge.retryAfter))
  const error = { code: -32001, message: challenge.status === 401 ? 'unauthorized' : 'not permitted' }
  answer(response, challenge.status, { jsonrpc: '2.0', id: message.id ?? null, error })
}

function answer(response, status, body) {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

/** RFC 6750, section 2.1. */
function bearer(request) {
  return /^Bearer (.*)$/i.exec(request.headers.authorization ?? '')?.[1]
}

/** The tokens that the bearer token was derived from, root first. The header is this example's own, no standard. */
function lineage(request) {
  return request.headers['narrowgate-lineage']?.split(/, */)
}

/** One JSON-RPC message, or `undefined`. A batch would hide calls from the guard, and MCP has none. */
async function readMessage(request) {
  let text = ''
  for await (const chunk of request.setEncoding('utf8')) {
    text += chunk
    if (text.length > 1_000_000) return undefined
  }
  try {
    const message = JSON.parse(text)
    return typeof message === 'object' && message !== null && !Array.isArray(message) ? message : undefined
  } catch {
    return undefined
  }
}

function mcpServer() {
  const server = new McpServer({ name: 'soc-tools', version: '1.0.0' })
  for (const { name, description, inputSchema, run } of tools) {
    server.registerTool(name, { description, inputSchema: fromJsonSchema(inputSchema) }, async (input) => ({
      content: [{ type: 'text', text: run(input) }],
    }))
  }
  return server
}
