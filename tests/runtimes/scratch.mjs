// The package as npm would publish it, packed, and installed in a project that has nothing else.

import { execFile } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { config, NOW, read, token } from '../js/support.mjs'

export const here = fileURLToPath(new URL('.', import.meta.url))
export const root = join(here, '../..')

/** Bundlers look for their own packages above: so it is a folder of this one. */
export const scratch = join(here, '.scratch')
export const installed = join(scratch, 'node_modules/narrowgate')

/** Runs a program to its end; what it printed is in the error where it fails. */
export async function output(program, args, options = {}) {
  try {
    const { stdout } = await promisify(execFile)(program, args, { cwd: scratch, maxBuffer: 1 << 26, timeout: 300_000, ...options })
    return stdout
  } catch (error) {
    throw new Error(`${program} ${args.join(' ')}: ${error.code}\n${error.stdout}\n${error.stderr}`, { cause: error })
  }
}

/** `npm pack` into `folder`: what it says of the tarball. */
export async function pack(folder) {
  const [packed] = JSON.parse(await output('npm', ['pack', join(root, 'pkg'), '--json'], { cwd: folder }))
  return packed
}

/** Entries that are modules, of what was installed. */
export async function install() {
  rmSync(scratch, { recursive: true, force: true })
  mkdirSync(scratch)
  writeFileSync(join(scratch, 'package.json'), '{ "private": true, "type": "module" }\n')
  const { filename } = await pack(scratch)
  await output('npm', ['install', '--offline', '--ignore-scripts', '--no-audit', '--no-fund', `./${filename}`])
  const fixtures = { config: config(), token: token(), call: read, now: NOW }
  writeFileSync(join(scratch, 'fixtures.mjs'), `export const fixtures = ${JSON.stringify(fixtures)}\n`)
  const { exports } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'))
  return Object.keys(exports).filter((entry) => typeof exports[entry] === 'object')
}
