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
    verify ? POLICIES : withGate(one, (gate) => permitting(gate.simulate(one.facts, one.request, { now: one.now }))),
  config: (one) => (verify ? POLICIES : withGate(one, (gate) => ({ warnings: gate.policyWarnings() }))),
  list: (one) => (verify ? POLICIES : withGate(one, (gate) => ({ tools: listed(gate, one) }))),
  authorize: (one) => (verify && comesToPolicies(one) ? POLICIES : withGate(one, (gate) => sameTwice(gate, one))),
}

function listed(gate, one) {
  const options = { session: one.session, now: one.now }
  return one.facts === undefined ? gate.listTools(presented(one), options) : gate.simulateList(one.facts, options)
}

const POLICIES = { skip: 'policies decide it' }
const ABOUT_POLICIES = ['policies', 'templateLinks', 'policyProfile', 'toolGroups', 'schema', 'entities']

function comesToPolicies({ config, presented, expect: { accept, deny, configError } }) {
  const byPolicies = ['arguments_invalid', 'policy_denied', 'policy_forbidden', 'policy_error', 'session_invalid', 'approval_required', 'tool_unknown']
  // Only an approval that policies need is used up, and only AgentCore's policies see claims as text
  if (presented.proofs?.approvals !== undefined) byPolicies.push('approval_replayed', 'replay_unchecked')
  if (config.policyProfile === 'agentcore') byPolicies.push('claim_invalid')
  return accept !== undefined || byPolicies.includes(deny) || ABOUT_POLICIES.some((member) => configError?.startsWith(member))
}

function makeGate(config) {
  if (!verify) return gates.createGate(config)
  return gates.createVerifier(Object.fromEntries(Object.entries(config).filter(([name]) => !ABOUT_POLICIES.includes(name))))
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

/** Policies by name, and the annotations of those that have any, as a grant has them. */
function permitting(policies) {
  const annotated = policies.filter(({ annotations }) => annotations !== undefined)
  return {
    policies: policies.map(({ id }) => id),
    annotations: Object.fromEntries(annotated.map(({ id, annotations }) => [id, annotations])),
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
    if (error instanceof AccessDenied) {
      const { code, hop, message, callHash, policies, advice, near } = error
      return { deny: code, ...(hop && { hop: hop.token }), message, ...(callHash && { callHash }), denial: { policies, advice, near } }
    }
    if (error instanceof ConfigError) return { configError: error.problems }
    return { fault: String(error?.stack ?? error) }
  }
}

const cases = JSON.parse(readFileSync(process.argv[2], 'utf8'))
const outcomes = cases.map((one) => ({ id: one.id, file: one.file, outcome: outcome(one) }))
process.stdout.write(JSON.stringify(outcomes))
