// A server's configuration and the tokens that are shown to it, with keys made for each run.

import { createHash, generateKeyPairSync, randomUUID, sign as signBytes } from 'node:crypto'

export const ISSUER = 'https://as.example'
export const SERVER = 'https://tools.example/mcp'
export const NOW = 1_800_000_000

/** A new key: its secret half, its public half as a JSON Web Key, and the thumbprint of that (RFC 7638, section 3). */
export function newKey(alg = 'Ed25519') {
  const { publicKey, privateKey } = alg === 'ES256' ? generateKeyPairSync('ec', { namedCurve: 'P-256' }) : generateKeyPairSync('ed25519')
  const { crv, kty, x, y } = publicKey.export({ format: 'jwk' })
  const jwk = { crv, kty, x, ...(y && { y }) }
  return { alg, secret: privateKey, jwk, thumbprint: sha256(JSON.stringify(jwk)) }
}

export function sha256(text) {
  return createHash('sha256').update(text).digest('base64url')
}

export const issuerKey = newKey()

/** The key set of an issuer with this key. */
export function keySet(key, kid = 'k1') {
  return { keys: [{ ...key.jwk, kid, alg: key.alg, use: 'sig' }] }
}

export const jwks = keySet(issuerKey)

export const tools = [
  {
    name: 'files.read',
    description: 'Reads a file',
    inputSchema: { type: 'object', properties: { path: { type: 'string' }, lines: { type: 'integer' } }, required: ['path'] },
  },
  { name: 'files.delete', inputSchema: { type: 'object', properties: { path: { type: 'string' } }, required: ['path'] } },
]

export const policies = `
@id("agents-read") permit (principal is Agent, action == Action::"files.read", resource);
@id("agents-delete") permit (principal is Agent, action == Action::"files.delete", resource);
@id("etc-is-ours") forbid (principal, action, resource) when { context.input.path like "/etc/*" };
@id("not-through-crawler") forbid (principal, action == Action::"files.delete", resource)
when { context.delegation.prior_actors.contains(Agent::"${ISSUER} crawler") };
`

export function config(changes = {}) {
  return {
    issuers: [{ issuer: ISSUER, jwks, profile: 'rfc9068', algorithms: ['Ed25519'] }],
    audience: SERVER,
    tools,
    policies,
    requiredScopes: { 'files.read': ['files:read'], 'files.delete': ['files:write'] },
    resourceMetadata: 'https://tools.example/.well-known/oauth-protected-resource/mcp',
    ...changes,
  }
}

/** Claims of an access token in which `agent` acts for alice. */
export function claims(changes = {}) {
  return {
    iss: ISSUER,
    sub: 'alice',
    aud: SERVER,
    iat: NOW - 10,
    exp: NOW + 600,
    jti: randomUUID(),
    client_id: 'agent',
    scope: 'files:read',
    act: { sub: 'agent' },
    ...changes,
  }
}

export function token(changes, header, key) {
  return signText(JSON.stringify(claims(changes)), header, key)
}

/** A token whose payload is this text. */
export function signText(payload, header = {}, key = issuerKey) {
  return jws({ alg: key.alg, typ: 'at+jwt', kid: 'k1', ...header }, payload, key)
}

/** A compact JWS with this header and this payload's text. */
export function jws(header, payload, { alg, secret }) {
  const input = [JSON.stringify(header), payload].map((part) => Buffer.from(part).toString('base64url')).join('.')
  const hash = alg === 'ES256' ? 'sha256' : null
  const signature = signBytes(hash, Buffer.from(input), { key: secret, dsaEncoding: 'ieee-p1363' })
  return `${input}.${signature.toString('base64url')}`
}

export const read = { tool: 'files.read', input: { path: '/home/a.txt' } }
