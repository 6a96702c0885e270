/** How Workers and Vercel's edge import a module, which they compile themselves: they refuse bytes. */
declare module '*.wasm?module' {
  const module: WebAssembly.Module
  export default module
}
