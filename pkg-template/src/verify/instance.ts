import { refused } from '../held.js'
import { Life } from '../life.js'
import * as glue from './glue.js'

/** One for `narrowgate/verify` and `narrowgate/verify/slim` together. */
export const life = /* @__PURE__ */ new Life<typeof glue>(glue, ['gate_verify'], refused)
