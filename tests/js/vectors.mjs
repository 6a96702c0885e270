// Runs vector cases through the npm package: `node tests/js/vectors.mjs CASES.json [verify]`, where CASES.json is an array of cases
// as tests/vectors/README.md describes them, each with `file`. Prints an array of `{ id, file, outcome }`. With `verify`, through
// `narrowgate/verify`: all that does not come to the policies.

import { readFileSync } from 'node:fs'

const verify = process.argv[3] === 'verify'
const { AccessDenied, callHash, ConfigError, narrower, readDid, readKeys, verifyJws, ...gates } = await import(
  verify ? '../../pkg/dist/verify/index.js' : '../../pkg/dist/index.js'
)

const layers = {
  jws: ({ token, keys, algorithms }) => {
    verifyJws(text(token), keys, algorithms)
    return { accept: true }
  },
  jwk: ({ keys, from, did }) => ({ accept: did === undefined ? readKeys(keys, from) : readDid(did, keys) }),
  scope: ({ child, parent, relation }) => (narrower(text(child), text(parent), relation) ? { accept: true } : { reject: true }),
  token: (one) => withGate(one, (gate) => gate.verify(presented(one), { now: one.now })),
  chain: (one) => withGate(one, (gate) => gate.verify(presented(one), { now: one.now })),
  call: ({ parties, request }) => ({ accept: { callHash: callHash({ ...parties, ...request }) } }),
  policy: (one) =>
    verify ? POLICIES : withGate(one, (gate) => ({ policies: gate.simulate(one.facts, one.request, { now: one.now }) })),
  authorize: (one) => (verify && comesToPolicies(one.expect) ? POLICIES : withGate(one, (gate) => sameTwice(gate, one))),
}

const POLICIES = { skip: 'policies decide it' }

function comesToPolicies({ accept, deny, configError }) {
  const byPolicies = ['arguments_invalid', 'policy_denied', 'policy_forbidden', 'policy_error', 'tool_unknown']
  return accept !== undefined || byPolicies.includes(deny) || configError?.startsWith('policies')
}

function makeGate({ policies, ...config }) {
  return verify ? gates.createVerifier(config) : gates.createGate(policies === undefined ? config : { policies, ...config })
}

function withGate({ config }, work) {
  const gate = makeGate(config)
  try {
    return { accept: work(gate) }
  } finally {
    gate.free()
  }
}

/** `authorize` and `decide` are one verdict. */
function sameTwice(gate, one) {
  const decision = gate.decide(presented(one), one.request, { now: one.now })
  try {
    const grant = gate.authorize(presented(one), one.request, { now: one.now })
    if (JSON.stringify(grant) !== JSON.stringify(decision.grant)) throw new Error('`decide` does not say what `authorize` says')
    return grant
  } catch (error) {
    if (error instanceof AccessDenied && (error.code !== decision.denial?.code || error.message !== decision.denial.message)) {
      throw new Error(`\`authorize\` says ${error.code}, \`decide\` ${JSON.stringify(decision)}`)
    }
    throw error
  }
}

function presented(one) {
  const { token, parents, proofs } = one.presented
  return { token: text(token), parents: parents?.map(text), proofs }
}

/** A string, possibly too long to be written out. */
function text(value) {
  if (typeof value === 'string') return value
  return value.concat.map((part) => (typeof part === 'string' ? part : part.repeat.repeat(part.times))).join('')
}

function outcome(one) {
  try {
    return layers[one.kind]?.(one) ?? { skip: `the npm package has no layer \`${one.kind}\`` }
  } catch (error) {
    if (error instanceof AccessDenied) return { deny: error.code, ...(error.hop && { hop: error.hop.token }), message: error.message, ...(error.callHash && { callHash: error.callHash }) }
    if (error instanceof ConfigError) return { configError: error.problems }
    return { fault: String(error?.stack ?? error) }
  }
}

const cases = JSON.parse(readFileSync(process.argv[2], 'utf8'))
const outcomes = cases.map((one) => ({ id: one.id, file: one.file, outcome: outcome(one) }))
process.stdout.write(JSON.stringify(outcomes))
