import { turnAway } from 'narrowgate/next'
import { guard } from './guards.js'

export const proxy = turnAway(guard)
export const config = { matcher: '/early' }
