// What is deployed file by file: Vercel's tracer, as Next has it for `output: 'standalone'`, lists what a program needs. It goes by the version of Node that it runs on, and
// so may follow other conditions than the Node that runs the program.

import assert from 'node:assert/strict'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { nodeOf } from './hosts/commands.mjs'
import { here, output, root } from './scratch.mjs'

const folder = mkdtempSync(join(tmpdir(), 'narrowgate-'))
const project = join(folder, 'project')
const TRACER = join(here, 'node_modules/next/dist/compiled/@vercel/nft/index.js')
const TRACE = `
import tracer from ${JSON.stringify(TRACER)}
const { fileList } = await tracer.nodeFileTrace(['program.mjs'])
console.log(JSON.stringify([...fileList]))`
const PROGRAM = `
import { narrower } from 'narrowgate'
import { callHash } from 'narrowgate/verify'
import { generateKey } from 'narrowgate/agent'
console.log(narrower('a', 'a b'), typeof callHash, generateKey({ type: 'P-256' }).algorithm)`

before(() => {
  mkdirSync(project)
  cpSync(join(root, 'pkg'), join(project, 'node_modules/narrowgate'), { recursive: true })
  writeFileSync(join(project, 'package.json'), '{ "private": true, "type": "module" }\n')
  writeFileSync(join(project, 'program.mjs'), PROGRAM)
})

after(() => rmSync(folder, { recursive: true, force: true }))

const nodes = { 'node-20': process.execPath, 'node-22': nodeOf('node-22'), 'node-24': nodeOf('node-24') }

for (const [tracing, tracer] of Object.entries(nodes)) {
  describe(`files that are traced by ${tracing}`, () => {
    const deployed = join(folder, tracing)

    before(async () => {
      const files = JSON.parse(await output(tracer, ['--input-type=module', '-e', TRACE], { cwd: project }))
      for (const file of files) cpSync(join(project, file), join(deployed, file))
      assert.ok(!files.some((file) => file.endsWith('inline.js')))
    })

    for (const [running, runner] of Object.entries(nodes)) {
      it(`are enough for ${running}`, async () => {
        assert.equal(await output(runner, ['program.mjs'], { cwd: deployed }), 'true function ES256\n')
      })
    }
  })
}
