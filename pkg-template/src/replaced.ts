import type { RawGate } from './instance.js'

/**
 * What replaced parts of a gate's configuration. It must outlive a fault: a gate that is made again from its configuration alone would
 * bring back the keys that were taken away, and the policies that permitted too much.
 */
export class Replaced {
  readonly #keys = new Map<string, { readonly text: string; readonly now: number }>()
  #policies: string | undefined
  #entities: string | undefined

  keys(issuer: string, text: string, now: number): void {
    this.#keys.set(issuer, { text, now })
  }

  policies(text: string): void {
    this.#policies = text
  }

  entities(text: string): void {
    this.#entities = text
  }

  /** Brings a gate that was just made to where the last one was. */
  putInto(gate: RawGate): void {
    for (const [issuer, { text, now }] of this.#keys) gate.replaceKeys(issuer, text, now)
    if (this.#policies !== undefined) gate.replacePolicies(this.#policies)
    if (this.#entities !== undefined) gate.replaceEntities(this.#entities)
  }
}
