/** What wasm-bindgen's glue of every module has. */
interface Glue {
  initSync(options: { module: WebAssembly.Module }): unknown
  __wbg_reset_state(): void
}

/** A WebAssembly module, inlined, and its current instance. */
export class Life<Raw extends Glue> {
  readonly #raw: Raw
  readonly #base64: string
  readonly #refused: (text: string) => Error
  #started = false
  #broken = false
  #number = 0

  /** What the core refuses, it throws as a string: `refused` makes an error of it. */
  constructor(raw: Raw, base64: string, refused: (text: string) => Error) {
    this.#raw = raw
    this.#base64 = base64
    this.#refused = refused
  }

  /**
   * Which instance is the current one. A fault ends an instance, with all that lives in it: what was made in an earlier
   * life must be made again.
   */
  get number(): number {
    return this.#number
  }

  /**
   * Runs `work` on the instance. `undefined` means that it failed in a way that it never should: its memory can't be
   * trusted any more, so it is thrown away, and the next call runs on a new one.
   *
   * @throws what the core says
   */
  run<T>(work: (raw: Raw) => T): T | undefined {
    try {
      this.#start()
      return work(this.#raw)
    } catch (thrown) {
      // Errors are traps: a `RuntimeError`, or a `RangeError` for the stack.
      if (typeof thrown === 'string') throw this.#refused(thrown)
      this.#number += 1
      this.#broken = true
      try {
        // Now, so that no finalizer comes to meet the broken instance
        this.#start()
      } catch {
        // The next call tries again
      }
      return undefined
    }
  }

  /** Compiled on first use, not on import: who only wants `AccessDenied` does not pay for it. */
  #start(): void {
    if (this.#broken && this.#started) this.#raw.__wbg_reset_state()
    this.#broken = false
    if (this.#started) return
    this.#raw.initSync({ module: new WebAssembly.Module(decode(this.#base64)) })
    this.#started = true
  }
}

/** The newest engines have `fromBase64`, older Nodes `Buffer`; the loop is for everyone else. */
function decode(text: string): Uint8Array<ArrayBuffer> {
  if (typeof Uint8Array.fromBase64 === 'function') return Uint8Array.fromBase64(text)
  const { Buffer } = globalThis as { Buffer?: { from(text: string, encoding: 'base64'): Uint8Array<ArrayBuffer> } }
  if (Buffer !== undefined) return Buffer.from(text, 'base64')
  const binary = atob(text)
  const bytes = new Uint8Array(binary.length)
  for (let index = 0; index < binary.length; index++) bytes[index] = binary.charCodeAt(index)
  return bytes
}
