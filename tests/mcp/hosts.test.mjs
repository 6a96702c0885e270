// The same story on every way to serve MCP: real clients of both SDKs, real HTTP.

import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { InsufficientScopeError } from '@modelcontextprotocol/client'
import { connectV1, connectV2, gateOf, hosts, ISSUER, tokenOf } from './support.mjs'

const clients = { 'client v2': connectV2, 'client v2 of 2025': (url, shown) => connectV2(url, shown, { mode: 'legacy' }), 'client v1': connectV1 }

for (const [name, host] of Object.entries(hosts)) {
  for (const [client, connect] of Object.entries(clients)) {
    describe(`${name}, ${client}`, async () => {
      const gate = gateOf()
      const decisions = []
      const { url, close, ran } = await host(gate, { onDecision: (decision) => void decisions.push(decision) })
      const shown = { token: tokenOf() }
      const mcp = await connect(url, shown)
      after(async () => {
        await mcp.close()
        close()
        gate.free()
      })

      it('runs what is permitted, and its handler knows who calls', async () => {
        const { content, isError } = await mcp.callTool({ name: 'files.read', arguments: { path: '/home/a.txt' } })
        assert.deepEqual([content, isError], [[{ type: 'text', text: 'files.read ran' }], undefined])
        const { name, input, who } = ran.pop()
        assert.deepEqual([name, input], ['files.read', { path: '/home/a.txt' }])
        assert.deepEqual(who.actor, { issuer: ISSUER, subject: 'agent' })
        assert.deepEqual(who.principal, { issuer: ISSUER, subject: 'alice' })
        assert.equal(who.depth, 1)
        assert.deepEqual(who.policies, ['read'])
        assert.ok(Object.isFrozen(who) && Object.isFrozen(who.chain))
        assert.equal(decisions.length, 1)
        const { decision, record } = decisions.pop()
        assert.deepEqual([decision, record.tool, record.policies], ['allow', 'files.read', ['read']])
      })

      it('answers the model where an argument is not permitted, and nothing runs', async () => {
        const { content, isError } = await mcp.callTool({ name: 'files.read', arguments: { path: '/etc/shadow' } })
        assert.equal(isError, true)
        assert.deepEqual(content, [{ type: 'text', text: 'This call is not permitted.' }])
        assert.equal(ran.length, 0)
        const { denial, record } = decisions.pop()
        assert.deepEqual([denial.code, record.policies], ['policy_forbidden', ['not-etc']])
      })

      it('says the same of what is not permitted, of what is not there, and of arguments that are none', async () => {
        const answers = []
        for (const [tool, input] of [['secret', {}], ['nowhere', {}], ['constructor', {}], ['__proto__', {}], ['files.read', { path: 1 }], ['files.read', { path: 'a', other: 1 }]]) {
          answers.push(JSON.stringify((await mcp.callTool({ name: tool, arguments: input })).content))
        }
        assert.equal(new Set(answers).size, 1)
        assert.equal(ran.length, 0)
        decisions.length = 0
      })

      it('asks for the scope that is missing with 403, which the client understands', async () => {
        const error = await mcp.callTool({ name: 'files.delete', arguments: { path: '/home/a.txt' } }).catch((thrown) => thrown)
        if (client === 'client v1') {
          assert.equal(error.code, 403)
        } else {
          assert.ok(error instanceof InsufficientScopeError, String(error))
          assert.equal(error.requiredScope, 'files:write')
          assert.equal(String(error.resourceMetadataUrl), 'https://tools.example/.well-known/oauth-protected-resource/mcp')
        }
        assert.equal(ran.length, 0)
        shown.token = tokenOf({ scope: 'files:read files:write' })
        const { isError } = await mcp.callTool({ name: 'files.delete', arguments: { path: '/home/a.txt' } })
        assert.equal(isError, undefined)
        assert.equal(ran.pop().name, 'files.delete')
        shown.token = tokenOf()
        decisions.length = 0
      })

      it('lists what could be permitted, on every page', async () => {
        const names = []
        let cursor
        do {
          const page = await mcp.listTools(cursor === undefined ? undefined : { cursor })
          names.push(...page.tools.map((tool) => tool.name))
          cursor = page.nextCursor
        } while (cursor !== undefined)
        assert.deepEqual(names, ['files.read'])
      })

      it('asks about prompts and resources, too', async () => {
        assert.deepEqual((await mcp.listPrompts()).prompts.map((prompt) => prompt.name), ['greet'])
        await mcp.getPrompt({ name: 'greet', arguments: { name: 'bob' } })
        await assert.rejects(mcp.getPrompt({ name: 'greet', arguments: { name: 'root' } }), { code: -32003 })
        await assert.rejects(mcp.getPrompt({ name: 'hidden' }), { code: -32003 })
        await assert.rejects(mcp.getPrompt({ name: 'nowhere' }), { code: -32003 })
        const { contents } = await mcp.readResource({ uri: 'note://a' })
        assert.equal(contents[0].text, 'a note')
        await assert.rejects(mcp.readResource({ uri: 'note://private' }), { code: -32003 })
        await assert.rejects(mcp.readResource({ uri: 'file:///etc/passwd' }), { code: -32003 })
        await assert.rejects(mcp.readResource({ uri: 'file:///nowhere' }), { code: -32003 })
        ran.length = 0
      })

      it('lets nobody pass whose token does not hold any more', async () => {
        for (const changes of [{ exp: 1_700_000_000, iat: 1_600_000_000 }, { aud: 'https://elsewhere.example' }, { iss: 'https://elsewhere.example' }]) {
          shown.token = tokenOf(changes)
          const error = await mcp.callTool({ name: 'files.read', arguments: { path: '/home/a.txt' } }).catch((thrown) => thrown)
          assert.equal(client === 'client v1' ? error.code : error.status, 401, String(error))
        }
        assert.equal(ran.length, 0)
        shown.token = tokenOf()
      })
    })
  }
}
