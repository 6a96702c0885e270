// stdio has no requests: the host says whose server it is, or nobody is let in.

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { Client } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { jwks } from '../js/support.mjs'
import { tokenOf } from './support.mjs'

const server = fileURLToPath(new URL('stdio.server.mjs', import.meta.url))

for (const sdk of ['v1', 'v2', 'v2, serveStdio']) {
  describe(`stdio of ${sdk}`, () => {
    async function connect(token) {
      const env = { PATH: process.env.PATH, JWKS: JSON.stringify(jwks), ...(token !== undefined && { TOKEN: token }) }
      const client = new Client({ name: 'agent', version: '1.0.0' })
      await client.connect(new StdioClientTransport({ command: process.execPath, args: [server, sdk], env }))
      return client
    }

    it('is guarded like any other', async () => {
      const client = await connect(tokenOf())
      assert.equal((await client.callTool({ name: 'files.read', arguments: { path: 'a' } })).content[0].text, 'files.read ran')
      assert.equal((await client.callTool({ name: 'files.read', arguments: { path: '/etc/shadow' } })).isError, true)
      assert.deepEqual((await client.listTools()).tools.map(({ name }) => name), ['files.read'])
      await client.close()
    })

    it('is closed to a client for whom nobody stands', async () => {
      for (const token of [undefined, tokenOf({ aud: 'https://elsewhere.example' })]) {
        await assert.rejects(connect(token), (error) => error.code === -32003 && error.data.status === 401)
      }
    })
  })
}
