/** A value, or the promise of one: a gate answers at once, a connected one later. Where nothing has to be waited for, a message is handed on in the same turn. */
export type Maybe<T> = T | Promise<T>

export function after<T, U>(value: Maybe<T>, next: (value: T) => Maybe<U>): Maybe<U> {
  return isThenable(value) ? Promise.resolve(value).then(next) : next(value)
}

/** What `failed` makes of a fault in `work`, now or later. */
export function rescue<T>(work: () => Maybe<T>, failed: (error: unknown) => Maybe<T>): Maybe<T> {
  try {
    const value = work()
    return isThenable(value) ? Promise.resolve(value).catch(failed) : value
  } catch (error) {
    return failed(error)
  }
}

/** One after the other, until one gives something else than `undefined`. */
export function first<T, U>(items: readonly T[], ask: (item: T) => Maybe<U | undefined>): Maybe<U | undefined> {
  const [item, ...rest] = items
  if (item === undefined) return undefined
  return after(ask(item), (found) => (found === undefined ? first(rest, ask) : found))
}

/** What hosts hand in may be a promise of another realm, or of a library. */
function isThenable<T>(value: Maybe<T>): value is Promise<T> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
}
