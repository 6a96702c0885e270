// The example, with its real client, and what the README says that it prints.

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { after, before, describe, it } from 'node:test'

const folder = fileURLToPath(new URL('../../examples/mcp-server/', import.meta.url))

describe('examples/mcp-server', () => {
  before(() => {
    if (!existsSync(`${folder}node_modules`)) execFileSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: folder })
  })

  it('prints what the README shows, but for names and times of the day', () => {
    const printed = execFileSync(process.execPath, ['demo.mjs'], { cwd: folder, encoding: 'utf8', env: { ...process.env, NO_COLOR: '1' } })
    const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
    const [, shown] = /<!-- demo -->\n```text\n([\s\S]*?)\n```\n<!-- \/demo -->/.exec(readme)
    assert.equal(timeless(shown), timeless(printed.trim()))
  })

  describe('its server', async () => {
    let issuer
    let server
    let modules
    const AUDIENCE = 'https://tools.soc.example/mcp'
    const decisions = []
    before(async () => {
      modules = { ...(await import(`${folder}issuer.mjs`)), ...(await import(`${folder}server.mjs`)), ...(await import(`${folder}client.mjs`)) }
      issuer = await modules.startIssuer({ issuer: 'https://issuer.soc.example', owners: { monitor: 'on-call-rota' } })
      const jwks = await (await fetch(`${issuer.url}/jwks`)).json()
      server = await modules.startServer({ issuer: 'https://issuer.soc.example', jwks, audience: AUDIENCE, onDecision: (decision) => void decisions.push(decision) })
    })
    after(() => (server.close(), issuer.close()))

    it('shows each agent its own tools, and decides on each call', async () => {
      const [monitor, remediator] = ['monitor', 'remediator'].map((name) => new modules.Agent(name, issuer, AUDIENCE))
      const watching = await monitor.start('read:logs read:network write:firewall-rules')
      const remedying = await remediator.takeOver(watching, 'write:firewall-rules')
      const mcp = await modules.connect(server.url, watching)
      assert.deepEqual(await mcp.tools(watching), ['logs.search', 'network.flows', 'firewall.block'])
      assert.deepEqual(await mcp.tools(remedying), ['firewall.block'])
      assert.deepEqual(decisions, [])
      assert.equal((await mcp.call(watching, 'logs.search', { query: 'sshd' })).refused, false)
      assert.deepEqual(await mcp.call(remedying, 'logs.search', { query: 'sshd' }), { status: 403, wanted: 'read:logs' })
      assert.deepEqual(decisions.map(({ decision }) => decision), ['allow', 'deny'])
      await mcp.close()
    })

    it('says who issues tokens for it', async () => {
      const response = await fetch(new URL('/.well-known/oauth-protected-resource/mcp', server.url))
      const { resource, authorization_servers } = await response.json()
      assert.deepEqual([resource, authorization_servers], [AUDIENCE, ['https://issuer.soc.example']])
    })

    it('lets nobody else in, at any path', async () => {
      for (const path of ['/mcp', '/', '/other']) assert.equal((await fetch(new URL(path, server.url), { method: 'POST', body: '{}' })).status, 401)
    })
  })
})

function timeless(text) {
  return text
    .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '<id>')
    .replaceAll(/token [0-9a-f]{8} /g, 'token <id> ')
    .replaceAll(/\d\d:\d\d:\d\d/g, '<time>')
    .replaceAll(/expired at \d+, \d+ s ago/g, 'expired')
}
