import { guard } from '../../guards.js'
import { who } from '../handlers.js'

export const GET = who(guard)
