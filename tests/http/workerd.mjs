// A worker as it would be deployed: bundled with workerd's conditions, its WebAssembly a module beside it.

import { build } from 'esbuild'
import { Miniflare } from 'miniflare'
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

const pkg = fileURLToPath(new URL('../../pkg', import.meta.url))
const packages = fileURLToPath(new URL('node_modules', import.meta.url))

/** The modules of a worker, for Miniflare. */
export async function bundled(entry) {
  const linked = mkdtempSync(join(tmpdir(), 'narrowgate-worker-'))
  symlinkSync(pkg, join(linked, 'narrowgate'))
  const wasm = new Map()
  const modules = {
    name: 'wasm-modules',
    setup(bundler) {
      bundler.onResolve({ filter: /\.wasm\?module$/ }, ({ path, resolveDir }) => {
        const file = join(resolveDir, path.replace('?module', ''))
        const name = `./${wasm.size}-${basename(file)}`
        wasm.set(name, file)
        return { path: name, external: true }
      })
    },
  }
  try {
    const { outputFiles } = await build({
      entryPoints: [entry],
      bundle: true,
      minify: true,
      write: false,
      format: 'esm',
      target: 'es2024',
      conditions: ['workerd', 'worker', 'browser'],
      external: ['cloudflare:*', 'node:*'],
      loader: { '.cedar': 'text' },
      nodePaths: [linked, packages],
      plugins: [modules],
      logLevel: 'silent',
    })
    const main = { type: 'ESModule', path: 'worker.mjs', contents: outputFiles[0].text }
    return [main, ...[...wasm].map(([path, file]) => ({ type: 'CompiledWasm', path, contents: readFileSync(file) }))]
  } finally {
    rmSync(linked, { recursive: true })
  }
}

/** Bytes of an upload: what Cloudflare limits is compressed. */
export function uploadSize(modules) {
  return modules.reduce((sum, { contents }) => sum + gzipSync(contents).length, 0)
}

export function started(modules, options = {}) {
  return new Miniflare({ modules, compatibilityDate: '2026-04-01', compatibilityFlags: ['enable_request_signal'], ...options })
}
