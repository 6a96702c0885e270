// `node benches/peers/runtimes.mjs [ROUNDS]`: the package in each runtime: to import it, to the first decision, memory, and decisions in a second on one
// core. In turn, round by round, so that whatever else the machine does meets all alike; as ratios to Node 20. It needs `npm ci` in tests/runtimes.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { summary } from './measure.mjs'
import { printRuntimes } from './report.mjs'

const { nodeOf } = await import('../../tests/runtimes/hosts/commands.mjs')
const { packed } = await import('../../tests/runtimes/hosts/workers.mjs')
const { put } = await import('../../tests/runtimes/program.mjs')
const { here, install, output, scratch } = await import('../../tests/runtimes/scratch.mjs')

const SECONDS = 1
const bin = (name) => join(here, 'node_modules/.bin', name)

/** A token that was seen before, as in most calls: from the arguments to the frozen grant. */
const LOOP = `function decided(gate, { token, call, now }, count) {
  for (let i = 0; i < count; i++) gate.authorize(token, { tool: call.tool, input: { path: '/home/' + i } }, { now })
}`

/** One fresh process prints what it took. Memory is what the runtime has more than before. */
const CHILD = `import { fixtures } from './fixtures.mjs'
${LOOP}
const memory = () => (globalThis.Deno?.memoryUsage ?? process.memoryUsage)().rss
const before = memory()
const start = performance.now()
const { createGate } = await import('narrowgate')
const imported = performance.now()
const gate = createGate(fixtures.config)
decided(gate, fixtures, 1)
const first = performance.now()
const after = memory()
decided(gate, fixtures, 3000)
let [count, from] = [0, performance.now()]
while (performance.now() < from + ${SECONDS * 1000}) decided(gate, fixtures, 100), count += 100
const each = (performance.now() - from) / count
console.log(JSON.stringify({ import: imported - start, first: first - start, memory: (after - before) / 1e6, each: each * 1000 }))
`

/** Its clock stands still while it computes: times are taken outside, of a request that decides often and of one that does not. */
const WORKER = `import { createGate } from 'narrowgate'
import { fixtures } from './fixtures.mjs'
${LOOP}
const gate = createGate(fixtures.config)
export default { fetch: async (request) => (decided(gate, fixtures, Number(await request.text())), new Response()) }
`
const EMPTY = 'export default { fetch: async () => new Response() }\n'

async function inProcess(path, options) {
  return JSON.parse(await output(path, [...options, join(scratch, 'bench.mjs')]))
}

async function inWorkerd() {
  const empty = await worker('empty', EMPTY, async () => ({}))
  const full = await worker('bench-worker', WORKER, async (decide) => {
    await decide(3000)
    const [none, many] = [await decide(0), await decide(5000)]
    return { each: ((many - none) / 5000) * 1000 }
  })
  // Its modules are compiled while it starts, and the gate stands at module scope: there is no import to tell from the first decision
  return { first: full.start - empty.start, memory: full.memory - empty.memory, each: full.each }
}

async function worker(name, text, measure) {
  const miniflare = await packed(name, text)
  try {
    const built = performance.now()
    const decide = async (count) => {
      const from = performance.now()
      const response = await miniflare.dispatchFetch('http://worker.example/', { method: 'POST', body: String(count) })
      await response.arrayBuffer()
      if (!response.ok) throw new Error(`workerd: status ${response.status}`)
      return performance.now() - from
    }
    await decide(1)
    return { start: performance.now() - built, memory: workerdMemory(), ...(await measure(decide)) }
  } finally {
    await miniflare.dispose()
  }
}

/** Resident memory of the one `workerd` that is a child of this process, in MB. */
function workerdMemory() {
  const status = (pid) => {
    try {
      return readFileSync(`/proc/${pid}/status`, 'utf8')
    } catch {
      return ''
    }
  }
  const own = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(status)
  const found = own.find((text) => text.startsWith('Name:\tworkerd') && text.includes(`PPid:\t${process.pid}\n`))
  return Number(/VmRSS:\s+(\d+)/.exec(found ?? '')?.[1]) / 1000
}

const RUNTIMES = {
  'Node 20': () => inProcess(process.execPath, []),
  'Node 22': () => inProcess(nodeOf('node-22'), []),
  'Node 24': () => inProcess(nodeOf('node-24'), []),
  Deno: () => inProcess(bin('deno'), ['run', '--quiet', '--node-modules-dir=manual']),
  Bun: () => inProcess(bin('bun'), ['run']),
  workerd: inWorkerd,
}

/** @returns by runtime, by measure, the best of the rounds: what else the machine did is in the others */
export async function measureRuntimes(rounds, progress) {
  await install()
  put('bench.mjs', CHILD)
  // Miniflare's own first start
  await worker('empty', EMPTY, async () => ({}))
  const samples = Object.fromEntries(Object.keys(RUNTIMES).map((name) => [name, []]))
  for (let round = 0; round < rounds; round++) {
    for (const [name, run] of Object.entries(RUNTIMES)) {
      progress(`runtimes: ${name}, round ${round + 1} of ${rounds}`)
      samples[name].push(await run())
    }
  }
  const best = (all, measure) => (measure in all[0] ? summary(all.map((one) => one[measure])).min : undefined)
  return Object.fromEntries(
    Object.entries(samples).map(([name, all]) => [name, Object.fromEntries(['import', 'first', 'memory', 'each'].map((measure) => [measure, best(all, measure)]))]),
  )
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  printRuntimes(await measureRuntimes(Number(process.argv[2] ?? 5), (text) => console.error(text)))
  process.exit()
}
