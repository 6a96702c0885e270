// The server that the MCP conformance suite asks for, by hand, on both SDKs. The gate knows all that it offers.

import { randomUUID } from 'node:crypto'
import { Server, WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/server'
import { Server as ServerV1 } from '@modelcontextprotocol/sdk/server/index.js'
import { WebStandardStreamableHTTPServerTransport as WebTransportV1 } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js'
import * as v1Types from '@modelcontextprotocol/sdk/types.js'
import { toNodeHandler } from '@modelcontextprotocol/node'
import { protect, protectHandler } from '../../pkg/dist/mcp/index.js'
import { gateOf, listen } from './support.mjs'

const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
const SILENCE = 'UklGRiYAAABXQVZFZm10IBAAAAABAAEAQB8AAAB9AAACABAAZGF0YQIAAAA='
const pause = () => new Promise((resolve) => setTimeout(resolve, 10))
const text = (text) => ({ type: 'text', text })
const image = { type: 'image', data: PIXEL, mimeType: 'image/png' }
const embedded = (uri) => ({ type: 'resource', resource: { uri, mimeType: 'text/plain', text: 'embedded' } })
const object = (properties = {}) => ({ type: 'object', properties, required: Object.keys(properties) })
const options = ['option1', 'option2', 'option3']
const titled = ['First', 'Second', 'Third'].map((title, index) => ({ const: `value${index + 1}`, title }))

const elicited = async (ctx, message, properties) => {
  const { action, content } = await ctx.elicit({ message, requestedSchema: { type: 'object', properties, required: [] } })
  return { content: [text(`Elicitation completed: action=${action}, content=${JSON.stringify(content)}`)] }
}

/** Name to schema and run. */
const tools = {
  test_simple_text: [object(), () => ({ content: [text('This is a simple text response for testing.')] })],
  test_image_content: [object(), () => ({ content: [image] })],
  test_audio_content: [object(), () => ({ content: [{ type: 'audio', data: SILENCE, mimeType: 'audio/wav' }] })],
  test_embedded_resource: [object(), () => ({ content: [embedded('test://embedded-resource')] })],
  test_multiple_content_types: [object(), () => ({ content: [text('Multiple'), image, embedded('test://mixed-content-resource')] })],
  test_tool_with_logging: [object(), async (_, ctx) => {
    for (const data of ['Tool execution started', 'Tool processing data', 'Tool execution completed']) {
      await ctx.notify({ method: 'notifications/message', params: { level: 'info', data } })
      await pause()
    }
    return { content: [text('logged')] }
  }],
  test_error_handling: [object(), () => ({ content: [text('This tool intentionally returns an error for testing')], isError: true })],
  test_tool_with_progress: [object(), async (_, ctx) => {
    for (const progress of [0, 50, 100]) {
      await ctx.notify({ method: 'notifications/progress', params: { progressToken: ctx.progressToken ?? 0, progress, total: 100 } })
      await pause()
    }
    return { content: [text('done')] }
  }],
  test_sampling: [object({ prompt: { type: 'string' } }), async ({ prompt }, ctx) => {
    const { content } = await ctx.sample({ messages: [{ role: 'user', content: text(prompt) }], maxTokens: 100 })
    return { content: [text(`LLM response: ${content.text}`)] }
  }],
  test_elicitation: [object({ message: { type: 'string' } }), ({ message }, ctx) => elicited(ctx, message, { username: { type: 'string' }, email: { type: 'string' } })],
  test_elicitation_sep1034_defaults: [object(), (_, ctx) => elicited(ctx, 'defaults', {
    name: { type: 'string', default: 'John Doe' },
    age: { type: 'integer', default: 30 },
    score: { type: 'number', default: 95.5 },
    status: { type: 'string', enum: ['active', 'inactive', 'pending'], default: 'active' },
    verified: { type: 'boolean', default: true },
  })],
  test_elicitation_sep1330_enums: [object(), (_, ctx) => elicited(ctx, 'enums', {
    untitledSingle: { type: 'string', enum: options },
    titledSingle: { type: 'string', oneOf: titled },
    legacyEnum: { type: 'string', enum: ['opt1', 'opt2', 'opt3'], enumNames: ['Option One', 'Option Two', 'Option Three'] },
    untitledMulti: { type: 'array', items: { type: 'string', enum: options } },
    titledMulti: { type: 'array', items: { anyOf: titled } },
  })],
  test_reconnection: [object(), async (_, ctx) => {
    ctx.closeSSE?.()
    await pause()
    return { content: [text('reconnected')] }
  }],
  json_schema_2020_12_tool: [
    {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      type: 'object',
      $defs: { address: { type: 'object', properties: { street: { type: 'string' }, city: { type: 'string' } } } },
      properties: { name: { type: 'string' }, address: { $ref: '#/$defs/address' } },
      additionalProperties: false,
    },
    () => ({ content: [text('schema')] }),
  ],
}

const said = (...content) => ({ messages: content.map((one) => ({ role: 'user', content: one })) })
const prompts = {
  test_simple_prompt: [[], () => said(text('This is a simple prompt for testing.'))],
  test_prompt_with_arguments: [['arg1', 'arg2'], ({ arg1, arg2 }) => said(text(`Prompt with arguments: arg1='${arg1}', arg2='${arg2}'`))],
  test_prompt_with_embedded_resource: [['resourceUri'], ({ resourceUri }) => said(embedded(resourceUri), text('Process it.'))],
  test_prompt_with_image: [[], () => said(image, text('Analyze it.'))],
}

const handlers = {
  'tools/list': () => ({ tools: Object.entries(tools).map(([name, [inputSchema]]) => ({ name, description: name, inputSchema })) }),
  'tools/call': ({ name, arguments: input }, ctx) => tools[name][1](input, ctx),
  'prompts/list': () => ({
    prompts: Object.entries(prompts).map(([name, [names]]) => ({ name, description: name, arguments: names.map((one) => ({ name: one, description: one, required: true })) })),
  }),
  'prompts/get': ({ name, arguments: input }) => prompts[name][1](input),
  'resources/list': () => ({
    resources: [
      { uri: 'test://static-text', name: 'text', description: 'text', mimeType: 'text/plain' },
      { uri: 'test://static-binary', name: 'binary', description: 'binary', mimeType: 'image/png' },
    ],
  }),
  'resources/templates/list': () => ({ resourceTemplates: [{ uriTemplate: 'test://template/{id}/data', name: 'template', description: 'template', mimeType: 'application/json' }] }),
  'resources/read': ({ uri }) => {
    if (uri === 'test://static-binary') return { contents: [{ uri, mimeType: 'image/png', blob: PIXEL }] }
    const [, id] = /^test:\/\/template\/(.+)\/data$/.exec(uri) ?? []
    if (id !== undefined) return { contents: [{ uri, mimeType: 'application/json', text: JSON.stringify({ id, templateTest: true, data: `Data for ID: ${id}` }) }] }
    return { contents: [{ uri, mimeType: 'text/plain', text: 'This is the content of the static text resource.' }] }
  },
  'resources/subscribe': () => ({}),
  'resources/unsubscribe': () => ({}),
  'completion/complete': () => ({ completion: { values: [], total: 0, hasMore: false } }),
}

const info = { name: 'conformance', version: '1.0.0' }
const capabilities = { tools: {}, prompts: {}, resources: { subscribe: true }, logging: {}, completions: {} }

function serverV2() {
  const server = new Server(info, { capabilities })
  for (const [method, handle] of Object.entries(handlers)) {
    server.setRequestHandler(method, (request, ctx) =>
      handle(request.params ?? {}, {
        notify: (notification) => ctx.mcpReq.notify(notification),
        // On the stream of the request: the standalone one may not be open yet
        sample: (params) => ctx.mcpReq.send({ method: 'sampling/createMessage', params }),
        elicit: (params) => ctx.mcpReq.send({ method: 'elicitation/create', params: { mode: 'form', ...params } }),
        progressToken: ctx.mcpReq._meta?.progressToken,
        closeSSE: ctx.http?.closeSSE,
      }),
    )
  }
  return server
}

function serverV1() {
  const server = new ServerV1(info, { capabilities })
  const schemas = Object.values(v1Types).filter((value) => value?.shape?.method !== undefined)
  for (const [method, handle] of Object.entries(handlers)) {
    const schema = schemas.find(({ shape }) => shape.method.value === method)
    server.setRequestHandler(schema, (request, extra) =>
      handle(request.params ?? {}, {
        notify: (notification) => extra.sendNotification(notification),
        sample: (params) => extra.sendRequest({ method: 'sampling/createMessage', params }, v1Types.CreateMessageResultSchema),
        elicit: (params) => extra.sendRequest({ method: 'elicitation/create', params: { mode: 'form', ...params } }, v1Types.ElicitResultSchema),
        progressToken: extra._meta?.progressToken,
        closeSSE: extra.closeSSEStream,
      }),
    )
  }
  return server
}

/** Events of streams, for clients that come back. */
export class Events {
  #events = []

  async storeEvent(streamId, message) {
    this.#events.push({ streamId, message })
    return `${this.#events.length - 1}`
  }

  async getStreamIdForEventId(id) {
    return this.#events[Number(id)]?.streamId
  }

  async replayEventsAfter(id, { send }) {
    const { streamId } = this.#events[Number(id)]
    for (const [index, event] of this.#events.entries()) {
      if (index > Number(id) && event.streamId === streamId) await send(`${index}`, event.message)
    }
    return streamId
  }
}

const sdks = { v2: [serverV2, WebStandardStreamableHTTPServerTransport], v1: [serverV1, WebTransportV1] }

/** A gate that permits all that this server offers, to an agent. */
export function gateOfAll() {
  const text = { type: 'string' }
  const named = [
    ...Object.entries(tools).map(([name, [inputSchema]]) => ({ name, inputSchema })),
    ...Object.entries(prompts).map(([name, [names]]) => ({ name: `prompts/get:${name}`, inputSchema: object(Object.fromEntries(names.map((one) => [one, text]))) })),
    ...['read', 'subscribe', 'unsubscribe'].map((verb) => ({ name: `resources/${verb}`, inputSchema: object({ uri: text }) })),
    { name: 'completion/complete', inputSchema: object({ ref: text, argument: text, value: text }) },
  ]
  return gateOf({
    tools: named,
    requiredScopes: Object.fromEntries(named.map(({ name }) => [name, []])),
    policies: 'permit (principal is Agent, action, resource);',
  })
}

/** Serves it with sessions; with a gate, guarded. `hosts` are what may stand in `Host`. */
export async function serve(sdk, gate, options = {}) {
  const [build, Transport] = sdks[sdk]
  const transports = new Map()
  const allowed = { hosts: [] }
  const endpoint = async (request, handed) => {
    const id = request.headers.get('mcp-session-id')
    if (id !== null) return transports.get(id)?.handleRequest(request, handed) ?? new Response(null, { status: 404 })
    const transport = new Transport({
      sessionIdGenerator: randomUUID,
      onsessioninitialized: (opened) => void transports.set(opened, transport),
      eventStore: new Events(),
      retryInterval: 10,
      enableDnsRebindingProtection: true,
      allowedHosts: allowed.hosts,
      allowedOrigins: allowed.hosts.map((host) => `http://${host}`),
    })
    const server = build()
    await (gate === undefined ? server : protect(server, gate, options)).connect(transport)
    return transport.handleRequest(request, handed)
  }
  const handler = gate === undefined ? { fetch: endpoint } : protectHandler(endpoint, gate, options)
  const { url, close } = await listen(toNodeHandler(handler))
  allowed.hosts.push(url.host)
  return { url, close, allow: (host) => allowed.hosts.push(host) }
}
