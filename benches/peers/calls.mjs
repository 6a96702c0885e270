// Microseconds per decision, in one warm process.

import { setFlagsFromString } from 'node:v8'
import * as cedarling from './cedarling.mjs'
import { ALGORITHMS, spelled } from './fixtures.mjs'
import * as joseCedar from './jose-cedar.mjs'
import { race } from './measure.mjs'
import * as ours from './ours.mjs'

/** More tokens than any cache here holds (ours: 1,024): in turn, each is new again when it comes round. */
const NEW_TOKENS = 1_100
const AMOUNT = 100

// cedar-wasm's functions return an `externref`. Where V8 11.3 (Node 20) has inlined the call of such a function and then
// gives up the caller's optimised code, it aborts the process ("unreachable code"): in one of two runs of this bench.
// So nothing is inlined, for no candidate; the flag changes none of the others' times.
if (Number.parseInt(process.versions.node) < 24) setFlagsFromString('--no-turbo-inline-js-wasm-calls')

/** What is measured: each with one token again and again, and with always another one. */
const scenarios = [
  ...ALGORITHMS.map((algorithm) => ({ name: `${spelled(algorithm)}, 1 policy, 1 actor`, algorithm })),
  ...[100, 1000].map((policies) => ({ name: `Ed25519, ${policies.toLocaleString('en')} policies`, policies })),
  ...[3, 8].map((actors) => ({ name: `Ed25519, act of ${actors} actors`, actors })),
  ...[3, 8].map((hops) => ({ name: `Ed25519, lineage of ${hops} tokens`, hops })),
]

/** @returns `{ seen: [{ scenario, results: { candidate: summary } }], fresh: […] }` */
export async function measureCalls(issuer, effort, progress) {
  const opened = new Map()
  const tables = { seen: [], fresh: [] }
  for (const scenario of scenarios) {
    progress(scenario.name)
    const { policies = 1 } = scenario
    if (!opened.has(policies)) opened.set(policies, await openAll(issuer, policies))
    const { seen, fresh } = await measure(scenario, issuer, opened.get(policies), effort)
    tables.seen.push({ scenario: scenario.name, results: seen })
    tables.fresh.push({ scenario: scenario.name, results: fresh })
  }
  for (const gates of opened.values()) for (const gate of Object.values(gates)) await gate.close()
  return tables
}

async function measure({ algorithm = 'EdDSA', actors = 1, hops = 1 }, issuer, gates, effort) {
  const one = () => (hops === 1 ? issuer.nested(algorithm, actors) : issuer.lineage(algorithm, hops))
  const presented = await Promise.all(Array.from({ length: Math.ceil(NEW_TOKENS / hops) }, one))
  const same = (gate) => () => gate.authorize(presented[0], AMOUNT)
  const next = (gate) => (number) => gate.authorize(presented[number % presented.length], AMOUNT)

  const { narrowgate, jose, kept, cedarling } = gates
  // Cedarling takes no parents.
  const peers = hops === 1 ? { jose, cedarling } : { jose }
  const seen = await race(each({ narrowgate, ...peers, kept }, same), effort)

  const host = presented.map(issuer.hostVerify(algorithm))
  const yardstick = hops === 1 ? { host: (number) => host[number % host.length]() } : {}
  const fresh = await race({ ...each({ narrowgate, ...peers }, next), ...yardstick }, effort)
  return { seen, fresh }
}

const each = (gates, turn) => Object.fromEntries(Object.entries(gates).map(([name, gate]) => [name, turn(gate)]))

async function openAll({ world, nested }, policies) {
  const gates = {
    narrowgate: ours.open(world, policies),
    jose: joseCedar.open(world, policies),
    kept: joseCedar.open(world, policies, { remember: true }),
    cedarling: await cedarling.open(world, policies),
  }
  for (const [name, gate] of Object.entries(gates)) await check(name, gate, await nested('ES256'))
  return gates
}

/** Whoever is measured must be right: yes to this call, no to a larger amount, no to a token that was changed. */
async function check(name, gate, presented) {
  const changed = { token: onBehalfOfMallory(presented.token), parents: [] }
  const answers = [
    await gate.authorize(presented, AMOUNT),
    await gate.authorize(presented, 900),
    await gate.authorize(changed, AMOUNT),
  ]
  if (String(answers) !== 'true,false,false') throw new Error(`${name} answers ${answers}`)
}

function onBehalfOfMallory(token) {
  const [header, payload, signature] = token.split('.')
  const claims = { ...JSON.parse(Buffer.from(payload, 'base64url')), sub: 'mallory' }
  return [header, Buffer.from(JSON.stringify(claims)).toString('base64url'), signature].join('.')
}
