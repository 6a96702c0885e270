// examples/worker, in workerd.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { Response } from 'miniflare'
import { dpopProof, generateKey, thumbprint } from '../../pkg/dist/agent/index.js'
import { jwks, token } from '../js/support.mjs'
import { assertTight } from './support.mjs'
import { bundled, started, uploadSize } from './workerd.mjs'

const ISSUER = 'https://issuer.example'
const API = 'https://notes.example/api/notes'
const METADATA = 'https://notes.example/.well-known/oauth-protected-resource/api'
const seconds = () => Math.floor(Date.now() / 1000)
const jwtOf = (changes = {}) =>
  token({ iss: ISSUER, aud: 'https://notes.example/api', iat: seconds() - 10, exp: seconds() + 600, scope: 'notes:read notes:write', ...changes })

describe('the worker', () => {
  let modules
  let worker
  const fetched = []
  let keys = () => Response.json(jwks)
  const start = () =>
    started(modules, {
      kvNamespaces: ['NOTES'],
      outboundService: (request) => {
        fetched.push(request.url)
        return keys()
      },
    })
  const ask = (path, jwt, init = {}) =>
    worker.dispatchFetch(`${API}${path}`, { ...init, headers: { ...(jwt && { authorization: `Bearer ${jwt}` }), ...init.headers } })

  before(async () => {
    modules = await bundled(fileURLToPath(new URL('../../examples/worker/worker.mjs', import.meta.url)))
    worker = start()
    await worker.ready
  })
  after(() => worker.dispose())

  it('is small enough for every plan, and ready before its first request', async (context) => {
    const [main, core, ...others] = modules
    assert.equal(others.length, 0)
    // 3 MB compressed is the limit of the free plan; half of it leaves room for an application
    assert.ok(uploadSize(modules) < 1_500_000)
    const times = []
    for (const [name, of] of [['the worker', modules], ['one that does nothing', [{ ...main, contents: 'export default { fetch: () => new Response() }' }]]]) {
      const began = performance.now()
      const one = started(of, { kvNamespaces: ['NOTES'] })
      await one.dispatchFetch(METADATA).then((response) => response.text())
      times.push(`${name} ${Math.round(performance.now() - began)} ms`)
      await one.dispose()
    }
    const kib = (bytes) => `${Math.round(bytes / 1024)} KiB`
    context.diagnostic(`upload ${kib(uploadSize(modules))} gzip: JavaScript ${kib(uploadSize([main]))}, WebAssembly ${kib(uploadSize([core]))}`)
    context.diagnostic(`from nothing to the first answer, workerd's own start included: ${times.join(', ')}`)
  })

  it('is what wrangler.jsonc says', () => {
    const text = readFileSync(new URL('../../examples/worker/wrangler.jsonc', import.meta.url), 'utf8')
    const { main, compatibility_date, compatibility_flags } = JSON.parse(text.replaceAll(/^\s*\/\/.*$/gm, ''))
    assert.deepEqual([main, compatibility_date, compatibility_flags], ['worker.mjs', '2026-04-01', ['enable_request_signal']])
  })

  it('lets agents read and write', async () => {
    const jwt = jwtOf()
    assert.equal((await ask('/todo', jwt, { method: 'PUT', body: 'milk' })).status, 204)
    const response = await ask('/todo', jwt)
    assert.deepEqual([response.status, await response.text()], [200, 'milk'])
    assert.equal((await ask('/todo', jwt, { method: 'DELETE' })).status, 204)
    assert.equal(await (await ask('/todo', jwt)).text(), 'nothing yet')
    // One set of keys, for all of them
    assert.deepEqual(fetched, [`${ISSUER}/jwks`])
  })

  it('denies the rest', async () => {
    const jwt = jwtOf()
    const two = new Headers([['authorization', `Bearer ${jwt}`], ['authorization', `Bearer ${jwt}`]])
    const refused = [
      [await ask('/todo'), 401],
      [await ask('/todo?access_token=' + jwt), 401],
      [await ask('/todo', 'x'), 401],
      [await ask('/todo', jwtOf({ exp: seconds() - 100, iat: seconds() - 200 })), 401],
      [await ask('/todo', jwtOf({ aud: 'https://other.example' })), 401],
      [await worker.dispatchFetch(`${API}/todo`, { headers: two }), 401],
      [await ask('/todo', jwtOf({ scope: 'notes:read' }), { method: 'PUT', body: 'x' }), 403],
      [await ask('/todo', jwtOf({ sub: 'bob' }), { method: 'DELETE' }), 403],
      [await ask('/payroll-2026', jwt), 403],
      [await ask('/todo', jwt, { method: 'POST', body: 'x' }), 403],
      [await ask('/todo', jwt, { method: 'PATCH', body: 'x' }), 403],
      [await ask('/', jwt), 403],
      [await ask('/a/b', jwt), 403],
      [await ask('/todo', jwt, { method: 'PUT', body: 'x'.repeat(1_048_577) }), 413],
      [await ask('/todo', jwt, { method: 'PUT', body: 'x'.repeat(100_000) }), 400],
    ]
    for (const [index, [response, status]] of refused.entries()) {
      assert.equal(response.status, status, String(index))
      await assertTight(response, 'payroll', 'alice', 'policy', jwt.split('.'))
    }
    assert.match(refused[6][0].headers.get('www-authenticate'), /error="insufficient_scope",scope="notes:write"/)
    assert.equal(await (await ask('/todo', jwt)).text(), 'nothing yet')
  })

  it('says where tokens come from', async () => {
    const challenge = (await ask('/todo')).headers.get('www-authenticate')
    assert.ok(challenge.includes(`resource_metadata="${METADATA}"`))
    const response = await worker.dispatchFetch(METADATA)
    assert.deepEqual(await response.json(), {
      resource: 'https://notes.example/api',
      authorization_servers: [ISSUER],
      bearer_methods_supported: ['header'],
      scopes_supported: ['notes:read', 'notes:write'],
      dpop_signing_alg_values_supported: ['Ed25519', 'ES256'],
    })
  })

  it('takes proofs for its public name, whatever it is called inside', async () => {
    const signer = generateKey({ type: 'P-256' })
    const jwt = jwtOf({ cnf: { jkt: thumbprint(signer.publicJwk) } })
    const proven = async (uri, headers = {}) => {
      const dpop = await dpopProof({ signer, method: 'GET', uri, accessToken: jwt })
      const init = { headers: { authorization: `DPoP ${jwt}`, dpop, ...headers } }
      return (await worker.dispatchFetch('https://notes.workers.example/api/notes/todo', init)).status
    }
    assert.equal(await proven(`${API}/todo`), 200)
    assert.equal(await proven(`${API}/todo`, { 'x-forwarded-host': 'evil.example' }), 200)
    assert.equal(await proven('https://notes.workers.example/api/notes/todo', { 'x-forwarded-host': 'notes.workers.example' }), 401)
    assert.equal(await proven(`${API}/other`), 401)
  })

  it('lets nobody in while the issuer is away', async () => {
    for (const away of [() => new Response('down', { status: 500 }), () => new Response(null, { status: 302, headers: { location: 'http://169.254.169.254/' } }), () => Response.json({ keys: [] })]) {
      keys = away
      const own = start()
      const response = await own.dispatchFetch(`${API}/todo`, { headers: { authorization: `Bearer ${jwtOf()}` } })
      assert.ok([401, 503].includes(response.status), String(response.status))
      assert.equal(response.status === 503, response.headers.has('retry-after'))
      await assertTight(response, 'down', '169.254', 'jwks')
      await own.dispose()
    }
  })
})
