import source from '#wasm/core'
import { life } from './instance.js'

life.bring(source)

export * from './surface.js'
