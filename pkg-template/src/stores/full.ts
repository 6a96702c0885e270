/**
 * A store in memory has as many entries as it may have, and none that may be forgotten. Nothing live is ever thrown away for something new: what
 * can't be remembered is denied, as `source_unavailable`, and this goes to `onFault` of `connect`.
 *
 * @example
 * const gate = connect(createGate(config), { session }, { onFault: (error) => error instanceof StoreFull && alarm(error) })
 */
export class StoreFull extends Error {
  override readonly name = 'StoreFull'

  /** @internal */
  constructor(capacity: number) {
    super(`the store holds ${capacity} entries, and none of them may be forgotten yet`)
  }
}
