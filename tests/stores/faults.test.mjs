// A gate whose stores are in Redis, and a Redis that is gone, slow, or back again.

import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, describe, it } from 'node:test'
import { AccessDenied, createGate } from '../../pkg/dist/index.js'
import { connect } from '../../pkg/dist/connect/index.js'
import { countCalls, redisCounters, redisReplay, redisRevocation, tokenHash } from '../../pkg/dist/stores/index.js'
import { bound, ORIGIN, proof, request } from '../js/dpop.mjs'
import { config, NOW, read, token } from '../js/support.mjs'
import { clients, until } from './clients.mjs'
import { RedisServer } from './redis-server.mjs'

const at = { now: NOW }
const bare = config()

/** Asks, and gives the code of the denial, or `allow`. */
async function code(gate, presented, options = at) {
  try {
    const { tool } = await gate.authorizeAsync(presented, read, options)
    assert.equal(tool, read.tool)
    return 'allow'
  } catch (error) {
    assert.ok(error instanceof AccessDenied, String(error?.stack))
    const { denial, decision } = await gate.decideAsync(presented, read, options)
    assert.equal(decision, 'deny')
    if (error.code === 'source_unavailable') {
      assert.deepEqual(error.challenge, { status: 503, wwwAuthenticate: null, retryAfter: 1 })
      assert.equal(denial.code, 'source_unavailable')
    }
    return error.code
  }
}

for (const name of ['redis', 'ioredis']) {
  describe(`through ${name}`, () => {
    let server
    let connection
    let faults
    before(async () => {
      server = await RedisServer.start()
      connection = await clients[name](server.url)
    })
    after(async () => {
      connection?.close()
      await server?.kill()
    })
    beforeEach(() => {
      faults = []
    })

    /** Each kind of gate, and a request that it would permit. */
    const kinds = {
      replay: {
        gate: () => [createGate({ ...bare, proofs: { origin: ORIGIN, requireReplayCheck: true } }), { replay: redisReplay(connection.client) }],
        presented: () => request(bound()),
      },
      revocation: {
        gate: () => [createGate({ ...bare, requireRevocationCheck: true }), { revocation: redisRevocation(connection.client) }],
        presented: () => token(),
      },
      session: {
        gate: () => {
          const session = countCalls({ windows: { calls: { seconds: 60, per: ['actor'] } }, store: redisCounters(connection.client) })
          return [createGate({ ...bare, schema: session.schema }), { session }]
        },
        presented: () => token(),
      },
    }

    for (const [kind, { gate: made, presented }] of Object.entries(kinds)) {
      const connected = (options) => connect(...made(), { onFault: (error, source) => faults.push([source, error]), ...options })

      it(`${kind}: gone in the middle denies by its own code, and is well again when Redis is back`, async () => {
        const gate = connected({ timeoutMs: 300 })
        assert.equal(await code(gate, presented()), 'allow')
        await server.kill()
        try {
          for (let call = 0; call < 3; call++) assert.equal(await code(gate, presented()), 'source_unavailable')
          assert.ok(faults.length > 0 && faults.every(([source, error]) => source === kind && error instanceof Error))
        } finally {
          await server.start()
        }
        await connection.ready()
        await until(async () => (await code(gate, presented())) === 'allow')
      })

      it(`${kind}: a Redis that hangs is not waited for, and nothing is permitted`, async () => {
        const gate = connected({ timeoutMs: 200 })
        assert.equal(await code(gate, presented()), 'allow')
        server.pause()
        try {
          assert.equal(await code(gate, presented()), 'source_unavailable')
          const ends = new AbortController()
          const waiting = gate.authorizeAsync(presented(), read, { ...at, signal: ends.signal })
          ends.abort(new Error('the client hung up'))
          await assert.rejects(waiting, /hung up/)
        } finally {
          server.resume()
        }
        await until(async () => (await code(gate, presented())) === 'allow')
      })
    }

    it('a proof that was used while Redis hung counts as used, or was never seen: it passes at most once', async () => {
      const jwt = bound()
      const presented = request(jwt, [proof(jwt)])
      const gate = connect(...kinds.replay.gate(), { timeoutMs: 200 })
      server.pause()
      assert.equal(await code(gate, presented), 'source_unavailable')
      server.resume()
      const said = []
      for (let call = 0; call < 3; call++) said.push(await code(gate, presented, { now: NOW }))
      assert.ok(said.filter((one) => one === 'allow').length <= 1, said.join())
      assert.equal(said.at(-1), 'proof_replayed')
    })

    it('a proof passes once, of many requests with it at the same time', async () => {
      const jwt = bound()
      const presented = request(jwt, [proof(jwt)])
      const gate = connect(...kinds.replay.gate())
      const said = await Promise.allSettled(Array.from({ length: 50 }, () => gate.authorizeAsync(presented, read, at)))
      assert.equal(said.filter(({ status }) => status === 'fulfilled').length, 1)
      for (const { reason } of said) if (reason) assert.equal(reason.code, 'proof_replayed')
    })

    it('a revoked token is refused from the next call on, and so is a chain with it', async () => {
      const [root, leaf] = [token({ act: undefined }), token()]
      const [inner, sources] = kinds.revocation.gate()
      const gate = connect(inner, sources)
      const presented = { token: leaf, parents: [root] }
      assert.equal(await code(gate, presented), 'allow')
      await sources.revocation.revoke({ token: await tokenHash(root), expiresAt: NOW + 600 })
      assert.equal(await code(gate, presented), 'token_revoked')
    })
  })
}
