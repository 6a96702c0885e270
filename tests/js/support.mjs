// A server's configuration and the tokens that are shown to it, with keys made for each run.

import { generateKeyPairSync, randomUUID, sign as signBytes } from 'node:crypto'

export const ISSUER = 'https://as.example'
export const SERVER = 'https://tools.example/mcp'
export const NOW = 1_800_000_000

const { publicKey, privateKey } = generateKeyPairSync('ed25519')
export const jwks = { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'k1', alg: 'Ed25519', use: 'sig' }] }

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

export function token(changes, header) {
  return signText(JSON.stringify(claims(changes)), header)
}

/** A token whose payload is this text. */
export function signText(payload, header = {}) {
  const input = [JSON.stringify({ alg: 'Ed25519', typ: 'at+jwt', kid: 'k1', ...header }), payload]
    .map((part) => Buffer.from(part).toString('base64url'))
    .join('.')
  return `${input}.${signBytes(null, Buffer.from(input), privateKey).toString('base64url')}`
}

export const read = { tool: 'files.read', input: { path: '/home/a.txt' } }
