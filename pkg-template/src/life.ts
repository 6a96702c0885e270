/** What wasm-bindgen's glue of every module has. */
interface Glue {
  initSync(options: { module: WebAssembly.Module }): unknown
  __wbg_reset_state(): void
}

/** A module: base64, or what reads its file, which is compiled on first use; or as the host compiled it. */
export type Source = string | (() => Uint8Array<ArrayBuffer>) | WebAssembly.Module

/** A WebAssembly module and its current instance. */
export class Life<Raw extends Glue> {
  readonly #raw: Raw
  readonly #exports: readonly string[]
  readonly #refused: (text: string) => Error
  #source: Source | undefined
  #started = false
  #failed = false
  #broken = false
  #number = 0

  /** `exports` tell the glue's module from others. What the core refuses, it throws as a string: `refused` makes an error of it. */
  constructor(raw: Raw, exports: readonly string[], refused: (text: string) => Error) {
    this.#raw = raw
    this.#exports = exports
    this.#refused = refused
  }

  /**
   * Which instance is the current one. A fault ends an instance, with all that lives in it: what was made in an earlier
   * life must be made again.
   */
  get number(): number {
    return this.#number
  }

  /** The module that an entry of this package brings. It is compiled on first use, not on import: who only wants `AccessDenied` does not pay for it. */
  bring(source: Source): void {
    this.#source ??= source
  }

  /**
   * Starts at once, with a module that the caller has.
   *
   * @throws TypeError where it has started already, or with another module than the glue's
   */
  start(module: WebAssembly.Module): void {
    if (this.#started) throw new TypeError('the WebAssembly module has started already, and not by this one')
    this.#begin(module)
    this.#source = module
  }

  /**
   * Runs `work` on the instance. `undefined` means that it failed in a way that it never should: its memory can't be
   * trusted any more, so it is thrown away, and the next call runs on a new one.
   *
   * @throws what the core says
   * @throws TypeError where there is no module, or it does not start in this runtime
   */
  run<T>(work: (raw: Raw) => T): T | undefined {
    if (!this.#started) this.#begin(this.#source)
    try {
      this.#mend()
      return work(this.#raw)
    } catch (thrown) {
      // Errors are traps: a `RuntimeError`, or a `RangeError` for the stack.
      if (typeof thrown === 'string') throw this.#refused(thrown)
      this.#number += 1
      this.#broken = true
      try {
        // Now, so that no finalizer comes to meet the broken instance
        this.#mend()
      } catch {
        // The next call tries again
      }
      return undefined
    }
  }

  #begin(source: Source | undefined): void {
    if (source === undefined) throw new TypeError('no WebAssembly module yet: call `init` or `initSync` first')
    try {
      const module = compiled(source)
      // Before the glue has it, and keeps it
      const names = WebAssembly.Module.exports(module).map(({ name }) => name)
      if (!this.#exports.every((name) => names.includes(name))) throw new TypeError('it is another module')
      this.#raw.initSync({ module: ofThisRealm(module) })
      // An instance whose start failed is one that the glue would go on with
      if (this.#failed) this.#raw.__wbg_reset_state()
    } catch (cause) {
      this.#failed = true
      throw new TypeError(`the WebAssembly module does not start here: ${String(cause)}`, { cause })
    }
    this.#started = true
  }

  #mend(): void {
    if (this.#broken) this.#raw.__wbg_reset_state()
    this.#broken = false
  }
}

function compiled(source: Source): WebAssembly.Module {
  if (typeof source === 'string') return new WebAssembly.Module(decode(source))
  return typeof source === 'function' ? new WebAssembly.Module(source()) : source
}

/** Next's edge sandbox compiles in another realm than it runs in, and the glue asks by `instanceof`. */
function ofThisRealm(module: WebAssembly.Module): WebAssembly.Module {
  if (!(module instanceof WebAssembly.Module)) Object.setPrototypeOf(module, WebAssembly.Module.prototype)
  return module
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
