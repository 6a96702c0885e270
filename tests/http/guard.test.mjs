// The guard over requests as they come: who is let in, what the others are told, and that nothing that fails lets anybody in.

import assert from 'node:assert/strict'
import { after, describe, it, mock } from 'node:test'
import { AccessDenied, createGate } from '../../pkg/dist/index.js'
import { connect } from '../../pkg/dist/connect/index.js'
import { createVerifier } from '../../pkg/dist/verify/index.js'
import { createGuard, metadataPath, Refused, refusal } from '../../pkg/dist/http/index.js'
import { claims, signText } from '../js/support.mjs'
import { trapOnce } from '../js/trap.mjs'
import { assertTight, broken, config, gate, guardOf, jsonRequest, METADATA_URL, NOW, readFile, requestOf, token } from './support.mjs'

const guard = guardOf()
const home = JSON.stringify({ path: '/home/a.txt' })
const call = { tool: 'files.read', input: { path: '/home/a.txt' } }
const challenge = (error) => `Bearer ${error === undefined ? '' : `error="${error}",`}`

after(() => mock.restoreAll())

describe('verify', () => {
  it('says who is there', async () => {
    const answer = await guard.verify(requestOf(token()))
    assert.ok(answer.granted)
    assert.deepEqual([answer.verified.principal.subject, answer.verified.actor.subject], ['alice', 'agent'])
  })

  it('refuses, with the challenge and nothing else', async () => {
    const expired = token({ exp: NOW - 100, iat: NOW - 200 })
    for (const [request, error] of [[requestOf(), undefined], [requestOf('x'), 'invalid_token'], [requestOf(expired), 'invalid_token']]) {
      const answer = await guard.verify(request)
      assert.equal(answer.granted, false)
      const { response, denial } = answer
      assert.equal(response.status, 401)
      assert.ok(response.headers.get('www-authenticate').startsWith(challenge(error)))
      assert.ok(response.headers.get('www-authenticate').includes(`resource_metadata="${METADATA_URL}"`))
      await assertTight(response, denial.message, denial.code === 'token_malformed' ? 'malformed' : denial.code, expired.split('.'))
      assert.deepEqual(await response.text(), error === undefined ? '' : JSON.stringify({ error }))
    }
  })

  it('has an answer that can not be taken for a good one', async () => {
    const answer = await guard.verify(requestOf('x'))
    assert.ok(answer instanceof Refused)
    for (const member of ['verified', 'grant', 'input']) {
      assert.throws(() => answer[member], (error) => error instanceof AccessDenied && error.code === answer.denial.code)
    }
    assert.throws(() => { const { verified } = answer; return verified }, AccessDenied)
    // Who forgets `await` permits nothing either
    assert.ok(!guard.verify(requestOf(token())).granted)
  })

  it('takes a verifier, and connected ones', async () => {
    const { policies, ...bare } = config()
    for (const asked of [createVerifier(bare), connect(createVerifier(bare), {}), connect(gate, {})]) {
      const own = createGuard({ gate: asked, now: () => NOW })
      assert.ok((await own.verify(requestOf(token()))).granted)
      assert.ok(!(await own.verify(requestOf('x'))).granted)
      assert.ok((await own.authorize(requestOf(token()), call)).granted)
      assert.equal((await own.authorize(requestOf(token({ scope: '' })), call)).granted, false)
    }
  })
})

describe('authorize', () => {
  it('gives the grant, and the arguments that were decided on', async () => {
    const request = jsonRequest(token(), '{ "path": "/home/a.txt", "lines": 9007199254740993 }')
    const answer = await guard.authorize(request, readFile)
    assert.ok(answer.granted)
    assert.deepEqual(answer.grant.policies, ['agents-read'])
    assert.equal(answer.input.path, '/home/a.txt')
    // The handler's request has its body
    assert.equal((await request.json()).path, '/home/a.txt')
    assert.deepEqual((await guard.authorize(requestOf(token()), call)).input, call.input)
  })

  it('answers 403 where a scope is lacking, and names it', async () => {
    const { response, denial } = await guard.authorize(jsonRequest(token({ scope: 'files:write' }), home), readFile)
    assert.equal(denial.code, 'scope_insufficient')
    assert.equal(response.status, 403)
    assert.equal(response.headers.get('www-authenticate'), `Bearer error="insufficient_scope",scope="files:read",resource_metadata="${METADATA_URL}"`)
    assert.deepEqual(await response.json(), { error: 'insufficient_scope' })
  })

  it('answers 403 without a challenge where a policy forbids, and does not name it', async () => {
    const { response, denial } = await guard.authorize(jsonRequest(token(), '{"path":"/etc/passwd"}'), readFile)
    assert.deepEqual([denial.code, denial.policies], ['policy_forbidden', ['etc-is-ours']])
    assert.equal(response.status, 403)
    assert.equal(response.headers.get('www-authenticate'), null)
    await assertTight(response, denial.message, denial.policies, 'etc-is', 'policy')
    assert.deepEqual(await response.json(), { error: 'access_denied' })
  })

  it('denies what is no call that the gate knows', async () => {
    const calls = [() => undefined, () => ({ tool: 'files.unknown' }), () => ({}), () => null, { tool: '' }]
    for (const none of calls) {
      const { denial, response } = await guard.authorize(requestOf(token()), none)
      assert.deepEqual([denial.code, response.status], ['tool_unknown', 403])
    }
  })

  it('denies arguments that are not what they seem', async () => {
    const texts = { input_invalid: ['', '[]', 'x', '{"path":"/home/a","path":"/etc/passwd"}', '\ufeff{"path":"/home/a"}'], arguments_invalid: ['{}', '{"path":1}', '{"path":"/home/a","__proto__":{"path":"/home/a"}}', '{"path":"/home/a","constructor":{"prototype":{}}}'] }
    for (const [code, bodies] of Object.entries(texts)) {
      for (const body of bodies) {
        const { denial, response } = await guard.authorize(jsonRequest(token(), body), readFile)
        assert.equal(denial?.code, code, body)
        assert.ok(response.status === 400 || response.status === 403)
      }
    }
    assert.equal({}.path, undefined)
  })

  it('takes a call that was written wrongly for the client\'s mistake, and one that fails for ours', async () => {
    const onFault = mock.fn()
    const own = guardOf({ onFault })
    const parsed = await own.authorize(jsonRequest(token(), '{'), async (request) => ({ tool: 'files.read', input: await request.clone().json() }))
    assert.equal(parsed.response.status, 400)
    assert.equal(onFault.mock.callCount(), 0)
    const failed = await own.authorize(requestOf(token()), () => { throw new Error('secret-route') })
    assert.equal(failed.response.status, 503)
    await assertTight(failed.response, 'secret-route')
    assert.equal(onFault.mock.calls[0].arguments[0].message, 'secret-route')
  })

  it('reads no body of who shows no token', async () => {
    const asked = mock.fn(readFile)
    const body = new ReadableStream({ pull: () => assert.fail('read') }, { highWaterMark: 0 })
    const init = { method: 'POST', body, duplex: 'half', headers: { 'content-type': 'application/json' } }
    for (const headers of [{}, { authorization: 'Basic YTpi' }]) {
      const { response } = await guard.authorize(requestOf(undefined, { ...init, headers: { ...init.headers, ...headers } }), asked)
      assert.equal(response.status, 401)
    }
    assert.equal(asked.mock.callCount(), 0)
  })
})

describe('a body', () => {
  const own = guardOf({ maxBodyBytes: 100 })
  const sized = (bytes) => home.slice(0, -1).padEnd(bytes - 1) + '}'

  it('has a size, said or not', async () => {
    const stream = (text) => ({ body: new Blob([text]).stream(), duplex: 'half' })
    for (const init of [{}, stream(sized(101))]) {
      const { response, denial } = await own.authorize(jsonRequest(token(), sized(101), { init }), readFile)
      assert.deepEqual([response.status, denial.code], [413, 'input_too_large'])
    }
    assert.ok((await own.authorize(jsonRequest(token(), sized(100)), readFile)).granted)
    assert.ok((await own.authorize(jsonRequest(token(), undefined, { init: stream(sized(100)) }), readFile)).granted)
    const said = jsonRequest(token(), undefined, { headers: { 'content-type': 'application/json', 'content-length': '101' }, init: stream('{}') })
    assert.equal((await own.authorize(said, readFile)).response.status, 413)
  })

  it('that never ends is left', async () => {
    let pulls = 0
    const body = new ReadableStream({ pull: (controller) => { pulls += 1; controller.enqueue(new Uint8Array(64).fill(32)) } })
    const { response } = await own.authorize(jsonRequest(token(), undefined, { init: { body, duplex: 'half' } }), readFile)
    assert.equal(response.status, 413)
    assert.ok(pulls < 10)
  })

  it('is JSON by its type', async () => {
    const types = { 'application/json': true, 'application/json; charset=utf-8': true, 'application/JSON;charset="UTF-8"': true, 'application/mcp+json': true, 'text/plain': false, 'application/x-www-form-urlencoded': false, 'application/json; charset=utf-16': false, 'application/json, text/plain': false, 'application/jsonp': false, '': false }
    for (const [type, taken] of Object.entries(types)) {
      const answer = await guard.authorize(jsonRequest(token(), home, { headers: { 'content-type': type } }), readFile)
      assert.equal(answer.granted, taken, type)
      if (!taken) assert.equal(answer.response.status, 415)
    }
    const encoded = await guard.authorize(jsonRequest(token(), home, { headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' } }), readFile)
    assert.equal(encoded.response.status, 415)
  })

  it('is UTF-8', async () => {
    const bytes = Buffer.from(home)
    bytes[bytes.indexOf('a.txt')] = 0xff
    const { response } = await guard.authorize(jsonRequest(token(), bytes), readFile)
    assert.equal(response.status, 400)
  })

  it('that was read before is a fault', async () => {
    const onFault = mock.fn()
    const request = jsonRequest(token(), home)
    await request.text()
    const { response } = await guardOf({ onFault }).authorize(request, readFile)
    assert.equal(response.status, 503)
    assert.equal(onFault.mock.callCount(), 1)
  })

  it('that breaks off is a fault, and denies', async () => {
    const body = new ReadableStream({ pull: (controller) => controller.error(new Error('connection reset')) })
    const { response, denial } = await guard.authorize(jsonRequest(token(), undefined, { init: { body, duplex: 'half' } }), readFile)
    assert.deepEqual([response.status, denial.code], [503, 'internal'])
  })
})

describe('protect', () => {
  it('hands on the request, the grant and what comes besides', async () => {
    const handler = guard.protect((request, { verified }, env) => Response.json([request.url, verified.actor.subject, env]))
    assert.deepEqual(await (await handler(requestOf(token()), { a: 1 })).json(), ['http://localhost/files', 'agent', { a: 1 }])
    const tool = guard.protectTool(readFile, async (request, { grant, input }) => Response.json([await request.text(), grant.tool, input]))
    assert.deepEqual(await (await tool(jsonRequest(token(), home))).json(), [home, 'files.read', JSON.parse(home)])
  })

  it('runs the handler for nobody else', async () => {
    const handler = mock.fn(() => new Response('secret-content'))
    for (const [guarded, request, status] of [
      [guard.protect(handler), requestOf(), 401],
      [guard.protect(handler), requestOf('x'), 401],
      [guard.protectTool(readFile, handler), jsonRequest(token({ scope: '' }), home), 403],
      [guard.protectTool(readFile, handler), jsonRequest(token(), '{"path":"/etc/passwd"}'), 403],
      [guard.fetch(handler), requestOf('x', { path: '/anything' }), 401],
      [guard.fetch(handler), requestOf(undefined, { method: 'HEAD' }), 401],
    ]) {
      assert.equal((await guarded(request)).status, status)
    }
    assert.equal(handler.mock.callCount(), 0)
  })

  it('leaves the errors of a handler to it: they are no denial', async () => {
    const onDecision = mock.fn()
    const error = new Error('disk full')
    const handler = guardOf({ onDecision }).protect(() => { throw error })
    await assert.rejects(handler(requestOf(token())), error)
    // Not even where it throws one of ours
    const nested = guard.protect(() => { throw new AccessDenied({ challenge: {} }) })
    await assert.rejects(nested(requestOf(token())), AccessDenied)
    assert.deepEqual(onDecision.mock.calls.map(({ arguments: [{ decision }] }) => decision), ['allow'])
  })
})

describe('a CORS preflight', () => {
  const preflight = (jwt) => requestOf(jwt, { method: 'OPTIONS', headers: { origin: 'https://app.example', 'access-control-request-method': 'POST' } })

  it('is no call, even with a token', async () => {
    const handler = mock.fn(() => new Response())
    for (const guarded of [guard.protect(handler), guard.protectTool(call, handler), guard.fetch(handler)]) {
      for (const jwt of [undefined, token()]) assert.equal((await guarded(preflight(jwt))).status, 401)
    }
    assert.equal(handler.mock.callCount(), 0)
  })

  it('is answered by the host', async () => {
    const handler = mock.fn(() => new Response())
    const own = guardOf({ preflight: () => new Response(null, { status: 204, headers: { 'access-control-allow-origin': 'https://app.example' } }) })
    const answer = await own.fetch(handler)(preflight(token()))
    assert.deepEqual([answer.status, answer.headers.get('access-control-allow-origin')], [204, 'https://app.example'])
    // A plain OPTIONS is a request like any other
    assert.equal((await own.fetch(handler)(requestOf(undefined, { method: 'OPTIONS' }))).status, 401)
    assert.equal(handler.mock.callCount(), 0)
  })

  it('lets scripts read challenges, where the host says so', async () => {
    const { response } = await guardOf({ exposeHeaders: true }).verify(requestOf())
    assert.equal(response.headers.get('access-control-expose-headers'), 'WWW-Authenticate, Retry-After, DPoP-Nonce')
    assert.equal(response.headers.get('access-control-allow-origin'), null)
    assert.equal((await guard.verify(requestOf())).response.headers.get('access-control-expose-headers'), null)
  })
})

describe('a source that fails', () => {
  it('denies with 503, and says when to come back', async () => {
    const asked = connect(createGate(config({ requireRevocationCheck: true })), { revocation: broken })
    const own = createGuard({ gate: asked, now: () => NOW })
    for (const { response, denial } of [await own.verify(requestOf(token())), await own.authorize(requestOf(token()), call)]) {
      assert.deepEqual([response.status, response.headers.get('retry-after'), denial.code], [503, '1', 'source_unavailable'])
      await assertTight(response, 'redis', 'source', denial.message)
      assert.deepEqual(await response.json(), { error: 'temporarily_unavailable' })
    }
  })

  it('that is back is asked again', async () => {
    let gone = false
    const revocation = { isRevoked: async () => { if (gone) throw new Error('gone'); return false } }
    const own = createGuard({ gate: connect(createGate(config({ requireRevocationCheck: true })), { revocation }), now: () => NOW })
    const statuses = []
    for (gone of [false, true, true, false]) statuses.push(await own.verify(requestOf(token())).then(({ granted, response }) => (granted ? 200 : response.status)))
    assert.deepEqual(statuses, [200, 503, 503, 200])
  })

  it('is not asked any longer than the client waits', async () => {
    const asking = []
    const silent = { isRevoked: (_, { signal }) => { asking.push(signal); return new Promise(() => {}) } }
    const own = createGuard({ gate: connect(createGate(config({ requireRevocationCheck: true })), { revocation: silent }), now: () => NOW, onFault: assert.fail })
    const ended = new AbortController()
    const waiting = own.authorize(requestOf(token(), { signal: ended.signal }), call)
    while (asking.length === 0) await new Promise(setImmediate)
    ended.abort()
    const { granted, denial, response } = await waiting
    assert.deepEqual([granted, denial.code, response.status], [false, 'source_unavailable', 503])
    assert.ok(asking[0].aborted)
    // One that has gone already is not asked about at all
    const gone = await own.verify(requestOf(token(), { signal: AbortSignal.abort() }))
    assert.equal(gone.granted, false)
    assert.equal(asking.length, 1)
  })
})

describe('a fault', () => {
  it('of the WebAssembly module denies, and the next request is answered', async () => {
    for (const [method, ask] of [['verify', () => guard.verify(requestOf(token()))], ['decide', () => guard.authorize(requestOf(token()), call)]]) {
      trapOnce(method)
      const { response, denial } = await ask()
      assert.deepEqual([response.status, denial.code], [503, 'internal'])
      assert.ok((await ask()).granted)
    }
  })

  it('of the gate denies', async () => {
    const onFault = mock.fn()
    const freed = createGate(config())
    const own = createGuard({ gate: freed, onFault, now: () => NOW })
    freed.free()
    for (const ask of [() => own.verify(requestOf(token())), () => own.authorize(requestOf(token()), call)]) {
      const { response } = await ask()
      assert.equal(response.status, 503)
      await assertTight(response, 'freed')
    }
    assert.equal(own.metadata(new Request(METADATA_URL)).status, 503)
    assert.equal(onFault.mock.callCount(), 3)
  })

  it('that its listener makes of it, later, ends no process', async () => {
    const freed = createGate(config())
    const own = createGuard({ gate: freed, onFault: async () => Promise.reject(new Error('the log is full')), now: () => NOW })
    freed.free()
    // An unhandled rejection fails the test that runs
    const { response } = await own.verify(requestOf(token()))
    assert.equal(response.status, 503)
    await new Promise((done) => setImmediate(done))
  })

  it('of the host\'s functions denies', async () => {
    const fails = () => { throw new Error('hsm-7') }
    const options = [{ now: fails }, { nonces: fails }, { nonces: () => [] }, { presented: { certificateSha256: fails } }]
    for (const option of options) {
      const { response } = await guardOf({ ...option, onFault: fails }).verify(requestOf(token()))
      assert.equal(response.status, 503)
      await assertTight(response, 'hsm-7')
    }
    assert.equal((await guardOf({ now: () => NaN }).verify(requestOf(token()))).granted, false)
  })
})

describe('what is odd', () => {
  it('in claims pollutes nothing', async () => {
    const names = '"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},"toString":"x"'
    for (const where of [(text) => text.replace('{', `{${names},`), (text) => text.replace('"act":{', `"act":{${names},`)]) {
      const answer = await guard.authorize(requestOf(signText(where(JSON.stringify(claims())))), call)
      if (answer.granted) assert.equal(answer.grant.actor.subject, 'agent')
      assert.equal({}.polluted, undefined)
      assert.equal(JSON.stringify(answer).includes('polluted'), false)
    }
  })

  it('in clocks denies', async () => {
    let at = NOW
    const own = guardOf({ now: () => at })
    const request = requestOf(token())
    assert.ok((await own.verify(request)).granted)
    for (const [jump, status] of [[NOW + 7 * 86_400, 401], [NOW - 86_400, 401], [NaN, 503], [Infinity, 503], [-1, 503], [undefined, 401], ['x', 503]]) {
      at = jump
      assert.equal((await own.verify(request)).response?.status, status, String(jump))
    }
    at = NOW
    assert.ok((await own.verify(request)).granted)
  })

  it('in many requests at once stays with its own', async () => {
    const connected = createGuard({ gate: connect(createGate(config({ requireRevocationCheck: true })), { revocation: { isRevoked: async ({ tokenId }) => { await new Promise(setImmediate); return tokenId.startsWith('bad') } } }), now: () => NOW })
    const asked = Array.from({ length: 200 }, (_, index) => connected.verify(requestOf(token({ jti: `${index % 3 === 0 ? 'bad' : 'good'}-${index}`, act: { sub: `agent-${index}` } }))))
    for (const [index, answer] of (await Promise.all(asked)).entries()) {
      assert.equal(answer.granted, index % 3 !== 0)
      if (answer.granted) assert.equal(answer.verified.actor.subject, `agent-${index}`)
      else assert.equal(answer.denial.code, 'token_revoked')
    }
  })
})

describe('audit', () => {
  it('is told before anything happens, of every request', async () => {
    const told = []
    const own = guardOf({ onDecision: async (outcome, request) => { await null; told.push([outcome.decision, outcome.record?.tool, outcome.denial?.code, request.method]) } })
    const handler = own.protectTool(readFile, () => { told.push('handler'); return new Response() })
    await handler(jsonRequest(token(), home))
    await handler(jsonRequest(token(), '{"path":"/etc/passwd"}'))
    await handler(jsonRequest(undefined, home))
    await handler(jsonRequest(token(), home, { headers: { 'content-type': 'text/plain' } }))
    await own.verify(requestOf(token()))
    assert.deepEqual(told, [
      ['allow', 'files.read', undefined, 'POST'],
      'handler',
      ['deny', 'files.read', 'policy_forbidden', 'POST'],
      ['deny', undefined, 'token_missing', 'POST'],
      ['deny', undefined, 'input_invalid', 'POST'],
      ['allow', undefined, undefined, 'GET'],
    ])
  })

  it('that fails denies, unless the host takes a lost record for the lesser evil', async () => {
    for (const onDecision of [() => { throw new Error('disk-3') }, () => Promise.reject(new Error('disk-3'))]) {
      const onFault = mock.fn()
      const strict = guardOf({ onDecision, onFault })
      for (const { response } of [await strict.verify(requestOf(token())), await strict.authorize(requestOf(token()), call)]) {
        assert.deepEqual([response.status, response.headers.get('retry-after')], [503, '1'])
        await assertTight(response, 'disk-3')
      }
      assert.equal((await strict.verify(requestOf('x'))).response.status, 401)
      assert.equal((await guardOf({ onDecision, unrecorded: 'deny' }).verify(requestOf(token()))).response?.status, 503)
      const lenient = guardOf({ onDecision, onFault, unrecorded: 'permit' })
      assert.ok((await lenient.authorize(requestOf(token()), call)).granted)
      assert.equal((await lenient.authorize(requestOf(token({ scope: '' })), call)).granted, false)
      assert.ok(onFault.mock.callCount() > 4)
    }
  })
})

describe('metadata', () => {
  const ask = (method, url = METADATA_URL, own = guard) => own.metadata(new Request(url, { method }))

  it('are served by GET, HEAD and OPTIONS, to everybody', async () => {
    const response = ask('GET')
    assert.deepEqual(await response.json(), gate.metadata())
    assert.deepEqual([response.status, response.headers.get('content-type'), response.headers.get('access-control-allow-origin')], [200, 'application/json', '*'])
    const head = ask('HEAD')
    assert.deepEqual([head.status, head.headers.get('content-type'), head.body], [200, 'application/json', null])
    const options = ask('OPTIONS')
    assert.deepEqual([options.status, options.headers.get('access-control-allow-methods'), options.body], [204, 'GET, HEAD', null])
    for (const method of ['POST', 'PUT', 'DELETE']) assert.deepEqual([ask(method).status, ask(method).headers.get('allow')], [405, 'GET, HEAD, OPTIONS'])
  })

  it('stand where the resource is, and nowhere else', () => {
    const paths = { 'https://a.example/mcp': '/mcp', 'https://a.example': '', 'https://a.example/': '', 'https://a.example/mcp/': '/mcp/', 'https://a.example/a/b?c=d': '/a/b?c=d', 'http://localhost:3000/x': '/x' }
    for (const [resource, path] of Object.entries(paths)) assert.equal(metadataPath(resource), `/.well-known/oauth-protected-resource${path}`)
    for (const none of ['api', 'api://a', 'urn:a:b', '']) assert.equal(metadataPath(none), undefined)
    assert.ok(ask('GET', `${METADATA_URL}?x=y`))
    for (const other of ['https://tools.example/.well-known/oauth-protected-resource', `${METADATA_URL}/`, `${METADATA_URL}x`, 'https://tools.example/mcp']) assert.equal(ask('GET', other), undefined)
    const query = guardOf({ gate: createGate(config({ audience: 'https://tools.example/mcp?tenant=a' })) })
    assert.ok(ask('GET', `${METADATA_URL}?tenant=a`, query))
    assert.equal(ask('GET', `${METADATA_URL}?tenant=b`, query), undefined)
    assert.equal(ask('GET', METADATA_URL, guardOf({ gate: createGate(config({ audience: 'api' })) })), undefined)
    assert.ok(ask('GET', 'https://tools.example/meta', guardOf({ metadataPath: '/meta' })))
  })

  it('are 503 where the gate has a fault', async () => {
    trapOnce('metadata')
    const response = ask('GET')
    assert.equal(response.status, 503)
    await assertTight(response)
    assert.equal(ask('GET').status, 200)
  })
})

describe('refusal', () => {
  const denial = { code: 'internal', category: 'internal', message: 'secret-message', policies: ['secret-policy'], advice: ['secret-advice'], near: [{ condition: 'secret-near' }] }
  const of = (challenge) => refusal({ ...denial, challenge: { wwwAuthenticate: null, ...challenge } })

  it('is no success, whatever the challenge says', async () => {
    for (const status of [200, 204, 302, 0, -1, NaN, 600, '403', undefined, null]) assert.equal(of({ status }).status, 503)
  })

  it('has the words of OAuth', async () => {
    const errors = { 400: 'invalid_request', 403: 'access_denied', 413: 'invalid_request', 500: 'temporarily_unavailable', 503: 'temporarily_unavailable' }
    for (const [status, error] of Object.entries(errors)) {
      const response = of({ status: Number(status) })
      await assertTight(response, 'secret')
      assert.equal(response.headers.get('content-type'), 'application/json')
      assert.deepEqual(await response.json(), { error })
    }
    const bare = of({ status: 401, wwwAuthenticate: 'Bearer' })
    assert.deepEqual([await bare.text(), bare.headers.get('content-type')], ['', null])
  })
})

describe('a gate that gives no answer', () => {
  const call = { tool: 'files.read', input: { path: '/home/a.txt' } }

  it('permits nothing', async () => {
    for (const none of [undefined, null, true, 'allow', {}, { decision: 'Allow' }, { decision: 'allow' }, { decision: 'allow', grant: null }, { decision: 'deny' }]) {
      for (const later of [(answer) => answer, (answer) => Promise.resolve(answer)]) {
        const faults = []
        const guard = guardOf({ gate: { metadata: () => gate.metadata(), verify: () => later(none), decide: () => later(none) }, onFault: (error) => faults.push(error) })
        const answers = [await guard.authorize(requestOf(token()), call), ...(typeof none === 'object' && none !== null ? [] : [await guard.verify(requestOf(token()))])]
        for (const { granted, response } of answers) assert.deepEqual([granted, response?.status], [false, 503], JSON.stringify(none))
        assert.equal(faults.length, answers.length)
      }
    }
  })
})

describe('what a guard is made of', () => {
  it('is checked', () => {
    for (const maxBodyBytes of [0, -1, 1.5, NaN, '1']) assert.throws(() => guardOf({ maxBodyBytes }), TypeError)
    const wrong = [{ onDecison() {} }, { onDecision: [] }, { nonce: () => ['n'] }, { nonces: ['n'] }, { bodyHash: 'yes' }, { unrecorded: 'Permit' }, { unrecorded: true }, { now: NOW }, { presented: 'x' }, { preflight: {} }, { __proto__: null, constructor: 1 }]
    for (const options of wrong) assert.throws(() => guardOf(options), TypeError, JSON.stringify(options))
    for (const presented of [{ lineage: 'x' }, { lineageHeader: true }, { bodySha256: 'x' }, { nonces: [] }, { certificateSha256: 1 }]) assert.throws(() => guardOf({ presented }), TypeError)
    for (const presented of [{}, { certificateSha256: 'x' }, { certificateSha256: () => undefined, lineageHeader: 'x' }]) guardOf({ presented })
    for (const options of [undefined, null, 'gate', { gate: undefined }]) assert.throws(() => createGuard(options), TypeError)
  })
})
