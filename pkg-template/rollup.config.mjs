// From what tsc compiled to what is published. Node resolves, opens and compiles each file on its own: few start sooner. All entries are of one build, so
// that what they share is there once, and an `AccessDenied` is of one class whichever entry threw it.

import { readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'

const from = join(import.meta.dirname, 'compiled')
const { exports } = JSON.parse(readFileSync(join(import.meta.dirname, 'package.json'), 'utf8'))
const entries = Object.values(exports).flatMap((entry) => (typeof entry === 'object' ? [entry.default] : []))

/** What no entry exports, and tests reach into. */
const inner = ['instance.js', 'agent/instance.js']

/** Of gates with policies: what `narrowgate` and `narrowgate/slim` share. Who has another gate must not load it. */
const GATE = ['surface.js', 'check.js', 'gate.js', 'layers.js', 'instance.js', 'glue.js']
/** The same of `narrowgate/verify`. */
const VERIFY = ['verify/surface.js', 'verify/instance.js', 'verify/glue.js']

function chunkOf(module) {
  const name = relative(from, module).replaceAll(sep, '/')
  if (GATE.includes(name)) return 'gate'
  if (VERIFY.includes(name)) return 'verify'
  const [folder] = /^(http|mcp)(?=\/)/.exec(name) ?? []
  // What lies in no folder is every entry's
  return folder ?? (name === 'index.js' || name.includes('/') ? undefined : 'shared')
}

export default {
  input: Object.fromEntries([...entries.map((path) => path.replace('./dist/', '')), ...inner].map((name) => [name.replace(/\.js$/, ''), join(from, name)])),
  // The conditions of `imports` say which it is, where the package is used
  external: /^#wasm\//,
  // What is not used is the business of who bundles an application
  treeshake: false,
  preserveEntrySignatures: 'strict',
  output: {
    dir: '../pkg/dist',
    format: 'es',
    entryFileNames: '[name].js',
    chunkFileNames: 'chunks/[name].js',
    manualChunks: chunkOf,
    onlyExplicitManualChunks: true,
    // Readable, as it was written
    generatedCode: { preset: 'es2015', symbols: false },
    minifyInternalExports: false,
    hoistTransitiveImports: false,
    externalLiveBindings: false,
    freeze: false,
  },
  onwarn(warning) {
    throw new Error(warning.message)
  },
}
