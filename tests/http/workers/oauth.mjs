// A resource server, and a provider with tokens that are not its own, behind guards.

import { ExternalTokenError, insufficientScope, OAuthError, OAuthProvider, OAuthResourceServer } from '@cloudflare/workers-oauth-provider'
import { createGate } from 'narrowgate'
import { connect } from 'narrowgate/connect'
import { createGuard } from 'narrowgate/http'
import { resolveExternalToken, validateToken } from 'narrowgate/workers-oauth-provider'

const resourceMetadata = { resource: 'https://tools.example/mcp', authorization_servers: ['https://as.example'] }
const revocation = { isRevoked: () => Promise.reject(new Error('redis://secret-host is gone')) }
const call = (request) => ({ tool: 'files.read', input: { path: new URL(request.url).searchParams.get('path') } })

const handler = {
  fetch(_request, _env, { props, auth }) {
    const { verified, grant, input } = props
    if (grant !== undefined) return Response.json({ tool: grant.tool, policies: grant.policies, input })
    return Response.json({ actor: verified.actor.subject, principal: verified.principal.subject, auth: { ...auth, token: undefined } })
  },
}
/** What a handler of that library does about scopes on its own. */
const stepping = { fetch: (_request, _env, { auth }) => (auth.scope.includes('admin') ? new Response('ok') : insufficientScope(auth, ['admin'])) }

function serversOf({ config, now: time }) {
  const now = () => time
  const guard = createGuard({ gate: createGate(config), now })
  const faulty = createGuard({ gate: connect(createGate({ ...config, requireRevocationCheck: true }), { revocation }), now })
  const server = (by, of, which = handler) => new OAuthResourceServer({ resourceMetadata, handler: which, validateToken: validateToken(by, OAuthError, of) })
  const provider = (by) =>
    new OAuthProvider({
      apiRoute: 'https://tools.example/mcp',
      apiHandler: { fetch: (request, env, ctx) => Response.json({ actor: ctx.props.verified.actor.subject, principal: ctx.props.verified.principal.subject }) },
      defaultHandler: { fetch: () => new Response('default') },
      authorizeEndpoint: 'https://tools.example/authorize',
      tokenEndpoint: 'https://tools.example/token',
      resourceMetadata,
      resolveExternalToken: resolveExternalToken(by, ExternalTokenError, resourceMetadata.resource),
      onError: () => undefined,
    })
  return {
    who: server(guard),
    read: server(guard, call),
    stepping: server(guard, undefined, stepping),
    other: new OAuthResourceServer({ resourceMetadata: { ...resourceMetadata, resource: 'https://tools.example/other' }, handler, validateToken: validateToken(guard, OAuthError) }),
    'broken-who': server(faulty),
    'broken-read': server(faulty, call),
    provider: provider(guard),
    'broken-provider': provider(faulty),
  }
}

let servers
export default {
  fetch(request, env, ctx) {
    servers ??= serversOf(env.NARROWGATE)
    return servers[request.headers.get('x-server')].fetch(request, env, ctx)
  },
}
