/** `verify/core.wasm` as base64: `cargo xtask build` writes the module. */
declare const base64: string
export default base64
