import * as glue from './glue.js'
import { refused } from './held.js'
import base64 from './inline.js'
import { Life } from './life.js'

/** A gate inside the WebAssembly instance, with its policies. */
export type RawGate = glue.Gate

export const life = new Life<typeof glue>(glue, base64, refused)
