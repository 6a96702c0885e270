// Proofs of possession and approvals: of one request each, used once, wherever in the server they are looked at.

import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, describe, it } from 'node:test'
import { connect } from '../../pkg/dist/connect/index.js'
import { proof } from '../js/dpop.mjs'
import { jwks, keySet, newKey, sha256, signText } from '../js/support.mjs'
import { call, connectV2, gateOf, hosts, initialize, ISSUER, now, post, SERVER, tokenOf } from './support.mjs'

const read = call('files.read', { path: '/home/a.txt' })
const kinds = ['v2, createMcpHandler, high-level', 'v2, web-standard sessions, low-level', 'v1, Express sessions, low-level']

/** Remembers, as a real one does. */
function store() {
  const seen = new Set()
  return { seen, insert: async ({ key }) => !seen.has(key) && Boolean(seen.add(key)) }
}

for (const name of kinds) {
  describe(`${name}: DPoP`, async () => {
    const key = newKey()
    const replay = store()
    const gate = gateOf({ proofs: { origin: 'https://tools.example', requireReplayCheck: true } })
    const { url, close, ran } = await hosts[name](connect(gate, { replay }))
    after(() => (close(), gate.free()))
    const bound = () => tokenOf({ cnf: { jkt: key.thumbprint } })
    const shownBy = (token, changes = {}) => ({ authorization: `DPoP ${token}`, dpop: proof(token, { key, iat: now(), ...changes }) })

    it('is shown by a real client with each request, and counts once for all that the server does with it', async () => {
      const token = bound()
      const client = await connectV2(url, { token, scheme: 'DPoP', headers: () => ({ dpop: proof(token, { key, iat: now() }) }) }, { mode: 'legacy' })
      assert.equal((await client.callTool({ name: 'files.read', arguments: { path: '/home/a.txt' } })).isError, undefined)
      assert.ok((await client.listTools()).tools.length > 0)
      assert.ok((await client.listPrompts()).prompts.length > 0)
      assert.equal(ran.length, 1)
      assert.equal(ran[0].who.possession.replay, 'checked')
      ran.length = 0
      await client.close()
    })

    it('is refused a second time', async () => {
      const token = bound()
      const headers = shownBy(token)
      assert.equal((await post(url, initialize, { headers })).status, 200)
      const again = await post(url, initialize, { headers })
      assert.equal(again.status, 401)
      assert.match(again.headers.get('www-authenticate'), /DPoP error="invalid_dpop_proof"/)
    })

    it('is needed, of this key, method, place and token', async () => {
      const token = bound()
      for (const headers of [
        { authorization: `Bearer ${token}` },
        { authorization: `DPoP ${token}` },
        shownBy(token, { key: newKey() }),
        shownBy(token, { htm: 'GET' }),
        shownBy(token, { htu: 'https://tools.example/other' }),
        shownBy(token, { ath: 'x' }),
        shownBy(token, { iat: now() - 600 }),
      ]) {
        assert.equal((await post(url, read, { headers })).status, 401)
      }
      assert.equal(ran.length, 0)
    })
  })

  for (const way of ['header', 'meta']) {
    describe(`${name}: approvals by ${way}`, async () => {
      const approver = newKey()
      const gate = gateOf({
        issuers: [
          { issuer: ISSUER, jwks, profile: 'rfc9068', algorithms: ['Ed25519'] },
          { issuer: 'https://approvals.example', jwks: keySet(approver), profile: { approval: {} }, algorithms: ['Ed25519'] },
        ],
        policies: `permit (principal is Agent, action, resource);
          @id("asked") @requires("approval") forbid (principal, action == Action::"files.read", resource) unless { context has approval };`,
      })
      const connected = connect(gate, { replay: store() })
      const { url, close, ran } = await hosts[name](connected, { approvals: way })
      const silent = await hosts[name](connected)
      after(() => (close(), silent.close(), gate.free()))
      const token = tokenOf()

      const approve = (call_hash) =>
        signText(
          JSON.stringify({ iss: 'https://approvals.example', sub: 'bob', aud: SERVER, iat: now() - 5, exp: now() + 60, jti: createHash('sha256').update(call_hash + Math.random()).digest('hex'), call_hash }),
          { typ: 'approval+jwt' },
          approver,
        )
      const withApprovals = (message, approvals) =>
        way === 'header'
          ? [message, { 'narrowgate-approvals': approvals.join(', ') }]
          : [{ ...message, params: { ...message.params, _meta: { 'narrowgate/approvals': approvals } } }, {}]
      const session = async (at) => (await post(at, initialize, { token })).headers.get('mcp-session-id') ?? undefined
      const send = async (message, approvals = [], at = url) => {
        const [body, headers] = approvals.length > 0 ? withApprovals(message, approvals) : [message, {}]
        return (await post(at, body, { token, session: await session(at), headers })).json.result
      }

      it('are asked for with the hash of the call, and let it run once', async () => {
        const asked = await send(read)
        assert.equal(asked.isError, true)
        assert.deepEqual(asked.content, [{ type: 'text', text: 'This call needs an approval.' }])
        const { callHash } = asked._meta['narrowgate/approval']
        const approval = approve(callHash)
        assert.equal((await send(call('files.read', { path: '/home/b' }), [approval])).isError, true)
        assert.equal(ran.length, 0)
        assert.equal((await send(read, [approval])).isError, undefined)
        assert.equal(ran.length, 1)
        assert.equal((await send(read, [approval])).isError, true)
        assert.equal((await send(read, [approve(sha256('something else'))])).isError, true)
        assert.equal((await send(read, ['x'])).isError, true)
        assert.equal(ran.length, 1)
        ran.length = 0
      })

      it('are not spoken of where the host does not take them', async () => {
        const { content, _meta } = await send(read, [], silent.url)
        assert.deepEqual([content[0].text, _meta], ['This call is not permitted.', undefined])
        const asked = await send(read)
        const approval = approve(asked._meta['narrowgate/approval'].callHash)
        assert.equal((await send(read, [approval], silent.url)).isError, true)
        assert.equal(silent.ran.length, 0)
      })
    })
  }
}
