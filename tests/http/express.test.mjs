// The adapter in Express.

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, request as send } from 'node:http'
import { createServer as createSecureServer, request as sendSecurely } from 'node:https'
import { connect as dial } from 'node:net'
import { after, before, describe, it } from 'node:test'
import express from 'express'
import { createGate } from '../../pkg/dist/index.js'
import { dpopProof, generateKey, thumbprint } from '../../pkg/dist/agent/index.js'
import { connect } from '../../pkg/dist/connect/index.js'
import { metadata, protect } from '../../pkg/dist/express/index.js'
import { tlsCertificate } from '../../pkg/dist/http/index.js'
import { behaves, done, faulty, guard, home, who } from './adapters.mjs'
import { newCertificate } from './certificate.mjs'
import { config, guardOf, NOW, ORIGIN, token } from './support.mjs'

const call = (request) => ({ tool: 'files.read', input: request.body })
const strict = guardOf({ gate: createGate(config({ proofs: { origin: ORIGIN, requireBodyHash: true } })), bodyHash: true })
const asking = []
const silent = { isRevoked: (_, { signal }) => (asking.push(signal), new Promise(() => {})) }
const waiting = guardOf({ gate: connect(createGate(config({ requireRevocationCheck: true })), { revocation: silent }) })
let ran = 0

const app = express()
app.use(metadata(guard))
app.use(express.json({ verify: (request, _, bytes) => { request.rawBody = bytes } }))
for (const [prefix, by] of [['', guard], ['/broken', faulty]]) {
  app.get(`${prefix}/who`, protect(by), (_, response) => response.json(who(response.locals.narrowgate.verified)))
  app.post(`${prefix}/read`, protect(by, { call }), (_, response) => response.json(done(response.locals.narrowgate)))
}
app.post('/strict', protect(strict, { call, body: (request) => request.rawBody }), (_, response) => response.json(done(response.locals.narrowgate)))
app.get('/waiting', protect(waiting), (_, response) => { ran += 1; response.end() })
app.get('/fails', protect(guard), () => { throw new Error('disk full') })
app.get('/forgotten', (_, response) => response.json(response.locals.narrowgate.verified))
const inner = express.Router()
inner.post('/strict', protect(strict, { call, body: (request) => request.rawBody }), (_, response) => response.end('inner'))
app.use('/inner', inner)
app.use((error, _request, response, _next) => response.status(500).send(error.message))

describe('Express', () => {
  let server
  const at = (path) => `http://127.0.0.1:${server.address().port}${path}`
  const ask = (path, init) => fetch(at(path), init)
  before(() => once((server = createServer(app)).listen(0, '127.0.0.1'), 'listening'))
  after(() => (server.closeAllConnections(), server.close()))

  behaves(ask)

  it('takes no option that it does not know: the token alone would decide', () => {
    for (const options of [{ cal: call }, call, { call: { tool: 'files.read' } }, null, { body: 'raw' }]) assert.throws(() => protect(guard, options), TypeError)
  })

  it('leaves errors to Express, and gives nothing to who forgot the guard', async () => {
    const failed = await ask('/fails', { headers: { authorization: `Bearer ${token()}` } })
    assert.deepEqual([failed.status, await failed.text()], [500, 'disk full'])
    assert.equal((await ask('/forgotten', { headers: { authorization: `Bearer ${token()}` } })).status, 500)
  })

  it('sees two Authorization fields, of which Node drops one', async () => {
    const authorization = ['Authorization', `Bearer ${token()}`]
    for (const [headers, status] of [[authorization, 200], [[...authorization, ...authorization], 401], [[...authorization, 'authorization', 'Basic YTpi'], 401]]) {
      const sent = send({ port: server.address().port, host: '127.0.0.1', path: '/who', headers: ['Host', 'a', ...headers] })
      sent.end()
      const [response] = await once(sent, 'response')
      assert.equal(response.resume().statusCode, status)
    }
  })

  it('takes a proof for the whole path and the very body, also under a prefix', async () => {
    const signer = generateKey({ type: 'P-256' })
    const jwt = token({ cnf: { jkt: thumbprint(signer.publicJwk) } })
    const body = JSON.stringify(home)
    const proven = async (path, uri = path, sent = body) => {
      const dpop = await dpopProof({ signer, method: 'POST', uri: `${ORIGIN}${uri}`, accessToken: jwt, body, now: NOW })
      return (await ask(path, { method: 'POST', headers: { authorization: `DPoP ${jwt}`, dpop, 'content-type': 'application/json' }, body: sent })).status
    }
    assert.equal(await proven('/strict'), 200)
    assert.equal(await proven('/inner/strict'), 200)
    assert.equal(await proven('/inner/strict', '/strict'), 401)
    assert.equal(await proven('/strict', '/strict', `${body} `), 401)
  })

  it('answers what is no request with 400, and headers that are too large not at all', async () => {
    const raw = async (text) => {
      const socket = dial(server.address().port, '127.0.0.1')
      socket.end(text)
      let answer = ''
      for await (const part of socket.setEncoding('utf8')) answer += part
      return Number(answer.split(' ')[1])
    }
    const rest = `HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAuthorization: Bearer ${token()}\r\n\r\n`
    assert.equal(await raw(`GET /who ${rest}`), 200)
    assert.equal(await raw(`GET http://evil.example/who ${rest}`), 200)
    assert.equal(await raw(`GET /who?a\\b ${rest}`), 400)
    const huge = await ask('/who', { headers: { authorization: `Bearer ${'a'.repeat(100_000)}` } })
    assert.equal(huge.status, 431)
  })

  it('takes the certificate of the connection, and of no header', async () => {
    const [own, other] = [newCertificate('agent'), newCertificate('other')]
    const gate = createGate(config({ proofs: { origin: ORIGIN } }))
    const app = express()
    app.get('/', protect(guardOf({ gate }), { certificateSha256: (request) => tlsCertificate(request.socket) }), (_, response) => response.json(response.locals.narrowgate.verified.possession.proofs))
    const secure = createSecureServer({ ...newCertificate('localhost'), requestCert: true, rejectUnauthorized: false }, app).listen(0, '127.0.0.1')
    await once(secure, 'listening')
    const headers = { authorization: `Bearer ${token({ cnf: { 'x5t#S256': own.sha256 } })}`, 'client-cert': own.sha256, 'x-ssl-client-fingerprint': own.sha256 }
    const statuses = []
    for (const client of [own, other, {}]) {
      const sent = sendSecurely({ port: secure.address().port, host: '127.0.0.1', rejectUnauthorized: false, agent: false, headers, ...client })
      sent.end()
      const [response] = await once(sent, 'response')
      statuses.push(response.resume().statusCode)
    }
    secure.closeAllConnections()
    secure.close()
    assert.deepEqual(statuses, [200, 401, 401])
  })

  it('ends the asking when the client goes away', async () => {
    const ended = new AbortController()
    const answer = ask('/waiting', { headers: { authorization: `Bearer ${token()}` }, signal: ended.signal })
    while (asking.length === 0) await new Promise(setImmediate)
    ended.abort()
    await assert.rejects(answer, { name: 'AbortError' })
    if (!asking[0].aborted) await once(asking[0], 'abort')
    // And not because it took too long
    assert.equal(asking[0].reason.name, 'AbortError')
    assert.equal(ran, 0)
  })
})
