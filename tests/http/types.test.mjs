// The adapters' types against those of the frameworks.

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { it } from 'node:test'
import { fileURLToPath } from 'node:url'

const compiler = fileURLToPath(new URL('../../pkg-template/node_modules/typescript/lib/tsc.js', import.meta.url))

function check(...options) {
  const project = fileURLToPath(new URL('types', import.meta.url))
  const { status, stdout, stderr } = spawnSync(process.execPath, [compiler, '--project', project, ...options], { encoding: 'utf8' })
  assert.equal(status, 0, stdout + stderr)
}

it('adapters fit into their frameworks, under NodeNext', () => check())
it('and for bundlers', () => check('--module', 'esnext', '--moduleResolution', 'bundler'))
