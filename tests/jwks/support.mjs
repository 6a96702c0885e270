// Key servers and clocks that tests are masters of.

import { createServer } from 'node:http'
import { after } from 'node:test'
import { createGate } from '../../pkg/dist/index.js'
import { connect } from '../../pkg/dist/connect/index.js'
import { remoteKeys } from '../../pkg/dist/jwks/index.js'
import { config, ISSUER, jwks, NOW, read } from '../js/support.mjs'

// The timers of the package keep no process alive, so that tests of what never answers need one that does
const alive = setInterval(() => {}, 1000)
after(() => clearInterval(alive))

export const JWKS = `${ISSUER}/jwks`

/** The clocks of `remoteKeys`: they stand still until they are moved. */
export function clocks() {
  let [ms, seconds] = [1000, NOW]
  return {
    monotonicMs: () => ms,
    now: () => seconds,
    /** Time goes by. */
    pass(milliseconds) {
      ms += milliseconds
      seconds += milliseconds / 1000
    },
    /** Somebody sets the clock of the day. */
    set(by) {
      seconds += by
    },
  }
}

/** A `Response` with this JSON, or text. */
export function answer(body, { status = 200, type = 'application/json', headers = {} } = {}) {
  return new Response(typeof body === 'object' && body !== null ? JSON.stringify(body) : body, { status, headers: { ...(type && { 'content-type': type }), ...headers } })
}

/** A `fetch` that answers from `routes`, by address: a body, a function, or an error that it rejects with. It notes what was asked. */
export function fakeFetch(routes) {
  const asked = []
  const fetch = async (url, init) => {
    asked.push(url)
    const route = routes[url]
    const said = typeof route === 'function' ? await route(url, init) : route
    if (said instanceof Error) throw said
    if (said === undefined) return answer('', { status: 404 })
    return said instanceof Response ? said : answer(said)
  }
  return { fetch, asked, routes }
}

/** Keys of the issuer of the tests at a fixed address, by a `fetch` that answers this. */
export function remote(route = jwks, options = {}) {
  const { fetch, asked, routes } = fakeFetch({ [JWKS]: route })
  const clock = options.clock ?? clocks()
  const faults = []
  const keys = remoteKeys({ issuers: [{ issuer: ISSUER, jwksUri: JWKS }], fetch, clock, onFault: (error) => faults.push(error), ...options })
  return { keys, asked, clock, faults, publish: (next) => void (routes[JWKS] = next) }
}

/** A gate that has no keys of its own. */
export function gateWithout(changes = {}) {
  const { issuers, ...others } = config()
  return createGate({ ...others, issuers: issuers.map((issuer) => ({ ...issuer, jwks: null })), ...changes })
}

/** Such a gate, connected, and the keys' `remote` beside it. */
export function connected(route, options = {}, others = {}) {
  const parts = remote(route, options)
  const told = []
  const gate = connect(others.gate ?? gateWithout(others.config), { keys: parts.keys, ...others.sources }, { onFault: (error, source) => told.push([source, error]), ...others.options })
  return { ...parts, gate, told }
}

/** `allow`, or the code. */
export async function verdict(gate, token, options = {}) {
  try {
    await gate.authorizeAsync(token, options.call ?? read, { now: NOW, ...options })
    return 'allow'
  } catch (error) {
    if (error.name !== 'AccessDenied') throw error
    return error.code
  }
}

/** A promise that never settles. */
export const never = () => new Promise(() => {})

/** A server on this machine; `stop` ends it with its connections. */
export async function serve(handle) {
  const server = createServer(handle)
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${server.address().port}`
  const stop = () =>
    new Promise((resolve) => {
      server.close(resolve)
      server.closeAllConnections()
    })
  return { origin, server, stop }
}

/** The events that are due run. */
export const settle = () => new Promise((resolve) => setImmediate(resolve))
