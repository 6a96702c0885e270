// What bundlers leave out, and what they must not: the module comes with the entries that bring it, also where single names are imported, and with no other.

import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { bundlers } from './hosts/bundles.mjs'
import { here, output, root } from './scratch.mjs'
import { specifier } from './program.mjs'

/** The first octets of every module, in base64. */
const WASM = 'AGFzbQEAAA'
const LARGEST_WITHOUT = 400_000

// Beside the scratch folder, which the other tests empty
const folder = mkdtempSync(join(here, '.shaken-'))
const { exports } = JSON.parse(readFileSync(join(root, 'pkg/package.json'), 'utf8'))
const withModule = ['.', './verify', './agent']
const withoutModule = Object.keys(exports).filter((entry) => typeof exports[entry] === 'object' && !withModule.includes(entry))

before(() => {
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n')
  mkdirSync(join(folder, 'node_modules'))
  symlinkSync(join(root, 'pkg'), join(folder, 'node_modules/narrowgate'))
})

after(() => rmSync(folder, { recursive: true, force: true }))

/** The bundle's path. */
async function bundled(name, bundle, text) {
  const entry = join(folder, `${name}.mjs`)
  writeFileSync(entry, text)
  return bundle(entry, folder, `out-${name}`)
}

const USES = {
  '.': `import { narrower } from 'narrowgate'\nconsole.log(narrower('a', 'a b'))`,
  './verify': `import { narrower } from 'narrowgate/verify'\nconsole.log(narrower('a', 'a b'))`,
  './agent': `import { generateKey } from 'narrowgate/agent'\nconsole.log(generateKey({ type: 'P-256' }).algorithm === 'ES256')`,
}

for (const [bundler, bundle] of Object.entries(bundlers)) {
  describe(bundler, () => {
    for (const entry of withModule) {
      it(`keeps the module where one function of ${entry} is imported`, async () => {
        const file = await bundled(`${bundler}-${entry.slice(2) || 'all'}`, bundle, USES[entry])
        assert.ok(readFileSync(file, 'utf8').includes(WASM))
        assert.equal((await output(process.execPath, [file], { cwd: folder })).trim(), 'true')
      })
    }

    it('puts no module beside entries that bring none', async () => {
      const imports = withoutModule.map((entry, index) => `import * as m${index} from '${specifier(entry)}'`)
      const names = withoutModule.map((_, index) => `Object.keys(m${index}).length > 0`)
      const file = await bundled(`${bundler}-none`, bundle, `${imports.join('\n')}\nconsole.log([${names.join(', ')}].every(Boolean))`)
      const text = readFileSync(file, 'utf8')
      assert.ok(!text.includes(WASM))
      assert.ok(text.length < LARGEST_WITHOUT, `${text.length} octets`)
      assert.equal((await output(process.execPath, [file], { cwd: folder })).trim(), 'true')
    })
  })
}
