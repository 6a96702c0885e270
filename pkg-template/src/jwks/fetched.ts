import { type Network, urlFault } from './address.js'
import { Fault } from './errors.js'

/**
 * `fetch`, or what stands in for it.
 *
 * @example
 * const throughProxy: Fetch = (url, init) => fetch(url, { ...init, dispatcher: new ProxyAgent(proxy) })
 */
export type Fetch = (url: string, init: RequestInit) => Promise<Answer>

/** What is read of a response. */
export type Answer = Pick<Response, 'status' | 'headers' | 'body'> & Partial<Pick<Response, 'redirected' | 'type' | 'url'>>

/** How one document is fetched. */
export interface Fetching {
  readonly fetch: Fetch
  readonly network: Network
  readonly maxBytes: number
  readonly signal: AbortSignal
}

/**
 * The text of a JSON document at this address.
 *
 * @throws Fault where that may not be fetched, or what comes is something else
 */
export async function fetchText(address: string, fetching: Fetching): Promise<string> {
  const url = address.length <= LONGEST && URL.canParse(address) ? new URL(address) : undefined
  if (url === undefined) throw new Fault('address_refused', 'what should be an address is none')
  url.hash = ''
  // Credentials and queries can be secrets
  const name = `${url.origin}${url.pathname}`
  const fault = urlFault(url, fetching.network)
  if (fault !== undefined) throw new Fault('address_refused', `${name} is not fetched: ${fault}`)
  const answer = await ask(name, url.href, fetching)
  try {
    checkHead(name, url.href, answer, fetching.maxBytes)
    return await readText(name, answer.body, fetching)
  } catch (error) {
    // What is not read must not hold the connection
    answer.body?.cancel().catch(() => undefined)
    throw error
  }
}

async function ask(name: string, url: string, { fetch, signal }: Fetching): Promise<Answer> {
  try {
    const headers = { accept: 'application/json, application/jwk-set+json' }
    return await fetch(url, { method: 'GET', headers, redirect: 'manual', signal })
  } catch (error) {
    if (error instanceof Fault) throw error
    throw new Fault('unreachable', `${name} can not be reached`, error)
  }
}

function checkHead(name: string, url: string, { status, headers, redirected, type, url: from }: Answer, maxBytes: number): void {
  const isElsewhere = redirected === true || (from !== undefined && from !== '' && from !== url)
  if (type === 'opaqueredirect' || isElsewhere || (status >= 300 && status < 400)) {
    throw new Fault('redirected', `${name} leads elsewhere, and is not followed`)
  }
  if (status !== 200) throw new Fault('status_unexpected', `${name} answered with status ${status}`)
  const [essence = ''] = (headers.get('content-type') ?? '').split(';')
  if (!JSON_TYPE.test(essence.trim())) throw new Fault('type_unexpected', `the content type of ${name} is not JSON`)
  if (Number(headers.get('content-length')) > maxBytes) throw tooLarge(name, maxBytes)
}

async function readText(name: string, body: Answer['body'], { maxBytes, signal }: Fetching): Promise<string> {
  const chunks: Uint8Array[] = []
  let count = 0
  const reader = body?.getReader()
  try {
    while (reader !== undefined) {
      const { done, value } = await reader.read()
      if (done) break
      if (!ArrayBuffer.isView(value)) throw new Fault('malformed', `the body of ${name} is not made of bytes`)
      count += value.byteLength
      if (count > maxBytes) throw tooLarge(name, maxBytes)
      signal.throwIfAborted()
      chunks.push(value)
    }
  } catch (error) {
    // With the lock, nobody else could
    reader?.cancel().catch(() => undefined)
    if (error instanceof Fault) throw error
    throw new Fault('unreachable', `${name} broke off`, error)
  }
  return decode(name, chunks, count)
}

function decode(name: string, chunks: readonly Uint8Array[], count: number): string {
  const bytes = new Uint8Array(count)
  let place = 0
  for (const chunk of chunks) {
    bytes.set(chunk, place)
    place += chunk.byteLength
  }
  try {
    // RFC 8259, section 8.1
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new Fault('malformed', `${name} is not UTF-8`)
  }
}

function tooLarge(name: string, maxBytes: number): Fault {
  return new Fault('too_large', `${name} has more than ${maxBytes} bytes`)
}

/** RFC 7517, section 8.5; RFC 8414, section 3.2; RFC 6838, section 4.2.8. */
const JSON_TYPE = /^application\/(json|[a-z0-9!#$&^_.-]+\+json)$/i

/** Characters of an address, more than browsers and servers agree on. */
const LONGEST = 2048
