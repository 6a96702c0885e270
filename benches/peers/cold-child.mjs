// One fresh process: `node cold-child.mjs CANDIDATE FILE`. Prints the milliseconds from import to first decision: loading,
// compiling, reading keys, schema and policies, and one call. Reading the file, and Node's own start, do not count.

import { readFileSync } from 'node:fs'

const [candidate, file] = process.argv.slice(2)
const { world, policies, prepared, presented } = JSON.parse(readFileSync(file, 'utf8'))

const start = performance.now()
const { open } = await import(`./${candidate}`)
const gate = await open(world, policies, prepared)
const answer = await gate.authorize(presented, 100)
const end = performance.now()

if (answer !== true) throw new Error(`${candidate} denied what it should permit`)
console.log(end - start)
// Timers that a candidate may have left do not keep the process.
process.exit()
