// 3 am, nobody is awake. A monitoring agent sees something, hands the investigation to one agent and the remedy to
// another, and each gets only what it needs. The MCP server in front of the tools decides on every call, offline.

import { createHash } from 'node:crypto'
import { decodeJwt, generateKeyPair, SignJWT } from 'jose'
import { Agent, connect } from './client.mjs'
import { startIssuer } from './issuer.mjs'
import { printAnswer, printAuthority, printDecision, printEnd, printText, printTitle } from './print.mjs'
import { startServer } from './server.mjs'

const TOOLS = 'https://tools.soc.example/mcp'
const ATTACKER = { address: '203.0.113.7' }
const BLOCK = { cidr: '203.0.113.7/32', minutes: 60 }

const issuer = await startIssuer({ issuer: 'https://issuer.soc.example', owners: { monitor: 'on-call-rota' } })
const jwks = await (await fetch(`${issuer.url}/jwks`)).json()
const decisions = []
const server = await startServer({
  issuer: 'https://issuer.soc.example',
  jwks,
  audience: TOOLS,
  onDecision: (decision) => decisions.push(decision),
})

const names = ['monitor', 'investigator', 'remediator', 'summarizer', 'fetcher', 'threat-intel']
const [monitor, investigator, remediator, summarizer, fetcher, threatIntel] = names.map((name) => new Agent(name, issuer, TOOLS))

// Who holds what: every token is signed by the issuer, and says who acts for whom.
const watching = await monitor.start('read:logs read:network write:firewall-rules')
const investigating = await investigator.takeOver(watching, 'read:logs read:network')
const remedying = await remediator.takeOver(watching, 'write:firewall-rules')
const alone = (credential) => ({ ...credential, parents: [] })

const mcp = await connect(server.url, watching)
const sha256 = (text) => createHash('sha256').update(text).digest('base64url')
let steps = 0
let right = 0

/** Calls a tool, and holds the server's decision and the client's answer against what should be. */
async function step(title, credential, tool, input, { code, status = code === undefined ? 200 : 401 } = {}) {
  steps += 1
  const answer = await mcp.call(credential, tool, input)
  const decision = decisions.at(-1)
  const asExpected = decisions.length === steps && decision.denial?.code === code && answer.status === status && (answer.refused ?? true) === (code !== undefined)
  if (asExpected) right += 1
  printDecision({ number: steps, title, tool, input, credential, decision, answer, asExpected })
}

printTitle('03:00  The chain does its work')
printText('       on-call-rota → monitor → investigator, remediator: each hop with less than the one before')
await step('The monitor sees failed logins', watching, 'logs.search', { query: 'failed password' })
await step('The investigator looks closer', investigating, 'network.flows', ATTACKER)
await step('and may show its own token only: then its past is asserted, not signed', alone(investigating), 'logs.search', { query: 'sshd' })
await step('The remediator blocks the address', remedying, 'firewall.block', BLOCK)

printTitle('03:10  What must not work')
await step('The investigator wants to block as well', investigating, 'firewall.block', BLOCK, {
  code: 'scope_insufficient',
  status: 403,
})
await step(
  'Its summarizer got a scope from the issuer that the investigator never had',
  await summarizer.takeOver(investigating, 'read:logs write:firewall-rules'),
  'firewall.block',
  BLOCK,
  { code: 'scope_widened' },
)
await step(
  'Agents hand on to agents, and on, and on',
  await fetcher.takeOver(await summarizer.takeOver(investigating, 'read:logs'), 'read:logs'),
  'logs.search',
  { query: 'sshd' },
  { code: 'depth_exceeded' },
)
await step(
  'A token for the billing server is tried here',
  alone(await remediator.takeOver(watching, 'write:firewall-rules', 'https://billing.example/mcp')),
  'firewall.block',
  BLOCK,
  { code: 'audience_mismatch' },
)
issuer.clock.offset = -86_400
const yesterdays = await remediator.takeOver(await monitor.start('write:firewall-rules'), 'write:firewall-rules')
issuer.clock.offset = 0
await step("Yesterday's incident left a token behind", yesterdays, 'firewall.block', BLOCK, { code: 'token_expired' })
await step('The remediator is talked into blocking the whole Internet', remedying, 'firewall.block', { ...BLOCK, cidr: '0.0.0.0/0' }, {
  code: 'policy_forbidden',
  status: 200,
})
await step(
  'An agent that reads the web hands on to the remediator: the scope is right, the past is not',
  await remediator.takeOver(await threatIntel.takeOver(watching, 'write:firewall-rules'), 'write:firewall-rules'),
  'firewall.block',
  BLOCK,
  { code: 'policy_forbidden', status: 200 },
)
const { privateKey } = await generateKeyPair('Ed25519')
const header = { alg: 'Ed25519', typ: 'at+jwt', kid: jwks.keys[0].kid }
const forged = await new SignJWT(decodeJwt(remedying.token)).setProtectedHeader(header).sign(privateKey)
await step('Someone copies a token and signs it with a key of their own', { token: forged, parents: [] }, 'firewall.block', BLOCK, {
  code: 'signature_invalid',
})

printTitle('09:00  “203.0.113.7 was blocked. Who authorized that?”')
const records = decisions.map(({ record }) => record)
printAnswer(records.find(({ decision, inputSha256 }) => decision === 'allow' && inputSha256 === sha256(JSON.stringify(BLOCK))))
printText('       and all that the chain did, from the records alone:')
printAuthority(records.filter(({ proven }) => proven !== undefined))
printEnd(right, steps)

await mcp.close()
server.close()
issuer.close()
process.exitCode = right === steps ? 0 : 1
