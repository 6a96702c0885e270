// A bad token is answered with 401 by both SDKs' own middleware, never with 500.

import assert from 'node:assert/strict'
import { after, afterEach, describe, it, mock } from 'node:test'
import { requireBearerAuth as requireV2Express } from '@modelcontextprotocol/express'
import { createMcpHandler, OAuthError, requireBearerAuth as requireV2 } from '@modelcontextprotocol/server'
import { InvalidTokenError } from '@modelcontextprotocol/sdk/server/auth/errors.js'
import { requireBearerAuth as requireV1 } from '@modelcontextprotocol/sdk/server/auth/middleware/bearerAuth.js'
import express from 'express'
import { scopeChallenge, tokenVerifier } from '../../pkg/dist/mcp/index.js'
import { protect } from '../../pkg/dist/mcp/index.js'
import { tokenVerifier as tokenVerifierV1 } from '../../pkg/dist/mcp-v1/index.js'
import { newKey } from '../js/support.mjs'
import { raw, trapOnce } from '../js/trap.mjs'
import { call, connectV2, gateOf, highLevel, ISSUER, listen, post, Ran, SERVER, tokenOf } from './support.mjs'
import { InsufficientScopeError } from '@modelcontextprotocol/client'
import { toNodeHandler } from '@modelcontextprotocol/node'

const resourceMetadataUrl = 'https://tools.example/.well-known/oauth-protected-resource/mcp'
const refused = []
const onRefused = (what) => void refused.push(what)

const middlewares = {
  'v1, Express': (gate) => {
    const app = express()
    app.use(requireV1({ verifier: tokenVerifierV1(gate, { InvalidTokenError }, { onRefused }), resourceMetadataUrl, expectedResource: SERVER }))
    app.use((request, response) => response.json(request.auth))
    return app
  },
  'v2, Express': (gate) => {
    const app = express()
    app.use(requireV2Express({ verifier: tokenVerifier(gate, { OAuthError }, { onRefused }), resourceMetadataUrl, expectedResource: SERVER }))
    app.use((request, response) => response.json(request.auth))
    return app
  },
  'v2, web-standard': (gate) => {
    const authenticate = requireV2({ verifier: tokenVerifier(gate, { OAuthError }, { onRefused }), resourceMetadataUrl, expectedResource: SERVER })
    return toNodeHandler({ fetch: async (request) => {
      const auth = await authenticate(request)
      return auth instanceof Response ? auth : Response.json(auth)
    } })
  },
}

afterEach(() => mock.restoreAll())

for (const [name, middleware] of Object.entries(middlewares)) {
  describe(`requireBearerAuth of ${name}`, async () => {
    const gate = gateOf({ maxDepth: 1 })
    const { url, close } = await listen(middleware(gate))
    after(() => (close(), gate.free()))

    it('gets all that is proven, under one key', async () => {
      const token = tokenOf()
      const { status, json } = await post(url, {}, { token })
      assert.equal(status, 200)
      assert.equal(json.token, token)
      assert.equal(json.clientId, 'agent')
      assert.deepEqual(json.scopes, ['files:read'])
      assert.equal(json.resource, SERVER)
      assert.equal(typeof json.expiresAt, 'number')
      assert.deepEqual(Object.keys(json.extra), ['narrowgate'])
      const { principal, actor, chain, depth } = json.extra.narrowgate
      assert.deepEqual([principal, actor, depth], [{ issuer: ISSUER, subject: 'alice' }, { issuer: ISSUER, subject: 'agent' }, 1])
      assert.deepEqual(chain.map(({ subject }) => subject), ['alice', 'agent'])
    })

    const bad = {
      token_malformed: 'x',
      signature_invalid: tokenOf({}, {}, newKey()),
      audience_mismatch: tokenOf({ aud: 'https://elsewhere.example' }),
      issuer_unknown: tokenOf({ iss: 'https://elsewhere.example' }),
      token_expired: tokenOf({ iat: 1_600_000_000, exp: 1_700_000_000 }),
      depth_exceeded: tokenOf({ act: { sub: 'a', act: { sub: 'b' } } }),
      confirmation_unsupported: tokenOf({ cnf: { other: 'x' } }),
      claim_invalid: tokenOf({ exp: 'soon' }),
      json_invalid: `${tokenOf().split('.')[0]}.bm90IGpzb24.${tokenOf().split('.')[2]}`,
    }
    for (const [code, token] of Object.entries(bad)) {
      it(`answers 401 to ${code}`, async () => {
        const { status, headers, text } = await post(url, {}, { token })
        assert.equal(status, 401)
        assert.match(headers.get('www-authenticate'), /error="invalid_token".*resource_metadata="https:\/\/tools/)
        assert.doesNotMatch(text, new RegExp(code))
        assert.ok(code === 'json_invalid' || refused.at(-1).denial.code === code, refused.at(-1).denial.code)
      })
    }

    it('answers 500 where the gate has a fault, and goes on after it', async () => {
      assert.ok(raw.verify)
      trapOnce('verify')
      assert.equal((await post(url, {}, { token: tokenOf() })).status, 500)
      assert.equal((await post(url, {}, { token: tokenOf() })).status, 200)
    })
  })
}

describe('scopeChallenge', async () => {
  const gate = gateOf()
  const ran = new Ran()
  const authenticate = requireV2({ verifier: tokenVerifier(gate, { OAuthError }), resourceMetadataUrl })
  const handler = createMcpHandler(() => {
    const server = protect(highLevel(ran), gate)
    for (const [name, tool] of Object.entries(server._registeredTools)) if (name !== 'secret') tool.update({ scopeChallenge: scopeChallenge(gate) })
    return server
  })
  const { url, close } = await listen(toNodeHandler({
    fetch: async (request, { parsedBody } = {}) => {
      const authInfo = await authenticate(request)
      return authInfo instanceof Response ? authInfo : handler.fetch(request, { authInfo, parsedBody })
    },
  }))
  after(() => (close(), gate.free()))

  it('asks for the scopes of the tool, and leaves the rest to the decision', async () => {
    const shown = { token: tokenOf() }
    const client = await connectV2(url, shown)
    const error = await client.callTool({ name: 'files.delete', arguments: { path: 'a' } }).catch((thrown) => thrown)
    assert.ok(error instanceof InsufficientScopeError, String(error))
    assert.equal(error.requiredScope, 'files:write')
    assert.equal(ran.length, 0)
    assert.equal((await client.callTool({ name: 'files.read', arguments: { path: '/etc/shadow' } })).isError, true)
    assert.equal((await client.callTool({ name: 'files.read', arguments: { path: 'a' } })).isError, undefined)
    shown.token = tokenOf({ scope: 'files:read files:write' })
    assert.equal((await client.callTool({ name: 'files.delete', arguments: { path: 'a' } })).isError, undefined)
    assert.deepEqual(ran.map((one) => one.name), ['files.read', 'files.delete'])
    await client.close()
  })

  it('says nothing of anything else', async () => {
    const challenge = scopeChallenge(gate)
    const authInfo = { token: tokenOf(), clientId: '', scopes: [] }
    for (const context of [
      { request: call('files.read', {}), authInfo },
      { request: call('secret', {}), authInfo },
      { request: call('nowhere', {}), authInfo },
      { request: call('files.delete', {}) },
      { request: call('files.delete', {}), authInfo: { ...authInfo, token: 'x' } },
      { request: { method: 'ping' }, authInfo },
    ]) {
      assert.equal(await challenge(context), undefined)
    }
    assert.deepEqual(await challenge({ request: call('files.delete', { path: 'a' }), authInfo }), { scopes: ['files:write'] })
  })
})
