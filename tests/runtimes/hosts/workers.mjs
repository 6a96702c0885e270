// Cloudflare Workers, bundled by wrangler and run in workerd; and Vercel's edge runtime.

import edgeRuntime from 'edge-runtime'
import { build } from 'esbuild'
import { Miniflare } from 'miniflare'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { entriesOf, PARTS, program, put, statics } from '../program.mjs'
import { here, installed, output, scratch } from '../scratch.mjs'

export const workerd = {
  row: 'workerd, by wrangler',
  async run(entries) {
    const outcomes = {}
    for (const part of PARTS) Object.assign(outcomes, await inWorkerd(part, entriesOf(part, entries)))
    return outcomes
  },
}

const COMPILED = `import core from 'narrowgate/core.wasm'
import verify from 'narrowgate/verify/core.wasm'
const modules = { 'narrowgate/core.wasm': core, 'narrowgate/verify/core.wasm': verify }`

async function inWorkerd(part, entries) {
  const text = program({
    loaders: statics(entries),
    ...(part === 'slim' ? { before: COMPILED, wasm: '(name) => modules[name]' } : { before: AT_MODULE_SCOPE }),
    done: 'export default { fetch: async () => Response.json(await probed()) }',
  })
  const miniflare = await packed(`worker-${part}`, text)
  try {
    const response = await miniflare.dispatchFetch('http://worker.example/')
    return await response.json()
  } finally {
    await miniflare.dispose()
  }
}

/** A worker as wrangler would upload it, in Miniflare. */
export async function packed(name, text) {
  const date = '2026-04-01'
  const config = put(`${name}.json`, JSON.stringify({ name, main: put(`${name}.mjs`, text), compatibility_date: date }))
  const out = join(scratch, name)
  const environment = { ...process.env, CI: '1', WRANGLER_SEND_METRICS: 'false', WRANGLER_LOG_PATH: join(scratch, 'wrangler.log') }
  await output(join(here, 'node_modules/.bin/wrangler'), ['deploy', '--dry-run', '--config', config, '--outdir', out], { env: environment })
  return new Miniflare({
    compatibilityDate: date,
    modules: true,
    modulesRoot: out,
    modulesRules: [{ type: 'CompiledWasm', include: ['**/*.wasm', '**/*.wasm?module'] }],
    scriptPath: join(out, `${name}.js`),
  })
}

const AT_MODULE_SCOPE = `import { createGate } from 'narrowgate'
createGate(fixtures.config)`

/** What Vercel's edge functions run in. It refuses to compile bytes: the module is compiled outside, in another realm. */
export const edge = {
  row: 'edge-runtime, by esbuild',
  async run(entries) {
    const outcomes = {}
    for (const part of PARTS) Object.assign(outcomes, await inEdge(part, entriesOf(part, entries)))
    return outcomes
  },
}

async function inEdge(part, entries) {
  const file = put(
    `edge-${part}.mjs`,
    program({ loaders: statics(entries), wasm: `(name) => wasm[name.replace('narrowgate', 'dist')]`, done: 'globalThis.outcomes = probed()' }),
  )
  const { outputFiles } = await build({
    entryPoints: [file],
    absWorkingDir: scratch,
    bundle: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    conditions: ['edge-light'],
    logLevel: 'silent',
    plugins: [MODULES],
  })
  const compiled = (name) => new WebAssembly.Module(readFileSync(join(installed, name)))
  const names = ['dist/core.wasm', 'dist/verify/core.wasm', 'dist/agent/core.wasm']
  const vm = new edgeRuntime.EdgeRuntime({
    codeGeneration: { strings: false, wasm: false },
    extend: (context) => Object.assign(context, { wasm: Object.fromEntries(names.map((name) => [name, compiled(name)])) }),
  })
  vm.evaluate(outputFiles[0].text)
  // Of the other realm, and so not equal to ours until copied
  return JSON.parse(await vm.evaluate('outcomes.then(JSON.stringify)'))
}

/** As Vercel does it: `?module` stands for what was compiled at deployment. */
const MODULES = {
  name: 'modules',
  setup(bundler) {
    bundler.onResolve({ filter: /\.wasm\?module$/ }, ({ path, resolveDir }) => ({ path: join(resolveDir, path), namespace: 'module' }))
    bundler.onLoad({ filter: /.*/, namespace: 'module' }, ({ path }) => ({
      contents: `export default wasm[${JSON.stringify(path.slice(path.indexOf('dist/')).replace('?module', ''))}]`,
    }))
  },
}
