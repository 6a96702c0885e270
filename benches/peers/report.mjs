// Tables for the terminal; the same numbers, and more, as JSON.

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const NAMES = {
  narrowgate: 'narrowgate',
  jose: 'jose + cedar-wasm',
  prepared: 'prepared',
  kept: 'Map + cedar-wasm',
  cedarling: 'cedarling_wasm',
  cedarWasm: 'cedar-wasm',
  host: 'crypto.verify',
}

export function print({ machine, calls, scale, verify, start, sizes, fuel, guard, runtimes }) {
  console.log(`\nNode ${machine.node}, ${machine.cores} × ${machine.cpu}, load ${machine.load.join(' ')} → ${machine.loadAfter.join(' ')}`)
  console.log(Object.entries(machine.versions).map((pair) => pair.join(' ')).join(', '))
  if (machine.quick) console.log('--quick: few calls, so take these numbers for a sketch.')
  if (calls) {
    const text = 'µs per decision, median / minimum; × is the median beside ours'
    race(`Token seen before: ${text}`, calls.seen, ['narrowgate', 'jose', 'kept', 'cedarling'])
    race(`New token: ${text}`, calls.fresh, ['narrowgate', 'jose', 'cedarling', 'host'])
  }
  if (scale) {
    const cells = scale.map(({ scenario, results: { few, many } }) => [
      scenario,
      ...[few, many].map(({ median, min }) => `${number(median)} / ${number(min)}`),
      `×${ratio(many.median, few.median)}`,
    ])
    table('Policies by tool and agent: µs per decision, median / minimum', ['10', '10,000', 'ratio'], cells)
  }
  if (verify) {
    const cells = verify.map(({ scenario, results: { narrowgate, host } }) => [
      scenario,
      ...[narrowgate, host].map(({ median, min }) => `${number(median)} / ${number(min)}`),
      `×${ratio(narrowgate.median, host.median)}`,
    ])
    table('Verify, new token: µs, median / minimum; × is our median beside the host\'s', [NAMES.narrowgate, NAMES.host, 'ratio'], cells)
  }
  if (start) {
    race('Import to first decision in a fresh process: ms, median / minimum', start, ['narrowgate', 'prepared', 'jose', 'cedarling'])
  }
  if (sizes) {
    const columns = ['raw', 'gzip', 'brotli']
    const ours = sizes[0].results
    const cell = (size, column) => `${count(size)}  ×${ratio(size, ours[column])}`
    table('Module: bytes', columns, sizes.map(({ scenario, results }) => [NAMES[scenario], ...columns.map((name) => cell(results[name], name))]))
  }
  if (fuel?.notMeasured) console.log(`\nFuel per decision in wasmtime: not measured (${fuel.notMeasured})`)
  else if (fuel) {
    const columns = ['create', 'first', 'again']
    table('Fuel in wasmtime: the gate, a new token, the same again', columns, fuel.map(({ scenario, results }) => [scenario, ...columns.map((name) => count(results[name]))]))
  }
  if (guard) printGuard(guard)
  if (runtimes) printRuntimes(runtimes)
  console.log(`\n${NOTES}`)
}

/** What the guard adds to a round trip. */
export function printGuard(results) {
  const names = {
    open: 'open to anybody',
    believing: 'believes every token',
    guarded: 'protect, token seen before',
    fresh: 'protect, new token',
  }
  const cells = Object.entries(results).map(([name, { p50, p99 }]) => [
    names[name],
    ...[p50, p99].map(number),
    ...[ratio(p50, results.open.p50), ratio(p99, results.open.p99)].map((times) => `×${times}`),
  ])
  table('tools/call round trip of a real client: µs; × is beside the open server', ['p50', 'p99', 'p50', 'p99'], cells)
}

/** The package in each runtime, the best of all rounds. */
export function printRuntimes(results) {
  const { 'Node 20': base } = results
  const measures = {
    import: (one) => one.import,
    'first decision': (one) => one.first,
    memory: (one) => one.memory,
    'decisions/s': (one) => 1e6 / one.each,
  }
  const units = ['ms', 'ms', 'MB', '']
  const cells = Object.entries(results).map(([name, one]) => [
    name,
    ...Object.values(measures).map((of, index) => {
      const value = of(one)
      return value === undefined ? '–' : `${number(value)} ${units[index]}  ×${(value / of(base)).toFixed(2)}`
    }),
  ])
  table('Runtimes: to import, to the first decision, memory, decisions on one core; × is beside Node 20', Object.keys(measures), cells)
}

/** Where the tables alone would mislead. benches/README.md has all of it. */
const NOTES = `What differs: jose keeps nothing, so "seen before" means nothing to it; "Map" is a caller who keeps verified
payloads and looks at exp alone. Cedarling does not look at aud, nor at who acts; it takes no parents. cedar-wasm is told
who acts by its caller. Of the parents, jose + cedar-wasm check the signatures, and nothing between them.
crypto.verify is OpenSSL's signature check alone, natively: a yardstick, not a candidate.`

export function save(report, folder) {
  mkdirSync(folder, { recursive: true })
  const file = join(folder, 'latest.json')
  writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`)
  console.log(`\n${file}`)
}

function race(title, rows, candidates) {
  const cells = rows.map(({ scenario, results }) => [
    scenario,
    ...candidates.map((name) => {
      const one = results[name]
      if (one === undefined) return '–'
      const times = `${number(one.median)} / ${number(one.min)}`
      return name === 'narrowgate' ? times : `${times}  ×${ratio(one.median, results.narrowgate.median)}`
    }),
  ])
  table(title, candidates.map((name) => NAMES[name]), cells)
}

function table(title, columns, rows) {
  const lines = [['', ...columns], ...rows]
  const widths = lines[0].map((_, column) => Math.max(...lines.map((line) => line[column].length)))
  console.log(`\n${title}\n`)
  for (const [first, ...cells] of lines) {
    console.log(`  ${[first.padEnd(widths[0]), ...cells.map((cell, i) => cell.padStart(widths[i + 1]))].join('   ')}`)
  }
}

const count = (n) => n.toLocaleString('en')
const number = (n) => (n < 100 ? n.toFixed(1) : count(Math.round(n)))
const ratio = (theirs, ours) => (theirs / ours).toFixed(theirs / ours < 10 ? 2 : 0)
