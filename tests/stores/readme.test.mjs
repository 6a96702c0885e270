// What the package's README says of stores runs as it stands there, with a real Redis.

import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { pathToFileURL } from 'node:url'
import { bound, request } from '../js/dpop.mjs'
import { config, NOW, read, token } from '../js/support.mjs'
import { clients } from './clients.mjs'
import { asking, sha256 } from './contracts.mjs'
import { RedisServer } from './redis-server.mjs'

const readme = readFileSync(new URL('../../pkg-template/README.md', import.meta.url), 'utf8')
const [, section] = /\n## Stores and session facts\n([^]*?)\n## /.exec(readme)
const examples = [...section.matchAll(/```js\n([^]*?)```/g)].map(([, code]) => code)

describe('the README', () => {
  const folder = mkdtempSync(join(tmpdir(), 'narrowgate-'))
  let server
  let connection
  before(async () => {
    server = await RedisServer.start()
    connection = await clients.redis(server.url)
  })
  after(async () => {
    connection?.close()
    await server?.kill()
    rmSync(folder, { recursive: true, force: true })
  })

  /** Runs an example among what it takes for given; gives one of its constants. */
  async function run(code, name, given) {
    const dist = (part) => JSON.stringify(new URL(`../../pkg/dist/${part}index.js`, import.meta.url).href)
    const imports = code.replaceAll(/'narrowgate(\/\w+)?'/g, (_, part) => dist(part ? `${part.slice(1)}/` : ''))
    const file = join(folder, `${name}.mjs`)
    globalThis.given = given
    writeFileSync(file, `const { ${Object.keys(given)} } = globalThis.given\n${imports}\nexport { ${name} }\n`)
    return (await import(pathToFileURL(file)))[name]
  }

  it('has two examples', () => assert.equal(examples.length, 2))

  it('makes a gate that counts, remembers proofs and knows what was revoked', async () => {
    const gate = await run(examples[0], 'gate', { config: config(), redis: connection.client })
    const presented = request(bound(undefined, { scope: 'files:read files:write' }))
    const grant = await gate.authorizeAsync(presented, read, { now: NOW })
    assert.deepEqual([grant.revocation, grant.possession.replay], ['checked', 'checked'])
    await assert.rejects(gate.authorizeAsync(presented, read, { now: NOW }), { code: 'proof_replayed' })
    const remove = { tool: 'files.delete', input: { path: '/home/a.txt' } }
    const said = []
    for (let call = 0; call <= 101; call++) {
      const again = request(bound(undefined, { scope: 'files:read files:write' }))
      said.push((await gate.decideAsync(again, remove, { now: NOW })).denial?.policies[0])
    }
    assert.deepEqual(said, [...Array(100).fill(undefined), 'not-so-fast', 'not-so-fast'])
  })

  it('takes tokens back', async () => {
    const accessToken = token()
    const revocation = await run(examples[1], 'revocation', { accessToken })
    const query = { token: sha256(accessToken.slice(0, accessToken.lastIndexOf('.'))), issuer: 'https://as.example', expiresAt: NOW }
    assert.equal(await revocation.isRevoked(query, asking), true)
    assert.equal(await revocation.isRevoked({ ...query, token: sha256('other'), tokenId: 'a-jti' }, asking), true)
    assert.equal(await revocation.isRevoked({ ...query, token: sha256('other') }, asking), false)
  })
})
