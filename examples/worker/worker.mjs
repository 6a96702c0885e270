// Notes behind a Narrowgate, in a Cloudflare Worker: each route is a tool, and every request is decided on with its arguments.

import { createGate } from 'narrowgate'
import { connect } from 'narrowgate/connect'
import { createGuard } from 'narrowgate/http'
import { remoteKeys } from 'narrowgate/jwks'
import policies from './policies.cedar'

const ISSUER = 'https://issuer.example'

const tool = (name, properties) => ({ name, inputSchema: { type: 'object', properties, required: Object.keys(properties) } })
const text = { type: 'string' }

// At module scope: policies are parsed and the WebAssembly module is started once for each isolate, before any request
const gate = createGate({
  issuers: [{ issuer: ISSUER, jwks: null, profile: 'rfc9068', algorithms: ['Ed25519', 'ES256'] }],
  audience: 'https://notes.example/api',
  tools: [tool('notes.read', { name: text }), tool('notes.write', { name: text, body: text }), tool('notes.delete', { name: text })],
  requiredScopes: { 'notes.read': ['notes:read'], 'notes.write': ['notes:write'], 'notes.delete': ['notes:write'] },
  policies,
  proofs: { origin: 'https://notes.example' },
  maxDepth: 3,
  resourceMetadata: 'https://notes.example/.well-known/oauth-protected-resource/api',
})

const guard = createGuard({
  gate: connect(gate, { keys: remoteKeys({ issuers: [{ issuer: ISSUER, jwksUri: `${ISSUER}/jwks` }] }) }),
  onDecision: ({ decision, record, denial }) => console.log(JSON.stringify(record ?? { decision, code: denial?.code })),
  onFault: (error) => console.error(error),
})

const TOOLS = { GET: 'notes.read', PUT: 'notes.write', DELETE: 'notes.delete' }

/** Which call a request is. What is none of these has no tool, and is refused. */
async function call(request, body) {
  const [, name] = /^\/api\/notes\/([\w-]{1,64})$/.exec(new URL(request.url).pathname) ?? []
  const tool = Object.hasOwn(TOOLS, request.method) ? TOOLS[request.method] : undefined
  if (name === undefined || tool === undefined) return undefined
  if (tool !== 'notes.write') return { tool, input: { name } }
  return { tool, input: { name, body: new TextDecoder().decode(await body.bytes()) } }
}

/** What each tool does, with the arguments that were decided on. */
const RUN = {
  'notes.read': async ({ name }, { NOTES }) => new Response((await NOTES.get(name)) ?? 'nothing yet'),
  'notes.write': async ({ name, body }, { NOTES }) => new Response(await NOTES.put(name, body), { status: 204 }),
  'notes.delete': async ({ name }, { NOTES }) => new Response(await NOTES.delete(name), { status: 204 }),
}

const notes = guard.protectTool(call, (_, { grant, input }, env) => RUN[grant.tool](input, env))

export default {
  fetch: (request, env) => guard.metadata(request) ?? notes(request, env),
}
