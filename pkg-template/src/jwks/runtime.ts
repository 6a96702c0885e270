import { checkAll, type Network } from './address.js'
import type { Answer, Fetch } from './fetched.js'
import { type NodeModules, nodeFetch } from './node-fetch.js'

/**
 * The `fetch` of this runtime, with as much of a look at addresses as it allows: on Node each connection is made to an address that was checked;
 * Deno and Bun resolve names twice, once for the check; elsewhere names are the platform's to resolve.
 */
export function runtimeFetch(network: Network): Fetch {
  if (isWorkerd()) return (url, init) => fetch(url, init)
  const modules = nodeModules()
  if (modules === undefined) return plainFetch
  return isNode() ? nodeFetch(modules, network) : resolvingFetch(modules, network)
}

/** Cloudflare's workers let no request wait for what another one began. */
export function sharesPromises(): boolean {
  return !isWorkerd()
}

/** A cache between here and the issuer would keep keys that were taken away. */
function plainFetch(url: string, init: RequestInit): Promise<Answer> {
  return fetch(url, { ...init, cache: 'no-store' })
}

function resolvingFetch({ dns }: NodeModules, network: Network): Fetch {
  return async (url, init) => {
    const host = new URL(url).hostname.replace(/^\[(.*)\]$/, '$1')
    const addresses = await new Promise<readonly { readonly address: string }[]>((resolve, reject) => {
      dns.lookup(host, { all: true }, (error, found) => (error ? reject(error) : resolve(found)))
    })
    checkAll(addresses, network)
    return plainFetch(url, init)
  }
}

function isWorkerd(): boolean {
  return typeof navigator !== 'undefined' && navigator.userAgent === 'Cloudflare-Workers'
}

function isNode(): boolean {
  const { Bun, Deno, process } = globalThis as { Bun?: unknown; Deno?: unknown; process?: { versions?: { node?: string } } }
  return Bun === undefined && Deno === undefined && process?.versions?.node !== undefined
}

/** Not imported: bundlers for browsers would look for them. */
function nodeModules(): NodeModules | undefined {
  const { process } = globalThis as { process?: { getBuiltinModule?: (name: string) => unknown } }
  const [dns, http, https, stream] = ['node:dns', 'node:http', 'node:https', 'node:stream'].map((name) => process?.getBuiltinModule?.(name))
  if (dns === undefined || http === undefined || https === undefined || stream === undefined) return undefined
  return { dns, http, https, stream } as NodeModules
}
