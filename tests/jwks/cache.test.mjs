// Keys that outlive a process.

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { remoteKeys } from '../../pkg/dist/jwks/index.js'
import { ISSUER, jwks, keySet, newKey, NOW, token } from '../js/support.mjs'
import { answer, clocks, connected, gateWithout, JWKS, remote, settle, verdict } from './support.mjs'

const MINUTE = 60_000
const TEXT = JSON.stringify(jwks)
const set = (changes) => ({ issuer: ISSUER, from: JWKS, keys: TEXT, fetchedAt: NOW, ...changes })
const cache = (...sets) => ({ version: 1, sets })
const long = (changes, header, key) => token({ exp: NOW + 100_000, ...changes }, header, key)

describe('export', () => {
  it('is plain JSON, and the same object until something changes', async () => {
    const { keys, clock } = remote()
    const empty = keys.export()
    assert.deepEqual(empty, cache())
    assert.equal(keys.export(), empty)
    await keys.refresh(ISSUER)
    const one = keys.export()
    assert.deepEqual(JSON.parse(JSON.stringify(one)), cache(set()))
    assert.ok(Object.isFrozen(one) && Object.isFrozen(one.sets[0]))
    assert.equal(keys.export(), one)
    clock.pass(31_000)
    await keys.refresh(ISSUER)
    assert.deepEqual(keys.export(), cache(set({ fetchedAt: NOW + 31 })))
  })

  it('has no set that a gate refused', async () => {
    const { gate, keys } = connected({ keys: [{ kty: 'unknown' }] })
    assert.equal(await verdict(gate, token()), 'source_unavailable')
    assert.deepEqual(keys.export(), cache())
  })
})

describe('an imported cache', () => {
  it('spares the first fetch, and ages as if it had been fetched here', async () => {
    const { gate, asked, clock, keys } = connected(jwks, { cache: cache(set({ fetchedAt: NOW - 60 })) })
    assert.deepEqual(keys.export(), cache(set({ fetchedAt: NOW - 60 })))
    assert.equal(await verdict(gate, long()), 'allow')
    assert.deepEqual(asked, [])
    clock.pass(4 * MINUTE)
    assert.equal(await verdict(gate, long()), 'allow')
    await settle()
    assert.equal(asked.length, 1)
  })

  it('was fetched when it says: unknown keys cause no other fetch until the cooldown is over, however often it is imported', async () => {
    const old = { cache: cache(set({ fetchedAt: NOW - 20 })) }
    const unknown = () => token({}, { kid: 'unknown' })
    // One gate, which has had these keys for a while; a source for each request
    const raw = gateWithout()
    assert.equal(await verdict(connected(jwks, old, { gate: raw }).gate, token()), 'allow')
    for (let request = 0; request < 5; request++) {
      const { gate, asked } = connected(jwks, old, { gate: raw })
      assert.equal(await verdict(gate, unknown(), { now: NOW + 40 }), 'key_unknown')
      assert.deepEqual(asked, [])
    }
    const { gate, asked, clock } = connected(jwks, old, { gate: raw })
    clock.pass(10_000)
    assert.equal(await verdict(gate, unknown(), { now: NOW + 40 }), 'key_unknown')
    assert.equal(asked.length, 1)
  })

  it('that is too old is fetched anew first, and stands in only where that fails, up to the cap', async () => {
    const next = newKey()
    const old = { cache: cache(set({ fetchedAt: NOW - 700 })) }
    const { gate } = connected(keySet(next), old)
    assert.equal(await verdict(gate, long()), 'signature_invalid')
    const down = connected(new TypeError('fetch failed'), old)
    assert.equal(await verdict(down.gate, long()), 'allow')
    assert.equal(down.asked.length, 1)
    const older = connected(new TypeError('fetch failed'), { cache: cache(set({ fetchedAt: NOW - 3600 })) })
    assert.equal(await verdict(older.gate, long()), 'source_unavailable')
  })

  it('is as old as it was, also where the clock of the day is set back later', async () => {
    const { gate, asked } = connected(jwks, { cache: cache(set({ fetchedAt: NOW - 500 })) })
    assert.equal(await verdict(gate, long()), 'allow')
    await settle()
    assert.equal(asked.length, 1)
    const { keys, clock: other } = remote(new TypeError('fetch failed'), { cache: cache(set({ fetchedAt: NOW - 200 })), clock: clocks() })
    assert.equal(keys.current(ISSUER), TEXT)
    other.set(-1000)
    other.pass(399_999)
    assert.equal(keys.current(ISSUER), TEXT)
    other.pass(60_001)
    assert.equal(keys.current(ISSUER), undefined)
  })

  it('from the future is not used, but for what clocks differ by', async () => {
    for (const [ahead, fetches] of [[29, 0], [31, 1], [1e9, 1], [Infinity, 1]]) {
      const { gate, asked } = connected(jwks, { cache: cache(set({ fetchedAt: NOW + ahead })) })
      assert.equal(await verdict(gate, long()), 'allow')
      assert.equal(asked.length, fetches, `${ahead}`)
    }
  })

  it('is of a clock that only starts with the first use', async () => {
    const clock = clocks()
    const { now } = clock
    clock.now = () => 0
    const parts = connected(jwks, { clock, cache: cache(set()) })
    clock.now = now
    assert.equal(await verdict(parts.gate, long()), 'allow')
    assert.deepEqual(parts.asked, [])
  })

  it('has keys that are checked like fetched ones', async () => {
    for (const [keys, code] of [
      ['', 'malformed'],
      ['{', 'malformed'],
      ['[]', 'malformed'],
      ['{"keys":[]}', 'keys_lost'],
      [`${TEXT}${' '.repeat(300_000)}`, 'too_large'],
      [jwks, 'malformed'],
      [undefined, 'malformed'],
    ]) {
      const { gate, asked, faults } = connected(jwks, { cache: cache(set({ keys })) })
      assert.equal(await verdict(gate, token()), 'allow')
      assert.deepEqual([asked.length, faults.map((fault) => fault.code)], [1, [code]])
    }
    const { gate, faults, clock } = connected(jwks, { cache: cache(set({ keys: '{"keys":[{"kty":"oct","k":"AA"}]}' })) })
    assert.equal(await verdict(gate, long()), 'source_unavailable')
    assert.deepEqual(faults.map((fault) => fault.code), ['keys_refused'])
    clock.pass(1000)
    assert.equal(await verdict(gate, long()), 'allow')
  })

  it('can not name issuers, or addresses that were configured differently since', async () => {
    const evil = newKey()
    for (const sets of [
      [set({ issuer: 'https://evil.example', keys: JSON.stringify(keySet(evil)) })],
      [set({ from: 'https://evil.example/jwks', keys: JSON.stringify(keySet(evil)) })],
      [set({ from: null })],
      [set({ from: undefined })],
      [],
    ]) {
      const { gate, asked, faults, keys } = connected(jwks, { cache: cache(...sets) })
      assert.equal(await verdict(gate, token({}, {}, evil)), 'signature_invalid')
      assert.deepEqual([asked.length, faults, keys.issuers], [1, [], [ISSUER]])
    }
  })

  it('that is none is told, and not used', async () => {
    for (const junk of [1, 'x', JSON.stringify(cache(set())), [], {}, { version: 2, sets: [set()] }, { version: 1 }, { version: 1, sets: set() }, { version: 1, sets: [set({ fetchedAt: `${NOW}` })] }, { version: 1, sets: [set({ fetchedAt: Number.NaN })] }]) {
      const { gate, asked, faults } = connected(jwks, { cache: junk })
      assert.equal(await verdict(gate, token()), 'allow')
      assert.equal(asked.length, 1, JSON.stringify(junk))
      assert.ok(faults.every(({ code }) => code === 'malformed'))
    }
    for (const junk of [null, undefined, { version: 1, sets: [null, 1, 'x', [], {}] }]) {
      const { faults } = remote(jwks, { cache: junk })
      assert.deepEqual(faults, [])
    }
  })

  it('of one process serves the next', async () => {
    const first = remote()
    await first.keys.refresh(ISSUER)
    const kept = JSON.parse(JSON.stringify(first.keys.export()))
    const next = remoteKeys({ issuers: [{ issuer: ISSUER, jwksUri: JWKS }], cache: kept, clock: first.clock, fetch: () => answer('', { status: 500 }) })
    assert.equal(next.current(ISSUER), TEXT)
  })
})
