import { StoreFull } from './full.js'

interface Entry<V> {
  readonly value: V
  readonly until: number
}

/** One moment at which an entry may be forgotten. An entry that was kept longer since has a later one. */
interface Moment {
  readonly key: string
  readonly until: number
}

/**
 * A map with a bound, whose entries are forgotten from their `until` on and never before. A heap of these moments finds what may go, so that
 * no entry costs more than the logarithm of their number, full or not.
 */
export class BoundedMap<V> {
  readonly #capacity: number
  readonly #mayForget: (entry: Entry<V>) => boolean
  readonly #entries = new Map<string, Entry<V>>()
  readonly #moments: Moment[] = []

  constructor(capacity: number, mayForget: (entry: Entry<V>) => boolean) {
    if (!(Number.isSafeInteger(capacity) && capacity > 0)) throw new TypeError('`capacity` must be a positive integer')
    this.#capacity = capacity
    this.#mayForget = mayForget
  }

  has(key: string): boolean {
    return this.#entries.has(key)
  }

  get(key: string): V | undefined {
    return this.#entries.get(key)?.value
  }

  /**
   * Keeps the value until then, or longer where the key was to be kept longer.
   *
   * @throws StoreFull where nothing may be forgotten for it
   */
  set(key: string, value: V, until: number): void {
    this.#forget()
    const before = this.#entries.get(key)
    if (before === undefined) {
      if (this.#entries.size >= this.#capacity) throw new StoreFull(this.#capacity)
      this.#entries.set(key, { value, until })
      this.#push({ key, until })
    } else {
      this.#entries.set(key, { value, until: Math.max(until, before.until) })
    }
  }

  /** Few at a time: there is one more with each `set`, and no call has to pay for all that expired while nobody called. */
  #forget(): void {
    for (let looked = 0; looked < 16; looked++) {
      const [first] = this.#moments
      const entry = first && this.#entries.get(first.key)
      if (entry === undefined || first === undefined) return
      if (entry.until > first.until) {
        this.#replaceFirst({ key: first.key, until: entry.until })
      } else if (this.#mayForget(entry)) {
        this.#entries.delete(first.key)
        const last = this.#moments.pop()
        if (last !== undefined && last !== first) this.#replaceFirst(last)
      } else {
        return
      }
    }
  }

  #push(moment: Moment): void {
    const moments = this.#moments
    let index = moments.length
    while (index > 0) {
      const above = (index - 1) >> 1
      const parent = moments[above]
      if (parent === undefined || parent.until <= moment.until) break
      moments[index] = parent
      index = above
    }
    moments[index] = moment
  }

  #replaceFirst(moment: Moment): void {
    const moments = this.#moments
    let index = 0
    for (;;) {
      const [left, right] = [moments[2 * index + 1], moments[2 * index + 2]]
      const below = right !== undefined && left !== undefined && right.until < left.until ? 2 * index + 2 : 2 * index + 1
      const child = moments[below]
      if (child === undefined || child.until >= moment.until) break
      moments[index] = child
      index = below
    }
    moments[index] = moment
  }
}
