// Import to first decision: each in fresh processes, in turn. See cold-child.mjs for what is timed.

import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { spelled } from './fixtures.mjs'
import { summary } from './measure.mjs'
import { prepare } from './ours-prepared.mjs'

const CHILD = fileURLToPath(new URL('cold-child.mjs', import.meta.url))
const CANDIDATES = { narrowgate: 'ours.mjs', prepared: 'ours-prepared.mjs', jose: 'jose-cedar.mjs', cedarling: 'cedarling.mjs' }
const run = promisify(execFile)

/** @returns `[{ scenario, results: { candidate: summary } }]`, in milliseconds */
export async function measureStart({ world, nested }, processes, progress) {
  const folder = await mkdtemp(join(tmpdir(), 'narrowgate-bench-'))
  try {
    const rows = []
    for (const { algorithm, policies } of [
      { algorithm: 'EdDSA', policies: 1 },
      { algorithm: 'ES256', policies: 1 },
      { algorithm: 'EdDSA', policies: 100 },
    ]) {
      const scenario = `${spelled(algorithm)}, ${policies} ${policies === 1 ? 'policy' : 'policies'}`
      progress(`start: ${scenario}`)
      const file = join(folder, `${algorithm}-${policies}.json`)
      await writeFile(file, JSON.stringify({ world, policies, prepared: prepare(world, policies), presented: await nested(algorithm) }))
      rows.push({ scenario, results: await inTurn(file, processes) })
    }
    return rows
  } finally {
    await rm(folder, { recursive: true })
  }
}

async function inTurn(file, processes) {
  const samples = Object.fromEntries(Object.keys(CANDIDATES).map((name) => [name, []]))
  for (let i = 0; i < processes; i++) {
    for (const [name, module] of Object.entries(CANDIDATES)) {
      const { stdout } = await run(process.execPath, [CHILD, module, file])
      samples[name].push(Number(stdout))
    }
  }
  return Object.fromEntries(Object.entries(samples).map(([name, times]) => [name, summary(times)]))
}
