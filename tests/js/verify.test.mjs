// `narrowgate/verify`: gates without Cedar. That it verifies as gates do is what the vectors show.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import * as gates from '../../pkg/dist/index.js'
import { AccessDenied, codes, ConfigError, createVerifier, narrower, readKeys, verifyJws } from '../../pkg/dist/verify/index.js'
import { allowed, denial, problems } from './answers.mjs'
import { config, ISSUER, jwks, keySet, newKey, NOW, read, signText, token } from './support.mjs'

const at = { now: NOW }
const { policies: _, ...withoutPolicies } = config()

describe('a verifier', () => {
  const verifier = createVerifier(withoutPolicies)

  it('says what a gate says of who is there', () => {
    const gate = gates.createGate(config())
    const jwt = token()
    assert.deepEqual(verifier.verify(jwt, at), gate.verify(jwt, at))
    const { policies, ...grant } = gate.authorize(jwt, read, at)
    assert.deepEqual([policies, grant.annotations, grant.obligations, grant.advice], [['agents-read'], {}, [], []])
    assert.deepEqual(verifier.authorize(jwt, read, at), { ...grant, policies: [] })
  })

  it('decides by scope', () => {
    assert.ok(allowed(verifier, token()))
    assert.equal(denial(verifier, token({ scope: 'files:write' })).code, 'scope_insufficient')
    assert.equal(denial(verifier, token({ iat: NOW - 700, exp: NOW - 100 })).code, 'token_expired')
  })

  it('is made and asked as the README says', () => {
    const readme = readFileSync(new URL('../../pkg-template/README.md', import.meta.url), 'utf8')
    const [, code] = /## Without policies\n[^]*?```js\nimport [^\n]*\n([^]*?)```/.exec(readme)
    const shown = new Function('createVerifier', 'issuers', 'audience', 'tools', 'token', `${code}\nreturn { principal, actor, scopes, chain }`)
    const { issuers, audience } = withoutPolicies
    const tools = withoutPolicies.tools.filter(({ name }) => name === 'files.read')
    const clock = Math.floor(Date.now() / 1000)
    const { principal, scopes, chain } = shown(createVerifier, issuers, audience, tools, token({ iat: clock, exp: clock + 60 }))
    assert.deepEqual([principal.subject, scopes, chain.length], ['alice', ['files:read'], 2])
  })

  it('takes new keys, and gives its memory back', () => {
    const one = createVerifier(withoutPolicies)
    const key = newKey()
    one.replaceKeys(ISSUER, keySet(key), at)
    assert.equal(one.verify(token({}, {}, key), at).issuer, ISSUER)
    assert.equal(one.metadata().resource, gates.createGate(config()).metadata().resource)
    one.free()
    assert.throws(() => one.verify(token(), at), TypeError)
  })

  it('has no policies, and says so', () => {
    const about = { policies: '', templateLinks: [{ id: 'a', template: 't' }], policyProfile: 'narrowgate', toolGroups: { reads: ['files.read'] }, schema: '', entities: [] }
    for (const [name, value] of Object.entries(about)) {
      assert.deepEqual(problems(() => createVerifier({ ...withoutPolicies, [name]: value })).map(({ path }) => path), ['policies'], name)
    }
    const methods = ['simulate', 'authorizeEach', 'listTools', 'simulateList', 'replacePolicies', 'replaceEntities', 'preparePolicies', 'policyWarnings', 'policySchema']
    for (const name of methods) assert.deepEqual([name, typeof gates.Gate.prototype[name], verifier[name]], [name, 'function', undefined])
  })
})

it('has the errors, the codes and the layers of `narrowgate`', () => {
  assert.equal(AccessDenied, gates.AccessDenied)
  assert.equal(ConfigError, gates.ConfigError)
  assert.equal(codes, gates.codes)
  assert.equal(narrower('a', 'a b'), true)
  assert.equal(readKeys(jwks).keys.length, 1)
  verifyJws(signText('{}'), jwks, ['Ed25519'])
})
