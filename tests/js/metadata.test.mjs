// What a client is told: the metadata document, and the challenges as they arrive over HTTP.

import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { once } from 'node:events'
import { after, before, describe, it } from 'node:test'
import { AccessDenied, createGate } from '../../pkg/dist/index.js'
import { config, ISSUER, newKey, NOW, SERVER, token } from './support.mjs'

const ORIGIN = 'https://tools.example'
const METADATA = config().resourceMetadata
const [issuer] = config().issuers

describe('the protected resource metadata', () => {
  it('is made from the configuration', () => {
    const metadata = createGate(config()).metadata()
    assert.deepEqual(metadata, {
      resource: SERVER,
      authorization_servers: [ISSUER],
      bearer_methods_supported: ['header'],
      scopes_supported: ['files:read', 'files:write'],
    })
    assert.ok(Object.isFrozen(metadata) && Object.isFrozen(metadata.scopes_supported))
  })

  it('names what DPoP proofs are signed with', () => {
    const metadata = (changes, binding) => {
      const issuers = [{ ...issuer, requireBinding: binding }]
      return createGate(config({ proofs: { origin: ORIGIN, ...changes }, issuers })).metadata()
    }
    assert.deepEqual(metadata({}, false).dpop_signing_alg_values_supported, ['Ed25519', 'ES256'])
    assert.deepEqual(metadata({ algorithms: ['ES384'] }, true).dpop_signing_alg_values_supported, ['ES384'])
  })

  it('lists authorization servers, and no trust domain or DID', () => {
    const issuers = [
      issuer,
      { ...issuer, issuer: 'https://two.example', jwks: null },
      { issuer: 'spiffe://example.org', spiffeBundle: null, profile: 'spiffe-jwt-svid', algorithms: ['ES256'] },
      { ...issuer, issuer: 'did:web:as.example', jwks: undefined, didDocument: null },
    ]
    const { resource, authorization_servers } = createGate(config({ issuers, audience: [SERVER, ORIGIN] })).metadata()
    assert.deepEqual([resource, authorization_servers], [SERVER, [ISSUER, 'https://two.example']])
  })

  it('has no scopes where the tools take none', () => {
    const own = createGate(config({ requiredScopes: { 'files.read': [], 'files.delete': [] } }))
    assert.ok(!('scopes_supported' in own.metadata()))
  })
})

describe('an HTTP client', () => {
  const gate = createGate(
    config({
      issuers: [issuer, { ...issuer, issuer: 'https://late.example', jwks: null }],
      stepUp: { 'files.delete': { acrValues: ['urn:example:two-factor', 'urn:example:hardware'], maxAge: 300 } },
      proofs: { origin: ORIGIN, requireReplayCheck: true },
    }),
  )
  const WRITE = { scope: 'files:read files:write' }
  const STRONG = { acr: 'urn:example:hardware', auth_time: NOW - 10 }
  const suffix = `resource_metadata="${METADATA}"`
  let server
  let origin

  before(async () => {
    server = createServer((request, response) => {
      if (request.url === '/.well-known/oauth-protected-resource/mcp') {
        response.setHeader('Content-Type', 'application/json')
        return response.end(JSON.stringify(gate.metadata()))
      }
      const [scheme, credentials] = (request.headers.authorization ?? '').split(' ')
      const call = { tool: request.url.slice(1), input: { path: '/home/a.txt' } }
      try {
        const presented = credentials && { token: credentials, proofs: { scheme, dpop: [], method: 'POST', target: request.url } }
        gate.authorize(presented, call, { now: NOW })
        response.end('done')
      } catch (error) {
        if (!(error instanceof AccessDenied)) throw error
        const { status, wwwAuthenticate, retryAfter } = error.challenge
        response.statusCode = status
        if (wwwAuthenticate !== null) response.setHeader('WWW-Authenticate', wwwAuthenticate)
        if (retryAfter !== undefined) response.setHeader('Retry-After', retryAfter)
        response.end()
      }
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    origin = `http://127.0.0.1:${server.address().port}`
  })

  after(() => server.close())

  /** Status, challenge and Retry-After, as they arrive. */
  async function answer(tool, jwt, scheme = 'Bearer') {
    const headers = jwt === undefined ? {} : { authorization: `${scheme} ${jwt}` }
    const { status, headers: got } = await fetch(`${origin}/${tool}`, { method: 'POST', headers })
    return [status, got.get('www-authenticate'), got.get('retry-after')]
  }

  /** The challenges of both schemes, with these parameters. */
  const both = (parameters) => `Bearer ${parameters}, DPoP ${parameters},algs="Ed25519 ES256"`

  it('gets the metadata', async () => {
    const response = await fetch(`${origin}/.well-known/oauth-protected-resource/mcp`)
    assert.deepEqual(await response.json(), gate.metadata())
  })

  it('with nothing in hand is told what the tool takes, without an error', async () => {
    assert.deepEqual(await answer('files.read'), [401, both(`scope="files:read",${suffix}`), null])
    assert.deepEqual(await answer('files.delete'), [401, both(`scope="files:write",${suffix}`), null])
    assert.deepEqual(await answer('files.chmod'), [401, both(suffix), null])
  })

  it('with a token that does not hold is told so, and what to ask for', async () => {
    const challenge = both(`error="invalid_token",scope="files:read",${suffix}`)
    for (const jwt of ['x', token({ exp: NOW - 60 }), token({ aud: 'https://other.example' }), token({}, {}, newKey())]) {
      assert.deepEqual(await answer('files.read', jwt), [401, challenge, null])
    }
    assert.deepEqual(await answer('files.read', token(), 'DPoP'), [401, challenge, null])
  })

  it('with too little is told the scope of the tool', async () => {
    const challenge = both(`error="insufficient_scope",scope="files:write",${suffix}`)
    assert.deepEqual(await answer('files.delete', token()), [403, challenge, null])
  })

  it('is told how the user has to sign in', async () => {
    const challenge = both(
      `error="insufficient_user_authentication",scope="files:write",acr_values="urn:example:two-factor urn:example:hardware",max_age="300",${suffix}`,
    )
    const weak = [{}, { acr: STRONG.acr }, { ...STRONG, acr: 'urn:example:password' }, { ...STRONG, auth_time: NOW - 400 }]
    for (const claims of weak) assert.deepEqual(await answer('files.delete', token({ ...WRITE, ...claims })), [401, challenge, null])
    assert.deepEqual(await answer('files.delete', token({ ...WRITE, ...STRONG })), [200, null, null])
    assert.deepEqual(await answer('files.read', token()), [200, null, null])
  })

  it('is told nothing where no other token would help', async () => {
    assert.deepEqual(await answer('files.chmod', token()), [403, null, null])
    const crawled = { ...WRITE, ...STRONG, act: { sub: 'agent', act: { sub: 'crawler' } } }
    assert.deepEqual(await answer('files.delete', token(crawled)), [403, null, null])
  })

  it('is told to come again where the keys are missing', async () => {
    assert.deepEqual(await answer('files.read', token({ iss: 'https://late.example' })), [503, null, '1'])
  })
})

describe('a step-up', () => {
  it('asks for something, of a tool that is there', () => {
    const paths = (stepUp) => {
      try {
        createGate(config({ stepUp })).free()
        return []
      } catch (error) {
        assert.equal(error.name, 'ConfigError', String(error?.stack))
        return error.problems.map(({ path }) => path)
      }
    }
    assert.deepEqual(paths({ 'files.read': { maxAge: 0 } }), [])
    assert.deepEqual(paths({ 'files.read': {} }), ['stepUp.files.read'])
    assert.deepEqual(paths({ 'files.chmod': { maxAge: 1 } }), ['stepUp.files.chmod'])
    for (const wrong of ['"', 'a b', '', 'a\r\nX: y', 'é', '\ud800']) {
      assert.equal(paths({ 'files.read': { acrValues: [wrong] } }).length, 1, JSON.stringify(wrong))
    }
    for (const wrong of [-1, 1.5, '300', 2 ** 32]) assert.equal(paths({ 'files.read': { maxAge: wrong } }).length, 1)
  })

  it('is of the configuration: nothing of a token is in a challenge', () => {
    const marked = { iss: 'https://"evil".example', scope: 'files:evil', acr: 'evil', sub: 'evil', client_id: 'evil', act: { sub: 'evil' } }
    const gate = createGate(config({ stepUp: { 'files.read': { acrValues: ['urn:example:two-factor'] } } }))
    const call = { tool: 'files.read', input: { path: '/home/evil' } }
    for (const changes of [marked, { ...marked, iss: ISSUER }, { ...marked, iss: ISSUER, scope: 'files:read' }]) {
      const { challenge } = gate.decide(token(changes, { kid: 'k1' }), call, { now: NOW }).denial
      assert.ok(challenge.wwwAuthenticate.length > 0)
      assert.ok(!challenge.wwwAuthenticate.includes('evil'))
    }
  })
})
