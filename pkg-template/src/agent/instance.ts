import source from '#wasm/agent'
import { accepted } from '../answer.js'
import { read } from '../json.js'
import { Life } from '../life.js'
import type { Denial } from '../types/answers.js'
import * as glue from './glue.js'

/** What the WebAssembly module exports. */
export type Raw = typeof glue

/** A private key inside the WebAssembly instance. */
export type RawKey = glue.Key

/** Why nothing was made, where a gate has no part in it. */
interface Failure {
  readonly kind: 'misuse' | 'entropy' | 'signature'
  readonly message: string
}

type Answer<T> = T | { readonly denial: Denial } | { readonly failure: Failure }

const life = new Life<Raw>(glue, ['key_sign'], (text) => failed(read<{ failure: Failure }>(text).failure))
life.bring(source)

/** Which instance is the current one. */
export function currentLife(): number {
  return life.number
}

/** Runs `work` on the WebAssembly instance. `undefined` means a fault. */
export function run<T>(work: (raw: Raw) => T): T | undefined {
  return life.run(work)
}

/**
 * What the core answers.
 *
 * @throws AccessDenied, TypeError, Error
 */
export function ask<T extends object>(question: (raw: Raw) => string): T {
  const answer = accepted<T | { readonly failure: Failure }>(run((raw) => read<Answer<T>>(question(raw))))
  if ('failure' in answer) throw failed(answer.failure)
  return answer
}

/** Misuse is found by reading the caller; randomness may be there later. */
function failed({ kind, message }: Failure): Error {
  return kind === 'entropy' ? new Error(message) : new TypeError(message)
}

/** 32 octets of the runtime's generator for keys. Without one there is no key, rather than a weak one. */
export function entropy(): Uint8Array {
  const { crypto } = globalThis as { crypto?: { getRandomValues?(octets: Uint8Array): unknown } }
  if (typeof crypto?.getRandomValues !== 'function') throw new Error('this runtime has no `crypto.getRandomValues`')
  const octets = new Uint8Array(32)
  crypto.getRandomValues(octets)
  return octets
}
