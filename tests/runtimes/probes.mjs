// What each entry of the package has to do in each runtime. Plain JavaScript: it runs everywhere, bundled and not.

const probes = {
  '.': gate,
  './slim': async (module, fixtures, wasm) => {
    check(refuses(() => module.narrower('a', 'a b'), 'TypeError'), 'it starts without a module')
    const source = await wasm('narrowgate/core.wasm')
    await module.init(source)
    await module.init(source)
    gate(module, fixtures)
  },
  './verify': verifier,
  './verify/slim': async (module, fixtures, wasm) => {
    check(refuses(() => module.narrower('a', 'a b'), 'TypeError'), 'it starts without a module')
    const source = await wasm('narrowgate/verify/core.wasm')
    if (typeof source === 'object' && !('arrayBuffer' in source)) module.initSync(source)
    else await module.init(source)
    verifier(module, fixtures)
  },
  './agent': async ({ generateKey, keyFromCrypto, dpopProof }) => {
    const request = { method: 'POST', uri: 'https://tools.example/mcp', accessToken: 'token' }
    const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify'])
    for (const signer of [generateKey({ type: 'Ed25519' }), await keyFromCrypto(pair)]) {
      const proof = await dpopProof({ signer, ...request })
      check(proof.split('.').length === 3, 'no proof')
    }
  },
  './connect': async ({ connect }, { config, token, call, now }, _, loaders) => {
    const { createGate } = await (loaders['.'] ?? loaders['./slim'])()
    const [issuer] = config.issuers
    const gate = createGate({ ...config, issuers: [{ ...issuer, jwks: null }] })
    const connected = connect(gate, { keys: { keysOf: async () => issuer.jwks } })
    const grant = await connected.authorizeAsync(token, call, { now })
    check(grant.tool === call.tool, 'not granted')
  },
}

function gate({ AccessDenied, createGate, Gate, narrower, verifyJws }, { config, token, call, now }) {
  const gate = createGate(config)
  check(gate instanceof Gate, 'another class')
  const { policies, actor } = gate.authorize(token, call, { now })
  check(policies[0] === 'agents-read' && actor.subject === 'agent', 'not granted')
  check(refuses(() => gate.authorize('', call, { now }), 'AccessDenied', AccessDenied), 'granted to nobody')
  check(gate.decide(token, { ...call, input: { path: '/etc/passwd' } }, { now }).denial.code === 'policy_forbidden', 'not forbidden')
  check(narrower('a', 'a b') && !narrower('a c', 'a b'), 'wider')
  verifyJws(token, config.issuers[0].jwks, ['Ed25519'])
  gate.free()
}

function verifier({ AccessDenied, createVerifier }, { config: { policies: _, ...config }, token, call, now }) {
  const verifier = createVerifier(config)
  check(verifier.verify(token, { now }).principal.subject === 'alice', 'not alice')
  check(refuses(() => verifier.verify(`${token}x`, { now }), 'AccessDenied', AccessDenied), 'verified')
  check(verifier.authorize(token, call, { now }).tool === call.tool, 'not granted')
}

/**
 * Loads each entry and does with it what it is for. Entries without a probe of their own are `imported`, which says that all they need was found.
 *
 * @param loaders by entry, what gives the module
 * @param wasm by the name of its export, what `init` takes
 */
export async function run(loaders, fixtures, wasm) {
  const outcomes = {}
  for (const [entry, load] of Object.entries(loaders)) {
    try {
      const module = await load()
      check(Object.keys(module).length > 0, 'it exports nothing')
      await probes[entry]?.(module, fixtures, wasm, loaders)
      outcomes[entry] = entry in probes ? 'ran' : 'imported'
    } catch (error) {
      outcomes[entry] = `${error?.name}: ${error?.message}`
    }
  }
  return outcomes
}

function refuses(work, name, type = Error) {
  try {
    work()
  } catch (error) {
    return error.name === name && error instanceof type
  }
  return false
}

function check(holds, otherwise) {
  if (!holds) throw new Error(otherwise)
}
