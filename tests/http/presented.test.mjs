// What a request presents: read from where the standards put it, and from nowhere else.

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createGate } from '../../pkg/dist/index.js'
import { protect } from '../../pkg/dist/express/index.js'
import { cloudflareCertificate, fingerprint, presentedBy, tlsCertificate } from '../../pkg/dist/http/index.js'
import { bound, code, gate as proven, proof } from '../js/dpop.mjs'
import { config, gate, guardOf, NOW, requestOf, SERVER, token } from './support.mjs'

const of = (fields, url = SERVER, init = {}) => {
  const headers = new Headers()
  for (const [name, value] of fields) headers.append(name, value)
  return new Request(url, { headers, ...init })
}
const read = { tool: 'files.read', input: { path: '/home/a.txt' } }
const denied = (request, options, asked = gate) => asked.decide(presentedBy(request, options), read, { now: NOW }).denial?.code

describe('a credential', () => {
  const jwt = token()

  it('is what Authorization says after Bearer, in any case', () => {
    for (const scheme of ['Bearer', 'bearer', 'BEARER', 'bEaReR', 'Bearer  ']) {
      assert.equal(denied(of([['authorization', `${scheme} ${jwt}`]])), undefined, scheme)
    }
  })

  it('is nothing else: no query, no body, no cookie, no other scheme', () => {
    const nowhere = [
      of([]),
      of([], `${SERVER}?access_token=${jwt}`),
      of([['content-type', 'application/x-www-form-urlencoded']], SERVER, { method: 'POST', body: `access_token=${jwt}` }),
      of([['cookie', `access_token=${jwt}`]]),
      of([['authorization', `Basic ${jwt}`]]),
      of([['authorization', jwt]]),
      of([['authorization', 'Bearer']]),
      of([['authorization', `Bearer\t${jwt}`]]),
      of([['x-forwarded-authorization', `Bearer ${jwt}`]]),
    ]
    for (const request of nowhere) assert.equal(denied(request), 'token_missing')
  })

  it('is one', () => {
    for (const second of [`Bearer ${jwt}`, `DPoP ${jwt}`, 'Basic YTpi', '']) {
      const request = of([['authorization', `Bearer ${jwt}`], ['authorization', second]])
      assert.equal(denied(request), 'token_malformed', second)
    }
    assert.equal(denied(of([['authorization', 'Basic YTpi'], ['authorization', `Bearer ${jwt}`]])), 'token_missing')
    assert.equal(denied(of([['authorization', `Bearer ${jwt}`], ['txn-token', jwt]])), 'token_malformed')
    assert.equal(denied(of([['authorization', 'Basic YTpi'], ['txn-token', jwt]])), 'token_malformed')
    assert.equal(denied(of([['txn-token', jwt], ['txn-token', jwt]])), 'token_malformed')
  })

  it('of another header has its name as scheme', () => {
    assert.deepEqual(presentedBy(of([['txn-token', 't']])).proofs.scheme, 'Txn-Token')
    const alone = presentedBy(of([['workload-identity-token', 'w'], ['workload-proof-token', 'p']]))
    assert.deepEqual([alone.token, alone.proofs.scheme, alone.proofs.workloadIdentity, alone.proofs.workloadProof], ['w', 'Workload-Identity-Token', undefined, ['p']])
    const beside = presentedBy(of([['txn-token', 't'], ['workload-identity-token', 'w'], ['workload-proof-token', 'p'], ['workload-proof-token', 'q']]))
    assert.deepEqual([beside.token, beside.proofs.workloadIdentity, beside.proofs.workloadProof], ['t', 'w', ['p', 'q']])
    assert.deepEqual(beside.proofs.headers.find(([name]) => name === 'txn-token'), ['txn-token', 't'])
    assert.equal(denied(of([['txn-token', jwt]])), 'scheme_mismatch')
    assert.equal(denied(of([['workload-identity-token', jwt]])), 'scheme_mismatch')
    // Whatever stands in `Authorization`, it is what counts
    assert.equal(denied(of([['authorization', 'Basic YTpi'], ['workload-identity-token', jwt]])), 'token_missing')
  })

  it('may be huge, and denies', () => {
    for (const length of [20_000, 70_000, 3_000_000]) {
      const long = 'a'.repeat(length)
      assert.equal(denied(of([['authorization', `Bearer ${long}`]])), 'token_too_large')
      assert.equal(denied(of([['authorization', `Bearer ${jwt}`], ['dpop', long]])), length > 1_048_576 ? 'proof_malformed' : undefined)
      assert.match(denied(of([['authorization', `Bearer ${jwt}`], ['x-lineage', long]]), { lineageHeader: 'x-lineage' }), /^(token_too_large|too_many_tokens)$/)
    }
    assert.equal(denied(of([['authorization', `Bearer ${jwt}`], ['x-lineage', ','.repeat(100_000)]]), { lineageHeader: 'x-lineage' }), 'too_many_tokens')
  })
})

describe('a DPoP proof', () => {
  const jwt = bound()
  const sent = (fields, url, init = { method: 'POST' }) => presentedBy(of([['authorization', `DPoP ${jwt}`], ...fields], url, init))

  it('is one', () => {
    assert.equal(proven.decide(sent([['dpop', proof(jwt)]]), read, { now: NOW }).decision, 'allow')
    assert.equal(code(sent([])), 'proof_required')
    assert.equal(code(sent([['dpop', '']])), 'proof_malformed')
    for (const second of [proof(jwt), '', 'x']) assert.equal(code(sent([['dpop', proof(jwt)], ['dpop', second]])), 'proof_malformed')
    assert.equal(code(sent([['dpop', `${proof(jwt)},${proof(jwt)}`]])), 'proof_malformed')
  })

  it('is for the path that was asked for, whatever the host is called', () => {
    const one = proof(jwt)
    for (const url of ['http://10.0.0.7:8080/mcp', 'https://evil.example/mcp', 'http://tools.example/mcp?a=b', 'http://localhost/x/../mcp']) {
      assert.equal(proven.decide(sent([['dpop', one]], url), read, { now: NOW }).decision, 'allow', url)
    }
    assert.equal(code(sent([['dpop', one]], 'https://tools.example/other')), 'proof_request_mismatch')
    assert.equal(code(sent([['dpop', one]], SERVER, { method: 'GET' })), 'proof_request_mismatch')
  })

  it('is not moved by what proxies and clients say of the host', () => {
    const elsewhere = proof(jwt, { htu: 'https://evil.example/mcp' })
    const says = [['host', 'evil.example'], ['forwarded', 'host=evil.example;proto=https'], ['x-forwarded-host', 'evil.example'], ['x-forwarded-proto', 'http'], ['x-forwarded-prefix', '/other'], ['x-original-url', '/other']]
    assert.equal(code(sent([['dpop', elsewhere], ...says], 'https://evil.example/mcp')), 'proof_request_mismatch')
    assert.equal(proven.decide(sent([['dpop', proof(jwt)], ...says]), read, { now: NOW }).decision, 'allow')
  })
})

describe('what is read by option only', () => {
  const jwt = token()

  it('is lineage, root first', () => {
    const root = token({ act: undefined, client_id: 'agent' })
    const fields = [['authorization', `Bearer ${jwt}`], ['x-lineage', `${root}, ${jwt}`]]
    assert.equal(presentedBy(of(fields)).parents, undefined)
    assert.deepEqual(presentedBy(of(fields), { lineageHeader: 'X-Lineage' }).parents, [root, jwt])
    assert.deepEqual(presentedBy(of([['x-lineage', '']]), { lineageHeader: 'x-lineage' }).parents, [''])
    assert.equal(denied(of([...fields.slice(0, 1), ['x-lineage', '']]), { lineageHeader: 'x-lineage' }), 'token_missing')
    assert.equal(denied(of([...fields.slice(0, 1), ['x-lineage', `${root},`]]), { lineageHeader: 'x-lineage' }), 'token_missing')
  })

  it('is approvals, and the proof of the call', () => {
    const { proofs } = presentedBy(of([['x-approvals', 'a,b'], ['x-proof', 'c']]), { approvalsHeader: 'x-approvals', callProofHeader: 'x-proof' })
    assert.deepEqual([proofs.approvals, proofs.aat], [['a', 'b'], ['c']])
    const bare = presentedBy(of([['x-approvals', 'a'], ['x-proof', 'c']])).proofs
    assert.deepEqual([bare.approvals, bare.aat], [undefined, undefined])
  })

  it('is the hash of the body, and nonces', () => {
    const { proofs } = presentedBy(requestOf(jwt), { bodySha256: 'h', nonces: ['n'] })
    assert.deepEqual([proofs.bodySha256, proofs.nonces], ['h', ['n']])
  })
})

describe('a client certificate', () => {
  const HEX = 'AF363DC85BC942A892D3CEE9796190FDB36D89CD588A4F1CB17C74A943439714'
  const SHA = Buffer.from(HEX, 'hex').toString('base64url')
  const own = createGate(config({ proofs: { origin: 'https://tools.example' } }))
  const jwt = token({ cnf: { 'x5t#S256': SHA } })
  const fields = [['authorization', `Bearer ${jwt}`], ['x-client-cert', HEX], ['client-cert', HEX], ['x-forwarded-client-cert', `Hash=${HEX}`], ['x-ssl-client-fingerprint', HEX]]

  it('is of no header, unless the host insists', () => {
    assert.equal(denied(of(fields), {}, own), 'certificate_mismatch')
    assert.equal(denied(of(fields), { certificateHeader: 'x-client-cert' }, own), undefined)
    const two = of([...fields, ['x-client-cert', HEX]])
    assert.equal(denied(two, { certificateHeader: 'x-client-cert' }, own), 'proof_malformed')
    assert.equal(denied(of(fields), { certificateHeader: 'x-absent' }, own), 'certificate_mismatch')
    // Who sees certificates falls back to no header
    assert.equal(denied(of(fields), { certificateHeader: 'x-client-cert', certificateSha256: () => undefined }, own), 'certificate_mismatch')
  })

  it('that the host looked for and did not see is in no header', async () => {
    const asked = async (known) => (await guardOf({ gate: own, presented: { certificateHeader: 'x-client-cert' } }).verify(of(fields), known)).denial?.code
    assert.equal(await asked({}), undefined)
    assert.equal(await asked({ certificateSha256: tlsCertificate({ getPeerCertificate: () => ({}) }) }), 'certificate_mismatch')
    assert.equal(await asked({ certificateSha256: SHA }), undefined)
    const message = { method: 'GET', url: '/mcp', rawHeaders: fields.flat(), httpVersionMajor: 1 }
    const status = async (options) => {
      let answered
      const response = { locals: {}, setHeader: () => undefined, end: () => { answered = response.statusCode } }
      await protect(guardOf({ gate: own, presented: { certificateHeader: 'x-client-cert' } }), options)(message, response, () => { answered = 'in' })
      return answered
    }
    assert.deepEqual([await status({}), await status({ certificateSha256: () => undefined })], ['in', 401])
  })

  it('is what the host says', () => {
    assert.equal(denied(of(fields), { certificateSha256: SHA }, own), undefined)
    assert.equal(denied(of(fields), { certificateSha256: () => SHA }, own), undefined)
    assert.equal(denied(of(fields), { certificateSha256: fingerprint('00'.repeat(32)) }, own), 'certificate_mismatch')
    assert.throws(() => presentedBy(of(fields), { certificateSha256: () => { throw new Error('tls') } }), /tls/)
  })

  it('has a fingerprint of 64 digits', () => {
    assert.equal(fingerprint(HEX.match(/../g).join(':')), SHA)
    assert.equal(fingerprint(HEX.toLowerCase()), SHA)
    for (const other of ['', SHA, `${HEX}00`, `${HEX}, ${HEX}`]) assert.equal(fingerprint(other), other)
  })

  it('comes from the TLS of Node', () => {
    assert.equal(tlsCertificate({ getPeerCertificate: () => ({ fingerprint256: HEX.match(/../g).join(':') }) }), SHA)
    for (const none of [undefined, null, {}, { getPeerCertificate: () => ({}) }, { getPeerCertificate: () => null }]) assert.equal(tlsCertificate(none), undefined)
  })

  it('comes from Cloudflare where it was verified and stands', () => {
    const good = { certPresented: '1', certVerified: 'SUCCESS', certRevoked: '0', certFingerprintSHA256: HEX.toLowerCase() }
    const seen = (tlsClientAuth) => cloudflareCertificate(Object.assign(of([]), { cf: { tlsClientAuth } }))
    assert.equal(seen(good), SHA)
    const changes = [{ certPresented: '0' }, { certVerified: 'NONE' }, { certVerified: 'FAILED:expired' }, { certRevoked: '1' }, { certRevoked: undefined }, { certFingerprintSHA256: undefined }]
    for (const change of changes) assert.equal(seen({ ...good, ...change }), undefined, JSON.stringify(change))
    assert.equal(cloudflareCertificate(of([])), undefined)
  })
})

