// Stores in a real Redis, through each client.

import assert from 'node:assert/strict'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { redisCounters, redisReplay, redisRevocation } from '../../pkg/dist/stores/index.js'
import { clients, until } from './clients.mjs'
import { asking, counterContract, newHash, newKey, replayContract, revocationContract, seconds, sha256 } from './contracts.mjs'
import { RedisServer } from './redis-server.mjs'

let server
before(async () => {
  server = await RedisServer.start()
})
after(() => server?.kill())

for (const name of Object.keys(clients)) {
  describe(`with ${name}`, () => {
    let client
    let close
    before(async () => {
      ;({ client, close } = await clients[name](server.url))
    })
    after(() => close?.())

    describe('redisReplay', () => replayContract(() => redisReplay(client)))
    describe('redisRevocation', () => revocationContract((options) => redisRevocation(client, options)))
    describe('redisCounters', () => counterContract(() => redisCounters(client)))
  })
}

describe('in Redis', () => {
  let client
  let close
  before(async () => {
    ;({ client, close } = await clients.redis(server.url))
  })
  after(() => close?.())

  /** Between what it was when it was asked for, and now. */
  async function lives(key, life, from) {
    const left = await client.pTTL(key)
    const passed = Date.now() - from
    assert.ok(left <= life * 1000 && left >= life * 1000 - passed - 2000, `${left} of ${life} s`)
  }

  it('a replay key lives for as long as it counts, and longer by what clocks may be apart', async () => {
    for (const [clockSkew, longer] of [[undefined, 300], [0, 0], [10, 10]]) {
      const [key, from] = [newKey(), Date.now()]
      await redisReplay(client, { clockSkew }).insert({ key, until: seconds() + 90 }, asking)
      await lives(`narrowgate:replay:${key}`, 91 + longer, from)
      // The second insertion fails, and lengthens nothing
      await redisReplay(client, { clockSkew }).insert({ key, until: seconds() + 5000 }, asking)
      await lives(`narrowgate:replay:${key}`, 91 + longer, from)
    }
  })

  it('a revocation lives until no gate takes the token any more, or for good', async () => {
    const [from, store] = [Date.now(), redisRevocation(client, { prefix: 'gone ' })]
    const [token, tokenId] = [newHash(), newHash()]
    await store.revoke({ token, issuer: 'https://as.example', tokenId, expiresAt: seconds() + 90 })
    const id = `gone id:${sha256(JSON.stringify(['https://as.example', tokenId]))}`
    for (const key of [`gone token:${token}`, id]) await lives(key, 690, from)
    // It is never shortened
    await store.revoke({ token, issuer: 'https://as.example', tokenId, expiresAt: seconds() + 30 })
    for (const key of [`gone token:${token}`, id]) await lives(key, 690, from)
    await store.revoke({ token, expiresAt: seconds() + 900 })
    await lives(`gone token:${token}`, 1500, from)
    await store.revoke({ token })
    for (const expiresAt of [undefined, seconds() + 30]) {
      assert.equal(await client.pTTL(`gone token:${token}`), -1)
      await store.revoke({ token, expiresAt })
    }
    assert.equal(await client.pTTL(`gone token:${token}`), -1)
  })

  it('stores with other prefixes know nothing of each other', async () => {
    const key = newKey()
    const insert = (prefix) => redisReplay(client, { prefix }).insert({ key, until: seconds() + 60 }, asking)
    assert.deepEqual([await insert('a:'), await insert('b:'), await insert('a:')], [true, true, false])
  })

  it('a count ends with its window, and so does its key', async () => {
    const store = redisCounters(client)
    const key = newHash()
    const count = async (add) => (await store.count([{ key, seconds: 1, add }], asking))[0]
    for (let call = 1; call <= 10; call++) assert.equal(await count(1), call)
    await until(async () => (await count(0)) === 0)
    await until(async () => (await client.exists(`narrowgate:count:${key}`)) === 0)
    assert.equal(await count(0), 0)
    assert.equal(await client.exists(`narrowgate:count:${key}`), 0)
  })

  it('of a count, twentieths of the window are kept, and the expiry with each', async () => {
    const [store, key, from] = [redisCounters(client), newHash(), Date.now()]
    await store.count([{ key, seconds: 3600, add: 1 }], asking)
    await store.count([{ key, seconds: 3600, add: 0 }], asking)
    await lives(`narrowgate:count:${key}`, 22 * 180, from)
    const fields = await client.hGetAll(`narrowgate:count:${key}`)
    assert.deepEqual(Object.values(fields), ['1'])
    const [bucket] = Object.keys(fields).map(Number)
    // As if the clock had been put back by a day, and on by two hours: nothing is lost, and what is past is past
    await client.hSet(`narrowgate:count:${key}`, { [bucket + 480]: 5, [bucket - 40]: 100, [bucket - 19]: 7 })
    const count = async (add) => (await store.count([{ key, seconds: 3600, add }], asking))[0]
    assert.deepEqual([await count(1), await count(0), await count(1)], [14, 14, 15])
    const kept = await client.hGetAll(`narrowgate:count:${key}`)
    assert.ok(Object.keys(kept).every((index) => Number(index) <= bucket + 1 && Number(index) >= bucket - 19), JSON.stringify(kept))
  })

  it('a full Redis rejects: it throws nothing away', async () => {
    const store = redisReplay(client)
    const counters = redisCounters(client)
    const old = { key: newKey(), until: seconds() + 60 }
    await store.insert(old, asking)
    await client.configSet('maxmemory', '1')
    try {
      await assert.rejects(store.insert({ key: newKey(), until: seconds() + 60 }, asking), /OOM/)
      await assert.rejects(counters.count([{ key: newHash(), seconds: 60, add: 1 }], asking), /OOM/)
    } finally {
      await client.configSet('maxmemory', '0')
    }
    assert.equal(await store.insert(old, asking), false)
  })
})

describe('two processes', () => {
  async function race(client, message) {
    const racers = await Promise.all(
      [0, 1].map(async () => {
        const racer = fork(fileURLToPath(new URL('racer.mjs', import.meta.url)), [server.url, client])
        await once(racer, 'message')
        return racer
      }),
    )
    const said = racers.map((racer) => once(racer, 'message'))
    for (const racer of racers) racer.send(message)
    const answers = (await Promise.all(said)).map(([answer]) => answer)
    for (const racer of racers) racer.disconnect()
    await Promise.all(racers.map((racer) => once(racer, 'exit')))
    return answers
  }

  for (const name of ['redis', 'ioredis']) {
    it(`that insert the same keys with ${name}: exactly one is the first, for each`, async () => {
      const keys = Array.from({ length: 2000 }, newKey)
      const [one, other] = await race(name, { work: 'insert', keys, until: seconds() + 60 })
      assert.equal(one.length, keys.length)
      keys.forEach((key, index) => assert.notEqual(one[index], other[index], key))
    })

    it(`that count the same with ${name}: every call has a number of its own`, async () => {
      const answers = await race(name, { work: 'count', key: newHash(), times: 1000 })
      assert.deepEqual(answers.flat(2).toSorted((a, b) => a - b), Array.from({ length: 2000 }, (_, index) => index + 1))
    })
  }
})

describe('a client', () => {
  const insert = (answer) => redisReplay(async () => answer).insert({ key: newKey(), until: seconds() + 60 }, asking)
  const isRevoked = (answer) => redisRevocation(async () => answer).isRevoked({ token: newHash() }, asking)
  const count = (answer) => redisCounters(async () => answer).count([{ key: newHash(), seconds: 60, add: 1 }], asking)

  it('that answers with something else than Redis does is not believed', async () => {
    for (const strange of [undefined, 'QUEUED', '', 0, true, false, {}, [], Buffer.from('OK')]) await assert.rejects(insert(strange), /Redis/)
    for (const strange of [undefined, null, '0', 0n, true, false, 2, -1, []]) await assert.rejects(isRevoked(strange), /Redis/)
    for (const strange of [undefined, null, '1', 1n, 'QUEUED', [1]]) await assert.rejects(count(strange), /Redis/)
    await assert.rejects(redisRevocation(async () => 'QUEUED').revoke({ token: newHash() }), /Redis/)
  })

  it('of a cluster is told the key that it routes by', async () => {
    const routed = []
    const send = async (args, { key, signal }) => {
      assert.ok(args.includes(key) && signal instanceof AbortSignal)
      routed.push(args[0])
      return { SET: 'OK', EXISTS: 0, EVAL: 1 }[args[0]]
    }
    await redisReplay(send).insert({ key: newKey(), until: seconds() + 60 }, asking)
    await redisRevocation(send).isRevoked({ token: newHash(), issuer: 'a', tokenId: 'b' }, asking)
    await redisRevocation(send).revoke({ token: newHash() })
    await redisCounters(send).count([{ key: newHash(), seconds: 60, add: 1 }], asking)
    assert.deepEqual(routed, ['SET', 'EXISTS', 'EXISTS', 'EVAL', 'EVAL'])
  })

  it('has to be one', () => {
    for (const make of [redisReplay, redisRevocation, redisCounters]) {
      for (const wrong of [undefined, null, {}, 'redis://127.0.0.1', { call: 1 }]) assert.throws(() => make(wrong), TypeError)
      for (const prefix of [null, 1, {}]) assert.throws(() => make(async () => 'OK', { prefix }), TypeError)
    }
  })
})
