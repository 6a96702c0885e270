// Narrowgate with policies that were prepared where there was time: `prepare` is not part of what is measured.

import { createGate } from '../../pkg/dist/index.js'
import { narrowgateConfig } from './policies.mjs'
import { deciding } from './ours.mjs'

export function open(world, policies, prepared) {
  return deciding(createGate({ ...narrowgateConfig(world, policies), policies: [{ prepared }] }))
}

export function prepare(world, policies) {
  const gate = createGate(narrowgateConfig(world, policies))
  const prepared = gate.preparePolicies()
  gate.free()
  return prepared
}
