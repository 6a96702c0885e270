// Cedarling: tokens and policies in one Wasm module, asynchronous. Signatures are checked; its cache of verified tokens
// stays at its defaults (100 tokens, 5 s). It has no notion of a parent token.

import { readFileSync } from 'node:fs'
import initWasm, { init } from '@janssenproject/cedarling_wasm'
import { cedarlingCall, cedarlingStore } from './policies.mjs'

export async function open(world, policies) {
  answerInProcess(world)
  await initWasm({ module_or_path: readFileSync(new URL(import.meta.resolve(MODULE))) })
  const cedarling = await init({
    CEDARLING_APPLICATION_NAME: 'bench',
    CEDARLING_POLICY_STORE_LOCAL: JSON.stringify(cedarlingStore(world.issuer, policies)),
    CEDARLING_LOG_TYPE: 'off',
    CEDARLING_JWT_SIG_VALIDATION: 'enabled',
    CEDARLING_JWT_STATUS_VALIDATION: 'disabled',
    // What the issuer's keys are made for; anything else is refused.
    CEDARLING_JWT_SIGNATURE_ALGORITHMS_SUPPORTED: world.algorithms,
  })
  return {
    async authorize({ token }, amount) {
      let result
      try {
        result = await cedarling.authorize_multi_issuer(cedarlingCall(token, amount))
      } catch (error) {
        // Where no token holds, it throws; nothing else may pass for a denial.
        if (String(error?.message ?? error).startsWith('Could not validate tokens')) return false
        throw error
      }
      const { decision } = result
      result.free()
      return decision
    },
    close: () => cedarling.shut_down(),
  }
}

const MODULE = '@janssenproject/cedarling_wasm/cedarling_wasm_bg.wasm'

/** It fetches the issuer's metadata and keys itself. No socket is opened: `fetch` answers at once. */
function answerInProcess({ issuer, jwks }) {
  const bodies = {
    [`${issuer}/.well-known/openid-configuration`]: { issuer, jwks_uri: `${issuer}/jwks` },
    [`${issuer}/jwks`]: jwks,
  }
  globalThis.fetch = async (input) => {
    const url = typeof input === 'string' ? input : input.url
    const body = bodies[url]
    const headers = { 'content-type': 'application/json' }
    const response = new Response(JSON.stringify(body ?? {}), { status: body === undefined ? 404 : 200, headers })
    // A Response that was constructed has no `url`, and Cedarling panics on that.
    return Object.defineProperty(response, 'url', { value: url })
  }
}
