// The packed package, in each runtime and through each bundler: what it was bundled to is run.

import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { commands } from './hosts/commands.mjs'
import { edge, workerd } from './hosts/workers.mjs'
import { install } from './scratch.mjs'

const entries = await install()
const rows = [workerd, edge]
const table = new Map(rows.map(({ row }) => [row, {}]))

for (const { row, run } of rows) {
  describe(row, () => {
    let outcomes
    before(async () => {
      outcomes = await run(entries)
      table.set(row, outcomes)
    })
    for (const entry of entries) {
      it(entry, () => assert.match(String(outcomes[entry]), /^(ran|imported)$/))
    }
  })
}

after(() => {
  for (const [row, outcomes] of table) console.log(row, outcomes)
})
