// `narrowgate/slim` and `narrowgate/verify/slim` bring no module: what is handed in starts, once. Each case has a program of its own.

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { createServer } from 'node:http'
import { readFileSync } from 'node:fs'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const dist = (name) => fileURLToPath(new URL(`../../pkg/dist/${name}`, import.meta.url))
const NONE = 'TypeError: no WebAssembly module yet: call `init` or `initSync` first'

const PRELUDE = `
import { readFileSync } from 'node:fs'
import * as slim from ${JSON.stringify(dist('slim/index.js'))}
import * as verify from ${JSON.stringify(dist('verify/slim/index.js'))}
const bytes = (part = '') => readFileSync(${JSON.stringify(dist(''))} + part + 'core.wasm')
const said = []
const say = async (work) => said.push(await Promise.resolve().then(work).then(String, String))
const works = () => slim.narrower('a', 'a b')
`

async function said(program) {
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', `${PRELUDE}${program}\nconsole.log(JSON.stringify(said))`])
  return JSON.parse(stdout)
}

describe('before its module', () => {
  it('says so, of every function, and denies nothing and permits nothing', async () => {
    const all = ['slim.createGate({})', "slim.checkPolicies({})", "slim.callHash({})", 'works()', "slim.readKeys('{}')", "slim.readDid('did:key:z')", "slim.verifyJws('', '{}', [])"]
    const verify = ["verify.createVerifier({})", "verify.narrower('a', 'a')"]
    assert.deepEqual(await said([...all, ...verify].map((call) => `await say(() => ${call})`).join('\n')), [...all, ...verify].map(() => NONE))
  })
})

describe('a module', () => {
  const server = createServer((request, response) => {
    if (request.url === '/core.wasm') response.end(readFileSync(dist('core.wasm')))
    else response.writeHead(404).end('no such file')
  })
  let address
  before(async () => {
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
    address = `http://127.0.0.1:${server.address().port}`
  })
  after(() => server.close())

  const forms = {
    'bytes, at once': () => 'slim.initSync(bytes())',
    'a compiled module, at once': () => 'slim.initSync(new WebAssembly.Module(bytes()))',
    'bytes': () => 'await slim.init(bytes())',
    'an `ArrayBuffer`': () => 'await slim.init(new Uint8Array(bytes()).buffer)',
    'a compiled module': () => 'await slim.init(WebAssembly.compile(bytes()))',
    'an address': () => `await slim.init('${address}/core.wasm')`,
    'a `URL`': () => `await slim.init(new URL('${address}/core.wasm'))`,
    'the response of a fetch': () => `await slim.init(fetch('${address}/core.wasm'))`,
    'another realm’s module': () => `const { runInNewContext } = await import('node:vm')
      slim.initSync(runInNewContext('new WebAssembly.Module(bytes)', { bytes: bytes() }))`,
  }
  for (const [name, start] of Object.entries(forms)) {
    it(`comes as ${name}`, async () => assert.deepEqual(await said(`${start()}\nawait say(works)`), ['true']))
  }

  it('is started once: the same again does nothing, another one is an error', async () => {
    const outcomes = await said(`
      const one = bytes()
      await Promise.all([slim.init(one), slim.init(one)])
      slim.initSync(one)
      await say(works)
      await say(() => slim.initSync(bytes()))
      await say(() => slim.init(bytes()))
      await say(works)`)
    assert.deepEqual(outcomes, [
      'true',
      'TypeError: the WebAssembly module has started already, and not by this one',
      'TypeError: `init` was called already, with another module',
      'true',
    ])
  })

  it('is started once, too, while it is still on its way', async () => {
    const outcomes = await said(`
      const [one, two] = [bytes(), bytes()]
      const under = slim.init(one)
      await say(() => slim.init(two))
      slim.initSync(one)
      await say(works)
      await say(() => under)`)
    assert.deepEqual(outcomes, ['TypeError: `init` was called already, with another module', 'true', 'undefined'])
    const late = await said(`
      const under = slim.init(bytes())
      slim.initSync(bytes())
      await say(() => under)
      await say(works)`)
    assert.deepEqual(late, ['TypeError: the WebAssembly module has started already, and not by this one', 'true'])
  })

  it('that is none is refused, and the right one still starts', async () => {
    const outcomes = await said(`
      await say(() => slim.initSync({}))
      await say(() => slim.initSync('core.wasm'))
      await say(() => slim.init())
      await say(() => slim.init({}))
      await say(() => slim.initSync(new Uint8Array(8)))
      await say(() => slim.init('${address}/other.wasm'))
      await say(() => slim.initSync(bytes('verify/')))
      await say(() => slim.initSync(bytes('agent/')))
      await say(() => verify.initSync(bytes()))
      await say(() => slim.init(bytes()))
      await say(() => verify.init(bytes('verify/')))
      await say(works)
      await say(() => verify.narrower('a', 'a b'))`)
    const [none, text, nothing, object, empty, missing, ...rest] = outcomes
    for (const refused of [none, text, nothing, object]) assert.match(refused, /^TypeError: neither a `WebAssembly.Module`, nor its bytes$/)
    assert.match(empty, /CompileError/)
    assert.equal(missing, 'Error: the WebAssembly module could not be fetched: status 404')
    const [byVerify, byAgent, byCore, ...started] = rest
    for (const refused of [byVerify, byAgent, byCore]) assert.match(refused, /^TypeError: the WebAssembly module does not start here/)
    assert.deepEqual(started, ['undefined', 'undefined', 'true', 'true'])
  })
})

describe('beside the entry that brings its module', () => {
  const full = `const full = await import(${JSON.stringify(dist('index.js'))})`

  it('has the same classes, and the same instance', async () => {
    const outcomes = await said(`${full}
      await say(() => [full.AccessDenied === slim.AccessDenied, full.AccessDenied === verify.AccessDenied, full.Gate === slim.Gate, full.createGate === slim.createGate])
      await say(works)
      await say(() => slim.initSync(bytes()))`)
    assert.deepEqual(outcomes, ['true,true,true,true', 'true', 'TypeError: the WebAssembly module has started already, and not by this one'])
  })

  it('starts by what is handed in, where that comes first', async () => {
    assert.deepEqual(await said(`${full}\nslim.initSync(bytes())\nawait say(() => full.narrower('a', 'a b'))`), ['true'])
  })
})

describe('a first start that fails', () => {
  it('is made again, not gone on with', async () => {
    const outcomes = await said(`
      const { Instance } = WebAssembly
      let [fails, started] = [true, 0]
      WebAssembly.Instance = function (module, imports) {
        const { exports } = new Instance(module, imports)
        const __wbindgen_start = () => {
          if (fails) throw new RangeError('the stack is used up')
          started += 1
          exports.__wbindgen_start()
        }
        return { exports: { ...exports, __wbindgen_start } }
      }
      await say(() => slim.initSync(bytes()))
      await say(works)
      fails = false
      await say(() => slim.initSync(bytes()))
      await say(works)
      await say(() => started)`)
    const [failed, ...rest] = outcomes
    assert.match(failed, /^TypeError: the WebAssembly module does not start here: RangeError: the stack is used up$/)
    assert.deepEqual(rest, [NONE, 'undefined', 'true', '1'])
  })
})

describe('a runtime that refuses to compile', () => {
  it('is told why, not that there was a fault', async () => {
    const [why] = await said(`
      WebAssembly.Module = class { constructor() { throw new WebAssembly.CompileError('code generation disallowed') } }
      const { createGate } = await import(${JSON.stringify(dist('index.js'))})
      await say(() => createGate({}))`)
    assert.match(why, /^TypeError: the WebAssembly module does not start here: CompileError: code generation disallowed$/)
  })
})
