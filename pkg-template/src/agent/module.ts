import module from './core.wasm?module'

export default module
