import type { Life } from '../life.js'
import type { ModuleBytes, ModuleResponse, ModuleSource } from './source.js'

/** Starts the module of one `Life`, once. */
export class Starter {
  readonly #life: Pick<Life<never>, 'start'>
  #given: unknown
  #done: Promise<void> | undefined
  #ready = false

  constructor(life: Pick<Life<never>, 'start'>) {
    this.#life = life
  }

  now(source: ModuleBytes | object): void {
    if (this.#ready && this.#given === source) return
    this.#life.start(moduleOf(source))
    this.#given = source
    this.#done = Promise.resolve()
    this.#ready = true
  }

  async soon(source: ModuleSource | PromiseLike<ModuleSource>): Promise<void> {
    const given = isLocation(source) ? source.href : source
    if (this.#done !== undefined) {
      if (this.#given === given) return this.#done
      throw new TypeError('`init` was called already, with another module')
    }
    const done = this.#load(source).then((module) => {
      // Meanwhile, the same may have been handed to `now`
      if (!this.#ready || this.#given !== given) this.#life.start(module)
      this.#ready = true
    })
    this.#given = given
    this.#done = done
    try {
      await done
    } catch (thrown) {
      if (this.#done === done) this.#given = this.#done = undefined
      throw thrown
    }
  }

  async #load(source: ModuleSource | PromiseLike<ModuleSource>): Promise<WebAssembly.Module> {
    const found = await source
    if (typeof found === 'string' || isLocation(found)) {
      return received(await fetch(typeof found === 'string' ? found : found.href))
    }
    if (isResponse(found)) return received(found)
    return isBytes(found) ? WebAssembly.compile(found as BufferSource) : moduleOf(found)
  }
}

/** The body's type is not asked: what is no module does not compile. */
async function received(response: ModuleResponse): Promise<WebAssembly.Module> {
  if (!response.ok) throw new Error(`the WebAssembly module could not be fetched: status ${response.status}`)
  return WebAssembly.compile(await response.arrayBuffer())
}

function moduleOf(source: unknown): WebAssembly.Module {
  if (isBytes(source)) return new WebAssembly.Module(source as BufferSource)
  // Of whichever realm
  if (Object.prototype.toString.call(source) !== '[object WebAssembly.Module]') throw new TypeError('neither a `WebAssembly.Module`, nor its bytes')
  return source as WebAssembly.Module
}

function isBytes(source: unknown): source is ModuleBytes {
  return ArrayBuffer.isView(source) || Object.prototype.toString.call(source) === '[object ArrayBuffer]'
}

function isLocation(source: unknown): source is { readonly href: string } {
  return typeof (source as { href?: unknown } | undefined)?.href === 'string'
}

function isResponse(source: unknown): source is ModuleResponse {
  return typeof (source as { arrayBuffer?: unknown } | undefined)?.arrayBuffer === 'function'
}
