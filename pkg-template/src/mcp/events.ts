import { sha256 } from '../http/body.js'
import type { Verified } from '../types/answers.js'
import type { AuthInfo } from './auth-info.js'
import { ownerOf } from './session.js'

/**
 * `EventStore` of both SDKs: what their transports keep sent messages in, for clients that come back.
 *
 * @example
 * const events: EventStoreLike = ownEvents(store, authInfo, session)
 */
export interface EventStoreLike {
  /** Gives the event's id. */
  storeEvent(streamId: string, message: object): Promise<string>
  /** Gives the id of the stream that the event is of; `undefined` where there is no such event. */
  getStreamIdForEventId?(eventId: string): Promise<string | undefined>
  /** Sends what came after this event on its stream, and nothing of another one. Gives the stream's id. */
  replayEventsAfter(lastEventId: string, sending: { send: (eventId: string, message: object) => Promise<void> }): Promise<string>
}

/**
 * The events of one session, in a store that sessions share. Without it such a store replays the stream of another session to whoever names one of its events, and the
 * streams that no request opened, which have the same id in every session, are one.
 *
 * A stream is stored under an id that is made of the session and of who opened it (principal, actor and client, with its key where the token is bound to one), and replayed where it is theirs: hand in the same two in another process. Where the
 * store does not say which stream it replayed, nothing is. `session` is `null` where a transport has none: then it is the party's.
 *
 * @example
 * const session = crypto.randomUUID()
 * const transport = new WebStandardStreamableHTTPServerTransport({ sessionIdGenerator: () => session, eventStore: ownEvents(store, authInfo, session) })
 *
 * @throws TypeError where `authInfo` is not from a handler of ours, or `session` is neither a name nor `null`
 */
export function ownEvents(store: EventStoreLike, authInfo: AuthInfo, session: string | null): EventStoreLike {
  if (session !== null && (typeof session !== 'string' || session === '')) throw new TypeError('`session` must be the id of a session, or null')
  const who = verifiedOf(authInfo)
  const name = JSON.stringify([ownerOf(who), session])
  let hashed: Promise<string> | undefined
  const prefix = (): Promise<string> => (hashed ??= prefixOf(name))
  const own = async (streamId: unknown): Promise<string | undefined> => {
    const start = await prefix()
    return typeof streamId === 'string' && streamId.startsWith(start) ? streamId.slice(start.length) : undefined
  }
  return {
    storeEvent: async (streamId, message) => store.storeEvent((await prefix()) + streamId, message),
    // The SDKs ask whether there is one
    ...(store.getStreamIdForEventId !== undefined && {
      getStreamIdForEventId: async (eventId: string) => own(await store.getStreamIdForEventId?.(eventId)),
    }),
    // MCP Streamable HTTP, "Resumability and Redelivery": nothing that was sent on another stream. Which one it is, is known when the store is done
    async replayEventsAfter(lastEventId, { send }) {
      const events: [string, object][] = []
      const replayed = await store.replayEventsAfter(lastEventId, { send: async (eventId, message) => void events.push([eventId, message]) })
      const streamId = await own(replayed)
      if (streamId === undefined) throw new Error('the event is of no stream of this session')
      for (const [eventId, message] of events) await send(eventId, message)
      return streamId
    },
  }
}

function verifiedOf({ extra }: AuthInfo): Verified {
  const who = extra?.['narrowgate']
  if (typeof who !== 'object' || who === null || !('chain' in who) || !('possession' in who)) throw new TypeError('`authInfo` says not who is there')
  return who as Verified
}

/** Clients see it in event ids: so it names nobody. Stores that make event ids of stream ids part them at `_`, as the SDK's example does. */
async function prefixOf(name: string): Promise<string> {
  return `${(await sha256(new TextEncoder().encode(name))).replaceAll('_', '.')}:`
}
