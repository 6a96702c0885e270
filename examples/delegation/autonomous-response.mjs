// 3 am. A monitoring agent sees an attack, an investigating agent finds where it comes from, a mitigating agent blocks it. Dana is
// on call, and asleep. What her agents may do was said before, and no agent can say more than it was told.

import { createGate } from '../../pkg/dist/index.js' // in your project: from 'narrowgate'
import { Issuer } from './issuer.mjs'
import { Story } from './story.mjs'

const SERVER = 'https://tools.soc.example/mcp'
const issuer = new Issuer('https://issuer.soc.example')

const argument = (properties) => ({ type: 'object', properties, required: Object.keys(properties) })
const gate = createGate({
  issuers: [
    {
      issuer: issuer.name,
      jwks: issuer.jwks,
      profile: 'rfc9068',
      algorithms: ['Ed25519'],
      mayNotDelegate: ['mitigation'], // who pulls the trigger does not hand it on
    },
  ],
  audience: SERVER,
  maxDepth: 3,
  chain: { evidence: 'signed' }, // every agent shows a token of its own
  requireRevocationCheck: true, // and none of them may be revoked
  tools: [
    { name: 'logs.search', inputSchema: argument({ query: { type: 'string' } }) },
    { name: 'network.flows', inputSchema: argument({ address: { type: 'string' } }) },
    { name: 'firewall.block', inputSchema: argument({ range: { type: 'string' }, minutes: { type: 'integer' } }) },
    { name: 'hosts.delete', inputSchema: argument({ host: { type: 'string' } }) },
  ],
  requiredScopes: {
    'logs.search': ['logs:read'],
    'network.flows': ['logs:read'],
    'firewall.block': ['firewall:block'],
    'hosts.delete': ['hosts:delete'],
  },
  policies: `
    @id("agents-look") permit (principal is Agent, action in [Action::"logs.search", Action::"network.flows"], resource);
    @id("mitigation-blocks") permit (principal == Agent::"${issuer.name} mitigation", action == Action::"firewall.block", resource)
      when { context.input.minutes <= 60 };
    @id("never-everyone") forbid (principal, action == Action::"firewall.block", resource)
      when { context.input.range like "*/0" };
    @id("people-delete") permit (principal is User, action == Action::"hosts.delete", resource);
  `,
})

/** The agent's token: on Dana's behalf, with every agent before it nested in `act` (RFC 8693). It shows those of the others as well. */
function credential(agent, scope, from) {
  const act = { sub: agent, ...(from && { act: from.act }) }
  const token = issuer.issue({ sub: 'dana', act, aud: SERVER, client_id: agent, scope, ...(from && { exp: from.exp }) })
  const { exp, jti } = JSON.parse(Buffer.from(token.split('.')[1], 'base64url'))
  return { agent, act, exp, jti, token, parents: from ? [...from.parents, from.token] : [] }
}

/** What the host does: the gate says which tokens it has to look up, and is asked again. */
const revoked = new Set()
function decide({ token, parents }, call) {
  const decision = gate.decide({ token, parents }, call)
  const asked = decision.denial?.missing?.revocation
  if (asked === undefined) return decision
  const revocation = asked.map(({ token, tokenId }) => ({ token, revoked: revoked.has(tokenId) }))
  return gate.decide({ token, parents, proofs: { revocation } }, call)
}

const story = new Story(
  '03:00  An attack, and nobody is awake',
  '       dana → monitoring → investigation → mitigation: each with less than the one before, and no one after them',
)
const step = (title, who, tool, input, denied, hop) => {
  const call = { tool, input }
  story.tell(title, { decision: decide(who, call), call, as: ['dana', who.agent], denied, hop })
}
const BLOCK = { range: '203.0.113.0/24', minutes: 60 }

const monitoring = credential('monitoring', 'logs:read firewall:block')
const investigation = credential('investigation', 'logs:read firewall:block', monitoring)
const mitigation = credential('mitigation', 'firewall:block', investigation)

step('Monitoring sees failed logins', monitoring, 'logs.search', { query: 'failed password' })
step('Investigation finds the source', investigation, 'network.flows', { address: '203.0.113.7' })
step('Mitigation blocks the range for an hour', mitigation, 'firewall.block', BLOCK)

story.chapter('03:10  What must not work')
step('Mitigation is talked into blocking everyone', mitigation, 'firewall.block', { ...BLOCK, range: '0.0.0.0/0' }, 'policy_forbidden')
step('It wants to delete the host', mitigation, 'hosts.delete', { host: 'web-3' }, 'scope_insufficient')
const widened = credential('mitigation', 'firewall:block hosts:delete', investigation)
step('The issuer is talked into a token for that: nobody before had it to give', widened, 'hosts.delete', { host: 'web-3' }, 'scope_widened', 3)
const helper = credential('helper', 'firewall:block', credential('mitigation', 'firewall:block', monitoring))
step('Mitigation hands on to a helper, and may not', helper, 'firewall.block', BLOCK, 'delegation_not_allowed')
const fourth = credential('summary', 'logs:read', credential('archive', 'logs:read', investigation))
step('A fourth agent is one too many', fourth, 'logs.search', { query: 'sshd' }, 'depth_exceeded', 4)
step('Mitigation hides those before it', { ...mitigation, parents: [] }, 'firewall.block', BLOCK, 'evidence_insufficient')

story.chapter('07:00  Dana wakes up, and takes back what investigation had')
revoked.add(investigation.jti)
step('With it goes what came of it', mitigation, 'firewall.block', BLOCK, 'token_revoked', 2)

story.end()
