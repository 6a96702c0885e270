// The examples of the npm README's section, run as they stand there.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { gate, guardOf, jsonRequest, METADATA, NOW, requestOf, token } from './support.mjs'

const readme = readFileSync(new URL('../../pkg-template/README.md', import.meta.url), 'utf8')
const [section] = /## Any HTTP server\n[^]*?(?=\n## )/.exec(readme)
const [served, tool, byHand] = section.match(/```js\n[^]*?```/g).map((block) => block.slice(6, -3))

/** A module of this text, with these names beside it. */
async function load(text, names, result) {
  globalThis.readme = names
  const dist = new URL('../../pkg/dist/', import.meta.url).href
  const source = `const { ${Object.keys(names).join(', ')} } = globalThis.readme\n${text.replaceAll(/'narrowgate\/(\w+)'/g, `'${dist}$1/index.js'`)}\n${result}`
  return import(`data:text/javascript,${encodeURIComponent(source)}`)
}

describe('the README', () => {
  it('has a server in three lines', async () => {
    // These tokens have a time of their own, and the example has the clock
    const own = { ...gate, decide: (shown, call) => gate.decide(shown, call, { now: NOW }), verify: (shown) => gate.verify(shown, { now: NOW }), metadata: () => gate.metadata() }
    const { default: server } = await load(served, { gate: own }, '')
    const response = await server.fetch(requestOf(token()))
    assert.equal((await response.json()).hello.subject, 'alice')
    assert.equal((await server.fetch(requestOf())).status, 401)
    assert.equal((await server.fetch(requestOf(undefined, { path: METADATA }))).status, 200)
  })

  it('has a tool', async () => {
    const { read } = await load(tool, { guard: guardOf() }, 'export { read }')
    const body = JSON.stringify({ path: '/home/a.txt' })
    const done = await (await read(jsonRequest(token(), body))).json()
    assert.deepEqual([done.read, done.for.subject], ['/home/a.txt', 'alice'])
    assert.equal((await read(jsonRequest(token({ scope: '' }), body))).status, 403)
  })

  it('has the guard by hand', async () => {
    const { handle } = await load(byHand, { guard: guardOf() }, 'export { handle }')
    assert.deepEqual(await (await handle(requestOf(token()))).json(), ['agents-read'])
    assert.equal((await handle(requestOf('x'))).status, 401)
  })

  it('names every adapter, each less than 60 lines', () => {
    for (const name of ['hono', 'express', 'next', 'workers-oauth-provider', 'mcp-handler', 'fastmcp']) {
      assert.ok(section.toLowerCase().includes(name))
      const source = readFileSync(new URL(`../../pkg-template/src/${name}/index.ts`, import.meta.url), 'utf8')
      assert.ok(source.split('\n').length - 1 < 60, name)
      for (const [, from] of source.matchAll(/from '([^']+)'/g)) assert.ok(from.startsWith('../'), `${name} imports ${from}`)
    }
  })
})
