// When keys are fetched, and for how long they count. No network: the `fetch` and the clocks are the test's.

import assert from 'node:assert/strict'
import { describe, it, mock } from 'node:test'
import { remoteKeys } from '../../pkg/dist/jwks/index.js'
import { ISSUER, jwks, keySet, newKey, NOW, read, token } from '../js/support.mjs'
import { answer, clocks, connected, fakeFetch, gateWithout, JWKS, never, remote, settle, verdict } from './support.mjs'
import { connect } from '../../pkg/dist/connect/index.js'

const SECOND = 1000
const MINUTE = 60_000

/** Seconds of the day at the clocks' time, for the gate. */
const at = (clock) => ({ now: Math.floor(clock.now()) })
const long = (changes, header, key) => token({ exp: NOW + 100_000, ...changes }, header, key)

describe('a gate without keys', () => {
  it('gets them in every method', async () => {
    for (const ask of [
      (gate) => gate.authorizeAsync(token(), read, { now: NOW }).then(({ tool }) => tool),
      (gate) => gate.decideAsync(token(), read, { now: NOW }).then(({ grant, record }) => record.decision === 'allow' && grant.tool),
      (gate) => gate.verifyAsync(token(), { now: NOW }).then(({ actor }) => actor.subject === 'agent' && 'files.read'),
      (gate) => gate.authorizeEachAsync(token(), [read], { now: NOW }).then(([{ grant }]) => grant.tool),
      (gate) => gate.listToolsAsync(token(), { now: NOW }).then((tools) => tools.find(({ permissible }) => permissible !== 'never').name),
    ]) {
      const { gate, asked } = connected()
      assert.equal(await ask(gate), 'files.read')
      assert.equal(asked.length, 1)
      const down = connected(new TypeError('fetch failed'))
      const said = await ask(down.gate).catch((error) => error.code)
      assert.ok(said === 'source_unavailable' || said === false, `${said}`)
    }
  })

  it('gets its first ones when a token needs them, and asks nobody before', async () => {
    const { gate, asked } = connected()
    assert.equal(await verdict(gate, token({ iss: 'https://evil.example' })), 'issuer_unknown')
    assert.deepEqual(asked, [])
    assert.equal(await verdict(gate, token()), 'allow')
    assert.equal(await verdict(gate, token()), 'allow')
    assert.deepEqual(asked, [JWKS])
  })

  it('asks once for a hundred requests', async () => {
    let open
    const opened = new Promise((resolve) => (open = resolve))
    const { gate, asked } = connected(() => opened.then(() => answer(jwks)))
    const all = Promise.all(Array.from({ length: 100 }, () => verdict(gate, token())))
    await settle()
    open()
    assert.deepEqual(new Set(await all), new Set(['allow']))
    assert.deepEqual(asked, [JWKS])
  })

  it('shares them with other gates', async () => {
    const { gate, keys, asked } = connected()
    const other = connect(gateWithout(), { keys })
    assert.deepEqual([await verdict(gate, token()), await verdict(other, token())], ['allow', 'allow'])
    assert.equal(asked.length, 1)
  })

  it('is denied as source_unavailable where there are none to be had', async () => {
    for (const route of [new TypeError('fetch failed'), answer('', { status: 500 }), { keys: [] }, 'x', never()]) {
      const { gate, faults, told } = connected(typeof route === 'object' && 'then' in route ? () => route : route, { timeoutMs: 20 })
      await assert.rejects(gate.authorizeAsync(token(), { tool: 'files.read', input: { path: '/a' } }, { now: NOW }), (error) => {
        assert.equal(error.name, 'AccessDenied')
        assert.deepEqual([error.code, error.category], ['source_unavailable', 'source'])
        assert.deepEqual(error.challenge, { status: 503, wwwAuthenticate: null, retryAfter: 1 })
        assert.ok(!error.message.includes('as.example'))
        return true
      })
      assert.equal(faults.length, 1)
      assert.ok(told.length > 0 && told.every(([source]) => source === 'keys'))
    }
  })

  it('does not use keys that its configuration has: those of the source alone count', async () => {
    const gate = gateWithout({ issuers: [{ issuer: ISSUER, jwks, profile: 'rfc9068', algorithms: ['Ed25519'] }] })
    const next = newKey()
    const { gate: connectedGate } = connected(keySet(next), {}, { gate })
    assert.equal(await verdict(connectedGate, token()), 'signature_invalid')
    assert.equal(await verdict(connectedGate, token({}, {}, next)), 'allow')
  })
})

describe('rotated keys', () => {
  const next = newKey()

  it('are fetched once, for a `kid` that is unknown, and the answer is theirs', async () => {
    const { gate, asked, clock, publish } = connected()
    assert.equal(await verdict(gate, long()), 'allow')
    publish({ keys: [...jwks.keys, ...keySet(next, 'k2').keys] })
    clock.pass(31 * SECOND)
    assert.equal(await verdict(gate, long({}, { kid: 'k2' }, next), at(clock)), 'allow')
    assert.equal(asked.length, 2)
    assert.equal(await verdict(gate, long(), at(clock)), 'allow')
  })

  it('are fetched for a changed key under the same `kid`, too', async () => {
    const { gate, clock, publish } = connected()
    assert.equal(await verdict(gate, long()), 'allow')
    publish(keySet(next))
    clock.pass(31 * SECOND)
    assert.equal(await verdict(gate, long({}, {}, next), at(clock)), 'allow')
    assert.equal(await verdict(gate, long(), at(clock)), 'signature_invalid')
  })

  it('come to every gate of the source, before its next decision', async () => {
    const { gate, keys, clock, publish } = connected()
    const other = connect(gateWithout(), { keys })
    assert.deepEqual([await verdict(gate, long()), await verdict(other, long())], ['allow', 'allow'])
    publish(keySet(next))
    clock.pass(31 * SECOND)
    assert.equal(await verdict(gate, long({}, {}, next), at(clock)), 'allow')
    assert.equal(await verdict(other, long(), at(clock)), 'signature_invalid')
  })

  it('are asked for at most once per cooldown, whatever a thousand tokens say', async () => {
    const { gate, asked, clock } = connected()
    assert.equal(await verdict(gate, long()), 'allow')
    const flood = () => Promise.all(Array.from({ length: 1000 }, (_, index) => verdict(gate, long({}, { kid: `k${index + 2}` }), at(clock))))
    assert.deepEqual(new Set(await flood()), new Set(['key_unknown']))
    assert.equal(asked.length, 1, 'they were fetched just now')
    for (const fetches of [2, 3]) {
      clock.pass(31 * SECOND)
      assert.deepEqual(new Set(await flood()), new Set(['key_unknown']))
      for (let index = 0; index < 10; index++) assert.equal(await verdict(gate, long({}, { kid: 'x' }), at(clock)), 'key_unknown')
      assert.equal(asked.length, fetches)
    }
  })

  it('are not asked for before the gate says so, even by a source without a cooldown', async () => {
    let current = JSON.stringify(jwks)
    let count = 0
    const keys = { issuers: [ISSUER], current: () => current, refresh: async () => void count++ }
    const gate = connect(gateWithout(), { keys })
    const jwt = long({}, { kid: 'k2' }, next)
    assert.equal(await verdict(gate, jwt), 'key_unknown')
    assert.equal(await verdict(gate, jwt, { now: NOW + 29 }), 'key_unknown')
    assert.equal(count, 0)
    current = JSON.stringify(keySet(next, 'k2'))
    assert.equal(await verdict(gate, jwt, { now: NOW + 29 }), 'allow')
    assert.equal(await verdict(gate, long({}, { kid: 'k3' }, next), { now: NOW + 60 }), 'key_unknown')
    assert.equal(count, 1)
  })
})

describe('age', () => {
  const next = newKey()

  it('has keys fetched in the background from half of it on: nobody waits', async () => {
    const { gate, asked, clock, publish } = connected()
    assert.equal(await verdict(gate, long()), 'allow')
    clock.pass(299 * SECOND)
    assert.equal(await verdict(gate, long(), at(clock)), 'allow')
    await settle()
    assert.equal(asked.length, 1)
    publish(keySet(next))
    clock.pass(2 * SECOND)
    assert.equal(await verdict(gate, long(), at(clock)), 'allow')
    await settle()
    assert.equal(asked.length, 2)
    assert.equal(await verdict(gate, long(), at(clock)), 'signature_invalid', 'the issuer took it away')
    assert.equal(await verdict(gate, long({}, {}, next), at(clock)), 'allow')
  })

  it('keeps what a gate has proven, where the same keys came again', async () => {
    const raw = gateWithout()
    const replaced = mock.method(raw, 'replaceKeys')
    const { gate, asked, clock } = connected(() => answer(jwks), {}, { gate: raw })
    assert.equal(await verdict(gate, long()), 'allow')
    const count = replaced.mock.callCount()
    for (let index = 0; index < 3; index++) {
      clock.pass(400 * SECOND)
      assert.equal(await verdict(gate, long(), at(clock)), 'allow')
      await settle()
    }
    assert.equal(asked.length, 4)
    assert.equal(replaced.mock.callCount(), count)
  })

  it('has them fetched before a decision once it is over', async () => {
    const { gate, asked, clock, publish } = connected()
    assert.equal(await verdict(gate, long()), 'allow')
    publish(keySet(next))
    clock.pass(10 * MINUTE)
    assert.equal(await verdict(gate, long(), at(clock)), 'signature_invalid')
    assert.equal(asked.length, 2)
    assert.equal(await verdict(gate, long({}, {}, next), at(clock)), 'allow')
  })

  it('of one issuer says nothing of another, whose tokens do not wait', async () => {
    const OTHER = 'https://two.example'
    const { fetch, asked, routes } = fakeFetch({ [JWKS]: jwks, [`${OTHER}/jwks`]: keySet(next) })
    const clock = clocks()
    const keys = remoteKeys({ issuers: [ISSUER, OTHER].map((issuer) => ({ issuer, jwksUri: `${issuer}/jwks` })), fetch, clock })
    const issuers = [ISSUER, OTHER].map((issuer) => ({ issuer, jwks: null, profile: 'rfc9068', algorithms: ['Ed25519'] }))
    const gate = connect(gateWithout({ issuers }), { keys })
    const other = long({ iss: OTHER }, {}, next)
    assert.deepEqual([await verdict(gate, long()), await verdict(gate, other)], ['allow', 'allow'])
    routes[`${OTHER}/jwks`] = new TypeError('fetch failed')
    clock.pass(61 * MINUTE)
    assert.equal(await verdict(gate, long(), at(clock)), 'allow')
    assert.equal(await verdict(gate, other, at(clock)), 'source_unavailable')
    routes[`${OTHER}/jwks`] = never
    clock.pass(31 * SECOND)
    const waiting = verdict(gate, other, at(clock))
    assert.equal(await verdict(gate, long(), at(clock)), 'allow')
    assert.equal(asked.filter((url) => url === `${OTHER}/jwks`).length, 3)
    waiting.catch(() => undefined)
  })
})

describe('waiting', () => {
  it('ends with the client, and not for others', async () => {
    let open
    const opened = new Promise((resolve) => (open = resolve))
    let signal
    const { gate, asked, told } = connected((_, init) => {
      signal = init.signal
      return opened.then(() => answer(jwks))
    })
    const client = new AbortController()
    const gone = verdict(gate, token(), { signal: client.signal })
    const stays = verdict(gate, token())
    const reason = new Error('the client went away')
    await settle()
    assert.equal(asked.length, 1)
    client.abort(reason)
    await assert.rejects(gone, (error) => error === reason)
    assert.equal(signal.aborted, false)
    open()
    assert.equal(await stays, 'allow')
    assert.deepEqual([asked.length, told], [1, []])
    await assert.rejects(verdict(gate, token(), { signal: client.signal }), (error) => error === reason)
    await assert.rejects(gate.decideAsync(token(), {}, { signal: client.signal }), (error) => error === reason)
  })

  it('in the background is handed to the runtime', async () => {
    const work = []
    const { gate, clock, publish } = connected(jwks, { waitUntil: (promise) => work.push(promise) })
    assert.equal(await verdict(gate, long()), 'allow')
    publish(new TypeError('fetch failed'))
    clock.pass(6 * MINUTE)
    assert.equal(await verdict(gate, long(), at(clock)), 'allow')
    assert.equal(work.length, 2)
    assert.deepEqual(await Promise.all(work), [undefined, undefined], 'never rejects')
  })

  it('is not disturbed by listeners that throw', async () => {
    const rude = () => {
      throw new Error('a fault of the host')
    }
    const { gate, clock, publish } = connected(jwks, { onFault: rude, waitUntil: rude }, { options: { onFault: rude } })
    assert.equal(await verdict(gate, long()), 'allow')
    publish(new TypeError('fetch failed'))
    clock.pass(11 * MINUTE)
    assert.equal(await verdict(gate, long(), at(clock)), 'allow')
    clock.pass(60 * MINUTE)
    assert.equal(await verdict(gate, long(), at(clock)), 'source_unavailable')
  })

  it('for what another request fetches is not done on workers, where that would hang', async (context) => {
    const had = Object.getOwnPropertyDescriptor(globalThis, 'navigator')
    Object.defineProperty(globalThis, 'navigator', { value: { userAgent: 'Cloudflare-Workers' }, configurable: true })
    context.after(() => (had ? Object.defineProperty(globalThis, 'navigator', had) : delete globalThis.navigator))
    const { gate, asked } = connected(() => settle().then(() => answer(jwks)))
    const all = await Promise.all(Array.from({ length: 3 }, () => verdict(gate, token())))
    assert.deepEqual([all, asked.length], [['allow', 'allow', 'allow'], 3])
    const next = newKey()
    const opens = []
    const slow = connected(() => new Promise((resolve) => opens.push(resolve)))
    const first = slow.keys.refresh(ISSUER)
    slow.clock.pass(1)
    const second = slow.keys.refresh(ISSUER)
    opens[1](answer(keySet(next)))
    await second
    opens[0](answer(jwks))
    await first
    assert.equal(slow.keys.current(ISSUER), JSON.stringify(keySet(next)), 'the one that was asked for last')
    let stuck = 0
    const ended = connected(() => (stuck++ < 64 ? never() : answer(jwks)))
    for (let index = 0; index < 64; index++) ended.keys.refresh(ISSUER).catch(() => undefined)
    await assert.rejects(ended.keys.refresh(ISSUER), { code: 'unreachable' })
    ended.clock.pass(4000)
    assert.equal(await verdict(ended.gate, token()), 'allow', 'what never ends is forgotten')
    const many = connected(() => settle().then(() => answer(jwks)))
    const codes = await Promise.all(Array.from({ length: 100 }, () => verdict(many.gate, token())))
    assert.equal(many.asked.length, 64)
    assert.ok(codes.includes('source_unavailable'))
    await assert.doesNotReject(many.keys.refresh(ISSUER))
  })
})

describe('refresh', () => {
  it('warms up, and says what it can not do', async () => {
    const { keys, publish, clock } = remote()
    await keys.refresh(ISSUER)
    assert.equal(keys.current(ISSUER), JSON.stringify(jwks))
    assert.equal(keys.current('https://evil.example'), undefined)
    await assert.rejects(keys.refresh('https://evil.example'), TypeError)
    publish(answer('', { status: 404 }))
    clock.pass(31 * SECOND)
    await assert.rejects(keys.refresh(ISSUER), { name: 'KeyFetchError', code: 'status_unexpected', issuer: ISSUER })
    assert.deepEqual(keys.issuers, [ISSUER])
    assert.ok(Object.isFrozen(keys.issuers))
  })
})
