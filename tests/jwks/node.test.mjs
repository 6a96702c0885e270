// On Node: connections are made to addresses that were checked, and to nobody without a certificate.

import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import dns from 'node:dns'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { remoteKeys } from '../../pkg/dist/jwks/index.js'
import { runtimeFetch } from '../../pkg-template/compiled/jwks/runtime.js'
import { jwks } from '../js/support.mjs'
import { serve } from './support.mjs'

const NAME = 'as.narrowgate.test'
const TEXT = JSON.stringify(jwks)

/** Names resolve to these addresses, one list after the other. */
function resolveTo(context, ...lists) {
  const asked = []
  context.mock.method(dns, 'lookup', (host, options, done) => {
    asked.push(host)
    const addresses = lists.length > 1 ? lists.shift() : lists[0]
    process.nextTick(done, null, addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })))
  })
  return asked
}

const codeOf = (jwksUri, network, options) =>
  remoteKeys({ issuers: [{ issuer: 'i', jwksUri, network }], ...options }).refresh('i').then(() => 'taken', (error) => error.code)

describe('a name', () => {
  it('that resolves into a private network is not connected to', async (context) => {
    for (const addresses of [['127.0.0.1'], ['169.254.169.254'], ['10.0.0.1'], ['::1'], ['fd00::1'], ['::ffff:127.0.0.1'], ['8.8.8.8', '127.0.0.1']]) {
      const asked = resolveTo(context, addresses)
      assert.equal(await codeOf(`https://${NAME}/jwks`, 'public'), 'address_refused', addresses.join())
      assert.deepEqual(asked, [NAME])
      context.mock.restoreAll()
    }
    resolveTo(context, ['127.0.0.1'])
    assert.equal(await codeOf(`https://${NAME}/jwks`, 'private'), 'address_refused')
  })

  it('is resolved once: a second answer can not be another one', async (context) => {
    const { origin, stop } = await serve((_, response) => response.writeHead(200, { 'content-type': 'application/json' }).end(TEXT))
    context.after(stop)
    const { port } = new URL(origin)
    const asked = resolveTo(context, ['127.0.0.1'], ['10.0.0.1'])
    assert.equal(await codeOf(`http://localhost:${port}/jwks`, 'loopback'), 'taken')
    assert.deepEqual(asked, ['localhost'])
    assert.equal(await codeOf(`http://localhost:${port}/jwks`, 'loopback'), 'address_refused')
  })

  it('that does not resolve is no server', async (context) => {
    context.mock.method(dns, 'lookup', (_host, _options, done) => process.nextTick(done, new Error('ENOTFOUND')))
    assert.equal(await codeOf(`https://${NAME}/jwks`, 'public'), 'unreachable')
  })
})

describe('other runtimes', () => {
  const pretend = (context, name) => {
    Object.defineProperty(globalThis, name, { value: {}, configurable: true })
    context.after(() => delete globalThis[name])
  }

  it('resolve names for a check first, where they can', async (context) => {
    for (const name of ['Bun', 'Deno']) {
      pretend(context, name)
      const asked = resolveTo(context, ['10.0.0.1'])
      const fetched = context.mock.method(globalThis, 'fetch', async () => new Response(TEXT, { headers: { 'content-type': 'application/json' } }))
      assert.equal(await codeOf(`https://${NAME}/jwks`, 'public'), 'address_refused')
      assert.deepEqual([asked, fetched.mock.callCount()], [[NAME], 0])
      context.mock.restoreAll()
      resolveTo(context, ['8.8.8.8'])
      const { mock } = context.mock.method(globalThis, 'fetch', async () => new Response(TEXT, { headers: { 'content-type': 'application/json' } }))
      assert.equal(await codeOf(`https://${NAME}/jwks`, 'public'), 'taken')
      assert.deepEqual([mock.calls[0].arguments[1].redirect, mock.calls[0].arguments[1].cache], ['manual', 'no-store'])
      context.mock.restoreAll()
      delete globalThis[name]
    }
  })

  it('have their `fetch`, with the members that they know', async (context) => {
    const had = Object.getOwnPropertyDescriptor(globalThis, 'navigator')
    Object.defineProperty(globalThis, 'navigator', { value: { userAgent: 'Cloudflare-Workers' }, configurable: true })
    context.after(() => (had ? Object.defineProperty(globalThis, 'navigator', had) : delete globalThis.navigator))
    const { mock } = context.mock.method(globalThis, 'fetch', async () => new Response(TEXT, { headers: { 'content-type': 'application/json' } }))
    assert.equal(await codeOf(`https://${NAME}/jwks`, 'public'), 'taken')
    assert.deepEqual(Object.keys(mock.calls[0].arguments[1]).sort(), ['headers', 'method', 'redirect', 'signal'])
  })

  it('without a way to Node\'s modules have their `fetch`, too', async (context) => {
    context.mock.method(process, 'getBuiltinModule', () => undefined)
    const { mock } = context.mock.method(globalThis, 'fetch', async () => new Response(TEXT))
    await runtimeFetch('public')('https://as.example/', { method: 'GET' })
    assert.deepEqual(mock.calls[0].arguments, ['https://as.example/', { method: 'GET', cache: 'no-store' }])
  })
})

describe('over TLS', () => {
  const folder = mkdtempSync(join(tmpdir(), 'narrowgate-jwks-'))
  const [key, certificate] = ['key.pem', 'cert.pem'].map((name) => join(folder, name))
  let server, origin

  before(async () => {
    execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', key, '-out', certificate, '-days', '2', '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'], { stdio: 'ignore' })
    server = createServer({ key: readFileSync(key), cert: readFileSync(certificate) }, (_, response) => response.writeHead(200, { 'content-type': 'application/json' }).end(TEXT))
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
    origin = `https://localhost:${server.address().port}`
  })
  after(() => {
    server.close()
    rmSync(folder, { recursive: true, force: true })
  })

  /** What another process says, which trusts this certificate. */
  function told(address, extra) {
    const jwksIndex = fileURLToPath(new URL('../../pkg/dist/jwks/index.js', import.meta.url))
    const program = `
      import { remoteKeys } from ${JSON.stringify(jwksIndex)}
      const keys = remoteKeys({ issuers: [{ issuer: 'i', jwksUri: ${JSON.stringify(address)}, network: 'loopback' }] })
      console.log(await keys.refresh('i').then(() => 'taken', ({ code }) => code))`
    const child = spawn(process.execPath, ['--input-type=module', '--eval', program], { env: { ...process.env, NODE_EXTRA_CA_CERTS: extra ?? '' }, stdio: ['ignore', 'pipe', 'inherit'] })
    return new Promise((resolve) => child.stdout.once('data', (data) => resolve(String(data).trim())))
  }

  it('keys come from who has a certificate for the name, and from nobody else', async () => {
    assert.equal(await told(`${origin}/jwks`, certificate), 'taken')
    assert.equal(await told(`${origin}/jwks`), 'unreachable')
    assert.equal(await told(`${origin.replace('localhost', '127.0.0.1')}/jwks`, certificate), 'unreachable')
  })
})

describe('a process', () => {
  it('is not kept alive by what it does not wait for', () => {
    const [jwksIndex, connectIndex] = ['jwks', 'connect'].map((name) => fileURLToPath(new URL(`../../pkg/dist/${name}/index.js`, import.meta.url)))
    const program = `
      import { remoteKeys } from ${JSON.stringify(jwksIndex)}
      import { connect } from ${JSON.stringify(connectIndex)}
      const keys = remoteKeys({ issuers: ['https://as.example'], timeoutMs: 60_000, fetch: () => new Promise(() => {}) })
      keys.refresh('https://as.example')
      const store = { insert: () => new Promise(() => {}) }
      const gate = { authorize() {}, decide() {}, verify() { return { possession: {} } }, replaceKeys() {}, removeKeys() {}, metadata() {} }
      connect(gate, { session: { factsOf: () => new Promise(() => {}) }, replay: store }, { timeoutMs: 86_400_000 }).authorizeAsync('x', {})
      console.log('done')`
    assert.equal(execFileSync(process.execPath, ['--input-type=module', '--eval', program], { timeout: 30_000, encoding: 'utf8' }), 'done\n')
  })
})
