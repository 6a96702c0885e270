// Where an issuer's keys are, by its metadata.

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { remoteKeys } from '../../pkg/dist/jwks/index.js'
import { ISSUER, jwks } from '../js/support.mjs'
import { answer, clocks, fakeFetch, JWKS, never } from './support.mjs'

const OAUTH = '/.well-known/oauth-authorization-server'
const OPENID = '/.well-known/openid-configuration'
const metadata = (changes) => ({ issuer: ISSUER, jwks_uri: JWKS, ...changes })

/** What was asked for the keys of this issuer, and the code that it ended with. */
async function asked(routes, issuer = ISSUER, options = {}) {
  const { fetch, asked } = fakeFetch({ [JWKS]: jwks, ...routes })
  const keys = remoteKeys({ issuers: [issuer], fetch, clock: clocks(), ...options })
  const [name] = keys.issuers
  const code = await keys.refresh(name).then(() => 'taken', (error) => error.code)
  return { code, asked, keys }
}

describe('metadata', () => {
  it('are asked for in the order of the MCP authorization specification', async () => {
    const tenant = `${ISSUER}/tenant1`
    const bare = [`${ISSUER}${OAUTH}`, `${ISSUER}${OPENID}`]
    const pathed = [`${ISSUER}${OAUTH}/tenant1`, `${ISSUER}${OPENID}/tenant1`, `${tenant}${OPENID}`]
    for (const [issuer, places] of [[ISSUER, bare], [`${ISSUER}/`, bare], [tenant, pathed], [`${tenant}/`, pathed]]) {
      for (const [index, place] of places.entries()) {
        assert.deepEqual(await asked({ [place]: metadata({ issuer }) }, issuer).then(({ code, asked }) => [code, asked]), ['taken', [...places.slice(0, index + 1), JWKS]])
      }
      assert.deepEqual((await asked({}, issuer)).asked, places)
    }
  })

  it('are of this issuer, by exact comparison, or of nobody', async () => {
    for (const issuer of [`${ISSUER}/`, 'HTTPS://as.example', 'https://evil.example', '', undefined, null, [ISSUER], { [ISSUER]: 1 }]) {
      const { code, asked: urls } = await asked({ [`${ISSUER}${OAUTH}`]: metadata({ issuer }), [`${ISSUER}${OPENID}`]: metadata() })
      assert.deepEqual([code, urls.length], ['issuer_mismatch', 1], String(issuer))
    }
  })

  it('say where the keys are, within the same rules', async () => {
    const place = `${ISSUER}${OAUTH}`
    for (const [jwks_uri, code] of [
      ['https://keys.example/jwks', 'taken'],
      ['http://as.example/jwks', 'address_refused'],
      ['https://localhost/jwks', 'address_refused'],
      ['https://169.254.169.254/jwks', 'address_refused'],
      ['https://[::ffff:10.0.0.1]/jwks', 'address_refused'],
      ['https://0x7f.1/jwks', 'address_refused'],
      ['https://intranet/jwks', 'address_refused'],
      ['https://user@as.example/jwks', 'address_refused'],
      ['/jwks', 'address_refused'],
      ['', 'address_refused'],
      ['file:///etc/passwd', 'address_refused'],
      ['data:application/json,{"keys":[{}]}', 'address_refused'],
      [undefined, 'malformed'],
      [null, 'malformed'],
      [[JWKS], 'malformed'],
    ]) {
      const { code: said, asked: urls } = await asked({ [place]: metadata({ jwks_uri }), 'https://keys.example/jwks': jwks })
      assert.equal(said === 'status_unexpected' ? 'malformed' : said, code, String(jwks_uri))
      if (code === 'address_refused') assert.deepEqual(urls, [place], 'not asked')
    }
  })

  it('at another place can be configured, and have to be of the issuer all the same', async () => {
    const metadataUri = 'https://elsewhere.example/metadata'
    const issuer = { issuer: ISSUER, metadataUri }
    assert.deepEqual(await asked({ [metadataUri]: metadata() }, issuer).then(({ asked }) => asked), [metadataUri, JWKS])
    assert.equal((await asked({ [metadataUri]: metadata({ issuer: 'https://evil.example' }) }, issuer)).code, 'issuer_mismatch')
    assert.equal((await asked({}, issuer)).code, 'status_unexpected')
  })

  it('are read anew with every fetch, first where they were', async () => {
    const clock = clocks()
    const { fetch, asked: urls, routes } = fakeFetch({ [`${ISSUER}${OPENID}`]: metadata(), [JWKS]: jwks })
    const keys = remoteKeys({ issuers: [ISSUER], fetch, clock })
    await keys.refresh(ISSUER)
    assert.equal(urls.splice(0).length, 3)
    clock.pass(31_000)
    routes[`${ISSUER}${OPENID}`] = metadata({ jwks_uri: 'https://new.example/jwks' })
    routes['https://new.example/jwks'] = jwks
    await keys.refresh(ISSUER)
    assert.deepEqual(urls, [`${ISSUER}${OPENID}`, 'https://new.example/jwks'])
  })

  it('that answer something else are looked for in the next place; where nobody answers, that is all', async () => {
    for (const odd of [answer('', { status: 400 }), answer('<html>', { type: 'text/html' }), '{', '[]', answer('', { status: 302 })]) {
      const { code, asked: urls } = await asked({ [`${ISSUER}${OAUTH}`]: odd, [`${ISSUER}${OPENID}`]: metadata() })
      assert.deepEqual([code, urls.length], ['taken', 3])
    }
    for (const [odd, expected] of [[new TypeError('fetch failed'), 'unreachable'], [' '.repeat(300_000), 'too_large'], [never, 'timed_out']]) {
      const { code, asked: urls } = await asked({ [`${ISSUER}${OAUTH}`]: odd, [`${ISSUER}${OPENID}`]: metadata() }, ISSUER, { timeoutMs: 20 })
      assert.deepEqual([code, urls.length], [expected, 1])
    }
  })

  it('share one time-out with the keys', async () => {
    const { code } = await asked({ [`${ISSUER}${OAUTH}`]: metadata(), [JWKS]: never }, ISSUER, { timeoutMs: 20 })
    assert.equal(code, 'timed_out')
  })
})
