// Programs that run the probes: the text, for whichever runtime.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { scratch } from './scratch.mjs'

/** `narrowgate` and `narrowgate/slim` share one instance, which is started once: each has a program of its own. */
export const PARTS = ['full', 'slim']

/** The entries of one program. */
export function entriesOf(part, entries) {
  return entries.filter((entry) => entry.endsWith('/slim') === (part === 'slim'))
}

/** `./verify` as a program imports it. */
export function specifier(entry) {
  return entry.replace(/^\./, 'narrowgate')
}

/** Statements that import everything at once, as bundlers want it, and make `loaders` of it. */
export function statics(entries) {
  const imports = entries.map((entry, index) => `import * as m${index} from '${specifier(entry)}'`)
  return [...imports, `const loaders = { ${entries.map((entry, index) => `'${entry}': async () => m${index}`).join(', ')} }`].join('\n')
}

/** A statement that makes `loaders` by `import()` or `require()`, one after the other. */
export function dynamics(entries, how) {
  return `const loaders = { ${entries.map((entry) => `'${entry}': async () => ${how}('${specifier(entry)}')`).join(', ')} }`
}

/** The whole: `wasm` makes `init`'s argument, `done` takes the promise of the outcomes. */
export function program({ loaders, wasm = '() => undefined', before = '', done }) {
  return `import { run } from ${JSON.stringify(join(scratch, '../probes.mjs'))}
import { fixtures } from ${JSON.stringify(join(scratch, 'fixtures.mjs'))}
${before}
${loaders}
const probed = () => run(loaders, fixtures, ${wasm})
${done}
`
}

/** Writes a file of the scratch project. */
export function put(name, text) {
  const path = join(scratch, name)
  writeFileSync(path, text)
  return path
}

/** What Node, Deno and Bun have: files. */
export const FROM_FILE = {
  before: `import { readFileSync } from 'node:fs'\nimport { createRequire } from 'node:module'\n`,
  wasm: '(name) => readFileSync(createRequire(import.meta.url).resolve(name))',
}

/** What a bundle knows when it runs in Node. */
export const FROM_ENVIRONMENT = {
  before: `import { readFileSync } from 'node:fs'\n`,
  wasm: `(name) => readFileSync(process.env.INSTALLED + '/' + name.replace('narrowgate', 'dist'))`,
}

export const PRINT = 'probed().then((all) => console.log(JSON.stringify(all)))'
