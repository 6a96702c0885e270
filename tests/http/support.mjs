// What the guard's tests share: a gate, guards, requests, and what may stand in no answer.

import assert from 'node:assert/strict'
import { createGate } from '../../pkg/dist/index.js'
import { createGuard } from '../../pkg/dist/http/index.js'
import { config, ISSUER, NOW, SERVER, token } from '../js/support.mjs'

export { config, ISSUER, NOW, SERVER, token }
export const ORIGIN = 'https://tools.example'
export const METADATA = '/.well-known/oauth-protected-resource/mcp'
export const METADATA_URL = `${ORIGIN}${METADATA}`
export const now = () => NOW
export const gate = createGate(config())

/** A guard of this gate, at the time of the tests. */
export function guardOf(options = {}) {
  return createGuard({ gate, now, ...options })
}

/** A request to the server, with this token. */
export function requestOf(jwt, { headers = {}, method = 'GET', path = '/files', ...init } = {}) {
  return new Request(`http://localhost${path}`, {
    method,
    headers: { ...(jwt !== undefined && { authorization: `Bearer ${jwt}` }), ...headers },
    ...init,
  })
}

export function jsonRequest(jwt, body, options = {}) {
  return requestOf(jwt, { method: 'POST', headers: { 'content-type': 'application/json', ...options.headers }, body, ...options.init })
}

/** Reads the path of a file from a JSON body. */
export const readFile = async (_, body) => ({ tool: 'files.read', inputText: await body.jsonText() })

/** The whole of an answer, as a client sees it. */
export async function seen(response) {
  return `${response.status} ${JSON.stringify([...response.headers])} ${await response.text()}`
}

/** A refusal says nothing but what OAuth has words for. */
export async function assertTight(response, ...secrets) {
  const text = await seen(response.clone())
  for (const secret of secrets.flat()) {
    assert.ok(secret.length > 3, secret)
    assert.ok(!text.includes(secret), `${text} holds ${secret}`)
  }
  assert.equal(response.headers.get('cache-control'), 'no-store')
}

/** A source that fails. */
export const broken = { isRevoked: () => Promise.reject(new Error('redis://secret-host is gone')) }
