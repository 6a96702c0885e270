// Bundlers, each with the configuration of its first page. What they made is run: in Chromium, or in Node.

import { nodeResolve } from '@rollup/plugin-node-resolve'
import { build as esbuild } from 'esbuild'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { rollup } from 'rollup'
import { build as vite } from 'vite'
import webpack from 'webpack'
import { entriesOf, FROM_ENVIRONMENT, PARTS, PRINT, program, put, statics } from '../program.mjs'
import { installed, output, scratch } from '../scratch.mjs'

const PAGE = '<!doctype html><link rel="icon" href="data:,"><script type="module" src="./main.js"></script>\n'
const SHOW = 'globalThis.outcomes = probed()'
const urlsBy = (before) => ({ before, wasm: '(name) => urls[name]' })

/** Where a page comes from, by how each bundler is asked for the address of a file. */
const SLIM = {
  vite: urlsBy(`import core from 'narrowgate/core.wasm?url'
import verify from 'narrowgate/verify/core.wasm?url'
const urls = { 'narrowgate/core.wasm': core, 'narrowgate/verify/core.wasm': verify }`),
  webpack: urlsBy(`const urls = {
  'narrowgate/core.wasm': new URL('narrowgate/core.wasm', import.meta.url),
  'narrowgate/verify/core.wasm': new URL('narrowgate/verify/core.wasm', import.meta.url),
}`),
  esbuild: urlsBy(`import core from 'narrowgate/core.wasm'
import verify from 'narrowgate/verify/core.wasm'
const urls = { 'narrowgate/core.wasm': core, 'narrowgate/verify/core.wasm': verify }`),
  served: { wasm: `(name) => fetch(name.replace('narrowgate', '/node_modules/narrowgate/dist'))` },
}

async function withVite(entry, folder) {
  put(`${folder}/index.html`, PAGE.replace('main.js', 'main.mjs'))
  put(`${folder}/main.mjs`, `import ${JSON.stringify(entry)}\n`)
  await vite({ configFile: false, root: join(scratch, folder), base: './', logLevel: 'silent', build: { outDir: 'dist' } })
  return `${folder}/dist/index.html`
}

async function withWebpack(entry, folder, target) {
  const filename = target === 'node' ? 'main.cjs' : 'main.js'
  await compiled({ entry, target, context: scratch, output: { path: join(scratch, folder), filename } })
  return page(folder)
}

async function compiled(options) {
  // Minifying the text of modules is what takes the time
  const compiler = webpack({ mode: 'production', optimization: { minimize: false }, performance: false, ...options })
  const stats = await promisify(compiler.run.bind(compiler))()
  await promisify(compiler.close.bind(compiler))()
  if (stats.hasErrors()) throw new Error(stats.toString({ all: false, errors: true }))
}

async function withEsbuild(entry, folder, options) {
  await esbuild({
    entryPoints: [entry],
    absWorkingDir: scratch,
    bundle: true,
    logLevel: 'silent',
    loader: { '.wasm': 'file' },
    outfile: join(scratch, folder, options.format === 'cjs' ? 'main.cjs' : 'main.js'),
    ...options,
  })
  return page(folder)
}

const withRollup = (entry, folder) => rolled(entry, join(scratch, folder, 'main.mjs'))

async function rolled(entry, file) {
  const bundle = await rollup({ input: entry, plugins: [nodeResolve({ exportConditions: ['node'] })], external: /^node:/ })
  await bundle.write({ file, format: 'es' })
  await bundle.close()
}

/** As it is: an import map does what a bundler would. */
async function withoutBundler(entry, folder, entries, exports) {
  const imports = Object.fromEntries(entries.map((name) => [name.replace(/^\./, 'narrowgate'), at(exports[name].default)]))
  for (const part of ['core', 'verify', 'agent']) imports[`#wasm/${part}`] = at(`./dist/${part === 'core' ? '' : `${part}/`}inline.js`)
  const local = entry.replace(scratch, '')
  put(`${folder}/index.html`, PAGE.replace('<script', `<script type="importmap">${JSON.stringify({ imports })}</script><script`).replace('./main.js', local))
  return `${folder}/index.html`
}

const at = (path) => path.replace('./', '/node_modules/narrowgate/')

function page(folder) {
  put(`${folder}/index.html`, PAGE)
  return `${folder}/index.html`
}

/** A row that runs in the browser. */
function inBrowser(row, name, slim, bundle) {
  return {
    row,
    async run(entries, { chromium, exports }) {
      const outcomes = {}
      for (const part of PARTS) {
        const own = entriesOf(part, entries)
        const folder = `${name}-${part}`
        mkdirSync(join(scratch, folder))
        const entry = put(`${folder}.mjs`, program({ loaders: statics(own), done: SHOW, ...(part === 'slim' && slim), ...(bundle === withoutBundler && { folder: '' }) }))
        Object.assign(outcomes, await chromium.outcomesOf(await bundle(entry, folder, own, exports)))
      }
      return outcomes
    },
  }
}

/** A row that runs in Node. */
function inNode(row, name, file, bundle) {
  return {
    row,
    async run(entries) {
      const outcomes = {}
      for (const part of PARTS) {
        const folder = `${name}-${part}`
        mkdirSync(join(scratch, folder))
        const entry = put(`${folder}.mjs`, program({ ...FROM_ENVIRONMENT, loaders: statics(entriesOf(part, entries)), done: PRINT }))
        await bundle(entry, folder)
        const environment = { ...process.env, INSTALLED: installed }
        Object.assign(outcomes, JSON.parse(await output(process.execPath, [join(scratch, folder, file)], { env: environment })))
      }
      return outcomes
    },
  }
}

export const bundles = [
  inBrowser('Chromium', 'chromium', SLIM.served, withoutBundler),
  inBrowser('Chromium, by Vite', 'vite', SLIM.vite, withVite),
  inBrowser('Chromium, by webpack', 'webpack', SLIM.webpack, (entry, folder) => withWebpack(entry, folder, 'web')),
  inBrowser('Chromium, by esbuild', 'esbuild', SLIM.esbuild, (entry, folder) => withEsbuild(entry, folder, { format: 'esm' })),
  inNode('Node 20, by webpack', 'webpack-node', 'main.cjs', (entry, folder) => withWebpack(entry, folder, 'node')),
  inNode('Node 20, by esbuild', 'esbuild-node', 'main.js', (entry, folder) => withEsbuild(entry, folder, { format: 'esm', platform: 'node' })),
  inNode('Node 20, by esbuild as CJS', 'esbuild-cjs', 'main.cjs', (entry, folder) => withEsbuild(entry, folder, { format: 'cjs', platform: 'node' })),
  inNode('Node 20, by Rollup', 'rollup', 'main.mjs', withRollup),
]

/** The same bundlers, for one file in Node: each gives the path of the bundle. */
export const bundlers = {
  async webpack(entry, folder, name) {
    await compiled({ entry, target: 'node', context: folder, output: { path: folder, filename: `${name}.cjs` } })
    return join(folder, `${name}.cjs`)
  },
  async esbuild(entry, folder, name) {
    await esbuild({ entryPoints: [entry], absWorkingDir: folder, bundle: true, logLevel: 'silent', format: 'esm', platform: 'node', outfile: join(folder, `${name}.mjs`) })
    return join(folder, `${name}.mjs`)
  },
  async Rollup(entry, folder, name) {
    await rolled(entry, join(folder, `${name}.mjs`))
    return join(folder, `${name}.mjs`)
  },
  async Vite(entry, folder, name) {
    const build = { outDir: name, ssr: entry, rollupOptions: { output: { entryFileNames: 'main.mjs' } } }
    await vite({ configFile: false, root: folder, logLevel: 'silent', ssr: { noExternal: true }, build })
    return join(folder, name, 'main.mjs')
  },
}
