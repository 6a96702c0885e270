// An MCP server books meetings for Alice. It calls the calendar with a token of hers in which it is the actor (RFC 8693), bound to
// its key (RFC 9449): the calendar knows both of them, and the token is worth nothing without the key, or the key without Alice.

import { generateKey, dpopProof } from '../../pkg/dist/agent/index.js' // in your project: from 'narrowgate/agent'
import { createGate } from '../../pkg/dist/index.js' // in your project: from 'narrowgate'
import { Issuer } from './issuer.mjs'
import { Story } from './story.mjs'

const CALENDAR = 'https://calendar.example'
const URI = `${CALENDAR}/mcp`
const issuer = new Issuer('https://login.example')

const argument = (properties) => ({ type: 'object', properties, required: Object.keys(properties) })
const gate = createGate({
  issuers: [{ issuer: issuer.name, jwks: issuer.jwks, profile: 'rfc9068', algorithms: ['Ed25519'], requireBinding: true }],
  audience: URI,
  proofs: { origin: CALENDAR, requireReplayCheck: true },
  tools: [
    { name: 'events.list', inputSchema: argument({ owner: { type: 'string' } }) },
    { name: 'events.create', inputSchema: argument({ owner: { type: 'string' }, title: { type: 'string' } }) },
    { name: 'calendar.delete', inputSchema: argument({ owner: { type: 'string' } }) },
    { name: 'status', inputSchema: argument({}) },
  ],
  requiredScopes: { 'events.list': ['events'], 'events.create': ['events'], 'calendar.delete': ['admin'], status: [] },
  policies: `
    @id("assistant-for-its-user") permit (principal == Agent::"${issuer.name} meeting-server", action in [Action::"events.list", Action::"events.create"], resource)
      when { context.delegation.principal == User::"${issuer.name} alice" };
    @id("only-ones-own") forbid (principal, action in [Action::"events.list", Action::"events.create"], resource)
      when { context.input.owner != "alice" };
    @id("anyone-pings") permit (principal, action == Action::"status", resource);
  `,
})

// The server's key never leaves it; the issuer learns its thumbprint.
const key = generateKey({ type: 'Ed25519' })
const bound = { aud: URI, client_id: 'meeting-server', scope: 'events', cnf: { jkt: key.thumbprint } }
const forAlice = issuer.issue({ ...bound, sub: 'alice', act: { sub: 'meeting-server' } })
const itsOwn = issuer.issue({ ...bound, sub: 'meeting-server' })

const request = async (accessToken) => ({
  token: accessToken,
  proofs: {
    scheme: 'DPoP',
    dpop: [await dpopProof({ signer: key, method: 'POST', uri: URI, accessToken })],
    method: 'POST',
    target: '/mcp',
  },
})

/** What the host does: the gate says which proof it has to look up, and is asked again. */
const seen = new Set()
function decide(presented, call) {
  const decision = gate.decide(presented, call)
  const asked = decision.denial?.missing?.replay
  if (asked === undefined) return decision
  const replay = asked.map(({ key }) => ({ key, isNew: !seen.has(key) }))
  for (const { key } of replay) seen.add(key)
  return gate.decide({ ...presented, proofs: { ...presented.proofs, replay } }, call)
}

const story = new Story('An MCP server acts for a user', '       alice → meeting-server, at the calendar: both are proven, and both are written down')
const step = (title, presented, tool, input, denied, as = ['alice', 'meeting-server']) => {
  const call = { tool, input }
  story.tell(title, { decision: decide(presented, call), call, as, denied })
}

const first = await request(forAlice)
step('It looks when Alice is free', first, 'events.list', { owner: 'alice' })
step('and books a meeting', await request(forAlice), 'events.create', { owner: 'alice', title: 'Retrospective' })

story.chapter('What must not work')
step('It looks into Bob’s calendar, with Alice’s token', await request(forAlice), 'events.list', { owner: 'bob' }, 'policy_forbidden')
step('It wants to delete her calendar', await request(forAlice), 'calendar.delete', { owner: 'alice' }, 'scope_insufficient')
step('Someone in between sends the first request again', first, 'events.list', { owner: 'alice' }, 'proof_replayed')

story.chapter('The same server, with a token of its own')
step('Nobody stands behind it, so there is nobody’s calendar to read', await request(itsOwn), 'events.list', { owner: 'alice' }, 'policy_denied', ['meeting-server', undefined])
step('What is open to anyone is open to it', await request(itsOwn), 'status', {}, undefined, ['meeting-server', undefined])

story.end()
