import { refused } from '../held.js'
import { Life } from '../life.js'
import * as glue from './glue.js'
import base64 from './inline.js'

export const life = new Life<typeof glue>(glue, base64, refused)
