// The examples of the README's section "Keys, fetched" run as they stand there.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { createGate } from '../../pkg/dist/index.js'
import { connect } from '../../pkg/dist/connect/index.js'
import { remoteKeys } from '../../pkg/dist/jwks/index.js'
import { config, jwks, read, SERVER, token } from '../js/support.mjs'
import { clocks, fakeFetch } from './support.mjs'

const readme = readFileSync(new URL('../../pkg-template/README.md', import.meta.url), 'utf8')
const [section] = /## Keys, fetched\n[^]*?(?=\n## )/.exec(readme)
const examples = [...section.matchAll(/```js\n([^]*?)```/g)].map(([, text]) => text)
const AsyncFunction = (async () => {}).constructor

/** Runs an example with these names, and gives what it calls `result`. */
const run = (example, names, result) => new AsyncFunction(...Object.keys(names), `${example.replace(/^import .*$/gm, '')}\nreturn ${result}`)(...Object.values(names))

const now = Math.floor(Date.now() / 1000)
const fresh = () => token({ iat: now - 1, exp: now + 60 })
const { fetch } = fakeFetch({
  'https://as.example/.well-known/oauth-authorization-server': { issuer: 'https://as.example', jwks_uri: 'https://as.example/jwks' },
  'https://as.example/jwks': jwks,
})
const withFetch = (options) => remoteKeys({ ...options, fetch })
const { issuers: _, ...others } = config()

describe('Keys, fetched', () => {
  it('has three examples', () => assert.equal(examples.length, 3))

  it('fetches keys by an issuer\'s name', async () => {
    const grant = await run(examples[0], { createGate, connect, remoteKeys: withFetch, others, token: fresh(), call: read }, 'grant')
    assert.deepEqual([grant.tool, grant.audience], ['files.read', [SERVER]])
  })

  it('takes addresses and options', async () => {
    const keys = await run(examples[1], { remoteKeys }, 'keys')
    assert.deepEqual(keys.issuers, ['https://as.example', 'https://login.example/v2', 'https://sso.corp.example'])
  })

  it('keeps keys elsewhere', async () => {
    const kept = new Map()
    const kv = { get: async (name) => (kept.has(name) ? JSON.parse(kept.get(name)) : null), put: async (name, text) => void kept.set(name, text) }
    const gate = () => createGate({ ...others, issuers: [{ issuer: 'https://as.example', jwks: null, profile: 'rfc9068', algorithms: ['Ed25519'] }] })
    const work = []
    const names = { connect, kv, waitUntil: (promise) => work.push(promise), call: read }
    await run(examples[2], { ...names, remoteKeys: withFetch, gate: gate(), token: fresh() }, 'grant')
    assert.equal(JSON.parse(kept.get('keys')).sets.length, 1)
    const offline = (options) => remoteKeys({ ...options, fetch: () => assert.fail('not fetched again') })
    const grant = await run(examples[2], { ...names, remoteKeys: offline, gate: gate(), token: fresh() }, 'grant')
    assert.equal(grant.tool, 'files.read')
    assert.equal(work.length, 1)
  })

  it('says the defaults that there are', async () => {
    const clock = clocks()
    const { keys } = { keys: withFetch({ issuers: ['https://as.example'], clock }) }
    await keys.refresh('https://as.example')
    clock.pass(599_999)
    assert.ok(keys.current('https://as.example'))
    clock.pass(1)
    assert.equal(keys.current('https://as.example'), undefined)
    for (const words of ['10 minutes', '30 seconds', '1 hour', '4 seconds', '256 KiB']) assert.ok(section.includes(words))
  })
})
