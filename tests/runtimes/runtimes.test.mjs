// The packed package, in each runtime and through each bundler: what was bundled is run. The last lines are a table of what ran.

import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { bundles } from './hosts/bundles.mjs'
import { Chromium } from './hosts/chromium.mjs'
import { commands } from './hosts/commands.mjs'
import { Next } from './hosts/next.mjs'
import { edge, workerd } from './hosts/workers.mjs'
import { install } from './scratch.mjs'

const { entries, exports } = await install()
const chromium = new Chromium()
const next = new Next()
const rows = [...commands, workerd, edge, ...bundles, ...next.rows]
const table = new Map()

for (const { row, run } of rows) {
  describe(row, () => {
    let outcomes
    before(async () => {
      try {
        outcomes = await run(entries, { chromium, exports })
      } catch (error) {
        outcomes = Object.fromEntries(entries.map((entry) => [entry, error.message]))
      }
      table.set(row, outcomes)
    })
    for (const entry of entries) {
      it(entry, () => assert.ok(['ran', 'imported'].includes(outcomes[entry]), outcomes[entry]))
    }
  })
}

after(async () => {
  await chromium.stop()
  await next.stop()
  print()
})

const NOT_HERE = [
  'not possible: `require` in workerd, in the edge runtimes and in browsers, which have ES modules alone',
  'not run: other browsers than Chromium, other systems than this one, and what Cloudflare and Vercel do with an upload',
]

/** `imported`: the entry loads there and finds what it needs; what it does is tested in its own folder. */
function print() {
  const cell = (row, entry) => ({ ran: 'ran', imported: 'imported' })[table.get(row)?.[entry]] ?? 'FAILED'
  const lines = [['', ...entries], ...rows.map(({ row }) => [row, ...entries.map((entry) => cell(row, entry))])]
  const widths = lines[0].map((_, column) => Math.max(...lines.map((line) => line[column].length)))
  for (const line of lines) console.log(line.map((text, column) => text.padEnd(widths[column])).join('  ').trimEnd())
  for (const line of NOT_HERE) console.log(line)
}
