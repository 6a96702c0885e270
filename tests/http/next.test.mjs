// The adapter in Next: an app that is built and started.

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, rmSync } from 'node:fs'
import { request as send } from 'node:http'
import { createServer } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { behaves } from './adapters.mjs'
import { config, METADATA, NOW, token } from './support.mjs'

const folder = fileURLToPath(new URL('next-app', import.meta.url))
const next = fileURLToPath(new URL('node_modules/next/dist/bin/next', import.meta.url))

function run(args, env = {}) {
  return spawn(process.execPath, [next, ...args], { cwd: folder, env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1', ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
}

/** All that a process says, until `enough` of it. */
async function said(child, enough) {
  let text = ''
  const ended = once(child, 'exit').then(([code]) => code)
  const heard = new Promise((resolve) => {
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (part) => enough((text += part)) && resolve('heard'))
  })
  return [await Promise.race([ended, heard]), text]
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  await once(server, 'close')
  return port
}

describe('Next', () => {
  let server
  let origin

  before(async () => {
    rmSync(`${folder}/.next`, { recursive: true, force: true })
    // Next follows no link out of the app
    cpSync(fileURLToPath(new URL('../../pkg', import.meta.url)), `${folder}/node_modules/narrowgate`, { recursive: true, force: true })
    const [code, text] = await said(run(['build']), () => false)
    assert.equal(code, 0, text)
    const port = await freePort()
    server = run(['start', '-p', String(port), '-H', '127.0.0.1'], { NARROWGATE: JSON.stringify({ config: config(), time: NOW }) })
    const [ready, log] = await said(server, (heard) => heard.includes('Ready'))
    assert.equal(ready, 'heard', log)
    origin = `http://127.0.0.1:${port}`
  })
  after(async () => {
    const ended = once(server, 'exit')
    server.kill()
    await ended
  })

  const ask = (path, init) => fetch(`${origin}${path}`, init)
  behaves(ask)

  it('turns away in front of every route', async () => {
    assert.equal((await ask('/early')).status, 401)
    assert.equal((await ask('/early', { headers: { authorization: 'Bearer x' } })).status, 401)
    const response = await ask('/early', { headers: { authorization: `Bearer ${token()}` } })
    assert.deepEqual([response.status, await response.text()], [200, 'behind the proxy'])
  })

  it('sees the first of two Authorization fields, as all of Next does', async () => {
    const [good, bad] = [`Bearer ${token()}`, 'Bearer x']
    for (const [first, second, status] of [[good, bad, 200], [bad, good, 401]]) {
      const sent = send(`${origin}/who`, { headers: ['Host', 'a', 'Authorization', first, 'Authorization', second] })
      sent.end()
      const [response] = await once(sent, 'response')
      assert.equal(response.resume().statusCode, status)
    }
  })

  it('has no metadata but its own', async () => {
    assert.equal((await ask(METADATA.replace('/mcp', ''))).status, 404)
    assert.equal((await ask(`${METADATA}/other`)).status, 404)
    assert.equal((await ask(METADATA, { method: 'OPTIONS' })).status, 204)
  })
})
