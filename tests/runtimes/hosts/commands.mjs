// Node, Deno and Bun: programs that run a file.

import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { dynamics, entriesOf, FROM_FILE, PARTS, PRINT, program, put } from '../program.mjs'
import { here, output, scratch } from '../scratch.mjs'

const { resolve } = createRequire(import.meta.url)

/** A Node that came by npm. */
export function nodeOf(name) {
  return join(dirname(resolve(`${name}/package.json`)), 'bin/node')
}

const bin = (name) => join(here, 'node_modules/.bin', name)
// No permission but to read, and that only where the module comes from a file
const deno = (part) => ['run', '--quiet', '--no-prompt', '--node-modules-dir=manual', ...(part === 'slim' ? [`--allow-read=${scratch}`] : [])]

const runners = [
  ['Node 20', process.execPath, () => [], ['import', 'require']],
  ['Node 22', nodeOf('node-22'), () => [], ['import', 'require']],
  ['Node 24', nodeOf('node-24'), () => [], ['import', 'require']],
  ['Deno', bin('deno'), deno, ['import']],
  ['Bun', bin('bun'), () => ['run'], ['import', 'require']],
]

/** A row for each runtime and each way to load. */
export const commands = runners.flatMap(([name, path, options, ways]) =>
  ways.map((way) => ({
    row: way === 'import' ? name : `${name}, require`,
    async run(entries) {
      const outcomes = {}
      for (const part of PARTS) {
        const file = written(`${way}.${part}.mjs`, way, entriesOf(part, entries))
        Object.assign(outcomes, JSON.parse(await output(path, [...options(part), file])))
      }
      return outcomes
    },
  })),
)

function written(name, way, entries) {
  const before = way === 'require' ? `${FROM_FILE.before}const require = createRequire(import.meta.url)` : FROM_FILE.before
  return put(name, program({ ...FROM_FILE, before, loaders: dynamics(entries, way), done: PRINT }))
}
