// What a deployment carries: the .wasm alone, as it is and compressed.

import { readFileSync } from 'node:fs'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

const MODULES = {
  narrowgate: new URL('../../pkg/dist/core.wasm', import.meta.url),
  cedarWasm: new URL('cedar_wasm_bg.wasm', import.meta.resolve('@cedar-policy/cedar-wasm/nodejs')),
  cedarling: new URL(import.meta.resolve('@janssenproject/cedarling_wasm/cedarling_wasm_bg.wasm')),
}

/** @returns `[{ scenario: module, results: { raw, gzip, brotli } }]`, in bytes */
export function measureSizes(progress) {
  return Object.entries(MODULES).map(([scenario, file]) => {
    progress(`size: ${scenario}`)
    const bytes = readFileSync(file)
    const results = { raw: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length, brotli: brotli(bytes) }
    return { scenario, results }
  })
}

const brotli = (bytes) =>
  brotliCompressSync(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_LGWIN]: 24,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  }).length
