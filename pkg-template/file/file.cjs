'use strict'
// For what makes CommonJS of modules on Node, as test runners do: `import.meta` does not get through that.
const { readFileSync } = require('node:fs')
const { join } = require('node:path')
module.exports = () => {
  try {
    return readFileSync(join(__dirname, 'core.wasm'))
  } catch (cause) {
    throw new Error(`core.wasm is not beside the program (${cause.message}): bundle with the condition \`module\`, or use narrowgate/slim`, { cause })
  }
}
// Tracers of deployed files, as `@vercel/nft`, don't know `module-sync` on Node 20: by this path they find what Node itself goes by.
module.exports.other = join(__dirname, 'file.js')
