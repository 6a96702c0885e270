import { FAULT, INTERNAL } from './answer.js'
import { AccessDenied, ConfigError, type Problem } from './errors.js'
import { documentText, read } from './json.js'
import type { Life } from './life.js'
import { Replaced } from './replaced.js'
import type * as glue from './verify/glue.js'

/** What a gate can do in every WebAssembly module that has gates. */
export type RawGate = glue.Gate

/** Such a module. */
export type Raw<G extends RawGate = RawGate> = Omit<typeof glue, 'Gate'> & { readonly Gate: new (config: string) => G }

/** What such a module throws. */
export function refused(text: string): ConfigError {
  return new ConfigError(read<readonly Problem[]>(text))
}

/** What is held, for those who ask what every gate can answer. */
export type Holder = Pick<Held<RawGate>, keyof Held<RawGate>>

/** A configuration, and its gate in whichever instance is the current one. */
export class Held<G extends RawGate> {
  readonly config: string
  readonly #life: Life<Raw<G>>
  readonly #replaced = new Replaced<G>()
  #raw: G | undefined
  #number = -1
  #freed = false

  /** @throws ConfigError with every mistake */
  constructor(life: Life<Raw<G>>, config: unknown) {
    // The text is a copy: later changes to the object change nothing.
    this.config = documentText(config)
    this.#life = life
    if (life.run((raw) => this.#alive(raw)) === undefined) throw new ConfigError([{ path: '', message: FAULT }])
  }

  /** What the gate answers; `undefined` means a fault. */
  ask<T>(question: (gate: G) => string, reading: (text: string, gate: G) => T = read): T | undefined {
    return this.#use((gate) => reading(question(gate), gate))
  }

  /**
   * What the gate says of its configuration: only a fault leaves it without an answer.
   *
   * @throws AccessDenied where there is one
   */
  told<T>(question: (gate: G) => string): T {
    const answer = this.ask<T>(question)
    if (answer === undefined) throw new AccessDenied(INTERNAL)
    return answer
  }

  /**
   * Puts something else in the place of a part of the configuration, in this gate and in those that faults make necessary.
   *
   * @throws ConfigError where it can't be; then the old one stays
   */
  replace<T>(part: string, change: (gate: G) => T): T {
    const done = this.#use((gate) => ({ answer: change(gate) }))
    if (done === undefined) throw new ConfigError([{ path: '', message: FAULT }])
    this.#replaced.remember(part, change)
    return done.answer
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
      this.#replaced.putInto(gate)
      this.#raw = gate
      this.#number = this.#life.number
    }
    return this.#raw
  }
}
