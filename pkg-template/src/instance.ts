import * as glue from './glue.js'
import { refused } from './held.js'
import { Life } from './life.js'

/** A gate inside the WebAssembly instance, with its policies. */
export type RawGate = glue.Gate

/** One for `narrowgate` and `narrowgate/slim` together. */
export const life = /* @__PURE__ */ new Life<typeof glue>(glue, ['gate_simulate'], refused)
