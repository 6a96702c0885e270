// How tests bring a gate down: a real trap of the real instance.

import assert from 'node:assert/strict'
import { mock } from 'node:test'
import '../../pkg/dist/index.js'
import { life } from '../../pkg/dist/instance.js'

/** The gates inside the WebAssembly instance. */
export const raw = life.run(({ Gate }) => Gate.prototype)

/** Of the instance of now. */
export const memory = () => life.run(({ initSync }) => initSync()).memory

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
