import { elsewhere } from './body.js'

/** What is read of Node's `IncomingMessage`, or of a request that a framework made of it. */
export interface MessageLike {
  readonly method?: string | undefined
  readonly url?: string | undefined
  /** What frameworks that cut off a prefix keep it in. */
  readonly originalUrl?: string | undefined
  readonly rawHeaders: readonly string[]
  readonly httpVersionMajor?: number
}

/** What is used of Node's `ServerResponse`. */
export interface AnswerLike {
  statusCode: number
  readonly headersSent?: boolean
  readonly writableEnded?: boolean
  setHeader(name: string, value: string): unknown
  end(text: string): unknown
  once?(event: 'close', listener: () => void): unknown
}

/**
 * A `Request` of what came to Node, without its body (a guard takes that as `known.body`): every header field as it was sent, two of the same name included, and path and query as they were sent. Its
 * host is `host.invalid`: which one the client names is not looked at. It is aborted when the client goes away before `answer` has ended.
 * `undefined` where it is none that HTTP has, or its path has dot segments, which no client sends: answer 400.
 *
 * @example
 * const request = nodeRequest(message, response)
 */
export function nodeRequest(message: MessageLike, answer?: AnswerLike): Request | undefined {
  const path = pathOf(message.originalUrl ?? message.url ?? '')
  if (path === undefined) return undefined
  const ended = new AbortController()
  answer?.once?.('close', () => {
    if (answer.writableEnded !== true) ended.abort()
  })
  try {
    const headers = fields(message.rawHeaders)
    const request = new Request(`${NOWHERE}${path}`, { method: message.method ?? '', headers, signal: ended.signal })
    // RFC 9112, section 6.3: without either field an HTTP/1.1 request has no body. Other versions don't say
    const bare = message.httpVersionMajor === 1 && !headers.has('content-length') && !headers.has('transfer-encoding')
    if (!bare) elsewhere.add(request)
    return request
  } catch {
    // A method or a field that Fetch does not have
    return undefined
  }
}

/**
 * Sends a `Response` as Node's. Where an answer has begun already, that one stays.
 *
 * @example
 * if (!answer.granted) return sendResponse(answer.response, response)
 */
export async function sendResponse(response: Response, answer: AnswerLike): Promise<void> {
  const text = await response.text()
  // Meanwhile somebody else has answered, a time limit for example
  if (answer.headersSent === true || answer.writableEnded === true) return
  answer.statusCode = response.status
  response.headers.forEach((value, name) => answer.setHeader(name, value))
  answer.end(text)
}

/** RFC 9112, section 3.2: in origin form the whole is path and query, in absolute form what follows the authority. */
function pathOf(target: string): string | undefined {
  if (!IN_URI.test(target)) return undefined
  if (target.startsWith('/')) return isAsRead(target) ? target : undefined
  const [, rest] = ABSOLUTE.exec(target) ?? []
  if (rest === undefined || !URL.canParse(target)) return undefined
  const path = rest.startsWith('/') ? rest : `/${rest}`
  return isAsRead(path) ? path : undefined
}

/** RFC 9449, section 4.3: a proof is for one path. With `/../` in it, that would be another one than a router reads. */
function isAsRead(path: string): boolean {
  return new URL(`${NOWHERE}${path}`).pathname === path.split('?', 1)[0]
}

/** `headers` of Node keeps the first `Authorization` and drops the others: what is refused must be seen. */
function fields(raw: readonly string[]): Headers {
  const headers = new Headers()
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = raw[index] ?? ''
    // The pseudo fields of HTTP/2 are no header fields
    if (!name.startsWith(':')) headers.append(name, raw[index + 1] ?? '')
  }
  return headers
}

/** RFC 3986, appendix A, without `#`: whoever reads a `\` or a space reads another path than the next one. */
const IN_URI = /^[\w\-.~:/?@!$&'()*+,;=%[\]]+$/

const ABSOLUTE = /^https?:\/\/[^/?]*(.*)$/i

/** RFC 2606, section 2. */
const NOWHERE = 'http://host.invalid'
