import type { Source } from './life.js'

/**
 * A module of this package. The conditions of `imports` in package.json say which: `module.js`, compiled by the host; `file.js`, which reads `core.wasm` beside it, for
 * Node as it is (`file.cjs` where modules are made CommonJS); `inline.js`, as base64, for all others. Bundlers have the condition `module`, which Node has not.
 */
declare const source: Source
export default source
