// An MCP server over Streamable HTTP whose every request passes a Narrowgate first: the lines with `protect` are all that it takes.

import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { toNodeHandler } from '@modelcontextprotocol/node'
import { createMcpHandler, fromJsonSchema, McpServer } from '@modelcontextprotocol/server'
import { createGate } from '../../pkg/dist/index.js' // in your project: from 'narrowgate'
import { protect, protectHandler } from '../../pkg/dist/mcp/index.js' // in your project: from 'narrowgate/mcp'

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
    resourceMetadata: new URL('/.well-known/oauth-protected-resource/mcp', audience).href,
  })
  // The header with the tokens that the bearer token was derived from, root first, is this example's own: no standard has one
  const options = { onDecision, presented: { lineageHeader: 'Narrowgate-Lineage' } }
  const handler = createMcpHandler(() => protect(mcpServer(), gate, options))
  const mcp = toNodeHandler(protectHandler(handler, gate, options))

  const http = createServer(mcp).listen(0, '127.0.0.1')
  await once(http, 'listening')
  return {
    url: `http://127.0.0.1:${http.address().port}/mcp`,
    close: () => (http.closeAllConnections(), http.close(), gate.free()),
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
