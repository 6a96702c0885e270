// The MCP conformance suite against a server of each SDK, without the guard and with it. What passed without has to pass with it. The suite can't send a
// token: a proxy on the loopback adds one to each request, and nothing else.

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { request as httpRequest } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, it } from 'node:test'
import { gateOfAll, serve } from './conformance.server.mjs'
import { listen, tokenOf } from './support.mjs'

const modules = fileURLToPath(new URL('node_modules/', import.meta.url))
const node22 = join(modules, 'node/bin/node')
const suite = join(modules, '@modelcontextprotocol/conformance/dist/index.js')

/** Adds a token. `Host` and `Origin` go through as they came. */
function proxy(target, token) {
  return listen((request, response) => {
    const headers = { ...request.headers, ...(token !== undefined && { authorization: `Bearer ${token()}` }) }
    const onward = httpRequest(target, { method: request.method, headers }, (answer) => {
      response.writeHead(answer.statusCode, answer.headers)
      answer.pipe(response)
    })
    onward.on('error', () => response.destroy())
    response.on('close', () => onward.destroy())
    request.pipe(onward)
  })
}

/** Which scenarios passed, and which did not. */
async function run(url) {
  const out = mkdtempSync(join(tmpdir(), 'narrowgate-conformance-'))
  try {
    await new Promise((resolve) => execFile(node22, [suite, 'server', '--url', url.href, '--suite', 'all', '-o', out], { timeout: 300_000 }, resolve))
    const passed = []
    const failed = []
    for (const folder of readdirSync(out)) {
      const name = /^server-(.+?)-\d{4}-/.exec(folder)?.[1] ?? folder
      const checks = JSON.parse(readFileSync(join(out, folder, 'checks.json'), 'utf8'))
      const holds = checks.length > 0 && checks.every(({ status }) => status === 'SUCCESS' || status === 'INFO')
      ;(holds ? passed : failed).push(name)
    }
    return { passed: passed.sort(), failed: failed.sort() }
  } finally {
    rmSync(out, { recursive: true })
  }
}

for (const sdk of ['v2', 'v1']) {
  describe(`conformance, server of SDK ${sdk}`, () => {
    it('passes with the guard what passes without', async (t) => {
      const plain = await serve(sdk)
      const gate = gateOfAll()
      const permitted = []
      const refused = []
      const guarded = await serve(sdk, gate, {
        onDecision: ({ decision, record }) => void (decision === 'allow' ? permitted : refused).push(record.tool),
        onRefused: (what) => void refused.push(what),
        resumable: true,
      })
      const before = await proxy(plain.url)
      const behind = await proxy(guarded.url, () => tokenOf())
      plain.allow(before.url.host)
      guarded.allow(behind.url.host)
      const without = await run(before.url)
      const withGuard = await run(behind.url)
      for (const { close } of [plain, guarded, before, behind]) close()
      gate.free()
      t.diagnostic(`${without.passed.length} of ${without.passed.length + without.failed.length} scenarios pass without the guard, ${withGuard.passed.length} with it; ${permitted.length} calls were decided`)
      t.diagnostic(`not passed without it: ${without.failed.join(', ') || 'none'}`)
      assert.ok(without.passed.length >= 31, `only ${without.passed.length} ran: ${without.failed}`)
      assert.deepEqual(withGuard, without)
      assert.ok(permitted.length >= 20, 'the guard was on')
      assert.deepEqual(refused, [])
    })
  })
}
