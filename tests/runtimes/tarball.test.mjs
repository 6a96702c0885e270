// The tarball, by the tools that packages are judged with; and what it weighs.

import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { brotliCompressSync, constants, gunzipSync, gzipSync } from 'node:zlib'
import { here, output, pack, root } from './scratch.mjs'

const folder = mkdtempSync(join(tmpdir(), 'narrowgate-'))
let packed
let tarball

before(async () => {
  packed = await pack(folder)
  tarball = join(folder, packed.filename)
})

after(() => rmSync(folder, { recursive: true, force: true }))

describe('the tarball', () => {
  it('is clean to publint', async () => {
    const text = await output(join(here, 'node_modules/.bin/publint'), ['run', tarball, '--strict'], { cwd: folder, env: { ...process.env, NO_COLOR: '1' } })
    assert.match(text, /All good!/)
  })

  it('is clean to Are the Types Wrong?, as ES modules', async () => {
    const { exports } = JSON.parse(readFileSync(join(root, 'pkg/package.json'), 'utf8'))
    const binary = Object.keys(exports).filter((entry) => entry.endsWith('.wasm')).map((entry) => entry.slice(2))
    // `esm-only`: there is one build, and `require` takes it from Node 20.19 on. A second one, of CommonJS, would have its own instance and its own `AccessDenied`.
    const text = await output(join(here, 'node_modules/.bin/attw'), [tarball, '--profile', 'esm-only', '--format', 'json', '--no-definitely-typed', '--exclude-entrypoints', ...binary], { cwd: folder })
    const { analysis } = JSON.parse(text)
    const entries = Object.keys(analysis.entrypoints)
    assert.equal(entries.length, Object.keys(exports).length - binary.length)
    const ignored = ['node10', 'node16-cjs']
    assert.deepEqual(analysis.problems.filter(({ resolutionKind }) => !ignored.includes(resolutionKind)), [])
  })

  it('has no source map, nor a word of one', () => {
    assert.deepEqual(packed.files.filter(({ path }) => path.endsWith('.map')), [])
    assert.ok(!gunzipSync(readFileSync(tarball)).includes('sourceMappingURL='))
  })

  it('weighs what it may', (t) => {
    const parts = ['dist/core.wasm', 'dist/inline.js', 'dist/verify/core.wasm', 'dist/verify/inline.js', 'dist/agent/core.wasm', 'dist/agent/inline.js']
    for (const part of parts) t.diagnostic(`${part}: ${weights(readFileSync(join(root, 'pkg', part)))}`)
    const script = packed.files.filter(({ path }) => path.endsWith('.js') && !path.endsWith('inline.js'))
    t.diagnostic(`all other JavaScript: ${weights(Buffer.concat(script.map(({ path }) => readFileSync(join(root, 'pkg', path)))))}`)
    t.diagnostic(`tarball: ${kilobytes(packed.size)}, unpacked ${kilobytes(packed.unpackedSize)}, ${packed.files.length} files`)
    // Workers of the free plan may have 3 MB, compressed
    assert.ok(gzipSync(readFileSync(join(root, 'pkg/dist/core.wasm'))).length < 2_000_000)
    assert.ok(packed.size < 6_000_000)
  })
})

describe('the README', () => {
  it('says what the modules weigh, within a tenth', () => {
    const readme = readFileSync(join(root, 'pkg-template/README.md'), 'utf8')
    const rows = [...readme.matchAll(/^\| `narrowgate(\/\w+)?` \| (\d+) \| (\d+) \|$/gm)]
    assert.equal(rows.length, 3)
    for (const [, part = '', file, inline] of rows) {
      for (const [name, said] of [['core.wasm', file], ['inline.js', inline]]) {
        const kilobytes = gzipSync(readFileSync(join(root, 'pkg/dist', part, name)), { level: 9 }).length / 1000
        assert.ok(Math.abs(kilobytes - said) < kilobytes / 10, `${part}/${name}: ${kilobytes.toFixed(0)}, not ${said}`)
      }
    }
  })
})

function weights(bytes) {
  const brotli = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } })
  return `${kilobytes(bytes.length)}, gzip ${kilobytes(gzipSync(bytes, { level: 9 }).length)}, brotli ${kilobytes(brotli.length)}`
}

function kilobytes(octets) {
  return `${(octets / 1000).toFixed(1)} kB`
}
