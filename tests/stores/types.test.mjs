import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { it } from 'node:test'
import { fileURLToPath } from 'node:url'

it('the types take the clients and bindings that people have', () => {
  const path = (name) => fileURLToPath(new URL(name, import.meta.url))
  const compiler = path('../../pkg-template/node_modules/typescript/lib/tsc.js')
  const { status, stdout, stderr } = spawnSync(process.execPath, [compiler, '--project', path('types')], { encoding: 'utf8' })
  assert.equal(status, 0, stdout + stderr)
})
