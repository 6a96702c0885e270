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
    if (ArrayBuffer.isView(source) || String(source) === '[object WebAssembly.Module]') module.initSync(source)
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
  './connect': async ({ connect }, fixtures, _, loaders) => {
    const { call, now, token } = fixtures
    const gate = await gateOf(loaders, fixtures, { requireRevocationCheck: true })
    const of = (revoked) => connect(gate, { revocation: { isRevoked: async () => revoked } })
    check((await of(false).authorizeAsync(token, call, { now })).revocation === 'checked', 'not asked')
    check((await of(true).decideAsync(token, call, { now })).denial.code === 'token_revoked', 'not revoked')
  },
  './jwks': async ({ remoteKeys }, fixtures, _, loaders) => {
    const { config, call, now, token } = fixtures
    const [{ jwks, ...issuer }] = config.issuers
    const gate = await gateOf(loaders, fixtures, { issuers: [{ ...issuer, jwks: null }] })
    const fetch = async () => new Response(JSON.stringify(jwks), { headers: { 'content-type': 'application/json' } })
    const keys = remoteKeys({ issuers: [{ issuer: issuer.issuer, jwksUri: 'https://as.example/jwks' }], fetch })
    const { connect } = await loaders['./connect']()
    check((await connect(gate, { keys }).authorizeAsync(token, call, { now })).tool === call.tool, 'not granted')
  },
  './stores': async ({ memoryReplay }) => {
    const store = memoryReplay()
    const key = { key: 'dpop:a', until: Math.floor(Date.now() / 1000) + 60 }
    const asking = { signal: new AbortController().signal }
    check(await store.insert(key, asking), 'not new')
    check(!(await store.insert(key, asking)), 'new again')
  },
  './http': async ({ createGuard }, fixtures, _, loaders) => {
    const guard = createGuard({ gate: await gateOf(loaders, fixtures) })
    refused((await guard.verify(request())).response)
  },
  './mcp': mcp,
  './mcp-v1': mcp,
  './hono': async ({ protect }, fixtures, _, loaders) => {
    refused(await protect(await guardOf(loaders, fixtures))({ req: { raw: request() }, set: letIn }, letIn))
  },
  './express': async ({ protect }, fixtures, _, loaders) => {
    const headers = new Headers()
    const response = { locals: {}, statusCode: 0, setHeader: (name, value) => headers.set(name, value), end() {} }
    const message = { method: 'POST', url: '/mcp', rawHeaders: [], httpVersionMajor: 1 }
    await protect(await guardOf(loaders, fixtures))(message, response, letIn)
    refused({ status: response.statusCode, headers })
  },
  './fastmcp': async ({ protect }, fixtures, _, loaders) => {
    const tool = protect(await guardOf(loaders, fixtures), { name: 'files.read', execute: letIn })
    check((await tool.execute({}, { session: null })).isError === true, 'let in')
  },
  './next': async ({ protect }, fixtures, _, loaders) => refused(await protect(await guardOf(loaders, fixtures), letIn)(request(), {})),
  './mcp-handler': async ({ protect }, fixtures, _, loaders) => refused(await protect(await guardOf(loaders, fixtures), letIn)(request())),
  './workers-oauth-provider': async ({ validateToken }, fixtures, _, loaders) => {
    class OAuthError extends Error {}
    const validated = validateToken(await guardOf(loaders, fixtures), OAuthError)({}, request())('https://tools.example/mcp')
    check((await validated.catch((error) => error)) instanceof OAuthError, 'let in')
  },
}

async function mcp({ protectHandler }, fixtures, _, loaders) {
  refused(await protectHandler(letIn, await gateOf(loaders, fixtures)).fetch(request()))
}

async function gateOf(loaders, { config }, changes) {
  const { createGate } = await loaders['.']()
  return createGate({ ...config, ...changes })
}

async function guardOf(loaders, fixtures) {
  const { createGuard } = await loaders['./http']()
  return createGuard({ gate: await gateOf(loaders, fixtures) })
}

/** Without a token. */
const request = () => new Request('https://tools.example/mcp', { method: 'POST', body: '{}' })

const letIn = () => check(false, 'let in')

function refused({ status, headers }) {
  check(status === 401 && headers.get('www-authenticate').startsWith('Bearer'), `status ${status}`)
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
