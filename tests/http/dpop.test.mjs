// Bound tokens over real connections: proofs by `narrowgate/agent`, through a proxy that calls the server by another name.

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, request as send } from 'node:http'
import { after, before, describe, it } from 'node:test'
import { createGate } from '../../pkg/dist/index.js'
import { dpopProof, generateKey, thumbprint } from '../../pkg/dist/agent/index.js'
import { connect } from '../../pkg/dist/connect/index.js'
import { createGuard, nodeRequest, sendResponse } from '../../pkg/dist/http/index.js'
import { assertTight, config, jsonRequest, NOW, ORIGIN, readFile, token } from './support.mjs'

const signer = generateKey({ type: 'Ed25519' })
const jwt = token({ cnf: { jkt: thumbprint(signer.publicJwk) } })
const proofOf = (changes = {}) => dpopProof({ signer, method: 'POST', uri: `${ORIGIN}/mcp`, accessToken: jwt, now: NOW, ...changes })
const home = JSON.stringify({ path: '/home/a.txt' })
const request = (dpop, body = home) => {
  const headers = { authorization: `DPoP ${jwt}`, dpop, 'content-type': 'application/json' }
  return new Request('http://10.0.0.7/mcp', { method: 'POST', headers, body })
}
const guardOf = (rules = {}, options = {}, sources = {}) =>
  createGuard({ gate: connect(createGate(config({ proofs: { origin: ORIGIN, ...rules } })), sources), now: () => NOW, ...options })

describe('a proof over a proxy', () => {
  let server
  let proxy

  before(async () => {
    const guard = guardOf()
    server = createServer(async (message, response) => {
      const answer = await guard.verify(nodeRequest(message, response))
      if (!answer.granted) return sendResponse(answer.response, response)
      response.end(JSON.stringify({ host: message.headers.host, proofs: answer.verified.possession.proofs }))
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    proxy = createServer((message, response) => {
      const headers = { ...message.headers, host: 'internal.svc:8080', 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'http', forwarded: 'host=evil.example' }
      const onward = send({ port: server.address().port, host: '127.0.0.1', method: message.method, path: message.url, headers }, (answer) => {
        response.writeHead(answer.statusCode, answer.rawHeaders)
        answer.pipe(response)
      })
      message.pipe(onward)
    }).listen(0, '127.0.0.1')
    await once(proxy, 'listening')
  })
  after(() => [server, proxy].forEach((one) => (one.closeAllConnections(), one.close())))

  const ask = (dpop, path = '/mcp') => fetch(`http://127.0.0.1:${proxy.address().port}${path}`, { method: 'POST', headers: { authorization: `DPoP ${jwt}`, ...(dpop && { dpop }) } })

  it('is good for the origin that is configured', async () => {
    const response = await ask(await proofOf())
    assert.equal(response.status, 200)
    assert.deepEqual(await response.json(), { host: 'internal.svc:8080', proofs: ['dpop'] })
  })

  it('is good for no other one, whatever headers say', async () => {
    for (const uri of ['http://evil.example/mcp', 'http://internal.svc:8080/mcp', `http://127.0.0.1:${proxy.address().port}/mcp`, `${ORIGIN}/other`]) {
      const dpop = await proofOf({ uri })
      const response = await ask(dpop)
      assert.equal(response.status, 401, uri)
      assert.match(response.headers.get('www-authenticate'), /^DPoP error="invalid_dpop_proof"/)
      await assertTight(response, jwt.split('.'), dpop.split('.'))
    }
    assert.equal((await ask(undefined)).status, 401)
  })

  it('that comes twice is refused, although Node would join or drop it', async () => {
    const raw = async (headers) => {
      const sent = send({ port: server.address().port, host: '127.0.0.1', method: 'POST', path: '/mcp', headers: ['Host', 'a', ...headers] })
      sent.end()
      const [response] = await once(sent, 'response')
      response.resume()
      return response.statusCode
    }
    const authorization = ['Authorization', `DPoP ${jwt}`]
    const dpop = async () => ['DPoP', await proofOf()]
    assert.equal(await raw([...authorization, ...(await dpop())]), 200)
    assert.equal(await raw([...authorization, ...authorization, ...(await dpop())]), 401)
    assert.equal(await raw([...authorization, ...(await dpop()), ...(await dpop())]), 401)
    assert.equal(await raw([...authorization, 'Authorization', 'Basic YTpi', ...(await dpop())]), 401)
  })

  it('is good for a target in absolute form, by its path', async () => {
    for (const [path, status] of [['http://evil.example/mcp', 200], ['http://evil.example/other', 401]]) {
      const sent = send({ port: server.address().port, host: '127.0.0.1', method: 'POST', path, headers: { authorization: `DPoP ${jwt}`, dpop: await proofOf() } })
      sent.end()
      const [response] = await once(sent, 'response')
      assert.equal(response.statusCode, status)
      response.resume()
    }
  })
})

describe('a proof', () => {
  it('counts once, and `verify` and `authorize` of one request are once', async () => {
    const used = new Set()
    const replay = { insert: async ({ key }) => !used.has(key) && !!used.add(key) }
    const guard = guardOf({ requireReplayCheck: true }, {}, { replay })
    const dpop = await proofOf()
    const first = request(dpop)
    const { granted, verified } = await guard.verify(first)
    assert.ok(granted)
    assert.equal((await guard.authorize(first, readFile)).denial.code, 'proof_replayed')
    assert.ok((await guard.authorize(first, readFile, { verified })).granted)
    assert.equal((await guard.verify(request(dpop))).denial.code, 'proof_replayed')
    // What was said of one proof is no word on another
    const second = request(await proofOf())
    assert.ok((await guard.authorize(second, readFile, { verified })).granted)
    assert.equal((await guard.authorize(second, readFile, { verified })).denial.code, 'proof_replayed')
    assert.equal(used.size, 2)
  })

  it('is not taken where the replay store is gone', async () => {
    const replay = { insert: () => Promise.reject(new Error('gone')) }
    const { response } = await guardOf({ requireReplayCheck: true }, {}, { replay }).verify(request(await proofOf()))
    assert.deepEqual([response.status, response.headers.get('retry-after')], [503, '1'])
  })

  it('needs the nonce of now, and the answer has it', async () => {
    let nonces = ['n-2', 'n-1']
    const guard = guardOf({}, { nonces: () => nonces })
    const { response } = await guard.verify(request(await proofOf()))
    assert.equal(response.status, 401)
    assert.match(response.headers.get('www-authenticate'), /^DPoP error="use_dpop_nonce"/)
    assert.equal(response.headers.get('dpop-nonce'), 'n-2')
    for (const nonce of nonces) assert.ok((await guard.verify(request(await proofOf({ nonce })))).granted)
    const other = await guard.verify(request(await proofOf({ nonce: 'n-2', method: 'GET' })))
    assert.equal(other.response.headers.get('dpop-nonce'), null)
    nonces = []
    assert.equal((await guard.verify(request(await proofOf()))).response.status, 503)
  })

  it('covers the body', async () => {
    const guard = guardOf({ requireBodyHash: true }, { bodyHash: true, maxBodyBytes: 100 })
    const covering = await proofOf({ body: home })
    const answer = await guard.authorize(request(covering), readFile)
    assert.ok(answer.granted)
    assert.equal((await guard.authorize(request(covering, '{"path":"/home/b.txt"}'), readFile)).denial.code, 'proof_body_mismatch')
    assert.equal((await guard.authorize(request(await proofOf()), readFile)).denial.code, 'proof_body_mismatch')
    assert.equal((await guard.authorize(request(covering, 'x'.repeat(101)), readFile)).response.status, 413)
    const handed = request(covering)
    assert.ok((await guard.verify(handed)).granted)
    assert.equal(await handed.text(), home)
    // Without `bodyHash` nobody has looked at the body
    assert.equal((await guardOf({ requireBodyHash: true }).verify(request(covering))).denial.code, 'proof_body_mismatch')
  })

  it('covers no body that Node has kept to itself', async () => {
    const faults = []
    const guard = guardOf({ requireBodyHash: true }, { bodyHash: true, onFault: (error) => faults.push(error.message) })
    const message = async (body, fields = []) => ({
      method: 'POST',
      url: '/mcp',
      httpVersionMajor: 1,
      rawHeaders: ['authorization', `DPoP ${jwt}`, 'dpop', await proofOf({ body }), ...fields],
    })
    assert.ok((await guard.verify(nodeRequest(await message('')))).granted)
    for (const hidden of [await message('', ['content-length', '9']), await message('', ['transfer-encoding', 'chunked']), { ...(await message('')), httpVersionMajor: 2 }]) {
      assert.equal((await guard.verify(nodeRequest(hidden))).response.status, 503)
    }
    assert.deepEqual([faults.length, new Set(faults).size], [3, 1])
    const body = Buffer.from(home)
    assert.ok((await guard.verify(nodeRequest(await message(home, ['content-length', '22'])), { body })).granted)
  })

  it('is asked for: the token alone is worth nothing', async () => {
    const guard = guardOf()
    const bearer = new Request('http://10.0.0.7/mcp', { headers: { authorization: `Bearer ${jwt}` } })
    assert.equal((await guard.verify(bearer)).denial.code, 'scheme_mismatch')
    assert.equal((await guard.authorize(jsonRequest(jwt, home), readFile)).granted, false)
  })
})

describe('a message of Node', () => {
  const of = (changes) => nodeRequest({ method: 'GET', url: '/mcp', rawHeaders: [], ...changes })
  const target = (url) => {
    const made = of({ url })
    return made && made.url.replace('http://host.invalid', '')
  }

  it('has the path that was asked for, and no host', () => {
    const paths = { '/mcp?a=b': '/mcp?a=b', '//evil.example/mcp': '//evil.example/mcp', '///': '///', '/@evil.example': '/@evil.example', 'http://evil.example/mcp?x': '/mcp?x', 'HTTP://u:p@evil.example': '/' }
    for (const [url, path] of Object.entries(paths)) assert.equal(target(url), path)
    assert.equal(of({ url: '/cut', originalUrl: '/api/cut' }).url, 'http://host.invalid/api/cut')
  })

  it('is none where its target is none', () => {
    for (const url of ['', '*', 'mcp', 'evil.example:443', 'ftp://evil.example/mcp', 'http://', 'http://[', '/a b', '/a\\..\\b', '/a#b', '/ä', '/a\nb', undefined]) assert.equal(target(url), undefined, url)
    assert.equal(of({ method: 'CONNECT' }), undefined)
    assert.equal(of({ method: 'TRACE' }), undefined)
    assert.equal(of({ method: 'G T' }), undefined)
    assert.equal(of({ rawHeaders: ['a b', 'c'] }), undefined)
  })

  it('is none where a URL parser makes another path of it: the proof would be for that one, and the route for this one', () => {
    for (const path of ['/mcp/../admin', '/mcp/..', '/./mcp', '/mcp/%2e%2E/admin', '/mcp/.%2e', '/mcp/%2e?a=b']) {
      assert.equal(target(path), undefined, path)
      assert.equal(target(`http://tools.example${path}`), undefined, path)
    }
    for (const path of ['/mcp/.well-known', '/a..b/...', '/mcp/%2F..%2Fadmin', "/mcp?a=../b", '/%C3%A4;v=1/[x]']) {
      assert.equal(target(path), path)
      assert.equal(target(`https://tools.example${path}`), path)
    }
  })

  it('has every field that was sent', () => {
    const made = of({ rawHeaders: ['Authorization', 'Bearer a', ':path', '/x', 'authorization', 'Bearer b', 'DPoP', 'p', 'dpop', 'q'] })
    assert.deepEqual([...made.headers], [['authorization', 'Bearer a, Bearer b'], ['dpop', 'p, q']])
  })
})
