// What the adapters promise to TypeScript: they fit where the frameworks have a place for them, with nothing of the frameworks in their own types.

import { ExternalTokenError, OAuthError, OAuthProvider, OAuthResourceServer } from '@cloudflare/workers-oauth-provider'
import express from 'express'
import { FastMCP } from 'fastmcp'
import { Hono } from 'hono'
import { createMcpHandler } from 'mcp-handler'
import type { NextRequest } from 'next/server.js'
import { z } from 'zod'
import type { Grant, Verified } from '../../../pkg/dist/index.js'
import { createGate } from '../../../pkg/dist/index.js'
import { connect } from '../../../pkg/dist/connect/index.js'
import * as forExpress from '../../../pkg/dist/express/index.js'
import * as forFastmcp from '../../../pkg/dist/fastmcp/index.js'
import * as forHono from '../../../pkg/dist/hono/index.js'
import { cloudflareCertificate, createGuard, type Guard, tlsCertificate } from '../../../pkg/dist/http/index.js'
import * as forMcpHandler from '../../../pkg/dist/mcp-handler/index.js'
import * as forNext from '../../../pkg/dist/next/index.js'
import * as forWorkers from '../../../pkg/dist/workers-oauth-provider/index.js'
import { createVerifier } from '../../../pkg/dist/verify/index.js'

declare const config: Parameters<typeof createGate>[0]
const guard: Guard = createGuard({ gate: createGate(config), presented: { certificateSha256: cloudflareCertificate } })
createGuard({ gate: connect(createGate(config), {}), onDecision: ({ decision, record }) => console.log(decision, record?.tool) })
createGuard({ gate: createVerifier(config) })
// @ts-expect-error a guard has a gate
createGuard({})
// @ts-expect-error the hash of a body is computed
createGuard({ gate: createGate(config), presented: { bodySha256: '' } })

export async function results(request: Request): Promise<Response> {
  const answer = await guard.verify(request)
  // @ts-expect-error not before it was looked at
  answer.verified
  // @ts-expect-error neither by destructuring
  const { verified } = answer
  if (!answer.granted) return answer.response
  const who: Verified = answer.verified
  // @ts-expect-error no call was decided on
  answer.grant
  const authorized = await guard.authorize(request, async (_, body) => ({ tool: 'files.read', inputText: await body.jsonText() }))
  if (!authorized.granted) {
    const { code }: { code: string } = authorized.denial
    return (console.log(code), authorized.response)
  }
  const grant: Grant = authorized.grant
  return Response.json([who, grant, authorized.input])
}

interface Env {
  readonly NAME: string
}
export const worker = {
  fetch: guard.fetch((_request, { verified }, env: Env) => Response.json([verified.scopes, env.NAME])),
}
const handler: (request: Request, env: Env) => Promise<Response> = worker.fetch
export const tool = guard.protectTool({ tool: 'files.read', input: {} }, (_request, { grant, input }) => Response.json([grant.tool, input]))
// @ts-expect-error a call has a tool
guard.protectTool({ input: {} }, () => new Response())
void handler

const hono = new Hono<{ Variables: forHono.NarrowgateVariables }>()
hono.use(forHono.metadata(guard))
hono.use('/api/*', forHono.protect(guard))
hono.get('/who', forHono.protect(guard), (c) => c.json(c.get('narrowgate').verified.scopes.length))
hono.post(
  '/read',
  forHono.protect(guard, async (c, body) => ({ tool: c.req.raw.method, inputText: await body.jsonText() })),
  (c) => c.json(c.get('narrowgate').grant?.policies.length ?? 0),
)

const app = express()
app.use(forExpress.metadata(guard))
app.get('/who', forExpress.protect(guard), (_request, response) => void response.json(response.locals['narrowgate']))
app.post(
  '/read',
  express.json(),
  forExpress.protect(guard, {
    call: (request: express.Request) => ({ tool: 'files.read', input: request.body }),
    certificateSha256: (request) => tlsCertificate(request.socket),
  }),
  (_request, response) => void response.end(),
)

export const GET = forNext.protect(guard, (request: NextRequest, context: { params: Promise<{ id: string }> }, { verified }) =>
  Response.json([request.nextUrl.pathname, context.params, verified.actor]),
)
export const POST = forNext.protectTool(
  guard,
  async (_request: NextRequest, body) => ({ tool: 'files.read', inputText: await body.jsonText() }),
  (_request, _context: object, { grant, input }) => Response.json([grant.obligations, input]),
)
export const proxy: (request: NextRequest) => Promise<Response | undefined> = forNext.turnAway(guard)

const resourceMetadata = { resource: 'https://tools.example/mcp', authorization_servers: ['https://as.example'] }
export const resource = new OAuthResourceServer<Env, forWorkers.Validation['props']>({
  resourceMetadata,
  handler: { fetch: (_request, _env, { props }) => Response.json(props.verified.actor) },
  validateToken: forWorkers.validateToken(guard, OAuthError),
})
export const provider = new OAuthProvider<Env>({
  apiRoute: '/mcp',
  apiHandler: { fetch: () => new Response() },
  defaultHandler: { fetch: () => new Response() },
  authorizeEndpoint: '/authorize',
  tokenEndpoint: '/token',
  resourceMetadata,
  resolveExternalToken: forWorkers.resolveExternalToken(guard, ExternalTokenError, resourceMetadata.resource),
})

export const mcp: (request: Request) => Promise<Response> = forMcpHandler.protect(guard, createMcpHandler(() => {}))

const server = new FastMCP({ name: 'files', version: '1.0.0', authenticate: forFastmcp.authenticate(guard) })
server.addTool(
  forFastmcp.protect(guard, {
    name: 'files.read',
    parameters: z.object({ path: z.string() }),
    execute: async ({ path }, { session }) => `${path.length} ${session?.verified.scopes}`,
  }),
)
