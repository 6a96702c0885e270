/** What is used of the state that the platform hands to an object. */
export interface ObjectState {
  readonly storage: ObjectStorage
}

/** What is used of an object's storage, inside and outside of a transaction. */
export interface ObjectStorage extends ObjectTransaction {
  transaction<T>(work: (storage: ObjectTransaction) => Promise<T>): Promise<T>
  list(options: { prefix: string; end?: string; limit: number }): Promise<Map<string, unknown>>
}

/** What is used of one transaction. */
export interface ObjectTransaction {
  get(key: string): Promise<unknown>
  put(entries: Record<string, number>): Promise<void>
  delete(keys: string[]): Promise<number>
  getAlarm(): Promise<number | null>
  setAlarm(time: number): Promise<void>
}

/**
 * The Durable Object behind {@linkcode durableObjectReplay}. The worker exports it, and nothing but its own binding reaches it.
 *
 * @example
 * // wrangler.jsonc: "durable_objects": { "bindings": [{ "name": "REPLAY", "class_name": "ReplayObject" }] },
 * //                 "migrations": [{ "tag": "v1", "new_sqlite_classes": ["ReplayObject"] }]
 * export { ReplayObject } from 'narrowgate/stores'
 */
export class ReplayObject {
  readonly #storage: ObjectStorage

  constructor(state: ObjectState) {
    this.#storage = state.storage
  }

  /** Inserts the key of the body, `{ key, until }`, and says whether it was not there before. */
  async fetch(request: Request): Promise<Response> {
    const asked: unknown = await request.json().catch(() => undefined)
    if (!isEntry(asked)) return new Response(null, { status: 400 })
    return Response.json(await this.#insert(asked))
  }

  /** Forgets what may be forgotten, and comes again for the rest. */
  async alarm(): Promise<void> {
    const end = expiry(Math.floor(Date.now() / 1000), '')
    for (let batch = 0; batch < BATCHES; batch++) {
      const names = [...(await this.#storage.list({ prefix: EXPIRY, end, limit: BATCH })).keys()]
      // Both names of an entry go together, or neither
      await this.#storage.delete([...names, ...names.map((name) => KEY + name.slice(EXPIRY.length + DIGITS + 1))])
      if (names.length < BATCH) break
    }
    const [next] = (await this.#storage.list({ prefix: EXPIRY, limit: 1 })).values()
    if (typeof next === 'number') await this.#storage.setAlarm(after(next))
  }

  #insert({ key, until }: Entry): Promise<boolean> {
    return this.#storage.transaction(async (storage) => {
      if ((await storage.get(KEY + key)) !== undefined) return false
      await storage.put({ [KEY + key]: until, [expiry(until, key)]: until })
      const alarm = await storage.getAlarm()
      if (alarm === null || alarm > after(until)) await storage.setAlarm(after(until))
      return true
    })
  }
}

interface Entry {
  readonly key: string
  readonly until: number
}

function isEntry(value: unknown): value is Entry {
  if (typeof value !== 'object' || value === null) return false
  const { key, until } = value as Partial<Entry>
  return typeof key === 'string' && key !== '' && Number.isSafeInteger(until) && Number(until) >= 0
}

/** Entries by key, and again by time. */
const KEY = 'key '
const EXPIRY = 'until '
const DIGITS = 16
const expiry = (until: number, key: string): string => `${EXPIRY}${String(until).padStart(DIGITS, '0')} ${key}`

/** The platform deletes 128 names at a time. */
const BATCH = 64
const BATCHES = 200

/** When an entry is looked for that may go, in milliseconds: every ten seconds, for many at a time. */
const after = (until: number): number => Math.ceil((until + 1) / 10) * 10_000
