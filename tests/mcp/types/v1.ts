// What users of SDK v1 write has to fit its own types.
import express from 'express'
import { InvalidTokenError } from '@modelcontextprotocol/sdk/server/auth/errors.js'
import { requireBearerAuth } from '@modelcontextprotocol/sdk/server/auth/middleware/bearerAuth.js'
import { Server } from '@modelcontextprotocol/sdk/server/index.js'
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { InMemoryEventStore } from '@modelcontextprotocol/sdk/examples/shared/inMemoryEventStore.js'
import { type EventStore, StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js'
import type { Gate } from '../../../pkg/dist/index.js'
import { ownEvents, protect, protectHandler, protectNode, tokenVerifier } from '../../../pkg/dist/mcp-v1/index.js'

declare const gate: Gate
const high: McpServer = protect(new McpServer({ name: 'x', version: '1' }), gate)
const low: Server = protect(new Server({ name: 'x', version: '1' }), gate)
const transport = new StreamableHTTPServerTransport()
const app = express()
app.use('/old', requireBearerAuth({ verifier: tokenVerifier(gate, { InvalidTokenError }) }))
app.all('/mcp', protectNode(gate), (request, response) => transport.handleRequest(request, response, request.body))
const events: EventStore = new InMemoryEventStore()
export const { fetch } = protectHandler((request, handed) => {
  const eventStore = ownEvents(events, handed.authInfo, null)
  return new WebStandardStreamableHTTPServerTransport({ eventStore }).handleRequest(request, handed)
}, gate, { resumable: true })
export { high, low }
