// A gate, tokens that hold now, and real MCP servers over HTTP, of both SDKs, guarded.

import { once } from 'node:events'
import { createServer } from 'node:http'
import { randomUUID } from 'node:crypto'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { toNodeHandler } from '@modelcontextprotocol/node'
import { createMcpHandler, fromJsonSchema, McpServer, ResourceTemplate, Server, WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/server'
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport as TransportV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { McpServer as McpServerV1 } from '@modelcontextprotocol/sdk/server/mcp.js'
import { WebStandardStreamableHTTPServerTransport as WebTransportV1 } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js'
import { Server as ServerV1 } from '@modelcontextprotocol/sdk/server/index.js'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import { CallToolRequestSchema, GetPromptRequestSchema, ListPromptsRequestSchema, ListResourcesRequestSchema, ListToolsRequestSchema, ReadResourceRequestSchema } from '@modelcontextprotocol/sdk/types.js'
import { getRequestListener } from '@hono/node-server'
import { createMcpExpressApp } from '@modelcontextprotocol/express'
import { createMcpHonoApp } from '@modelcontextprotocol/hono'
import express from 'express'
import { z } from 'zod'
import { createGate } from '../../pkg/dist/index.js'
import { protect, protectHandler, protectNode } from '../../pkg/dist/mcp/index.js'
import * as v1 from '../../pkg/dist/mcp-v1/index.js'
import { config, ISSUER, SERVER, token } from '../js/support.mjs'

export { ISSUER, SERVER }

const text = { type: 'string' }
const object = (properties, required = Object.keys(properties)) => ({ type: 'object', properties, required })

/** What the server offers; `secret` has no policy that could permit it. */
export const tools = [
  { name: 'files.read', description: 'Reads', inputSchema: object({ path: text, lines: { type: 'integer' } }, ['path']) },
  { name: 'files.delete', description: 'Deletes', inputSchema: object({ path: text }) },
  { name: 'secret', description: 'Not for agents', inputSchema: object({}) },
]

/** What the gate knows besides tools. */
const others = [
  { name: 'prompts/get:greet', inputSchema: object({ name: text }) },
  { name: 'resources/read', inputSchema: object({ uri: text }) },
  { name: 'resources/subscribe', inputSchema: object({ uri: text }) },
  { name: 'completion/complete', inputSchema: object({ ref: text, argument: text, value: text }) },
]

const policies = `
@id("read") permit (principal is Agent, action == Action::"files.read", resource);
@id("delete") permit (principal is Agent, action == Action::"files.delete", resource);
@id("not-etc") forbid (principal, action == Action::"files.read", resource) when { context.input.path like "/etc/*" };
@id("few-lines") forbid (principal, action == Action::"files.read", resource) when { context.input has lines && context.input.lines > 1000000 };
@id("greet") permit (principal is Agent, action == Action::"prompts/get:greet", resource) when { context.input.name != "root" };
@id("notes") permit (principal is Agent, action == Action::"resources/read", resource) when { context.input.uri like "note://*" && context.input.uri != "note://private" };
@id("watch") permit (principal is Agent, action == Action::"resources/subscribe", resource) when { context.input.uri like "note://*" };
@id("complete") permit (principal is Agent, action == Action::"completion/complete", resource);
`

export function gateOf(changes = {}) {
  const all = [...tools, ...others]
  return createGate(
    config({
      tools: all,
      policies,
      requiredScopes: { ...Object.fromEntries(all.map(({ name }) => [name, []])), 'files.read': ['files:read'], 'files.delete': ['files:write'] },
      ...changes,
    }),
  )
}

export const now = () => Math.floor(Date.now() / 1000)

/** A token that holds now. */
export function tokenOf(changes = {}, header, key) {
  return token({ iat: now() - 10, exp: now() + 600, ...changes }, header, key)
}

/** What ran, with the arguments that it ran with. */
export class Ran extends Array {
  static get [Symbol.species]() {
    return Array
  }

  note(name, input, who) {
    this.push({ name, input, who })
    return { content: [{ type: 'text', text: `${name} ran` }] }
  }
}

/** The high-level server of SDK v2. `late` is registered after `protect`. */
export function highLevel(ran, guard = (server) => server) {
  const server = new McpServer({ name: 'files', version: '1.0.0' }, { capabilities: { logging: {}, resources: { subscribe: true } } })
  const [read, remove, secret] = tools
  const register = ({ name, description, inputSchema }) =>
    server.registerTool(name, { description, inputSchema: fromJsonSchema(inputSchema) }, (input, ctx) =>
      ran.note(name, input, ctx.http?.authInfo?.extra?.narrowgate),
    )
  register(read)
  server.registerPrompt('greet', { argsSchema: fromJsonSchema(object({ name: text })) }, ({ name }) => {
    ran.note('greet', { name })
    return { messages: [{ role: 'user', content: { type: 'text', text: `Greet ${name}` } }] }
  })
  server.registerPrompt('hidden', {}, () => ({ messages: [] }))
  guard(server)
  register(remove)
  register(secret)
  server.registerResource('notes', new ResourceTemplate('note://{name}', { list: undefined }), {}, (uri) => {
    ran.note('notes', { uri: uri.href })
    return { contents: [{ uri: uri.href, text: 'a note' }] }
  })
  server.registerResource('file', 'file:///etc/passwd', {}, (uri) => ({ contents: [{ uri: uri.href, text: 'root' }] }))
  return server
}

/** The low-level server of SDK v2: handlers by hand, lists in pages. */
export function lowLevel(ran, guard = (server) => server) {
  const server = guard(new Server({ name: 'files', version: '1.0.0' }, { capabilities: { tools: {}, prompts: {}, resources: {} } }))
  server.setRequestHandler('tools/list', ({ params }) => page(params?.cursor))
  server.setRequestHandler('tools/call', ({ params }, ctx) => ran.note(params.name, params.arguments, ctx.http?.authInfo?.extra?.narrowgate))
  server.setRequestHandler('prompts/list', () => ({ prompts: [{ name: 'greet' }, { name: 'hidden' }] }))
  server.setRequestHandler('prompts/get', () => ({ messages: [] }))
  server.setRequestHandler('resources/list', () => ({ resources: [{ name: 'notes', uri: 'note://a' }] }))
  server.setRequestHandler('resources/read', ({ params }) => ({ contents: [{ uri: params.uri, text: 'a note' }] }))
  return server
}

/** The low-level server of SDK v1. */
export function lowLevelV1(ran, guard = (server) => server) {
  const server = guard(new ServerV1({ name: 'files', version: '1.0.0' }, { capabilities: { tools: {}, prompts: {}, resources: {} } }))
  server.setRequestHandler(ListToolsRequestSchema, ({ params }) => page(params?.cursor))
  server.setRequestHandler(CallToolRequestSchema, ({ params }, { authInfo }) => ran.note(params.name, params.arguments, authInfo?.extra?.narrowgate))
  server.setRequestHandler(ListPromptsRequestSchema, () => ({ prompts: [{ name: 'greet' }, { name: 'hidden' }] }))
  server.setRequestHandler(GetPromptRequestSchema, () => ({ messages: [] }))
  server.setRequestHandler(ListResourcesRequestSchema, () => ({ resources: [{ name: 'notes', uri: 'note://a' }] }))
  server.setRequestHandler(ReadResourceRequestSchema, ({ params }) => ({ contents: [{ uri: params.uri, text: 'a note' }] }))
  return server
}

/** The high-level server of SDK v1. */
export function highLevelV1(ran, guard = (server) => server) {
  const server = new McpServerV1({ name: 'files', version: '1.0.0' })
  const run = (name) => (input, { authInfo }) => ran.note(name, input, authInfo?.extra?.narrowgate)
  server.registerTool('files.read', { inputSchema: { path: z.string(), lines: z.number().optional() } }, run('files.read'))
  server.registerPrompt('greet', { argsSchema: { name: z.string() } }, ({ name }) => ({
    messages: [{ role: 'user', content: { type: 'text', text: `Greet ${name}` } }],
  }))
  server.registerPrompt('hidden', {}, () => ({ messages: [] }))
  guard(server)
  server.registerTool('files.delete', { inputSchema: { path: z.string() } }, run('files.delete'))
  server.registerTool('secret', {}, run('secret'))
  server.registerResource('note', 'note://a', {}, (uri) => ({ contents: [{ uri: uri.href, text: 'a note' }] }))
  server.registerResource('file', 'file:///etc/passwd', {}, (uri) => ({ contents: [{ uri: uri.href, text: 'root' }] }))
  return server
}

/** One tool a page. */
function page(cursor = '0') {
  const at = Number(cursor)
  return { tools: [tools[at]], ...(at + 1 < tools.length && { nextCursor: String(at + 1) }) }
}

export async function listen(listener) {
  const http = createServer(listener).listen(0, '127.0.0.1')
  await once(http, 'listening')
  return {
    url: new URL(`http://127.0.0.1:${http.address().port}/mcp`),
    close: () => (http.closeAllConnections(), http.close()),
  }
}

/** Every way to serve: of each the server, guarded, and where it listens. */
export const hosts = {
  'v2, createMcpHandler, high-level': (gate, options = {}) => stateless(highLevel, gate, options),
  'v2, createMcpHandler, low-level': (gate, options = {}) => stateless(lowLevel, gate, options),
  'v2, web-standard sessions, high-level': (gate, options = {}) => sessionsV2(highLevel, gate, options),
  'v2, web-standard sessions, low-level': (gate, options = {}) => sessionsV2(lowLevel, gate, options),
  'v2, Express': (gate, options = {}) => onExpress(gate, options),
  'v2, Hono': (gate, options = {}) => onHono(gate, options),
  'v1, Express sessions, low-level': (gate, options = {}) => sessionsV1(lowLevelV1, gate, options),
  'v1, Express sessions, high-level': (gate, options = {}) => sessionsV1(highLevelV1, gate, options),
  'v1, web-standard without sessions, high-level': (gate, options = {}) => statelessV1(highLevelV1, gate, options),
}

function stateless(build, gate, options) {
  const ran = new Ran()
  const handler = createMcpHandler(() => build(ran, (server) => protect(server, gate, options)))
  return listening(listen(toNodeHandler(protectHandler(handler, gate, options))), ran)
}

/** Sessions of the web-standard transport, as its documentation has them. */
function sessionsV2(build, gate, options) {
  const ran = new Ran()
  const transports = new Map()
  const fetch = async (request, handed) => {
    const id = request.headers.get('mcp-session-id')
    if (id !== null) return transports.get(id)?.handleRequest(request, handed) ?? new Response(null, { status: 404 })
    const transport = new WebStandardStreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      onsessioninitialized: (opened) => void transports.set(opened, transport),
    })
    await build(ran, (server) => protect(server, gate, options)).connect(transport)
    return transport.handleRequest(request, handed)
  }
  return listening(listen(toNodeHandler(protectHandler(fetch, gate, options))), ran)
}

function onExpress(gate, options) {
  const ran = new Ran()
  const handler = createMcpHandler(() => highLevel(ran, (server) => protect(server, gate, options)))
  const app = createMcpExpressApp()
  const guarded = toNodeHandler(protectHandler(handler, gate, options))
  app.all('/mcp', (request, response) => guarded(request, response, request.body))
  return listening(listen(app), ran)
}

function onHono(gate, options) {
  const ran = new Ran()
  const handler = protectHandler(createMcpHandler(() => highLevel(ran, (server) => protect(server, gate, options))), gate, options)
  const app = createMcpHonoApp()
  app.all('/mcp', (c) => handler.fetch(c.req.raw))
  return listening(listen(getRequestListener(app.fetch)), ran)
}

function statelessV1(build, gate, options) {
  const ran = new Ran()
  const fetch = async (request, handed) => {
    const transport = new WebTransportV1({ sessionIdGenerator: undefined, enableJsonResponse: true })
    await build(ran, (server) => v1.protect(server, gate, options)).connect(transport)
    return transport.handleRequest(request, handed)
  }
  return listening(listen(toNodeHandler(v1.protectHandler(fetch, gate, options))), ran)
}

function sessionsV1(build, gate, options) {
  const ran = new Ran()
  const transports = new Map()
  const app = express()
  app.all('/mcp', express.json({ limit: '2mb' }), v1.protectNode(gate, options), async (request, response) => {
    const id = request.headers['mcp-session-id']
    let transport = transports.get(id)
    if (transport === undefined) {
      transport = new StreamableHTTPServerTransport({
        sessionIdGenerator: randomUUID,
        onsessioninitialized: (opened) => void transports.set(opened, transport),
      })
      await build(ran, (server) => v1.protect(server, gate, options)).connect(transport)
    }
    await transport.handleRequest(request, response, request.body)
  })
  return listening(listen(app), ran)
}

async function listening(started, ran) {
  const { url, close } = await started
  return { url, close, ran }
}

/** A client of SDK v2 that shows this token; `shown.token` can change. */
export async function connectV2(url, shown, options = {}) {
  const { mode = 'auto', ...rest } = options
  const client = new Client({ name: 'agent', version: '1.0.0' }, { versionNegotiation: { mode } })
  await client.connect(new StreamableHTTPClientTransport(url, { fetch: showing(shown), ...rest }))
  return client
}

export async function connectV1(url, shown) {
  const client = new ClientV1({ name: 'agent', version: '1.0.0' })
  await client.connect(new TransportV1(url, { fetch: showing(shown) }))
  return client
}

function showing(shown) {
  return (url, init = {}) => {
    const headers = new Headers(init.headers)
    if (shown.token !== undefined) headers.set('authorization', `${shown.scheme ?? 'Bearer'} ${shown.token}`)
    for (const [name, value] of Object.entries(shown.headers?.() ?? {})) headers.set(name, value)
    return fetch(url, { ...init, headers })
  }
}

/** One message, without a client. */
export async function post(url, message, { token, session, headers = {}, method = 'POST', signal } = {}) {
  const response = await fetch(url, {
    method,
    signal,
    headers: {
      ...(method === 'POST' && { 'content-type': 'application/json' }),
      accept: 'application/json, text/event-stream',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(session !== undefined && { 'mcp-session-id': session }),
      ...headers,
    },
    ...(message !== undefined && { body: typeof message === 'string' ? message : JSON.stringify(message) }),
  })
  const body = await response.text()
  const data = body.startsWith('{') || body.startsWith('[') ? body : (/^data: (.+)$/m.exec(body)?.[1] ?? 'null')
  return { status: response.status, headers: response.headers, text: body, json: JSON.parse(data) }
}

export function call(name, input, id = 1) {
  return { jsonrpc: '2.0', id, method: 'tools/call', params: { name, arguments: input } }
}

export const initialize = {
  jsonrpc: '2.0',
  id: 0,
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'agent', version: '1.0.0' } },
}
