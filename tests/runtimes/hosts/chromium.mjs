// A real browser. Its pages come from a loopback server.

import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { extname, join, normalize } from 'node:path'
import { chromium } from 'playwright-core'
import { installed, scratch } from '../scratch.mjs'

const PATHS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.mjs': 'text/javascript', '.wasm': 'application/wasm' }

/** One browser, and one server of the scratch folder. The package lies at `/node_modules/narrowgate/`. */
export class Chromium {
  #browser
  #server

  async start() {
    const executablePath = process.env.CHROMIUM ?? PATHS.find(existsSync)
    if (executablePath === undefined) {
      throw new Error('Chromium is needed: `cargo xtask setup` installs it on Debian; elsewhere install it, and say where in `CHROMIUM`')
    }
    this.#server = createServer((request, response) => void answer(request, response))
    await new Promise((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    this.#browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
  }

  /** What the page says in the end: the promise that it puts to `globalThis.outcomes`. */
  async outcomesOf(address) {
    const page = await this.#browser.newPage()
    const faults = []
    page.on('pageerror', (error) => faults.push(error.message))
    page.on('console', (message) => message.type() === 'error' && faults.push(message.text()))
    try {
      await page.goto(new URL(address, `http://127.0.0.1:${this.#server.address().port}`).href)
      await page.waitForFunction('globalThis.outcomes !== undefined', undefined, { timeout: 20_000 })
      return await page.evaluate('globalThis.outcomes')
    } catch (error) {
      throw new Error(`${address}: ${faults.join('; ')}`, { cause: error })
    } finally {
      await page.close()
    }
  }

  async stop() {
    await this.#browser?.close()
    this.#server?.close()
  }
}

async function answer({ url }, response) {
  const path = normalize(decodeURIComponent(new URL(url, 'http://localhost').pathname))
  try {
    const body = await readFile(path.endsWith('.mjs') && path.startsWith('/probes') ? join(scratch, '..', path) : join(scratch, path))
    response.writeHead(200, { 'content-type': TYPES[extname(path)] ?? 'application/octet-stream' }).end(body)
  } catch {
    response.writeHead(404).end()
  }
}

export { installed }
