import { ConfigError, type Problem } from './errors.js'
import * as glue from './glue.js'
import base64 from './inline.js'
import { read } from './json.js'

/** What the WebAssembly module exports. */
export type Raw = typeof glue

/** A gate inside the WebAssembly instance. */
export type RawGate = glue.Gate

let started = false
let broken = false
let life = 0

/**
 * Which instance is the current one. A fault ends an instance, with all that lives in it: what was made in an earlier
 * life must be made again.
 */
export function currentLife(): number {
  return life
}

/**
 * Runs `work` on the WebAssembly instance. `undefined` means that it failed in a way that it never should: its memory
 * can't be trusted any more, so it is thrown away, and the next call runs on a new one.
 *
 * @throws ConfigError where the core says so
 */
export function run<T>(work: (raw: Raw) => T): T | undefined {
  try {
    start()
    return work(glue)
  } catch (thrown) {
    // What the core refuses, it throws as a string. Errors are traps: a `RuntimeError`, or a `RangeError` for the stack.
    if (typeof thrown === 'string') throw new ConfigError(read<readonly Problem[]>(thrown))
    life += 1
    broken = true
    try {
      // Now, so that no finalizer comes to meet the broken instance
      start()
    } catch {
      // The next call tries again
    }
    return undefined
  }
}

/** Compiled on first use, not on import: a module that only wants `AccessDenied` does not pay for it. */
function start(): void {
  if (broken && started) glue.__wbg_reset_state()
  broken = false
  if (started) return
  glue.initSync({ module: new WebAssembly.Module(decode(base64)) })
  started = true
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
