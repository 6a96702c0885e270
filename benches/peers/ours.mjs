// Narrowgate, as its README says to use it.

import { AccessDenied, createGate } from '../../pkg/dist/index.js'
import { narrowgateConfig } from './policies.mjs'

export function open(world, policies) {
  return deciding(createGate(narrowgateConfig(world, policies)))
}

/** A gate, as the bench calls it. */
export function deciding(gate) {
  return {
    authorize({ token, parents }, amount) {
      try {
        const presented = parents.length === 0 ? token : { token, parents }
        return gate.authorize(presented, { tool: 'refund', input: { amount } }).tool === 'refund'
      } catch (error) {
        if (error instanceof AccessDenied) return false
        throw error
      }
    },
    close: () => gate.free(),
  }
}

/** The same gate's first half: who is there, by whose signature. */
export function openVerify(world) {
  const gate = createGate(narrowgateConfig(world, 1))
  return {
    verify: ({ token }) => gate.verify(token).issuer === world.issuer,
    close: () => gate.free(),
  }
}
