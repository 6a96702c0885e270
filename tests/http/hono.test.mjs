// The adapter in Hono, over its Node server.

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { request as send } from 'node:http'
import { after, before, describe, it } from 'node:test'
import { createAdaptorServer } from '@hono/node-server'
import { Hono } from 'hono'
import { cors } from 'hono/cors'
import { metadata, protect } from '../../pkg/dist/hono/index.js'
import { behaves, done, faulty, guard, home, who } from './adapters.mjs'
import { token } from './support.mjs'

const call = async (c, body) => ({ tool: 'files.read', inputText: await body.jsonText() })
const app = new Hono()
app.use(cors({ origin: 'https://app.example' }))
app.use(metadata(guard))
for (const [prefix, by] of [['', guard], ['/broken', faulty]]) {
  app.get(`${prefix}/who`, protect(by), (c) => c.json(who(c.get('narrowgate').verified)))
  app.post(`${prefix}/read`, protect(by, call), (c) => c.json(done(c.get('narrowgate'))))
}
app.post('/again', protect(guard, call), async (c) => c.json({ ...(await c.req.json()), by: c.get('narrowgate').verified.actor.subject }))
app.get('/fails', protect(guard), () => { throw new Error('disk full') })
app.onError((error, c) => c.text(error.message, 500))

describe('Hono', () => {
  let server
  const ask = (path, init) => fetch(`http://127.0.0.1:${server.address().port}${path}`, init)
  before(() => once((server = createAdaptorServer(app)).listen(0, '127.0.0.1'), 'listening'))
  after(() => (server.closeAllConnections(), server.close()))

  behaves(ask)

  it('leaves the body to the handler', async () => {
    const headers = { authorization: `Bearer ${token()}`, 'content-type': 'application/json' }
    const response = await ask('/again', { method: 'POST', headers, body: JSON.stringify(home) })
    assert.deepEqual(await response.json(), { ...home, by: 'agent' })
  })

  it('leaves errors to the handler, and preflights to `cors`', async () => {
    const failed = await ask('/fails', { headers: { authorization: `Bearer ${token()}` } })
    assert.deepEqual([failed.status, await failed.text()], [500, 'disk full'])
    const preflight = await ask('/who', { method: 'OPTIONS', headers: { origin: 'https://app.example', 'access-control-request-method': 'GET' } })
    assert.deepEqual([preflight.status, preflight.headers.get('access-control-allow-origin')], [204, 'https://app.example'])
  })

  it('sees two Authorization fields', async () => {
    const authorization = ['Authorization', `Bearer ${token()}`]
    for (const [headers, status] of [[authorization, 200], [[...authorization, ...authorization], 401]]) {
      const sent = send({ port: server.address().port, host: '127.0.0.1', path: '/who', headers: ['Host', 'a', ...headers] })
      sent.end()
      const [response] = await once(sent, 'response')
      assert.equal(response.resume().statusCode, status)
    }
  })
})
