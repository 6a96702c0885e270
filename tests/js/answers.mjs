// What gates say, asked in every way.

import assert from 'node:assert/strict'
import { AccessDenied, ConfigError } from '../../pkg/dist/index.js'
import { NOW, read } from './support.mjs'

const at = { now: NOW }

/** The denial, as `decide` and `authorize` both say it. */
export function denial(gate, presented, options = at) {
  const { decision, denial, record } = gate.decide(presented, read, options)
  assert.equal(decision, 'deny')
  assert.equal(record.denial.code, denial.code)
  assert.throws(() => gate.authorize(presented, read, options), (error) => {
    assert.ok(error instanceof AccessDenied, String(error?.stack))
    assert.deepEqual([error.code, error.missing, error.challenge], [denial.code, denial.missing, denial.challenge])
    return true
  })
  return denial
}

export const allowed = (gate, presented, options = at) => gate.decide(presented, read, options).decision === 'allow'

/** The problems of the ConfigError that this throws. */
export function problems(work) {
  let found
  assert.throws(work, (error) => {
    assert.ok(error instanceof ConfigError, String(error?.stack))
    found = error.problems
    return true
  })
  return found
}
