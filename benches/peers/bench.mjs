// `cargo xtask bench [--quick] [--only calls|scale|verify|start|sizes|fuel|chains|guard|runtimes]…`: Narrowgate beside what a user would pick instead.

import { existsSync, readFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { measureStart } from './cold.mjs'
import { makeIssuer } from './fixtures.mjs'
import { measureFuel } from './fuel.mjs'
import { print, save } from './report.mjs'

const PARTS = ['calls', 'scale', 'verify', 'start', 'sizes', 'fuel']
// Only when asked for: one builds for minutes, one opens sockets on the loopback, one needs `npm ci` in tests/runtimes
const RARE = ['chains', 'guard', 'runtimes']
const FULL = { rounds: 20, batch: 50, warmup: 300, processes: 15 }
const QUICK = { rounds: 5, batch: 20, warmup: 60, processes: 3 }

const root = fileURLToPath(new URL('../../', import.meta.url))
const out = join(process.env.CARGO_TARGET_DIR ?? join(root, 'target'), 'bench')

const { quick, only } = options()
if (!existsSync(join(root, 'pkg/dist/index.js'))) stop('pkg/ is not built: `cargo xtask build` does it')
const effort = quick ? QUICK : FULL
const wanted = (part, measure) => (only.includes(part) ? measure() : undefined)

const before = load()
const issuer = await makeIssuer()
const report = {
  calls: await wanted('calls', async () => (await import('./calls.mjs')).measureCalls(issuer, effort, progress)),
  scale: await wanted('scale', async () => (await import('./scale.mjs')).measureScale(issuer, effort, progress)),
  verify: await wanted('verify', async () => (await import('./verify.mjs')).measureVerify(issuer, effort, progress)),
  start: await wanted('start', () => measureStart(issuer, effort.processes, progress)),
  sizes: await wanted('sizes', async () => (await import('./sizes.mjs')).measureSizes(progress)),
  fuel: await wanted('fuel', () => measureFuel(issuer, { root, out }, progress)),
  chains: await wanted('chains', async () => (await import('./chains.mjs')).measureChains(quick, { root, out }, progress)),
  guard: await wanted('guard', async () => (await import('./guard.mjs')).measureGuard(issuer, effort, progress)),
  runtimes: await wanted('runtimes', async () => (await import('./runtimes.mjs')).measureRuntimes(quick ? 2 : 5, progress)),
}
progress('')
report.machine = {
  date: new Date().toISOString(),
  node: process.versions.node,
  cpu: cpus()[0].model,
  cores: cpus().length,
  load: before,
  loadAfter: load(),
  quick,
  effort,
  versions: versions(),
}
print(report)
save(report, out)
// Cedarling leaves a timer behind.
process.exit()

function options() {
  try {
    const { values } = parseArgs({
      options: { quick: { type: 'boolean', default: false }, only: { type: 'string', multiple: true, default: PARTS } },
    })
    const unknown = values.only.find((part) => ![...PARTS, ...RARE].includes(part))
    if (unknown !== undefined) throw new Error(`there is no part \`${unknown}\`: ${[...PARTS, ...RARE].join(', ')}`)
    return values
  } catch (error) {
    return stop(error.message)
  }
}

function versions() {
  const { dependencies } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'))
  const { version } = JSON.parse(readFileSync(join(root, 'pkg/package.json'), 'utf8'))
  return { narrowgate: version, ...dependencies }
}

function load() {
  return loadavg().map((one) => Number(one.toFixed(1)))
}

/** One line that is overwritten on a terminal. */
function progress(text) {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`)
  else if (text !== '') process.stderr.write(`${text}\n`)
}

function stop(message) {
  console.error(`error: ${message}`)
  process.exit(2)
}
