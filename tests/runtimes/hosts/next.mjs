// Next, built and served: a route on Node, one on its edge runtime, and a page. Turbopack bundles, under Node 24.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync } from 'node:fs'
import { createServer } from 'node:net'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { entriesOf, FROM_ENVIRONMENT, PARTS, program, put, statics } from '../program.mjs'
import { here, installed, output, scratch } from '../scratch.mjs'
import { nodeOf } from './commands.mjs'

const next = createRequire(import.meta.url).resolve('next/dist/bin/next')
const node = nodeOf('node-24')
const OPTIONS = { cwd: join(scratch, 'next'), env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1', NO_COLOR: '1', INSTALLED: installed } }
const JSON_ROUTE = `export const dynamic = 'force-dynamic'
export const GET = async () => Response.json(await probed())`

/** Turbopack looks for what is exported under the name with the query, and so only a path will do. */
const EDGE = {
  before: `import core from '../../../node_modules/narrowgate/dist/core.wasm?module'
import verify from '../../../node_modules/narrowgate/dist/verify/core.wasm?module'
const modules = { 'narrowgate/core.wasm': core, 'narrowgate/verify/core.wasm': verify }`,
  wasm: '(name) => modules[name]',
}

/** One server for three rows. */
export class Next {
  #server
  #address
  #started

  /** Builds an application of all parts, and serves it. */
  async #start(entries) {
    const folders = ['app', ...PARTS.flatMap((part) => ['node', 'edge', 'page'].map((kind) => `app/${kind}-${part}`)), 'public']
    for (const folder of folders) mkdirSync(join(scratch, 'next', folder), { recursive: true })
    put('next/package.json', '{ "private": true, "type": "module" }\n')
    put('next/next.config.mjs', `export default { turbopack: { root: ${JSON.stringify(here)} }, productionBrowserSourceMaps: false }\n`)
    put('next/app/layout.jsx', 'export default ({ children }) => <html lang="en"><body>{children}</body></html>\n')
    cpSync(join(installed, 'dist/core.wasm'), join(scratch, 'next/public/core.wasm'))
    cpSync(join(installed, 'dist/verify/core.wasm'), join(scratch, 'next/public/verify/core.wasm'))
    for (const part of PARTS) {
      const common = { loaders: statics(entriesOf(part, entries)), folder: '../../..' }
      const slim = part === 'slim'
      put(`next/app/node-${part}/route.js`, program({ ...common, ...FROM_ENVIRONMENT, done: JSON_ROUTE }))
      put(`next/app/edge-${part}/route.js`, program({ ...common, ...(slim && EDGE), done: `export const runtime = 'edge'\n${JSON_ROUTE}` }))
      const before = `'use client'\nimport { useEffect } from 'react'`
      const wasm = `(name) => new URL(name.replace('narrowgate', ''), location.href)`
      put(`next/app/page-${part}/page.jsx`, `${before}\n${program({ ...common, wasm, done: CLIENT })}`)
    }
    await output(node, [next, 'build'], OPTIONS)
    await this.#serve()
  }

  async #serve() {
    await this.stop()
    const port = await freePort()
    this.#address = `http://127.0.0.1:${port}`
    this.#server = spawn(node, [next, 'start', '--hostname', '127.0.0.1', '--port', String(port)], { ...OPTIONS, stdio: ['ignore', 'pipe', 'inherit'] })
    for await (const chunk of this.#server.stdout) if (/Ready/.test(chunk)) return
    throw new Error('Next does not start')
  }

  async #answer(route) {
    const response = await fetch(`${this.#address}/${route}`)
    if (!response.ok) throw new Error(`${route}: status ${response.status}`)
    return response.json()
  }

  get rows() {
    const started = (entries) => (this.#started ??= this.#start(entries))
    return [
      {
        row: 'Next, on Node 24',
        run: async (entries) => {
          await started(entries)
          const full = await this.#answer('node-full')
          // All routes are of one process, and it has one instance
          await this.#serve()
          return { ...full, ...(await this.#answer('node-slim')) }
        },
      },
      {
        row: 'Next, on its edge runtime',
        run: async (entries) => {
          await started(entries)
          return { ...(await this.#answer('edge-full')), ...(await this.#answer('edge-slim')) }
        },
      },
      {
        row: 'Next, in Chromium',
        run: async (entries, { chromium }) => {
          await started(entries)
          const outcomes = {}
          for (const part of PARTS) Object.assign(outcomes, await chromium.outcomesOf(`${this.#address}/page-${part}`))
          return outcomes
        },
      },
    ]
  }

  async stop() {
    if (this.#server?.exitCode !== null) return
    this.#server.kill()
    await once(this.#server, 'exit')
  }
}

const CLIENT = `export default function Page() {
  useEffect(() => {
    globalThis.outcomes = probed()
  }, [])
  return null
}`

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  return port
}
