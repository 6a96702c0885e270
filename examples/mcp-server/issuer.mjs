// A development issuer: an OAuth token endpoint with client credentials and token exchange (RFC 8693), and its keys over
// HTTP. Its tokens are RFC 9068 access tokens in which `act` says who acts, nested.
//
// It signs whatever scope is asked for, as many issuers do. That an exchange only narrows is for the gate to find out.

import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { exportJWK, generateKeyPair, jwtVerify, SignJWT } from 'jose'

/** `owners`: for each agent that starts chains, the principal that it was registered for. */
export async function startIssuer({ issuer, owners }) {
  const { publicKey, privateKey } = await generateKeyPair('Ed25519')
  const jwk = { ...(await exportJWK(publicKey)), kid: 'soc-2026', alg: 'Ed25519', use: 'sig' }
  const secrets = new Map()
  const clock = { offset: 0, now: () => Math.floor(Date.now() / 1000) + clock.offset }

  const routes = {
    'GET /jwks': async () => ({ keys: [jwk] }),
    'POST /token': async (request) => {
      const client = authenticate(request, secrets)
      const form = new URLSearchParams(await text(request))
      const origin = form.get('grant_type') === TOKEN_EXCHANGE ? await exchanged(form, client) : started(client)
      const claims = { ...origin, client_id: client, aud: form.get('resource'), scope: form.get('scope'), jti: randomUUID() }
      const access_token = await new SignJWT(claims)
        .setProtectedHeader({ alg: 'Ed25519', typ: 'at+jwt', kid: jwk.kid })
        .setIssuer(issuer)
        .setIssuedAt(clock.now())
        .sign(privateKey)
      return { access_token, issued_token_type: ACCESS_TOKEN, token_type: 'Bearer', expires_in: claims.exp - clock.now() }
    },
  }

  /** The first token of a chain: the agent acts for the principal that it was registered for. */
  function started(client) {
    if (!owners[client]) throw new Error(`${client} is registered for nobody`)
    return { sub: owners[client], act: { sub: client }, exp: clock.now() + LIFETIME }
  }

  /** The next one: same principal, the client becomes the actor, and who acted before is nested in it. */
  async function exchanged(form, client) {
    const { payload } = await jwtVerify(form.get('subject_token'), publicKey, { issuer, currentDate: new Date(clock.now() * 1000) })
    return { sub: payload.sub, act: { sub: client, act: payload.act }, exp: payload.exp }
  }

  const http = createServer((request, response) => {
    const route = routes[`${request.method} ${request.url}`]
    const answer = route ? route(request) : Promise.reject(new Error('no such route'))
    answer
      .then((body) => response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body)))
      .catch((error) => response.writeHead(400).end(JSON.stringify({ error: 'invalid_request', error_description: error.message })))
  }).listen(0, '127.0.0.1')
  await once(http, 'listening')
  return {
    url: `http://127.0.0.1:${http.address().port}`,
    clock,
    register(agent) {
      secrets.set(agent, randomUUID())
      return secrets.get(agent)
    },
    close: () => (http.closeAllConnections(), http.close()),
  }
}

function authenticate(request, secrets) {
  const [, basic] = /^Basic (.+)$/.exec(request.headers.authorization ?? '') ?? []
  const [client, secret] = Buffer.from(basic ?? '', 'base64').toString().split(':')
  if (!secrets.has(client) || secrets.get(client) !== secret) throw new Error('unknown client')
  return client
}

async function text(request) {
  let text = ''
  for await (const chunk of request.setEncoding('utf8')) text += chunk
  return text
}

export const TOKEN_EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange'
export const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token'
const LIFETIME = 15 * 60
