// How tests bring a gate down: a real trap of the real instance.

import assert from 'node:assert/strict'
import { mock } from 'node:test'
import * as glue from '../../pkg/dist/glue.js'

/** The gates inside the WebAssembly instance. */
export const raw = glue.Gate.prototype

/** The next raw call reads far outside of its memory. */
export function trapOnce(method) {
  const original = raw[method]
  return mock.method(raw, method, function (...args) {
    mock.restoreAll()
    const broken = Object.create(raw, { __wbg_ptr: { value: 0xffff_fff0 } })
    let thrown
    try {
      original.apply(broken, args)
    } catch (error) {
      thrown = error
    }
    assert.ok(thrown instanceof WebAssembly.RuntimeError, String(thrown))
    throw thrown
  })
}
