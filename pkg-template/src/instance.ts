import { ConfigError, type Problem } from './errors.js'
import * as glue from './glue.js'
import base64 from './inline.js'
import { read } from './json.js'
import { Life } from './life.js'

/** What the WebAssembly module exports. */
export type Raw = typeof glue

/** A gate inside the WebAssembly instance. */
export type RawGate = glue.Gate

const life = new Life<Raw>(glue, base64, (text) => new ConfigError(read<readonly Problem[]>(text)))

/** Which instance is the current one. */
export function currentLife(): number {
  return life.number
}

/**
 * Runs `work` on the WebAssembly instance. `undefined` means a fault.
 *
 * @throws ConfigError where the core says so
 */
export function run<T>(work: (raw: Raw) => T): T | undefined {
  return life.run(work)
}
