/**
 * What replaced parts of a gate's configuration. It must outlive a fault: a gate that is made again from its configuration alone would
 * bring back the keys that were taken away, and the policies that permitted too much.
 */
export class Replaced<G> {
  readonly #changes = new Map<string, Change<G>>()

  /** `part` now is what this makes of it, whatever it was before. */
  remember(part: string, change: Change<G>): void {
    this.#changes.set(part, change)
  }

  /** Brings a gate that was just made to where the last one was. */
  putInto(gate: G): void {
    for (const change of this.#changes.values()) change(gate)
  }
}

/** What puts something else in the place of a part. */
export type Change<G> = (gate: G) => unknown
