// Runs vector cases through the npm package: `node tests/js/vectors.mjs CASES.json`, where CASES.json is an array of cases as
// tests/vectors/README.md describes them, each with `file`. Prints an array of `{ id, file, outcome }`.

import { readFileSync } from 'node:fs'
import { AccessDenied, ConfigError, createGate, narrower, readDid, readKeys, verifyJws } from '../../pkg/dist/index.js'

const layers = {
  jws: ({ token, keys, algorithms }) => {
    verifyJws(text(token), keys, algorithms)
    return { accept: true }
  },
  jwk: ({ keys, from, did }) => ({ accept: did === undefined ? readKeys(keys, from) : readDid(did, keys) }),
  scope: ({ child, parent, relation }) => (narrower(text(child), text(parent), relation) ? { accept: true } : { reject: true }),
  token: (one) => withGate(one, (gate) => gate.verify(presented(one), { now: one.now })),
  chain: (one) => withGate(one, (gate) => gate.verify(presented(one), { now: one.now })),
  policy: (one) => withGate(one, (gate) => permitting(gate.simulate(one.facts, one.request, { now: one.now }))),
  config: (one) => withGate(one, (gate) => ({ warnings: gate.policyWarnings() })),
  list: (one) => withGate(one, (gate) => ({ tools: gate.listTools(presented(one), { session: one.session, now: one.now }) })),
  authorize: (one) => withGate(one, (gate) => sameTwice(gate, one)),
}

function withGate({ config }, work) {
  const gate = createGate(config)
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
      const { code, hop, message, policies, advice, near } = error
      return { deny: code, ...(hop && { hop: hop.token }), message, denial: { policies, advice, near } }
    }
    if (error instanceof ConfigError) return { configError: error.problems }
    return { fault: String(error?.stack ?? error) }
  }
}

const cases = JSON.parse(readFileSync(process.argv[2], 'utf8'))
const outcomes = cases.map((one) => ({ id: one.id, file: one.file, outcome: outcome(one) }))
process.stdout.write(JSON.stringify(outcomes))
