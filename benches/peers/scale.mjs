// What many policies cost a decision: 10 and 10,000, by tool and agent, in one process by turns.

import { createGate } from '../../pkg/dist/index.js'
import { race } from './measure.mjs'
import { deciding } from './ours.mjs'

const TOOLS = 100

/** @returns `[{ scenario, results: { few, many } }]` */
export async function measureScale({ world, nested }, effort, progress) {
  progress('10,000 policies')
  const presented = await nested('EdDSA')
  const candidates = { few: deciding(createGate(config(world, 10))), many: deciding(createGate(config(world, 10_000))) }
  const turn = (gate) => () => gate.authorize(presented, 100)
  const results = await race({ few: turn(candidates.few), many: turn(candidates.many) }, effort)
  for (const gate of Object.values(candidates)) gate.close()
  return [{ scenario: 'Ed25519, token seen before', results }]
}

/** The measured call's agent and tool have one policy, the same in both. */
function config({ issuer, audience, jwks, algorithms }, policies) {
  const tools = ['refund', ...Array.from({ length: TOOLS - 1 }, (_, i) => `tool_${i}`)]
  const inputSchema = { type: 'object', properties: { amount: { type: 'integer' } }, required: ['amount'] }
  const others = Array.from(
    { length: policies - 1 },
    (_, i) => `permit(principal == Agent::"${issuer} other-${Math.floor(i / TOOLS)}", action == Action::"${tools[i % TOOLS]}", resource)
      when { context.token.scopes.contains("t") && context.input.amount < ${(i % 900) + 10} };`,
  )
  return {
    issuers: [{ issuer, jwks, profile: 'rfc9068', algorithms }],
    audience,
    tools: tools.map((name) => ({ name, inputSchema })),
    requiredScopes: Object.fromEntries(tools.map((name) => [name, []])),
    policies: [
      `permit(principal, action == Action::"refund", resource)
        when { context.token.scopes.contains("refund:write") && context.input.amount < 500 };`,
      ...others,
    ].join('\n'),
  }
}
