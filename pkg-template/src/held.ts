import { FAULT } from './answer.js'
import { ConfigError, type Problem } from './errors.js'
import { notJson, read } from './json.js'
import type { Life } from './life.js'
import type * as glue from './verify/glue.js'

/** What a gate can do in every WebAssembly module that has gates. */
export type RawGate = glue.Gate

/** Such a module. */
export type Raw<G extends RawGate = RawGate> = Omit<typeof glue, 'Gate'> & { readonly Gate: new (config: string) => G }

/** What such a module throws. */
export function refused(text: string): ConfigError {
  return new ConfigError(read<readonly Problem[]>(text))
}

/** A configuration, and its gate in whichever instance is the current one. */
export class Held<G extends RawGate> {
  readonly config: string
  readonly #life: Life<Raw<G>>
  #raw: G | undefined
  readonly #replaced = new Map<string, { text: string; now: number }>()
  #number = -1
  #freed = false

  /** @throws ConfigError with every mistake */
  constructor(life: Life<Raw<G>>, config: unknown) {
    // The text is a copy: later changes to the object change nothing.
    this.config = configText(config)
    this.#life = life
    if (life.run((raw) => this.#alive(raw)) === undefined) throw new ConfigError([{ path: '', message: FAULT }])
  }

  /** What the gate answers; `undefined` means a fault. */
  ask<T>(question: (gate: G) => string): T | undefined {
    return this.#use((gate) => read<T>(question(gate)))
  }

  /** @throws ConfigError */
  replaceKeys(issuer: string, text: string, now: number): void {
    const done = this.#use((gate) => (gate.replaceKeys(issuer, text, now), true))
    if (done === undefined) throw new ConfigError([{ path: '', message: FAULT }])
    this.#replaced.set(issuer, { text, now })
  }

  free(): void {
    const raw = this.#number === this.#life.number ? this.#raw : undefined
    if (raw !== undefined) this.#life.run(() => raw.free())
    this.#raw = undefined
    this.#freed = true
  }

  #use<T>(work: (gate: G) => T): T | undefined {
    if (this.#freed) throw new TypeError('this gate was freed')
    return this.#life.run((raw) => work(this.#alive(raw)))
  }

  /** The raw gate in the current instance: made again if that is another one than last time. */
  #alive(raw: Raw<G>): G {
    if (this.#raw === undefined || this.#number !== this.#life.number) {
      const gate = new raw.Gate(this.config)
      // Keys that came later must outlive a fault, or it would bring back the ones that were taken away
      for (const [issuer, { text, now }] of this.#replaced) gate.replaceKeys(issuer, text, now)
      this.#raw = gate
      this.#number = this.#life.number
    }
    return this.#raw
  }
}

function configText(config: unknown): string {
  let wrong: string | undefined
  try {
    wrong = notJson(config)
  } catch {
    wrong = ''
  }
  if (wrong !== undefined) throw new ConfigError([{ path: wrong, message: 'is not a JSON value' }])
  return JSON.stringify(config)
}
