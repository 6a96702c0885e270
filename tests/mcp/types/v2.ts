// What users of SDK v2 write has to fit its own types.
import { Hono } from 'hono'
import { requireBearerAuth as requireOnExpress } from '@modelcontextprotocol/express'
import { NodeStreamableHTTPServerTransport, toNodeHandler } from '@modelcontextprotocol/node'
import { createMcpHandler, type EventStore, McpServer, OAuthError, requireBearerAuth, Server, WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/server'
import { createGate, type Gate } from '../../../pkg/dist/index.js'
import { connect } from '../../../pkg/dist/connect/index.js'
import { type GuardOptions, type NarrowgateExtra, ownEvents, protect, protectHandler, protectNode, scopeChallenge, standardCalls, tokenVerifier } from '../../../pkg/dist/mcp/index.js'

declare const gate: Gate
const connected = connect(gate, {})
const options: GuardOptions = {
  onDecision: ({ record }, { method }) => console.log(record.tool, method),
  callsOf: (request) => standardCalls(request),
  accept: async (grant) => grant.obligations.length === 0,
}

const high: McpServer = protect(new McpServer({ name: 'x', version: '1' }), gate, options)
const low: Server = protect(new Server({ name: 'x', version: '1' }, { capabilities: {} }), connected)
high.registerTool('files.read', { scopeChallenge: scopeChallenge(gate) }, (ctx) => {
  const { narrowgate } = ctx.http?.authInfo?.extra as unknown as NarrowgateExtra
  return { content: [{ type: 'text', text: narrowgate.actor?.subject ?? '' }] }
})

const guarded = protectHandler(createMcpHandler(() => high), gate, options)
guarded.notify.toolsChanged()
await guarded.close()
toNodeHandler(guarded)
export default guarded
new Hono().all('/mcp', (c) => guarded.fetch(c.req.raw))

declare const events: EventStore
protectHandler((request, handed) => {
  const eventStore = ownEvents(events, handed.authInfo, null)
  return new WebStandardStreamableHTTPServerTransport({ eventStore }).handleRequest(request, handed)
}, connected, { maxSessions: 10, resumable: true })

const authenticate = requireBearerAuth({ verifier: tokenVerifier(gate, { OAuthError }) })
requireOnExpress({ verifier: tokenVerifier(connected, { OAuthError }) })

const node = new NodeStreamableHTTPServerTransport()
await low.connect(node)
declare const app: import('express').Express
app.all('/mcp', protectNode(gate, options), (request, response) => node.handleRequest(request, response, request.body))

// @ts-expect-error no gate
protect(new McpServer({ name: 'x', version: '1' }))
// @ts-expect-error `approvals` is a place
protectHandler(guarded, gate, { approvals: true })
// @ts-expect-error whose events, of which session
ownEvents(events)
// @ts-expect-error the SDK's error is needed
tokenVerifier(gate)
export { authenticate, createGate }
