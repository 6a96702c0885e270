import { deadline } from '../connect/deadline.js'

/** How long what a token opened may stay open. */
export class Lifetime {
  readonly #end: number
  readonly #now: () => number

  /** `expiresAt` of a token that was let in, and `now` by the clock that let it in, both in seconds since 1970. */
  constructor(expiresAt: number, now: () => number = () => Date.now() / 1000) {
    this.#now = now
    // What the gate's leeway let in has to be answered
    this.#end = this.#left(expiresAt) > 0 ? expiresAt : expiresAt - this.#left(expiresAt) + LATE_ANSWER
  }

  /** A clock that fails says so, too. */
  get isOver(): boolean {
    return !(this.#left(this.#end) > 0)
  }

  /** Asks for an `end` when it is over, and again until there was one (`true`), unless what this gives back was called before. It does not keep a Node process alive. */
  wait(end: () => boolean): () => void {
    let stop = (): void => undefined
    const look = (): void => {
      if (this.isOver && end()) return
      // A clock may be set meanwhile; and beyond 2^31 ms, `setTimeout` does not wait at all
      const milliseconds = Math.min(Math.max(this.#left(this.#end) * 1000, LEAST_WAIT_MS), MOST_WAIT_MS)
      stop = deadline(milliseconds, look)
    }
    look()
    return () => stop()
  }

  #left(end: number): number {
    try {
      return end - this.#now() || 0
    } catch {
      return 0
    }
  }
}

/** The answer, whose stream of events ends with the token. Others are sent whole, and stay as they are. */
export function endingWith(lifetime: Lifetime, response: Response): Response {
  const { body, headers } = response
  if (body === null || !EVENTS.test(headers.get('content-type') ?? '')) return response
  return new Response(ending(lifetime, body), response)
}

function ending(lifetime: Lifetime, stream: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
  const reader = stream.getReader()
  let stop = (): void => undefined
  const end = (controller: ReadableStreamDefaultController<Uint8Array>): true => {
    stop()
    try {
      controller.close()
    } catch {
      // It has ended otherwise
    }
    // What fails there is nobody's any more
    reader.cancel().catch(() => undefined)
    return true
  }
  const source: UnderlyingDefaultSource<Uint8Array> = {
    start(controller) {
      stop = lifetime.wait(() => end(controller))
    },
    async pull(controller) {
      try {
        const { done, value } = await reader.read()
        // A timer may come late
        if (done || lifetime.isOver) end(controller)
        else controller.enqueue(value)
      } catch (error) {
        stop()
        throw error
      }
    },
    cancel(reason) {
      stop()
      return reader.cancel(reason)
    },
  }
  return new ReadableStream(source, { highWaterMark: 0 })
}

/** Also where the field was set twice (RFC 9110, section 5.3). */
const EVENTS = /(?:^|,)\s*text\/event-stream\s*(?:[;,]|$)/i

/** Seconds. */
const LATE_ANSWER = 60

const LEAST_WAIT_MS = 1000

const MOST_WAIT_MS = 60_000
