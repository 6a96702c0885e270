// The package as npm would publish it.

import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join, relative, resolve } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'narrowgate-'))
const installed = join(folder, 'node_modules/narrowgate')
let listed

before(() => {
  const npm = (...args) => execFileSync('npm', [...args, '--no-audit', '--no-fund'], { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  const [packed] = JSON.parse(npm('pack', join(root, 'pkg'), '--json'))
  listed = packed.files.map(({ path }) => path).sort()
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }')
  npm('install', '--offline', '--ignore-scripts', `./${packed.filename}`)
})

after(() => rmSync(folder, { recursive: true, force: true }))

function files(path = installed) {
  return readdirSync(path).flatMap((name) => {
    const file = join(path, name)
    return statSync(file).isDirectory() ? files(file) : [file]
  })
}

function node(program, options = []) {
  const file = join(folder, 'program.mjs')
  writeFileSync(file, program)
  return execFileSync(process.execPath, [...options, file], { cwd: folder, encoding: 'utf8' }).trim()
}

describe('the tarball', () => {
  it('holds what runs, what types it, and what explains it: no source, no map, no test', () => {
    const source = join(root, 'pkg-template/src')
    const written = files(source).map((file) => relative(source, file)).filter((name) => !name.endsWith('.d.ts'))
    const made = ['', 'agent/', 'verify/'].flatMap((folder) => ['core.wasm', 'file.cjs', 'file.js', 'glue.d.ts', 'inline.js', 'module.js'].map((name) => `dist/${folder}${name}`))
    const chunks = ['deadline', 'gate', 'http', 'mcp', 'shared', 'start', 'verify'].map((name) => `dist/chunks/${name}.js`)
    const { exports } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'))
    const entries = Object.values(exports).flatMap((entry) => (typeof entry === 'object' ? [entry.default.slice(2)] : []))
    const expected = [
      'LICENSE',
      'README.md',
      'package.json',
      ...made,
      ...chunks,
      ...entries,
      ...['dist/instance.js', 'dist/agent/instance.js'],
      ...written.map((name) => `dist/${name.replace(/\.ts$/, '.d.ts')}`),
    ]
    assert.deepEqual(listed, expected.sort())
  })

  it('starts from few files', () => {
    const loaded = (file, seen = new Set()) => {
      if (seen.has(file)) return seen
      seen.add(file)
      for (const [, path] of readFileSync(file, 'utf8').matchAll(/^(?:import|export)\b.*'(\.[^']+)';$/gm)) loaded(join(file, '..', path), seen)
      return seen
    }
    const names = (file) => [...loaded(join(installed, 'dist', file))].map((path) => relative(join(installed, 'dist'), path)).sort()
    assert.deepEqual(names('index.js'), ['chunks/gate.js', 'chunks/shared.js', 'index.js'])
    assert.deepEqual(names('verify/index.js'), ['chunks/shared.js', 'chunks/verify.js', 'verify/index.js'])
    assert.deepEqual(names('agent/index.js'), ['agent/index.js', 'agent/instance.js', 'chunks/shared.js'])
    assert.deepEqual(names('connect/index.js'), ['chunks/deadline.js', 'chunks/shared.js', 'connect/index.js'])
    for (const file of readdirSync(join(installed, 'dist'), { recursive: true })) {
      if (!file.endsWith('index.js') || ['index.js', 'slim/index.js'].includes(file)) continue
      assert.ok(!names(file).includes('chunks/gate.js'), `${file} loads gates`)
      assert.ok(names(file).length <= 5, `${file} loads ${names(file)}`)
    }
  })

  it('has no path of the machine that made it', () => {
    const places = [resolve(root), homedir(), process.env.CARGO_HOME, process.env.CARGO_TARGET_DIR].filter((place) => place?.length > 2)
    for (const file of files()) {
      const bytes = readFileSync(file)
      for (const place of places) assert.equal(bytes.indexOf(`${place}/`), -1, `${file} holds ${place}`)
    }
  })

  it('depends on nothing, and runs nothing when it is installed', () => {
    const manifest = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'))
    for (const name of ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies', 'scripts', 'private']) {
      assert.equal(manifest[name], undefined, name)
    }
    assert.match(manifest.version, /^\d+\.\d+\.\d+/)
    for (const target of Object.values(manifest.exports).flatMap((entry) => (typeof entry === 'string' ? entry : Object.values(entry)))) {
      assert.ok(statSync(join(installed, target)).isFile(), target)
    }
  })

  for (const folder of ['dist', 'dist/agent', 'dist/verify']) {
    it(`holds one and the same module twice in ${folder}: as it is, and inlined`, async () => {
      const { default: base64 } = await import(join(installed, folder, 'inline.js'))
      const bytes = readFileSync(join(installed, folder, 'core.wasm'))
      for (const name of ['file.js', 'file.cjs']) {
        const { default: read } = await import(join(installed, folder, name))
        assert.ok(read().equals(bytes), name)
      }
      assert.ok(Buffer.from(base64, 'base64').equals(bytes))
      const imports = WebAssembly.Module.imports(new WebAssembly.Module(bytes))
      assert.deepEqual(imports.filter(({ name }) => !/^__wb/.test(name)), [], 'nothing of the host but the glue')
    })
  }

  it('keeps gates and agents apart: no private keys for the one, no policies for the other', () => {
    const exported = (folder) => {
      const module = new WebAssembly.Module(readFileSync(join(installed, folder, 'core.wasm')))
      return WebAssembly.Module.exports(module).map(({ name }) => name)
    }
    assert.ok(exported('dist').some((name) => name.startsWith('gate_')) && exported('dist/agent').includes('key_sign'))
    assert.ok(!exported('dist').some((name) => name.startsWith('key_')))
    assert.ok(!exported('dist/agent').some((name) => name.startsWith('gate_')))
    assert.ok(exported('dist/verify').includes('gate_verify') && !exported('dist/verify').includes('gate_simulate'))
    const size = (folder) => statSync(join(installed, folder, 'core.wasm')).size
    assert.ok(size('dist/agent') * 4 < size('dist'))
    assert.ok(size('dist/verify') * 2 < size('dist'))
  })
})

describe('the conditions of imports', () => {
  const imports = () => JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')).imports
  const among = (choices, conditions) => {
    if (typeof choices === 'string') return choices
    return among(Object.entries(choices).find(([condition]) => conditions.includes(condition) || condition === 'default')[1], conditions)
  }
  const found = (part, ...conditions) => among(imports()[part], conditions)

  it('give Node the file, and whoever bundles, or asks before it reads, the text', () => {
    for (const [part, folder] of [['#wasm/core', ''], ['#wasm/verify', 'verify/'], ['#wasm/agent', 'agent/']]) {
      assert.equal(found(part, 'node', 'import', 'module-sync', 'node-addons'), `./dist/${folder}file.js`)
      assert.equal(found(part, 'node', 'require', 'module-sync', 'node-addons'), `./dist/${folder}file.js`)
      // A test runner that makes CommonJS of modules
      assert.equal(found(part, 'node', 'require', 'node-addons'), `./dist/${folder}file.cjs`)
      for (const other of ['bun', 'deno', 'module']) assert.equal(found(part, other, 'node', 'import'), `./dist/${folder}inline.js`, other)
      assert.equal(found(part, 'browser', 'import'), `./dist/${folder}inline.js`)
      for (const edge of ['workerd', 'edge-light']) assert.equal(found(part, edge, 'node', 'module', 'import'), `./dist/${folder}module.js`, edge)
    }
  })

  for (const file of ['file.js', 'file.cjs']) {
    it(`are said where a bundle has left the file behind, by ${file}`, () => {
      const bundle = join(folder, 'left-behind')
      cpSync(installed, bundle, { recursive: true, filter: (path) => !path.endsWith('.wasm') })
      const manifest = readFileSync(join(bundle, 'package.json'), 'utf8')
      writeFileSync(join(bundle, 'package.json'), manifest.replaceAll(/file\.c?js/g, file))
      const { stdout, status } = spawnSync(process.execPath, ['--input-type=module', '-e', `
        import { narrower } from ${JSON.stringify(join(bundle, 'dist/index.js'))}
        try { narrower('a', 'a') } catch (error) { console.log(error.name, error.message) }`], { encoding: 'utf8' })
      rmSync(bundle, { recursive: true })
      assert.equal(status, 0)
      assert.match(stdout, /^TypeError the WebAssembly module does not start here: .*core\.wasm.*condition `module`/)
    })
  }
})

describe('core.wasm', () => {
  it('starts with the memory of one that has read policies', () => {
    const module = new WebAssembly.Module(readFileSync(join(installed, 'dist/core.wasm')))
    const imports = {}
    for (const { module: from, name } of WebAssembly.Module.imports(module)) (imports[from] ??= {})[name] = () => assert.fail(name)
    const memory = Buffer.from(new WebAssembly.Instance(module, imports).exports.memory.buffer)
    // An id of the policies of xtask/src/snapshot.mjs would be memory that was given back
    assert.equal(memory.indexOf('as.example'), -1)
    assert.equal(memory.indexOf('/home/*'), -1)
  })
})

describe('installed', () => {
  it('runs the example of its README', () => {
    const [, example] = /```js\n([^]*?)```/.exec(readFileSync(join(installed, 'README.md'), 'utf8'))
    assert.equal(node(example), 'token_missing 401')
  })

  it("runs the project's example for Node", () => {
    const [, example] = /## Node\n\n```js\n([^]*?)```/.exec(readFileSync(join(root, 'README.md'), 'utf8'))
    const support = JSON.stringify(join(root, 'tests/js/support.mjs'))
    const run = (token) => {
      const given = `import * as support from ${support}\nconst { jwks } = support, now = Math.floor(Date.now() / 1000), token = ${token}\n`
      return node(`${given}console.error = console.log\n${example}`)
    }
    assert.equal(run('support.token({ iat: now, exp: now + 60 })'), 'agent for alice, by agents-read-logs')
    assert.equal(run(`''`), 'token_missing no token was presented')
  })

  it('works where there is no Buffer, and where there is no fromBase64', () => {
    const program = `import { narrower } from 'narrowgate'; console.log(narrower('a', 'a b'))`
    assert.equal(node(`delete Uint8Array.fromBase64; ${program}`), 'true')
    writeFileSync(join(folder, 'bare.mjs'), 'delete globalThis.Buffer; delete Uint8Array.fromBase64')
    assert.equal(node(program, ['--import', './bare.mjs']), 'true')
  })

  it('starts nothing before it is asked', () => {
    const program = `WebAssembly.Module = undefined; const { AccessDenied } = await import('narrowgate'); console.log(typeof AccessDenied)`
    assert.equal(node(program), 'function')
    assert.equal(node(program.replace("'narrowgate'", "'narrowgate/agent'")), 'function')
    assert.equal(node(program.replace("'narrowgate'", "'narrowgate/verify'")), 'function')
  })

  it('makes keys where there is no Buffer, and in a worker', () => {
    const make = `import { generateKey } from 'narrowgate/agent'; console.log(generateKey({ type: 'Ed25519' }).publicJwk.crv)`
    assert.equal(node(`delete globalThis.Buffer; ${make}`), 'Ed25519')
    const worker = `import { Worker } from 'node:worker_threads'; new Worker(new URL('./worker.mjs', import.meta.url))`
    writeFileSync(join(folder, 'worker.mjs'), make)
    assert.equal(node(worker), 'Ed25519')
  })
})
