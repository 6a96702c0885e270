import { metadata } from 'narrowgate/next'
import { guard } from '../../../../guards.js'

export const GET = metadata(guard)
export const OPTIONS = GET
