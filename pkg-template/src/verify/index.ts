import source from '#wasm/verify'
import { life } from './instance.js'

life.bring(source)

export * from './surface.js'
