// No fault of a source, and no combination of them, ends in a grant.

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createGate } from '../../pkg/dist/index.js'
import { connect } from '../../pkg/dist/connect/index.js'
import { remoteKeys } from '../../pkg/dist/jwks/index.js'
import { bound, ORIGIN, request } from '../js/dpop.mjs'
import { config, ISSUER, jwks, keySet, newKey, NOW, read } from '../js/support.mjs'
import { cases } from '../soak.mjs'
import { answer, clocks, JWKS, never, settle } from './support.mjs'

const at = { now: NOW }
const evil = newKey()

const throwing = Object.defineProperty({}, 'then', { get: () => { throw new Error('a getter') } })
const JUNK = [undefined, null, 0, 1, '', 'true', 'false', {}, [], () => true, new Map([['isNew', true]]), { then: 1 }, throwing, Symbol('s'), 1n, new Error('as a value'), { isNew: true }, { writes: undefined }, Object.create({ writes: 1 })]

/** What a question can meet, besides an answer. */
const FAULTS = [
  () => { throw new Error('at once') },
  () => { throw undefined },
  () => Promise.reject(new Error('later')),
  () => Promise.reject(),
  never,
  ({ signal } = {}) => new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason))),
  () => ({ then: (_, reject) => reject(new Error('a thenable')) }),
  () => ({ then() {} }),
  ...JUNK.map((junk) => Object.assign(async () => junk, { junk })),
  ...JUNK.filter((junk) => junk !== throwing).map((junk) => Object.assign(() => junk, { junk })),
]

const isEmpty = ({ junk }) => junk?.constructor === Object && Reflect.ownKeys(junk).length === 0

const GOOD = {
  keys: () => ({ issuers: [ISSUER], current: () => JSON.stringify(jwks), refresh: async () => {} }),
  replay: () => ({ insert: async () => true }),
  revocation: () => ({ isRevoked: async () => false }),
  session: () => ({ factsOf: async () => ({ writes: 1 }) }),
}

/** Sources that answer what no source should. */
const BAD = {
  keys: [
    ...FAULTS.map((fault) => ({ issuers: [ISSUER], current: () => undefined, refresh: (_, asking) => fault(asking) })),
    ...[...JUNK, { keys: [] }, keySet(evil), JSON.stringify(keySet(evil))].map((junk) => ({ issuers: [ISSUER], current: () => junk, refresh: async () => {} })),
    { issuers: [ISSUER], current: () => { throw new Error('current') }, refresh: async () => {} },
    { issuers: [ISSUER], current: () => ({ keys: [] }), refresh: async () => {}, refused: () => { throw new Error('refused') } },
    { issuers: [], current: () => JSON.stringify(jwks), refresh: async () => {} },
    ...[
      () => never(),
      () => { throw new Error('fetch') },
      async () => answer('', { status: 500 }),
      async () => answer({ keys: [] }),
      async () => answer(keySet(evil)),
      async () => answer('[]'),
      async () => answer(JSON.stringify(jwks), { type: 'text/html' }),
      async () => answer(JSON.stringify(jwks), { status: 404 }),
      async () => answer(`${JSON.stringify(jwks)}${' '.repeat(300_000)}`),
      async () => undefined,
    ].map((fetch) => remoteKeys({ issuers: [{ issuer: ISSUER, jwksUri: JWKS }], clock: clocks(), timeoutMs: 5, fetch })),
  ],
  replay: [...FAULTS.map((fault) => ({ insert: (_, asking) => fault(asking) })), { insert: async () => false }],
  revocation: [...FAULTS.map((fault) => ({ isRevoked: (_, asking) => fault(asking) })), { isRevoked: async () => true }],
  // Of this gate's type, `{}` is an answer
  session: [...FAULTS.filter((fault) => !isEmpty(fault)).map((fault) => ({ factsOf: (_, __, asking) => fault(asking) })), { factsOf: async () => ({ writes: 9 }) }],
}

const raw = () =>
  createGate(
    config({
      issuers: [{ issuer: ISSUER, jwks: null, profile: 'rfc9068', algorithms: ['Ed25519'] }],
      proofs: { origin: ORIGIN, requireReplayCheck: true },
      requireRevocationCheck: true,
      schema: 'type Session = { writes?: Long };',
      policies: `@id("all") permit (principal, action, resource);
        @id("few") forbid (principal, action, resource) when { context.session has writes && context.session.writes > 3 };`,
    }),
  )

/** What every method says with these sources: whether anything was granted. */
async function granted(sources) {
  const rude = () => { throw new Error('the listener') }
  const gate = connect(raw(), sources, { timeoutMs: 5, onFault: rude })
  const said = []
  for (const ask of [
    (shown) => gate.authorizeAsync(shown, read, at).then(() => true),
    (shown) => gate.decideAsync(shown, read, at).then(({ decision, grant, record }) => decision !== 'deny' || grant !== undefined || record.decision !== 'deny'),
    (shown) => gate.authorizeEachAsync(shown, [read, read], at).then((verdicts) => verdicts.some(({ grant }) => grant !== undefined)),
  ]) {
    said.push(
      await ask(request(bound())).catch((error) => {
        assert.equal(error?.name, 'AccessDenied', String(error?.stack))
        return false
      }),
    )
  }
  return said
}

describe('a faulty source', () => {
  it('is needed here: with good ones, everything is granted', async () => {
    const sources = Object.fromEntries(Object.entries(GOOD).map(([name, make]) => [name, make()]))
    assert.deepEqual(await granted(sources), [true, true, true])
  })

  for (const name of Object.keys(BAD)) {
    it(`of ${name} never leads to a grant`, async () => {
      const others = Object.entries(GOOD).map(([other, make]) => [other, make()])
      const all = await Promise.all(BAD[name].map((bad) => granted({ ...Object.fromEntries(others), [name]: bad })))
      for (const [index, said] of all.entries()) assert.deepEqual(said, [false, false, false], `${name} ${index}`)
    })

    it(`of ${name} that is not there at all leads to no grant where the gate needs it`, async () => {
      const others = Object.fromEntries(Object.entries(GOOD).map(([other, make]) => [other, make()]))
      delete others[name]
      assert.deepEqual(await granted(others), [false, false, false])
    })
  }

  it('and a listener that fails later end no process', async (context) => {
    const unhandled = []
    const note = (error) => unhandled.push(error.message)
    // The runner's own listeners would say so of the test that runs then
    const listeners = process.rawListeners('unhandledRejection')
    process.removeAllListeners('unhandledRejection')
    process.on('unhandledRejection', note)
    context.after(() => {
      process.off('unhandledRejection', note)
      for (const listener of listeners) process.on('unhandledRejection', listener)
    })
    const later = async () => { throw new Error('the listener, later') }
    const fetch = async () => answer('', { status: 500 })
    const keys = remoteKeys({ issuers: [{ issuer: ISSUER, jwksUri: JWKS }], clock: clocks(), fetch, onFault: later })
    const refusing = { issuers: [ISSUER], current: () => ({ keys: [] }), refresh: async () => {}, refused: later }
    for (const source of [keys, refusing]) {
      const gate = connect(raw(), { keys: source }, { timeoutMs: 5, onFault: later })
      await assert.rejects(gate.authorizeAsync(request(bound()), read, at), { code: 'source_unavailable' })
    }
    await settle()
    await settle()
    assert.deepEqual(unhandled, [])
  })

  it('among others that are faulty, too, never leads to a grant', async () => {
    let seed = 20_261_122
    const random = (most) => {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0
      return (seed >>> 8) % most
    }
    const names = Object.keys(GOOD)
    const rounds = cases(30)
    for (let round = 0; round < rounds; round++) {
      const batch = Array.from({ length: 10 }, () => {
        const mask = 1 + random(2 ** names.length - 1)
        return Object.fromEntries(names.map((name, bit) => [name, mask & (1 << bit) ? BAD[name][random(BAD[name].length)] : GOOD[name]()]))
      })
      const all = await Promise.all(batch.map(granted))
      for (const said of all) assert.deepEqual(said, [false, false, false], `round ${round}`)
    }
  })
})
