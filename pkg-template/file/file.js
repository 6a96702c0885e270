// For Node as it is. `import` would make a module of all of `node:fs` first, and take longer than the rest of this file.
const { readFileSync } = process.getBuiltinModule('node:fs')

export default () => {
  try {
    return readFileSync(new URL('core.wasm', import.meta.url))
  } catch (cause) {
    throw new Error(`core.wasm is not beside the program (${cause.message}): bundle with the condition \`module\`, or use narrowgate/slim`, { cause })
  }
}
