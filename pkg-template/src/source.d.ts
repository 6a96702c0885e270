import type { Source } from './life.js'

/**
 * A module of this package. The conditions of `imports` in package.json say which: `module.js`, compiled by the host; `file.cjs`, which reads `core.wasm` beside it, for
 * Node as it is; `inline.js`, as base64, for all others. Bundlers have the condition `module`, which Node has not.
 */
declare const source: Source
export default source
