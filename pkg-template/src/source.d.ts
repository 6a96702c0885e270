import type { Source } from './life.js'

/** A module of this package. The conditions of `imports` in package.json say which: `inline.js`, as base64, or `module.js`, compiled by the host. */
declare const source: Source
export default source
