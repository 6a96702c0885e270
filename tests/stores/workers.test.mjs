// Stores on Cloudflare's runtime, workerd by Miniflare: the built files as they are, without a bundler.

import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { Miniflare } from 'miniflare'
import { durableObjectReplay, kvRevocation, ReplayObject } from '../../pkg/dist/stores/index.js'
import { until } from './clients.mjs'
import { asking, newHash, newKey, replayContract, revocationContract, seconds } from './contracts.mjs'

const dist = fileURLToPath(new URL('../../pkg/dist', import.meta.url))

/** Everything that the two subpaths import is in the package, and holds no WebAssembly. */
function modules(files = ['connect/index.js', 'stores/index.js'], seen = new Set()) {
  for (const file of files) {
    if (seen.has(file)) continue
    seen.add(file)
    const imports = [...readFileSync(join(dist, file), 'utf8').matchAll(/^(?:import|export)[^'\n]*from '([^']+)'/gm)]
    modules(imports.map(([, path]) => join(file, '..', path)), seen)
  }
  return [...seen]
}

const config = {
  modulesRoot: '/',
  modules: [
    { type: 'ESModule', path: '/worker.mjs', contents: readFileSync(new URL('worker.mjs', import.meta.url), 'utf8') },
    ...modules().map((file) => ({ type: 'ESModule', path: `/${file}`, contents: readFileSync(join(dist, file), 'utf8') })),
  ],
  compatibilityDate: '2026-04-01',
  kvNamespaces: ['REVOKED'],
}

for (const useSQLite of [true, false]) {
  describe(`in workerd, objects ${useSQLite ? 'with' : 'without'} SQLite`, () => {
    let worker
    before(async () => {
      worker = new Miniflare({ ...config, durableObjects: { REPLAY: { className: 'ReplayObject', useSQLite } } })
      await worker.ready
    })
    after(() => worker?.dispose())

    async function ask(path, body) {
      const response = await worker.dispatchFetch(`http://localhost${path}`, { method: 'POST', body: JSON.stringify(body) })
      const said = await response.json()
      if (response.ok) return said
      throw Object.assign(new ({ TypeError, RangeError }[said.name] ?? Error)(said.message))
    }

    describe('durableObjectReplay', () => {
      replayContract(() => ({ insert: (key) => ask('/replay', { key }) }))

      it('takes each key once, spread over several objects', async () => {
        const options = { shards: 8 }
        const keys = Array.from({ length: 40 }, newKey)
        const insert = (key) => ask('/replay', { key: { key, until: seconds() + 60 }, options })
        const said = await Promise.all(keys.flatMap((key) => [insert(key), insert(key)]))
        keys.forEach((_, index) => assert.notEqual(said[2 * index], said[2 * index + 1]))
      })

      it('forgets a key when it may', async () => {
        const key = newKey()
        const insert = () => ask('/replay', { key: { key, until: seconds() + 1 }, options: { clockSkew: 0 } })
        assert.equal(await insert(), true)
        await until(insert)
      })
    })

    describe('kvRevocation', () => {
      revocationContract(({ ignoreStatusLists } = {}) => ({
        revoke: (token) => ask('/revoke', token),
        isRevoked: (query) => (ignoreStatusLists ? false : ask('/revoked', query)),
      }))
    })

    it('the other stores run there, too', async () => {
      const key = { key: newKey(), until: seconds() + 60 }
      assert.deepEqual([await ask('/memory', { key }), await ask('/memory', { key })], [true, false])
      const who = { actor: { issuer: 'https://as.example', subject: newHash() }, attributes: {} }
      assert.deepEqual(await ask('/count', { who, call: { tool: 'a' } }), { calls: 1 })
      assert.deepEqual(await ask('/count', { who, call: { tool: 'a' } }), { calls: 2 })
      assert.equal(await ask('/connect', {}), 'function')
    })
  })
}

describe('what a binding says', () => {
  const insert = (answer, options) => {
    const namespace = { idFromName: (name) => name, get: () => ({ fetch: async () => answer }) }
    return durableObjectReplay(namespace, options).insert({ key: newKey(), until: seconds() + 60 }, asking)
  }

  it('is not believed where it is no answer', async () => {
    assert.deepEqual([await insert(Response.json(true)), await insert(Response.json(false))], [true, false])
    for (const strange of [null, 1, 'true', { isNew: true }, [true]]) await assert.rejects(insert(Response.json(strange)), /Durable Object/)
    for (const status of [400, 404, 500, 503]) await assert.rejects(insert(Response.json(true, { status })), /Durable Object/)
    await assert.rejects(insert(new Response('true, or so')), SyntaxError)
    for (const value of [undefined, 1, true, {}]) {
      await assert.rejects(kvRevocation({ get: async () => value }).isRevoked({ token: newHash() }, asking), /Workers KV/)
    }
  })

  /** A namespace whose writes take a while. */
  function namespace() {
    const kept = new Map()
    const asked = []
    return {
      kept,
      asked,
      get: async (key) => (asked.push('get'), kept.get(key)?.value ?? null),
      put: async (key, value, { expiration = Infinity } = {}) => {
        asked.push('put')
        await new Promise(setImmediate)
        kept.set(key, { value, expiration })
      },
    }
  }

  /** Whether it is still revoked at that time. */
  async function lasts({ kept, ...kv }, token, at) {
    const get = async (key) => ((kept.get(key)?.expiration ?? 0) > at ? kept.get(key).value : null)
    return kvRevocation({ ...kv, get }).isRevoked({ token }, asking)
  }

  it('loses no revocation to another one at the same time, or before or after it', async () => {
    const times = [100, 86_400, 604_000, 604_800, 700_000, 31_536_000, undefined]
    for (const one of times) {
      for (const other of times) {
        for (const at of ['once', 'one after the other']) {
          const kv = namespace()
          const revocation = kvRevocation(kv)
          const token = newHash()
          const until = Math.max(...[one, other].map((life) => (life === undefined ? 1e10 : life)))
          const tell = (life) => revocation.revoke({ token, expiresAt: life && seconds() + life })
          if (at === 'once') await Promise.all([tell(one), tell(other)])
          else for (const life of [one, other]) await tell(life)
          assert.deepEqual(kv.asked, ['put', 'put'])
          assert.equal(await lasts(kv, token, seconds() + until + 300), true, `${one} and ${other}, ${at}`)
        }
      }
    }
  })

  it('is told for a week, or for good', async () => {
    const kv = namespace()
    const revocation = kvRevocation(kv)
    const token = newHash()
    const before = seconds()
    await revocation.revoke({ token, expiresAt: before + 100 })
    const [[key, { expiration }]] = kv.kept
    assert.equal(key, `revoked:token:${token}:week`)
    assert.ok(expiration >= before + 605_400 && expiration <= seconds() + 605_400)
    assert.equal(await lasts(kv, token, before + 605_401 + 100), false)
    for (const expiresAt of [before + 700_000, undefined]) {
      kv.kept.clear()
      await revocation.revoke({ token, expiresAt })
      assert.deepEqual([...kv.kept], [[`revoked:token:${token}:good`, { value: '1', expiration: Infinity }]])
    }
  })

  it('that takes nothing now rejects', async () => {
    const revocation = kvRevocation({ get: async () => null, put: () => Promise.reject(new Error('429 Too Many Requests')) })
    await assert.rejects(revocation.revoke({ token: newHash() }), /429/)
  })

  it('has to be there, and options sensible', () => {
    for (const wrong of [undefined, null, {}, 'REPLAY']) {
      assert.throws(() => durableObjectReplay(wrong), TypeError)
      assert.throws(() => kvRevocation(wrong), TypeError)
    }
    for (const shards of [0, 1.5, 1025, '2', null]) assert.throws(() => insert(Response.json(true), { shards }), TypeError)
    for (const clockSkew of [-1, 1.5, '2', null]) assert.throws(() => insert(Response.json(true), { clockSkew }), TypeError)
    assert.throws(() => kvRevocation({ get() {} }, { prefix: 1 }), TypeError)
  })

  it('spreads keys over the objects, each always over the same', async () => {
    const asked = new Map()
    const namespace = {
      idFromName: (name) => name,
      get: (name) => ({
        fetch: async (_, { body }) => {
          asked.set(name, (asked.get(name) ?? new Set()).add(JSON.parse(body).key))
          return Response.json(true)
        },
      }),
    }
    const replay = durableObjectReplay(namespace, { shards: 4 })
    const keys = Array.from({ length: 400 }, newKey)
    for (const key of [...keys, ...keys]) await replay.insert({ key, until: seconds() + 60 }, asking)
    assert.deepEqual([...asked.keys()].toSorted(), [0, 1, 2, 3].map((shard) => `replay-${shard}-of-4`))
    const sizes = [...asked.values()].map(({ size }) => size)
    assert.equal(sizes.reduce((sum, size) => sum + size), 400)
    assert.ok(sizes.every((size) => size > 50), sizes.join())
  })
})

describe('ReplayObject', () => {
  it('takes nothing but a key and its time', async () => {
    const object = new ReplayObject({ storage: {} })
    const ask = (body) => object.fetch(new Request('https://replay.invalid', { method: 'POST', body }))
    for (const wrong of ['', '{', 'null', '1', '[]', '{}', '{"key":"","until":1}', '{"key":1,"until":1}', '{"key":"a"}', '{"key":"a","until":"1"}', '{"key":"a","until":-1}', '{"key":"a","until":1.5}']) {
      assert.equal((await ask(wrong)).status, 400, wrong)
    }
  })

  it('sweeps what may go in batches, whole entries, and wakes up for the rest', async () => {
    const entries = new Map()
    let alarm = null
    const storage = {
      transaction: (work) => work(storage),
      get: async (key) => entries.get(key),
      put: async (more) => Object.entries(more).forEach(([key, value]) => entries.set(key, value)),
      async delete(keys) {
        assert.ok(keys.length <= 128)
        return keys.filter((key) => entries.delete(key)).length
      },
      list: async ({ prefix, end = '\u{10ffff}', limit }) =>
        new Map([...entries].filter(([key]) => key.startsWith(prefix) && key < end).toSorted(([a], [b]) => (a < b ? -1 : 1)).slice(0, limit)),
      getAlarm: async () => alarm,
      setAlarm: async (time) => {
        alarm = time
      },
    }
    const object = new ReplayObject({ storage })
    const now = seconds()
    const insert = async (key, until) => {
      const response = await object.fetch(new Request('https://replay.invalid', { method: 'POST', body: JSON.stringify({ key, until }) }))
      return response.json()
    }
    for (let key = 0; key < 500; key++) assert.equal(await insert(`past ${key}`, now - 100 + (key % 90)), true)
    assert.equal(await insert('live', now + 1000), true)
    assert.ok(alarm >= (now - 99) * 1000 && alarm <= (now - 89) * 1000)
    assert.equal(await insert('past 7', now + 5000), false)
    alarm = null
    await object.alarm()
    assert.deepEqual([...entries.keys()].toSorted(), ['key live', `until ${String(now + 1000).padStart(16, '0')} live`])
    assert.ok(alarm > (now + 1000) * 1000 && alarm <= (now + 1011) * 1000)
    assert.equal(await insert('live', now + 1000), false)
    assert.equal(await insert('past 7', now + 50), true)
    assert.ok(alarm <= (now + 61) * 1000)
    entries.clear()
    alarm = null
    await object.alarm()
    assert.equal(alarm, null)
  })
})
