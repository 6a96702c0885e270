// What every adapter has to do, asked over HTTP.

import assert from 'node:assert/strict'
import { it } from 'node:test'
import { connect } from '../../pkg/dist/connect/index.js'
import { createGate } from '../../pkg/dist/index.js'
import { assertTight, broken, config, guardOf, METADATA, METADATA_URL, SERVER, token } from './support.mjs'

export const guard = guardOf()
export const faulty = guardOf({ gate: connect(createGate(config({ requireRevocationCheck: true })), { revocation: broken }) })
export const home = { path: '/home/a.txt' }

/** `ask(path, init)` answers a `Response`. `/who` verifies, `/read` is a tool, `/broken/who` and `/broken/read` have a guard whose source fails. */
export function behaves(ask) {
  const bearer = (jwt) => ({ headers: { ...(jwt && { authorization: `Bearer ${jwt}` }), 'content-type': 'application/json' } })
  const read = (jwt, input = home, path = '/read') => ask(path, { method: 'POST', ...bearer(jwt), body: JSON.stringify(input) })

  it('lets the handler see who is there', async () => {
    const response = await ask('/who', bearer(token()))
    assert.equal(response.status, 200)
    assert.deepEqual(await response.json(), { actor: 'agent', principal: 'alice' })
  })

  it('lets the handler see the grant, and what was decided on', async () => {
    const response = await read(token())
    assert.equal(response.status, 200)
    assert.deepEqual(await response.json(), { tool: 'files.read', policies: ['agents-read'], input: home })
  })

  it('answers 401 without a token, and names its metadata', async () => {
    for (const response of [await ask('/who', bearer()), await read()]) {
      assert.equal(response.status, 401)
      assert.match(response.headers.get('www-authenticate'), /^Bearer (scope="[^"]*",)?resource_metadata="/)
      assert.ok(response.headers.get('www-authenticate').includes(METADATA_URL))
      await assertTight(response, 'agents-read')
    }
  })

  it('answers 401 for a bad token', async () => {
    const [header, payload] = token().split('.')
    for (const jwt of ['x', `${header}.${payload}.AAAA`]) {
      for (const response of [await ask('/who', bearer(jwt)), await read(jwt)]) {
        assert.equal(response.status, 401)
        assert.match(response.headers.get('www-authenticate'), /^Bearer error="invalid_token"/)
        await assertTight(response, jwt.split('.').filter(({ length }) => length > 3), 'signature')
      }
    }
  })

  it('answers 403 with the scope that is lacking', async () => {
    const response = await read(token({ scope: 'files:write' }))
    assert.equal(response.status, 403)
    assert.match(response.headers.get('www-authenticate'), /^Bearer error="insufficient_scope",scope="files:read"/)
  })

  it('answers 403 where a policy forbids the arguments', async () => {
    const response = await read(token(), { path: '/etc/passwd' })
    assert.equal(response.status, 403)
    assert.equal(response.headers.get('www-authenticate'), null)
    await assertTight(response, 'etc-is-ours', 'passwd')
  })

  it('answers 503 where a source fails', async () => {
    for (const response of [await ask('/broken/who', bearer(token())), await read(token(), home, '/broken/read')]) {
      assert.equal(response.status, 503)
      assert.equal(response.headers.get('retry-after'), '1')
      await assertTight(response, 'redis', 'secret-host')
    }
  })

  it('serves the metadata', async () => {
    const response = await ask(METADATA)
    assert.equal(response.status, 200)
    assert.equal((await response.json()).resource, SERVER)
    assert.equal(response.headers.get('access-control-allow-origin'), '*')
  })
}

export const who = ({ actor, principal }) => ({ actor: actor.subject, principal: principal.subject })
export const done = ({ grant, input }) => ({ tool: grant.tool, policies: grant.policies, input })
