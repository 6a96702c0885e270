// Issuers that are down, key sets that lost their keys, and clocks that jump.

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ConfigError } from '../../pkg/dist/index.js'
import { KeyFetchError } from '../../pkg/dist/jwks/index.js'
import { ISSUER, issuerKey, jwks, keySet, newKey, NOW, token } from '../js/support.mjs'
import { answer, clocks, connected, never, remote, settle, verdict } from './support.mjs'

const SECOND = 1000
const MINUTE = 60_000

/** Seconds of the day at the clocks' time, for the gate. */
const at = (clock) => ({ now: Math.floor(clock.now()) })
const long = (changes, header, key) => token({ exp: NOW + 100_000, ...changes }, header, key)

describe('an issuer that is down', () => {
  const down = new TypeError('fetch failed')

  it('has its older keys used up to a cap, and each failure told once', async () => {
    const { gate, asked, clock, faults, publish } = connected()
    assert.equal(await verdict(gate, long()), 'allow')
    publish(down)
    clock.pass(11 * MINUTE)
    for (let index = 0; index < 5; index++) assert.equal(await verdict(gate, long(), at(clock)), 'allow')
    assert.deepEqual([asked.length, faults.length], [2, 1])
    assert.deepEqual([faults[0].code, faults[0].issuer, faults[0] instanceof KeyFetchError], ['unreachable', ISSUER, true])
    clock.pass(48 * MINUTE)
    assert.equal(await verdict(gate, long(), at(clock)), 'allow')
    clock.pass(MINUTE)
    assert.equal(await verdict(gate, long(), at(clock)), 'source_unavailable')
    publish(jwks)
    clock.pass(MINUTE)
    assert.equal(await verdict(gate, long(), at(clock)), 'allow')
  })

  it('has none of them used where the cap says so', async () => {
    const { gate, clock, publish } = connected(jwks, { staleMs: 10 * MINUTE })
    assert.equal(await verdict(gate, long()), 'allow')
    publish(down)
    clock.pass(10 * MINUTE - 1)
    assert.equal(await verdict(gate, long(), at(clock)), 'allow')
    clock.pass(1)
    assert.equal(await verdict(gate, long(), at(clock)), 'source_unavailable')
  })

  it('is asked again after a second, then after twice as long, up to the cooldown', async () => {
    const { gate, asked, clock } = connected(down)
    const waits = [1, 2, 4, 8, 16, 30, 30]
    assert.equal(await verdict(gate, long()), 'source_unavailable')
    for (const [index, wait] of waits.entries()) {
      clock.pass(wait * SECOND - 1)
      assert.equal(await verdict(gate, long(), at(clock)), 'source_unavailable')
      assert.equal(asked.length, index + 1)
      clock.pass(1)
      assert.equal(await verdict(gate, long(), at(clock)), 'source_unavailable')
      assert.equal(asked.length, index + 2)
    }
  })

  it('is no reason to believe that a `kid` is unknown', async () => {
    const { gate, clock, publish } = connected()
    assert.equal(await verdict(gate, long()), 'allow')
    publish(down)
    clock.pass(31 * SECOND)
    for (let index = 0; index < 2; index++) {
      assert.equal(await verdict(gate, long({}, { kid: 'k2' }), at(clock)), 'source_unavailable')
      assert.equal(await verdict(gate, long(), at(clock)), 'allow')
    }
  })

  it('and never answers is cut off, and its older keys are used', async () => {
    const { gate, clock, faults, publish } = connected(jwks, { timeoutMs: 20 })
    assert.equal(await verdict(gate, long()), 'allow')
    let signal
    publish((_, init) => {
      signal = init.signal
      return never()
    })
    clock.pass(11 * MINUTE)
    assert.equal(await verdict(gate, long(), at(clock)), 'allow')
    assert.deepEqual([faults.map(({ code }) => code), signal.aborted], [['timed_out'], true])
  })
})

describe('a key set that lost its keys', () => {
  for (const [name, lost, code] of [
    ['is empty', { keys: [] }, 'keys_lost'],
    ['has none that can be used', { keys: [{ kty: 'unknown' }] }, 'keys_refused'],
    ['has a secret', { keys: [...jwks.keys, { kty: 'oct', k: 'AA' }] }, 'keys_refused'],
    ['is none', { keys: {} }, 'malformed'],
  ]) {
    it(`since it ${name} is a faulty answer: those before count up to the cap`, async () => {
      const { gate, clock, faults, publish } = connected()
      assert.equal(await verdict(gate, long()), 'allow')
      publish(lost)
      clock.pass(11 * MINUTE)
      assert.equal(await verdict(gate, long(), at(clock)), 'allow')
      assert.deepEqual(faults.map((fault) => fault.code), [code])
      clock.pass(50 * MINUTE)
      assert.equal(await verdict(gate, long(), at(clock)), 'source_unavailable')
      publish(jwks)
      clock.pass(MINUTE)
      assert.equal(await verdict(gate, long(), at(clock)), 'allow')
    })

    it(`since it ${name} leaves a new gate without any`, async () => {
      const { gate, told, faults } = connected(lost)
      assert.equal(await verdict(gate, long()), 'source_unavailable')
      assert.equal(await verdict(gate, long()), 'source_unavailable')
      assert.deepEqual(faults.map((fault) => fault.code), [code])
      assert.ok(told.every(([, error]) => !String(error.message).includes('AA')))
    })
  }

  it('that no gate can use is fetched less and less often', async () => {
    const { gate, asked, clock, publish } = connected()
    assert.equal(await verdict(gate, long()), 'allow')
    let serial = 0
    publish(() => ({ keys: [{ kty: 'unknown', serial: serial++ }] }))
    clock.pass(11 * MINUTE)
    const before = asked.length
    for (let second = 0; second < 120; second++) {
      assert.equal(await verdict(gate, long(), at(clock)), 'allow')
      await settle()
      clock.pass(SECOND)
    }
    // After 1, 2, 4, 8, 16, 30, 30, 30 seconds
    assert.equal(asked.length - before, 8)
    publish(jwks)
    clock.pass(30 * SECOND)
    assert.equal(await verdict(gate, long(), at(clock)), 'allow')
    await settle()
    publish(new TypeError('fetch failed'))
    clock.pass(11 * MINUTE)
    assert.equal(await verdict(gate, long(), at(clock)), 'allow')
    const failed = asked.length
    clock.pass(SECOND)
    assert.equal(await verdict(gate, long(), at(clock)), 'allow')
    assert.equal(asked.length - failed, 1, 'one that it could use begins anew')
  })

  it('in the background is found out before the next decision', async () => {
    const { gate, clock, faults, publish } = connected()
    assert.equal(await verdict(gate, long()), 'allow')
    publish({ keys: [{ kty: 'unknown' }] })
    clock.pass(6 * MINUTE)
    assert.equal(await verdict(gate, long(), at(clock)), 'allow')
    await settle()
    assert.equal(await verdict(gate, long(), at(clock)), 'allow')
    assert.deepEqual(faults.map(({ code, cause }) => [code, cause instanceof ConfigError]), [['keys_refused', true]])
  })
})

describe('clocks that jump', () => {
  const next = newKey()

  it('forward have keys fetched, whatever was done just now', async () => {
    const { gate, asked, clock } = connected()
    assert.equal(await verdict(gate, long()), 'allow')
    clock.set(20_000)
    assert.equal(await verdict(gate, long(), at(clock)), 'allow')
    assert.equal(asked.length, 2)
  })

  it('forward let no older keys stand in beyond the cap', async () => {
    const { gate, clock, publish } = connected()
    assert.equal(await verdict(gate, long()), 'allow')
    publish(new TypeError('fetch failed'))
    clock.set(20_000)
    assert.equal(await verdict(gate, long(), at(clock)), 'source_unavailable')
  })

  it('back make no keys younger', async () => {
    const { gate, asked, clock, publish } = connected()
    assert.equal(await verdict(gate, token()), 'allow')
    clock.set(-86_400)
    publish(keySet(next))
    const early = (key) => token({ iat: NOW - 86_500, exp: NOW - 80_000 }, {}, key)
    clock.pass(11 * MINUTE)
    assert.equal(await verdict(gate, early(next), at(clock)), 'allow')
    assert.equal(await verdict(gate, early(issuerKey), at(clock)), 'signature_invalid')
    assert.equal(asked.length, 2)
  })

  it('back do not keep rotated keys away for longer than a cooldown', async (context) => {
    let ms = performance.now()
    context.mock.method(performance, 'now', () => ms)
    const { gate, asked, clock, publish } = connected()
    assert.equal(await verdict(gate, token()), 'allow')
    clock.set(-86_400)
    publish(keySet(next, 'k2'))
    const jwt = token({ iat: NOW - 86_500, exp: NOW - 80_000 }, { kid: 'k2' }, next)
    clock.pass(29 * SECOND)
    ms += 29 * SECOND
    assert.equal(await verdict(gate, jwt, at(clock)), 'key_unknown')
    clock.pass(2 * SECOND)
    ms += 2 * SECOND
    assert.equal(await verdict(gate, jwt, at(clock)), 'allow')
    assert.equal(asked.length, 2)
  })

  it('and give no number make keys too old', async () => {
    for (const broken of ['monotonicMs', 'now']) {
      const clock = clocks()
      const { gate } = connected(jwks, { clock })
      assert.equal(await verdict(gate, token()), 'allow')
      clock[broken] = () => Number.NaN
      const { keys } = remote(jwks, { clock })
      await keys.refresh(ISSUER)
      assert.equal(keys.current(ISSUER), undefined)
      assert.equal(await verdict(gate, token()), 'source_unavailable')
    }
  })
})
