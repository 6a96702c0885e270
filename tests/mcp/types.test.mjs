// What users write has to fit the types of both SDKs, as they are published.

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { it } from 'node:test'
import { fileURLToPath } from 'node:url'

const compiler = fileURLToPath(new URL('../../pkg-template/node_modules/typescript/lib/tsc.js', import.meta.url))

it('fits the types of SDK v2 and v1, Express and Hono', () => {
  const project = fileURLToPath(new URL('types', import.meta.url))
  const { status, stdout, stderr } = spawnSync(process.execPath, [compiler, '--project', project], { encoding: 'utf8' })
  assert.equal(status, 0, stdout + stderr)
})
