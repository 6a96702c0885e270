import { checkAll, type Network } from './address.js'
import { Fault } from './errors.js'
import type { Answer, Fetch } from './fetched.js'

/** What is used of Node's modules. */
export interface NodeModules {
  readonly dns: { lookup(host: string, options: object, done: (error: Error | null, addresses: readonly Address[]) => void): void }
  readonly http: { request(url: string, options: object): ClientRequest }
  readonly https: { request(url: string, options: object): ClientRequest }
  readonly stream: { readonly Readable: { toWeb(message: IncomingMessage): ReadableStream<Uint8Array<ArrayBuffer>> } }
}

interface Address {
  readonly address: string
  readonly family: number
}

interface ClientRequest {
  once(event: 'response', listener: (message: IncomingMessage) => void): void
  on(event: 'error', listener: (error: Error) => void): void
  end(): void
  destroy(): void
}

interface IncomingMessage {
  readonly statusCode?: number
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
}

/**
 * A `GET` on a connection of its own, to an address that was checked when it was resolved: nobody resolves the name again, so nobody can answer
 * something else the second time.
 */
export function nodeFetch({ dns, http, https, stream }: NodeModules, network: Network): Fetch {
  const lookup = (host: string, options: { readonly all?: boolean }, done: (error: Error | null, ...found: unknown[]) => void): void => {
    dns.lookup(host, { ...options, all: true }, (error, addresses) => {
      if (error) return done(error)
      try {
        checkAll(addresses, network)
      } catch (refused) {
        return done(refused as Error)
      }
      if (options.all === true) done(null, addresses)
      else done(null, addresses[0]?.address, addresses[0]?.family)
    })
  }
  return (url, { headers, signal }) =>
    new Promise<Answer>((resolve, reject) => {
      const { request } = url.startsWith('https:') ? https : http
      // Agents that others use could have connections to addresses that were not checked
      const asked = request(url, { agent: false, lookup, signal, headers: { ...(headers as object), ...HEADERS } })
      asked.on('error', reject)
      asked.once('response', (message) => {
        if ((message.headers['content-encoding'] ?? 'identity') !== 'identity') {
          asked.destroy()
          return reject(new Fault('type_unexpected', 'the answer is compressed, which was not asked for'))
        }
        resolve({ status: message.statusCode ?? 0, headers: textOf(message.headers), body: stream.Readable.toWeb(message) })
      })
      asked.end()
    })
}

function textOf(headers: IncomingMessage['headers']): Headers {
  const text = new Headers()
  for (const name of ['content-type', 'content-length']) {
    const value = headers[name]
    if (typeof value === 'string') text.set(name, value)
  }
  return text
}

const HEADERS = { 'accept-encoding': 'identity', 'user-agent': 'narrowgate' }
