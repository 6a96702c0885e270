// What a key server may answer, and from where: each refusal, by a real server where bytes and connections count.

import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { gzipSync } from 'node:zlib'
import { KeyFetchError, remoteKeys } from '../../pkg/dist/jwks/index.js'
import { ISSUER, jwks, token } from '../js/support.mjs'
import { answer, clocks, connected, fakeFetch, JWKS, remote, serve, settle, verdict } from './support.mjs'

const TEXT = JSON.stringify(jwks)

/** The code that fetching from here ends with; `taken` where it does not. */
async function codeOf(options) {
  const faults = []
  const keys = remoteKeys({ clock: clocks(), onFault: (error) => faults.push(error), ...options })
  try {
    await keys.refresh(ISSUER)
    assert.equal(keys.current(ISSUER), TEXT)
    return 'taken'
  } catch (error) {
    assert.ok(error instanceof KeyFetchError, String(error.stack))
    assert.deepEqual(faults, [error])
    assert.equal(keys.current(ISSUER), undefined)
    assert.ok(!error.message.includes(TEXT.slice(0, 20)) && !error.message.includes('secret'))
    return error.code
  }
}

const answered = (response) => codeOf({ issuers: [{ issuer: ISSUER, jwksUri: JWKS }], fetch: async () => response })

describe('an answer', () => {
  it('is JSON by its content type', async () => {
    for (const type of ['application/json', 'APPLICATION/JSON', 'application/json; charset=utf-8', 'application/jwk-set+json', 'application/vnd.as.v1+json ;x=y']) {
      assert.equal(await answered(answer(TEXT, { type })), 'taken', type)
    }
    for (const type of [null, 'text/plain', 'text/html; charset=utf-8', 'text/json', 'application/jsonp', 'application/+json', 'application/json, text/html', 'x/json', 'application/a b+json', 'image/svg+xml', '+json']) {
      assert.equal(await answered(answer(new TextEncoder().encode(TEXT), { type })), 'type_unexpected', String(type))
    }
  })

  it('has status 200', async () => {
    for (const status of [201, 202, 206, 400, 401, 403, 404, 410, 429, 500, 503, 599]) {
      assert.equal(await answered(answer(TEXT, { status })), 'status_unexpected', `${status}`)
    }
    assert.equal(await answered(answer(null, { status: 204 })), 'status_unexpected')
  })

  it('leads nowhere else', async () => {
    for (const status of [300, 301, 302, 303, 307, 308]) {
      assert.equal(await answered(answer(TEXT, { status, headers: { location: `${ISSUER}/other` } })), 'redirected')
    }
    const response = answer(TEXT)
    for (const [member, value] of [['redirected', true], ['url', `${ISSUER}/other`], ['url', 'http://127.0.0.1/jwks'], ['type', 'opaqueredirect']]) {
      assert.equal(await answered(Object.defineProperty(response.clone(), member, { value })), 'redirected')
    }
    assert.equal(await answered(Object.defineProperty(response.clone(), 'url', { value: JWKS })), 'taken')
  })

  it('is UTF-8, JSON, and of the form of a key set', async () => {
    for (const body of [new Uint8Array([0xff]), Buffer.from(TEXT.replace('k1', 'k\xff'), 'latin1'), new Uint8Array([...new TextEncoder().encode('{"keys":["'), 0xc3, 0x28]), '', '{', TEXT.slice(0, -1), `${TEXT}x`, '[]', 'null', '1', '"keys"', '{}', '{"keys":{}}', '{"keys":"x"}', '{"__proto__":{"keys":[{}]}}']) {
      assert.equal(await answered(answer(body)), 'malformed', String(body))
    }
    assert.equal(await answered(answer(null)), 'malformed')
    assert.equal(await answered(answer('{"keys":[]}')), 'keys_lost')
  })

  it('has no more bytes than it may, and is not read further', async () => {
    const most = TEXT.length
    const at = (maxBytes, response) => codeOf({ issuers: [{ issuer: ISSUER, jwksUri: JWKS }], maxBytes, fetch: async () => response })
    assert.equal(await at(most, answer(TEXT)), 'taken')
    assert.equal(await at(most - 1, answer(TEXT)), 'too_large')
    let pulled = 0
    let cancelled = false
    const body = () =>
      new ReadableStream({
        pull(controller) {
          pulled += 1000
          controller.enqueue(new Uint8Array(1000).fill(32))
        },
        cancel: () => void (cancelled = true),
      })
    assert.equal(await at(10_000, answer(body())), 'too_large')
    assert.ok(cancelled && pulled <= 13_000, `${pulled}`)
    pulled = 0
    cancelled = false
    assert.equal(await at(10_000, answer(body(), { headers: { 'content-length': '10001' } })), 'too_large')
    assert.ok(cancelled && pulled <= 1000, `${pulled}`)
  })

  it('that is not read is let go of', async () => {
    for (const options of [{ status: 500 }, { type: 'text/html' }, { status: 302 }]) {
      let cancelled = false
      const body = new ReadableStream({ cancel: () => void (cancelled = true) })
      await answered(answer(body, options))
      assert.ok(cancelled)
    }
  })

  it('is made of bytes', async () => {
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(TEXT)
        controller.close()
      },
    })
    assert.equal(await answered({ status: 200, headers: new Headers({ 'content-type': 'application/json' }), body }), 'malformed')
  })

  it('may be anything at all without a fault of ours', async () => {
    for (const junk of [undefined, null, 1, 'x', {}, { status: 200 }, { status: 200, headers: {} }, { status: 200, headers: new Headers({ 'content-type': 'application/json' }), body: {} }]) {
      assert.ok(['unreachable', 'status_unexpected'].includes(await answered(junk)))
    }
    assert.equal(await codeOf({ issuers: [{ issuer: ISSUER, jwksUri: JWKS }], fetch: () => { throw new Error('at once') } }), 'unreachable')
  })
})

describe('a member that every object inherits', () => {
  it('is not taken from a polluted prototype, and does not pollute one', async (context) => {
    const metadata = `${ISSUER}/.well-known/oauth-authorization-server`
    const { fetch } = fakeFetch({ [metadata]: '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}', [JWKS]: jwks })
    Object.assign(Object.prototype, { keys: [{}], issuer: ISSUER, jwks_uri: JWKS, version: 1 })
    context.after(() => {
      for (const name of ['keys', 'issuer', 'jwks_uri', 'version']) delete Object.prototype[name]
    })
    assert.equal(await codeOf({ issuers: [ISSUER], fetch }), 'issuer_mismatch')
    assert.equal(await answered(answer('{}')), 'malformed')
    assert.equal({}.polluted, undefined)
  })

  it('in a key set is the gate\'s to read, and changes nothing', async () => {
    const [key] = jwks.keys
    const odd = `{"keys":[${JSON.stringify(key).slice(0, -1)},"__proto__":{"kid":"x"},"constructor":1,"toString":2}],"__proto__":{"polluted":1}}`
    const { gate } = connected(odd)
    assert.equal(await verdict(gate, token()), 'allow')
    assert.equal({}.polluted, undefined)
    const { gate: twice, faults } = connected(`{"keys":[],"keys":[${JSON.stringify(key)}]}`)
    assert.equal(await verdict(twice, token()), 'source_unavailable')
    assert.deepEqual(faults.map(({ code }) => code), ['keys_refused'])
  })
})

describe('a server on this machine', () => {
  let origin, server, stop
  const seen = []
  let handle

  before(async () => {
    ;({ origin, server, stop } = await serve((request, response) => {
      seen.push(request)
      handle(request, response)
    }))
  })
  after(() => stop())

  const local = (options = {}) => codeOf({ issuers: [{ issuer: ISSUER, jwksUri: `${origin}/jwks`, network: 'loopback' }], ...options })
  const json = (response, headers = {}) => response.writeHead(200, { 'content-type': 'application/json', ...headers })

  it('is asked for keys, on a connection of its own, and is told who asks', async () => {
    handle = (_, response) => json(response).end(TEXT)
    assert.equal(await local(), 'taken')
    assert.equal(await local(), 'taken')
    const [one, two] = seen.splice(0)
    assert.notEqual(one.socket, two.socket)
    assert.deepEqual([one.method, one.url, one.headers.accept, one.headers['user-agent'], one.headers.authorization, one.headers.cookie], ['GET', '/jwks', 'application/json, application/jwk-set+json', 'narrowgate', undefined, undefined])
  })

  it('is not waited for where it is slow, at any stage', async () => {
    const closed = []
    for (const slow of [
      () => {},
      (response) => response.writeHead(200, { 'content-type': 'application/json' }).flushHeaders(),
      (response) => json(response).write(TEXT.slice(0, 10)),
    ]) {
      handle = (request, response) => {
        closed.push(new Promise((resolve) => request.socket.once('close', resolve)))
        slow(response)
      }
      assert.equal(await local({ timeoutMs: 100 }), 'timed_out')
    }
    await Promise.all(closed)
    assert.equal(closed.length, 3, 'each connection was given up')
  })

  it('does not lead the gate into a private network', async () => {
    for (const location of ['http://169.254.169.254/latest/meta-data/', `${origin}/elsewhere`, 'https://10.0.0.1/', '//[::1]/']) {
      seen.length = 0
      handle = (_, response) => response.writeHead(302, { location, 'content-type': 'application/json' }).end(TEXT)
      assert.equal(await local(), 'redirected')
      assert.equal(seen.length, 1, 'nothing was asked but this')
    }
  })

  it('can not make it take 10 MB', async () => {
    for (const headers of [{}, { 'content-length': 10_000_000 }]) {
      let written = 0
      let closed
      handle = (request, response) => {
        closed = new Promise((resolve) => request.socket.once('close', () => resolve(request.socket.bytesWritten)))
        json(response, headers)
        const more = () => {
          while (written < 10_000_000 && !response.destroyed) {
            written += 10_000
            if (!response.write(Buffer.alloc(10_000, ' '))) return response.once('drain', more)
          }
          response.end()
        }
        more()
      }
      assert.equal(await local(), 'too_large')
      const sent = await closed
      assert.ok(sent < 5_000_000, `${sent} bytes`)
    }
  })

  it('can not break off and have a part count', async () => {
    for (const headers of [{}, { 'content-length': TEXT.length + 1 }]) {
      handle = (_, response) => {
        json(response, headers).write(TEXT)
        setImmediate(() => response.destroy())
      }
      assert.equal(await local(), 'unreachable')
    }
    handle = (request) => request.socket.destroy()
    assert.equal(await local(), 'unreachable')
    handle = (request) => request.socket.end('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n{"keys":[')
    assert.equal(await local(), 'malformed')
    handle = (request) => request.socket.end('not HTTP')
    assert.equal(await local(), 'unreachable')
  })

  it('can not make little of much: what is compressed was not asked for', async () => {
    const bomb = gzipSync(Buffer.alloc(10_000_000, ' '))
    handle = (_, response) => json(response, { 'content-encoding': 'gzip' }).end(bomb)
    seen.length = 0
    assert.equal(await local(), 'type_unexpected')
    assert.equal(seen[0].headers['accept-encoding'], 'identity')
    // The runtime's `fetch` inflates: it is cut off there
    assert.equal(await local({ fetch }), 'too_large')
    handle = (_, response) => json(response, { 'content-encoding': 'gzip' }).end(gzipSync(TEXT))
    assert.equal(await local({ fetch }), 'taken')
  })

  it('is not reached where nothing listens', async () => {
    const { origin: gone, stop: go } = await serve(() => {})
    await go()
    assert.equal(await codeOf({ issuers: [{ issuer: ISSUER, jwksUri: `${gone}/jwks`, network: 'loopback' }] }), 'unreachable')
  })

  it('is found through its metadata, and a gate decides by its keys', async () => {
    handle = (request, response) => {
      const path = '/.well-known/openid-configuration/tenant'
      if (request.url === '/jwks') return json(response).end(TEXT)
      if (request.url !== path) return response.writeHead(404).end()
      json(response).end(JSON.stringify({ issuer: `${origin}/tenant`, jwks_uri: `${origin}/jwks` }))
    }
    const issuer = `${origin}/tenant`
    const issuers = [{ issuer, jwks: null, profile: 'rfc9068', algorithms: ['Ed25519'] }]
    const { gate } = connected(jwks, { issuers: [{ issuer, network: 'loopback' }], fetch: undefined, timeoutMs: 4000 }, { config: { issuers } })
    const verdicts = await Promise.all(Array.from({ length: 100 }, () => verdict(gate, token({ iss: issuer }))))
    assert.deepEqual(new Set(verdicts), new Set(['allow']))
  })

  it('is down, comes back, and is asked again', async () => {
    let isUp = true
    handle = (request, response) => (isUp ? json(response).end(TEXT) : request.socket.destroy())
    const { gate, keys, clock } = connected(jwks, { issuers: [{ issuer: ISSUER, jwksUri: `${origin}/jwks`, network: 'loopback' }], fetch: undefined, staleMs: 600_000 })
    assert.equal(await verdict(gate, token()), 'allow')
    isUp = false
    clock.pass(600_000)
    assert.equal(await verdict(gate, token()), 'source_unavailable')
    isUp = true
    clock.pass(1000)
    assert.equal(await verdict(gate, token()), 'allow')
    assert.equal(keys.current(ISSUER), TEXT)
    assert.ok(server.listening)
    await settle()
  })
})

describe('options', () => {
  const wrong = (options) => {
    let problems
    assert.throws(() => remoteKeys(options), (error) => {
      assert.equal(error.name, 'ConfigError')
      problems = error.problems.map(({ path }) => path)
      return true
    })
    return problems
  }
  const base = { issuers: [ISSUER] }

  it('that are wrong are told, all of them at once', () => {
    for (const none of [undefined, null, {}, 1, 'x', { issuers: [] }, { issuers: ISSUER }]) assert.deepEqual(wrong(none), ['issuers'])
    assert.deepEqual(wrong({ ...base, timeoutMs: '1', cooldownMs: -1, maxAgeMs: Number.NaN, staleMs: Infinity, maxBytes: 0 }), ['timeoutMs', 'cooldownMs', 'maxAgeMs', 'staleMs', 'maxBytes'])
    assert.deepEqual(wrong({ ...base, fetch: 1, onFault: {}, waitUntil: 'x', clock: { now: 1 }, cach: null }), ['cach', 'fetch', 'onFault', 'waitUntil', 'clock'])
    assert.deepEqual(wrong({ ...base, maxAgeMs: 10_000, staleMs: 9999 }), ['staleMs'])
    for (const clock of [1, 'x', {}]) assert.deepEqual(wrong({ ...base, clock }), ['clock'])
  })

  it('name issuers, once each, and where to ask', () => {
    const at = (issuer) => wrong({ issuers: [issuer] }).map((path) => path.replace('issuers[0]', ''))
    for (const issuer of [undefined, null, 1, [], {}, { issuer: '' }, { issuer: 1 }]) assert.deepEqual(at(issuer), ['.issuer'])
    for (const issuer of ['', 'as.example', 'http://as.example', 'ftp://as.example', 'https://as.example?x', 'https://as.example#', 'https://u:p@as.example', 'https://localhost', 'https://10.0.0.1', 'spiffe://example.org']) {
      assert.deepEqual([...new Set(at(issuer))], ['.issuer'], issuer)
    }
    const uri = { issuer: ISSUER, jwksUri: JWKS }
    assert.deepEqual(at({ ...uri, jwks_uri: JWKS, metadataUri: JWKS }), ['.jwks_uri', '.metadataUri'])
    for (const jwksUri of [1, null, '', '/jwks', 'http://as.example/jwks', 'https://169.254.169.254/', 'file:///etc/passwd', 'data:application/json,{}', new URL(JWKS)]) {
      assert.deepEqual(at({ ...uri, jwksUri }), ['.jwksUri'], String(jwksUri))
    }
    for (const network of ['', 'any', null, true]) assert.ok(at({ ...uri, network }).includes('.network'))
    assert.deepEqual(wrong({ issuers: [uri, uri] }), ['issuers[1]'])
    assert.doesNotThrow(() => remoteKeys({ issuers: [{ issuer: 'spiffe://example.org', jwksUri: JWKS }] }))
  })

  it('are not changed by changing the object later', async () => {
    const options = { issuers: [{ issuer: ISSUER, jwksUri: JWKS }], ...fakeFetch({ [JWKS]: jwks }), clock: clocks() }
    const { fetch, clock, issuers } = options
    const keys = remoteKeys({ fetch, clock, issuers })
    issuers[0].jwksUri = 'https://evil.example/jwks'
    issuers.push({ issuer: 'https://evil.example', jwksUri: 'https://evil.example/jwks' })
    await keys.refresh(ISSUER)
    assert.deepEqual([options.asked, keys.issuers], [[JWKS], [ISSUER]])
  })
})

describe('a fault', () => {
  it('quotes no credentials and no query', async () => {
    const metadata = `${ISSUER}/.well-known/oauth-authorization-server`
    for (const jwks_uri of ['https://u:secret@as.example/jwks', 'http://as.example/jwks?secret', 'https://as.example/jwks?secret#secret', `https://as.example/${'x'.repeat(3000)}`]) {
      const { fetch } = fakeFetch({ [metadata]: { issuer: ISSUER, jwks_uri } })
      const code = await codeOf({ issuers: [ISSUER], fetch })
      assert.ok(['address_refused', 'status_unexpected'].includes(code))
    }
    const { keys, faults } = remote(new Error('secret of the host'))
    await assert.rejects(keys.refresh(ISSUER))
    assert.deepEqual([faults[0].code, faults[0].message.includes('secret')], ['unreachable', false])
  })
})
