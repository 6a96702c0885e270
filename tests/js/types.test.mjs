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

it('the types promise what types/*.ts say, under NodeNext', () => check())
it('and under Node16', () => check('--module', 'node16', '--moduleResolution', 'node16'))
it('and for bundlers', () => check('--module', 'esnext', '--moduleResolution', 'bundler'))
