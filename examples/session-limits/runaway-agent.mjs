// An agent was told to clean up, and deletes at 5,000 operations a minute. No human could consent to each of them. One policy
// stops it at a hundred, another one stops many agents that share the work, and nobody else notices.

import { createGate } from '../../pkg/dist/index.js' // in your project: from 'narrowgate'
import { connect } from '../../pkg/dist/connect/index.js' // from 'narrowgate/connect'
import { countCalls, memoryCounters } from '../../pkg/dist/stores/index.js' // from 'narrowgate/stores'
import { Issuer } from '../delegation/issuer.mjs'
import { Report } from './report.mjs'

const SERVER = 'https://files.example/mcp'
const issuer = new Issuer('https://issuer.example')

// Time stands still until the story goes on, so that minutes take no minutes
let elapsedMs = 0
const clock = { elapsedMs: () => elapsedMs }
const start = Math.floor(Date.now() / 1000)

// What is counted: by agent, and by the person for whom agents act. With redisCounters(client), by all servers together
const windows = {
  deletesLastMinute: { seconds: 60, per: ['actor'], tools: ['files.delete'] },
  deletesOfAllAgents: { seconds: 60, per: ['principal'], tools: ['files.delete'] },
}
const session = countCalls({ windows, store: memoryCounters({ clock }) })

const config = {
  issuers: [{ issuer: issuer.name, jwks: issuer.jwks, profile: 'rfc9068', algorithms: ['Ed25519'] }],
  audience: SERVER,
  tools: [{ name: 'files.delete', inputSchema: { type: 'object', properties: { path: { type: 'string' } }, required: ['path'] } }],
  requiredScopes: { 'files.delete': ['files:delete'] },
  schema: session.schema,
  policies: `
    @id("agents-clean-up") permit (principal is Agent, action == Action::"files.delete", resource);
    @id("not-so-fast") @reason("more than 100 deletions a minute")
      forbid (principal, action, resource) when { context.session.deletesLastMinute > 100 };
    @id("nor-by-many-hands") @reason("more than 500 deletions a minute for one person")
      forbid (principal, action, resource) when { context.session.deletesOfAllAgents > 500 };
  `,
}
const gate = connect(createGate(config), { session })

let asked = 0
const files = new Set()
for (let file = 0; file < 20_000; file++) files.add(`/archive/${file}`)

/** The server: it runs the tool only where the gate permits the call. */
async function deletes(token, path, guard = gate) {
  asked += 1
  const decision = await guard.decideAsync(token, { tool: 'files.delete', input: { path } }, { now: start + Math.floor(elapsedMs / 1000) })
  if (decision.decision === 'allow') files.delete(path)
  return decision
}

const agent = (name, sub) => issuer.issue({ sub, act: { sub: name }, aud: SERVER, client_id: name, scope: 'files:delete' })
const paths = files.values()
const report = new Report()

report.chapter('09:00  Dana told her agent to clean up. It understood: everything, now', 'dana → cleanup, 5,000 deletions a minute, one every 12 ms')
const cleanup = agent('cleanup', 'dana')
for (let call = 0; call < 5000; call++) {
  elapsedMs += 12
  report.count(`${Math.floor((call * 12) / 10_000) * 10} s`, await deletes(cleanup, paths.next().value))
}
report.bars({ allowed: 100, by: 'not-so-fast' })

report.chapter('09:01  It goes on asking, with a new token. Bob notices nothing')
report.one('dana → cleanup', await deletes(agent('cleanup', 'dana'), '/archive/9000'), { by: 'nor-by-many-hands, not-so-fast' })
report.one('bob → cleanup-of-bob', await deletes(agent('cleanup-of-bob', 'bob'), '/archive/9001'))

report.chapter('09:02  It has stopped for a minute, and may go on. A thousand calls at the same moment are counted one by one')
elapsedMs += 64_000
for (const decision of await Promise.all(Array.from({ length: 1000 }, () => deletes(cleanup, paths.next().value)))) report.count('at once', decision)
report.bars({ allowed: 100, by: 'not-so-fast' })

report.chapter('09:03  Erin has forty agents. Each deletes fifty files: none is too fast, and together they are', 'erin → hand-0, erin → hand-1, …')
for (let hand = 0; hand < 40; hand++) {
  const token = agent(`hand-${hand}`, 'erin')
  for (let call = 0; call < 50; call++) report.count(`hand ${hand - (hand % 5)} …`, await deletes(token, paths.next().value))
}
report.bars({ allowed: 500, by: 'nor-by-many-hands' })

report.chapter("09:04  The counters are gone. What can't be counted is not permitted")
const store = { count: () => Promise.reject(new Error('connect ECONNREFUSED 10.0.0.7:6379')) }
const uncounted = connect(createGate(config), { session: countCalls({ windows, store }) })
report.one('bob → cleanup-of-bob', await deletes(agent('cleanup-of-bob', 'bob'), '/archive/9002', uncounted), { code: 'source_unavailable' })

report.end(`${20_000 - files.size} files are gone. Without the two policies it would be ${asked.toLocaleString('en')}`)
