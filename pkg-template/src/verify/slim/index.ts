import { life } from '../instance.js'
import type { ModuleBytes, ModuleSource } from '../../slim/source.js'
import { Starter } from '../../slim/start.js'

const starter = new Starter(life)

/**
 * Compiles and starts the module, before all else. It is `narrowgate/verify/core.wasm`, of this very version. A second call with the same argument
 * does nothing; after a failure it may be called again.
 *
 * @example
 * import { createVerifier, init } from 'narrowgate/verify/slim'
 * await init(fetch('/core.wasm', { integrity }))
 *
 * @throws TypeError where it has started with another module, or this one is not `core.wasm`
 * @throws Error where it can't be fetched
 */
export function init(source: ModuleSource | PromiseLike<ModuleSource>): Promise<void> {
  return starter.soon(source)
}

/**
 * The same at once, with a `WebAssembly.Module` or its bytes.
 *
 * @example
 * import module from 'narrowgate/verify/core.wasm' // on Cloudflare Workers
 * initSync(module)
 *
 * @example
 * initSync(readFileSync(fileURLToPath(import.meta.resolve('narrowgate/verify/core.wasm')))) // on Node
 *
 * @throws TypeError where it has started with another module, or this one is not `core.wasm`
 */
export function initSync(module: ModuleBytes | object): void {
  starter.now(module)
}

export type { ModuleBytes, ModuleResponse, ModuleSource } from '../../slim/source.js'
export * from '../surface.js'
