// That vectors.mjs says what came out: the cases themselves are in tests/vectors/.

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { config, ISSUER, jwks, NOW, token } from './support.mjs'

function run(cases) {
  const folder = mkdtempSync(join(tmpdir(), 'narrowgate-'))
  try {
    const file = join(folder, 'cases.json')
    writeFileSync(file, JSON.stringify(cases.map((one, index) => ({ file: 'f.json', id: `case-${index}`, ...one }))))
    const printed = execFileSync(process.execPath, [fileURLToPath(new URL('vectors.mjs', import.meta.url)), file], { encoding: 'utf8', maxBuffer: 1 << 26 })
    return JSON.parse(printed).map(({ file, id, outcome }, index) => {
      assert.deepEqual([file, id], ['f.json', `case-${index}`])
      return outcome
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

it('prints an outcome for each kind of case', () => {
  const request = { tool: 'files.read', inputText: '{"path":"/home/a"}' }
  const jwt = token({ jti: 'one' })
  const facts = { principal: { issuer: ISSUER, subject: 'alice' }, actor: { issuer: ISSUER, subject: 'agent' }, scopes: ['files:read'] }
  const outcomes = run([
    { kind: 'jws', token: jwt, keys: jwks, algorithms: ['Ed25519'] },
    { kind: 'jws', token: jwt, keys: jwks, algorithms: ['none'] },
    { kind: 'jwk', keys: JSON.stringify(jwks) },
    { kind: 'scope', child: 'a', parent: 'a b' },
    { kind: 'scope', child: 'a b', parent: 'a' },
    { kind: 'token', config: config(), presented: { token: jwt }, now: NOW },
    { kind: 'chain', config: config(), presented: { token: jwt, parents: [jwt] }, now: NOW },
    { kind: 'policy', config: config(), facts, request, now: NOW },
    { kind: 'authorize', config: config(), presented: { token: jwt }, request, now: NOW },
    { kind: 'authorize', config: config(), presented: { token: { concat: ['a', { repeat: '.', times: 50_000_000 }] } }, request, now: NOW },
    { kind: 'authorize', config: { ...config(), issuers: [] }, presented: { token: jwt }, request, now: NOW },
    { kind: 'scope', child: 'a:b', parent: 'a:*', relation: { segments: { separator: ':' } } },
    { kind: 'scope', child: 'a', parent: 'a', relation: { implies: { a: ['a'] } } },
    { kind: 'list', config: config(), presented: { token: jwt }, now: NOW },
    { kind: 'config', config: config() },
    { kind: 'tea-leaves' },
  ])
  assert.deepEqual(outcomes[0], { accept: true })
  assert.equal(outcomes[1].configError[0].path, 'algorithms')
  assert.equal(outcomes[2].accept.keys[0].kid, 'k1')
  assert.deepEqual(outcomes[3], { accept: true })
  assert.deepEqual(outcomes[4], { reject: true })
  assert.equal(outcomes[5].accept.tokenId, 'one')
  assert.equal(outcomes[6].deny, 'token_repeated')
  assert.equal(outcomes[6].hop, 2)
  assert.deepEqual(outcomes[7], { accept: { policies: ['agents-read'], annotations: {} } })
  assert.deepEqual(outcomes[8].accept.policies, ['agents-read'])
  assert.equal(outcomes[9].deny, 'token_too_large')
  assert.equal(outcomes[10].configError[0].path, 'issuers')
  assert.deepEqual(outcomes[11], { accept: true })
  assert.equal(outcomes[12].configError[0].path, 'implies.a')
  const tools = [
    { name: 'files.delete', permissible: 'never', code: 'scope_insufficient' },
    { name: 'files.read', permissible: 'depends' },
  ]
  assert.deepEqual(outcomes[13], { accept: { tools } })
  assert.deepEqual(outcomes[14], { accept: { warnings: [] } })
  assert.match(outcomes[15].skip, /tea-leaves/)
})
