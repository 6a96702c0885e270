// The adapter in `@cloudflare/workers-oauth-provider`, in workerd.

import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { config, NOW, SERVER, token } from './support.mjs'
import { bundled, started } from './workerd.mjs'

describe('workers-oauth-provider', () => {
  let worker
  // The library has a clock of its own for `expiresAt`: these tokens are good at both times
  const lasting = (changes) => token({ exp: Math.max(NOW, Math.floor(Date.now() / 1000)) + 600, ...changes })
  const ask = (server, jwt, { path = '/home/a.txt', to = SERVER, headers = {}, ...init } = {}) =>
    worker.dispatchFetch(`${to}?path=${path}`, { ...init, headers: { 'x-server': server, ...(jwt && { authorization: `Bearer ${jwt}` }), ...headers } })

  before(async () => {
    const modules = await bundled(fileURLToPath(new URL('workers/oauth.mjs', import.meta.url)))
    const bindings = { NARROWGATE: { config: config(), now: NOW } }
    worker = started(modules, { bindings, kvNamespaces: ['OAUTH_KV'], compatibilityFlags: ['global_fetch_strictly_public', 'nodejs_compat'] })
    await worker.ready
  })
  after(() => worker.dispose())

  it('lets the handler see who is there', async () => {
    const jwt = lasting()
    const { auth, ...who } = await (await ask('who', jwt)).json()
    assert.deepEqual(who, { actor: 'agent', principal: 'alice' })
    assert.deepEqual([auth.audience, auth.scope, auth.clientId], [SERVER, ['files:read'], 'agent'])
    assert.deepEqual(await (await ask('provider', jwt)).json(), who)
  })

  it('lets the handler see the grant', async () => {
    const response = await ask('read', lasting())
    assert.deepEqual(await response.json(), { tool: 'files.read', policies: ['agents-read'], input: { path: '/home/a.txt' } })
  })

  it('answers 401 without a token, and with a bad one', async () => {
    for (const server of ['who', 'read', 'provider', 'broken-who']) {
      const response = await ask(server)
      assert.equal(response.status, 401, server)
      assert.match(response.headers.get('www-authenticate'), /^Bearer .*resource_metadata="https:\/\/tools.example\/.well-known\/oauth-protected-resource\/mcp"/)
    }
    for (const server of ['who', 'read', 'provider']) {
      for (const jwt of ['x', lasting({ exp: NOW - 100, iat: NOW - 200 }), lasting({ aud: 'https://other.example' })]) {
        const response = await ask(server, jwt)
        assert.equal(response.status, 401, server)
        assert.match(response.headers.get('www-authenticate'), /error="invalid_token"/)
      }
    }
  })

  it('answers 401 where the audience is another resource of the same host', async () => {
    assert.equal((await ask('other', lasting(), { to: 'https://tools.example/other' })).status, 401)
  })

  it('answers 403 with the scope that is lacking, or without one', async () => {
    const lacking = await ask('read', lasting({ scope: 'files:write' }))
    assert.equal(lacking.status, 403)
    assert.match(lacking.headers.get('www-authenticate'), /error="insufficient_scope".*scope="files:read"/)
    const forbidden = await ask('read', lasting(), { path: '/etc/passwd' })
    assert.equal(forbidden.status, 403)
    assert.ok(!(await forbidden.text()).includes('etc-is-ours'))
    const stepping = await ask('stepping', lasting())
    assert.deepEqual([stepping.status, /scope="admin"/.test(stepping.headers.get('www-authenticate'))], [403, true])
  })

  it('answers 503 where a source fails', async () => {
    for (const server of ['broken-who', 'broken-read', 'broken-provider']) {
      const response = await ask(server, lasting())
      assert.deepEqual([response.status, response.headers.get('retry-after')], [503, '1'], server)
      assert.ok(!(await response.text()).includes('redis'))
    }
  })

  it('takes no bound token: this library reads Bearer alone', async () => {
    const response = await ask('who', undefined, { headers: { authorization: `DPoP ${lasting()}` } })
    assert.equal(response.status, 401)
  })
})
