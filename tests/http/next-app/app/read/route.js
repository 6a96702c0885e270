import { guard } from '../../guards.js'
import { read } from '../handlers.js'

export const POST = read(guard)
