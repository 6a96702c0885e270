// Stores in memory: their bounds, and clocks that jump.

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { memoryCounters, memoryReplay, memoryRevocation, StoreFull, tokenHash } from '../../pkg/dist/stores/index.js'
import { cases } from '../soak.mjs'
import { asking, counterContract, newHash, newKey, replayContract, revocationContract, sha256 } from './contracts.mjs'

/** A wall clock that jumps as told, and one that does not. */
function clocks(start = 1_800_000_000) {
  let [wall, elapsed] = [start, 5]
  return {
    now: () => wall,
    elapsedMs: () => elapsed,
    pass(seconds) {
      wall += seconds
      elapsed += seconds * 1000
    },
    jump(seconds) {
      wall += seconds
    },
  }
}

describe('memoryReplay', () => {
  replayContract(() => memoryReplay())

  function store(options) {
    const clock = clocks()
    const replay = memoryReplay({ clock, ...options })
    const insert = (key, life = 60) => replay.insert({ key, until: clock.now() + life }, asking)
    return { clock, insert, replay }
  }

  it('forgets no key before its time has passed, and has room again then', async () => {
    const { clock, insert } = store({ capacity: 1 })
    assert.equal(await insert('a'), true)
    clock.pass(60)
    assert.equal(await insert('a'), false)
    await assert.rejects(insert('b'), StoreFull)
    clock.pass(1)
    assert.equal(await insert('b'), true)
    await assert.rejects(insert('a'), StoreFull)
  })

  it('full of live keys it rejects new ones, and still knows the old ones', async () => {
    const { clock, insert } = store({ capacity: 1000 })
    for (let key = 0; key < 1000; key++) assert.equal(await insert(`${key}`, 60 + (key % 7)), true)
    for (let key = 1000; key < 3000; key++) await assert.rejects(insert(`${key}`), StoreFull)
    for (let key = 0; key < 1000; key++) assert.equal(await insert(`${key}`), false)
    clock.pass(63)
    const free = [...Array(1000).keys()].filter((key) => key % 7 < 3).length
    for (let key = 0; key < free; key++) assert.equal(await insert(`new ${key}`), true)
    await assert.rejects(insert('one too many'), StoreFull)
    for (let key = 0; key < 1000; key++) if (key % 7 > 2) assert.equal(await insert(`${key}`), false, `${key}`)
  })

  it('whose clock is put forward and back has forgotten nothing', async () => {
    const { clock, insert } = store({ capacity: 3 })
    await insert('a')
    clock.jump(86_400)
    assert.equal(await insert('b'), true)
    assert.equal(await insert('c'), true)
    clock.jump(-86_400)
    for (const key of ['a', 'b', 'c']) assert.equal(await insert(key), false)
    await assert.rejects(insert('d'), StoreFull)
  })

  it('whose clock is put forward for good has room again when the time has passed', async () => {
    const { clock, insert } = store({ capacity: 1 })
    await insert('a')
    clock.jump(86_400)
    await assert.rejects(insert('b'), StoreFull)
    clock.pass(61)
    assert.equal(await insert('b'), true)
  })

  it('whose clock is put back keeps what it has, and forgets what came since in time', async () => {
    const { clock, insert } = store({ capacity: 2 })
    await insert('before')
    clock.jump(-86_400)
    clock.pass(120)
    assert.equal(await insert('since'), true)
    assert.equal(await insert('before'), false)
    await assert.rejects(insert('later'), StoreFull)
    clock.pass(61)
    assert.equal(await insert('later'), true)
    assert.equal(await insert('before'), false)
  })

  it('rejects a key that its clock would forget at once', async () => {
    const { clock, replay } = store()
    await assert.rejects(replay.insert({ key: 'a', until: clock.now() - 1 }, asking), RangeError)
    const tolerant = memoryReplay({ clock, clockSkew: 10 })
    assert.equal(await tolerant.insert({ key: 'a', until: clock.now() - 10 }, asking), true)
    assert.equal(await tolerant.insert({ key: 'a', until: clock.now() - 10 }, asking), false)
    await assert.rejects(tolerant.insert({ key: 'b', until: clock.now() - 11 }, asking), RangeError)
  })

  it('keeps exactly what it has to, in whatever order it comes and goes', async () => {
    const clock = clocks()
    const replay = memoryReplay({ clock, capacity: 64 })
    const live = new Map()
    for (let step = 0, seed = 7; step < cases(20_000); step++) {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0
      if (seed % 3 === 0) clock.pass((seed >>> 8) % 4)
      const now = clock.now()
      for (const [key, until] of live) if (until < now) live.delete(key)
      const key = `${(seed >>> 4) % 400}`
      const known = live.has(key)
      const until = now + ((seed >>> 12) % 90)
      const said = await replay.insert({ key, until }, asking).catch((error) => error.name)
      if (known) assert.equal(said, false)
      // What has expired may still be known: that is as true
      else if (said === false) continue
      else if (live.size < 64) assert.equal(said, true)
      else assert.equal(said, 'StoreFull')
      if (said === true) live.set(key, until)
    }
  })

  it('takes only sensible options', () => {
    for (const capacity of [0, -1, 1.5, Number.NaN, Infinity, '10', null]) assert.throws(() => memoryReplay({ capacity }), TypeError)
    for (const clockSkew of [-1, 0.5, Number.NaN, Infinity, '10', null]) assert.throws(() => memoryReplay({ clockSkew }), TypeError)
  })
})

describe('memoryRevocation', () => {
  revocationContract((options) => memoryRevocation(options))

  const query = (token, clock) => ({ token, issuer: 'https://as.example', expiresAt: clock.now() + 60 })

  it('forgets what it was told when no gate takes the token any more, and never without its expiry', async () => {
    const clock = clocks()
    const store = memoryRevocation({ clock, capacity: 2 })
    const [brief, forGood] = [newHash(), newHash()]
    await store.revoke({ token: brief, expiresAt: clock.now() + 60 })
    await store.revoke({ token: forGood })
    clock.pass(660)
    assert.equal(await store.isRevoked(query(brief, clock), asking), true)
    await assert.rejects(store.revoke({ token: newHash() }), StoreFull)
    clock.pass(1)
    await store.revoke({ token: newHash(), expiresAt: clock.now() })
    assert.equal(await store.isRevoked(query(brief, clock), asking), false)
    clock.pass(1e9)
    await store.revoke({ token: newHash() })
    assert.equal(await store.isRevoked(query(forGood, clock), asking), true)
  })

  it('never shortens what it was told before, nor takes it back for a clock that jumps', async () => {
    const clock = clocks()
    const store = memoryRevocation({ clock, capacity: 1 })
    const token = newHash()
    await store.revoke({ token })
    await store.revoke({ token, expiresAt: clock.now() })
    for (const seconds of [1e8, -2e8, 1e8]) {
      clock.jump(seconds)
      await assert.rejects(store.revoke({ token: newHash(), expiresAt: clock.now() }), StoreFull)
      assert.equal(await store.isRevoked(query(token, clock), asking), true)
    }
  })
})

describe('tokenHash', () => {
  it('is of everything but the signature', async () => {
    assert.equal(await tokenHash('head.body.sig'), sha256('head.body'))
    for (const wrong of ['', 'nothing', 'Bearer head.body.sig', ' head.body.sig', 'head.body', 'head.body.sig.more', '.body.sig', 'head.body.sig\n', undefined, null, 1, ['head.body.sig']]) await assert.rejects(tokenHash(wrong), TypeError)
  })
})

describe('memoryCounters', () => {
  counterContract(() => memoryCounters())

  it('never counts too few, and at most what one twentieth of a window more held', async () => {
    for (const [seconds, most] of [[60, 5], [7, 0.3], [1, 0.04], [2_678_400, 90_000]]) {
      const clock = clocks()
      const store = memoryCounters({ clock })
      const key = newKey()
      const calls = []
      for (let step = 0, seed = seconds; step < 3000; step++) {
        seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0
        clock.pass((seed / 2 ** 32) ** 4 * most)
        const add = (seed >>> 7) % 5 === 0 ? 0 : 1
        if (add === 1) calls.push(clock.elapsedMs())
        const [said] = await store.count([{ key, seconds, add }], asking)
        const since = (ms) => calls.filter((time) => time > clock.elapsedMs() - ms).length
        assert.ok(since(seconds * 1000) <= said && said <= since(seconds * 1050), `${said} at step ${step} of ${seconds} s`)
      }
    }
  })

  it('a window ends', async () => {
    const clock = clocks()
    const store = memoryCounters({ clock })
    const count = async (add) => (await store.count([{ key: 'k', seconds: 60, add }], asking))[0]
    for (let call = 1; call <= 50; call++) assert.equal(await count(1), call)
    clock.pass(59.9)
    assert.equal(await count(0), 50)
    clock.pass(3.2)
    assert.equal(await count(0), 0)
    assert.equal(await count(1), 1)
  })

  it('no count goes before its window has passed, also where others need room', async () => {
    const clock = clocks()
    const store = memoryCounters({ clock, capacity: 1 })
    const count = async (key, add) => (await store.count([{ key, seconds: 60, add }], asking))[0]
    clock.pass(2.9)
    assert.equal(await count('a', 1), 1)
    clock.pass(57.2)
    await assert.rejects(count('b', 1), StoreFull)
    assert.equal(await count('a', 0), 1)
    clock.pass(3)
    assert.deepEqual([await count('b', 1), await count('a', 0)], [1, 0])
  })

  it('does not look at the wall clock', async () => {
    const clock = clocks()
    const store = memoryCounters({ clock })
    const count = async () => (await store.count([{ key: 'k', seconds: 60, add: 1 }], asking))[0]
    assert.equal(await count(), 1)
    clock.jump(86_400)
    assert.equal(await count(), 2)
    clock.jump(-172_800)
    assert.equal(await count(), 3)
  })

  it('full of live counts it rejects new ones, goes on with the old ones, and has room again in time', async () => {
    const clock = clocks()
    const store = memoryCounters({ clock, capacity: 100 })
    const count = async (key, add = 1) => (await store.count([{ key, seconds: 60, add }], asking))[0]
    for (let key = 0; key < 100; key++) assert.equal(await count(`${key}`), 1)
    for (let key = 100; key < 1000; key++) {
      await assert.rejects(count(`${key}`), StoreFull)
      assert.equal(await count(`${key}`, 0), 0)
    }
    clock.pass(30)
    for (let key = 0; key < 50; key++) assert.equal(await count(`${key}`), 2)
    clock.pass(34)
    // Those that were counted on live on; only the others have gone
    for (let key = 0; key < 50; key++) assert.equal(await count(`new ${key}`), 1)
    await assert.rejects(count('one too many'), StoreFull)
    for (let key = 0; key < 50; key++) assert.equal(await count(`${key}`, 0), 1)
  })

  it('takes only a sensible capacity', () => {
    for (const capacity of [0, -1, 1.5, Number.NaN, '10']) assert.throws(() => memoryCounters({ capacity }), TypeError)
  })
})
