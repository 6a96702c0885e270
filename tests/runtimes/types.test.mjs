// What a TypeScript project sees of each entry, by its name, with nothing else installed: no library's types are asked for but the runtime's.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { specifier } from './program.mjs'
import { here, output, root } from './scratch.mjs'

const folder = mkdtempSync(join(here, '.types-'))
const { exports } = JSON.parse(readFileSync(join(root, 'pkg/package.json'), 'utf8'))
const entries = Object.keys(exports).filter((entry) => typeof exports[entry] === 'object')
const compiler = join(root, 'pkg-template/node_modules/typescript/lib/tsc.js')

const PROGRAM = `${entries.map((entry, index) => `import * as m${index} from '${specifier(entry)}'`).join('\n')}
void [${entries.map((_, index) => `m${index}`).join(', ')}]
`

before(() => {
  mkdirSync(join(folder, 'node_modules'))
  symlinkSync(join(root, 'pkg'), join(folder, 'node_modules/narrowgate'))
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n')
  writeFileSync(join(folder, 'program.ts'), PROGRAM)
})

after(() => rmSync(folder, { recursive: true, force: true }))

describe('the types of every entry', () => {
  for (const [module, resolution] of [['node16', 'node16'], ['nodenext', 'nodenext'], ['esnext', 'bundler']]) {
    it(`are found and hold together by ${resolution}`, async () => {
      const libraries = ['--lib', 'es2022,dom', '--types', '']
      const strict = ['--strict', '--exactOptionalPropertyTypes', '--skipLibCheck', 'false', '--noEmit']
      await output(process.execPath, [compiler, '--module', module, '--moduleResolution', resolution, '--target', 'es2022', ...libraries, ...strict, 'program.ts'], { cwd: folder })
    })
  }
})
