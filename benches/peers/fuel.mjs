// wasmtime's fuel per decision: the component's work, counted instead of timed, so the same on every machine.
// The conformance crate counts: it is given the decisions as vectors (tests/vectors/README.md), and answers for each
// `{ id, create, first, again }`: building the gate, the first decision, and the same decision once more.
// Cedarling and cedar-wasm are no components, and import JavaScript; there is nothing to compare with.

import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { ALGORITHMS, spelled } from './fixtures.mjs'
import { narrowgateConfig } from './policies.mjs'

/** @returns `[{ scenario, results: { create, first, again } }]`, or `{ notMeasured: why }` */
export async function measureFuel(issuer, { root, out }, progress) {
  progress('fuel')
  mkdirSync(out, { recursive: true })
  const file = join(out, 'fuel-vectors.json')
  writeFileSync(file, JSON.stringify(await vectors(issuer), null, 1))
  // `cargo xtask bench` has built it; the artifacts are beside `out`
  const target = dirname(out)
  const runner = join(target, 'debug', process.platform === 'win32' ? 'conformance.exe' : 'conformance')
  const env = { ...process.env, CARGO_TARGET_DIR: target }
  const { status, stdout, stderr, error } = spawnSync(runner, ['fuel', file], { cwd: root, env, encoding: 'utf8' })
  if (status !== 0) {
    const lines = `${error?.message ?? stderr}`.trim().split('\n')
    return { notMeasured: `conformance fuel: ${lines.find((line) => line.startsWith('error')) ?? lines[0]}` }
  }
  return JSON.parse(stdout).map(({ id, ...results }) => ({ scenario: id, results }))
}

async function vectors({ world, nested, lineage }) {
  const now = Math.floor(Date.now() / 1000)
  const one = async (id, presented, policies = 1) => ({
    id,
    description: 'A decision whose fuel is counted',
    source: 'benches/peers',
    kind: 'authorize',
    config: narrowgateConfig(world, policies),
    presented: await presented,
    request: { tool: 'refund', input: { amount: 100 } },
    now,
    expect: { accept: true },
  })
  return {
    format: 'narrowgate-vectors/1',
    description: 'Written by cargo xtask bench',
    cases: await Promise.all([
      ...ALGORITHMS.map((algorithm) => one(spelled(algorithm).toLowerCase(), nested(algorithm))),
      ...[100, 1000].map((policies) => one(`ed25519-${policies}-policies`, nested('EdDSA'), policies)),
      ...[3, 8].map((actors) => one(`ed25519-act-of-${actors}`, nested('EdDSA', actors))),
      ...[3, 8].map((hops) => one(`ed25519-lineage-of-${hops}`, lineage('EdDSA', hops))),
    ]),
  }
}
