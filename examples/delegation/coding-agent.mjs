// Maya lets a coding agent loose on one repository, and goes home. Her token is the root; what comes after it is made by the agents
// themselves, offline, with their own keys (draft-niyikiza-oauth-attenuating-agent-tokens-01). It says what may be called with which
// arguments, and each call has a proof of its own.

import { AccessDenied, aatProof, derive, generateKey } from '../../pkg/dist/agent/index.js' // in your project: from 'narrowgate/agent'
import { createGate } from '../../pkg/dist/index.js' // in your project: from 'narrowgate'
import { Issuer } from './issuer.mjs'
import { Story } from './story.mjs'

const FORGE = 'https://forge.example/mcp'
const maya = new Issuer('https://id.example/maya', 'aat+jwt')
const [coding, testing] = [generateKey({ type: 'Ed25519' }), generateKey({ type: 'P-256' })]

const argument = (properties) => ({ type: 'object', properties, required: Object.keys(properties) })
const [text, integer] = [{ type: 'string' }, { type: 'integer' }]
const gate = createGate({
  issuers: [
    {
      issuer: maya.name,
      jwks: maya.jwks,
      profile: {
        'aat-01': {
          typ: 'aat+jwt',
          principal: 'maya',
          agents: { [coding.thumbprint]: 'coding-agent', [testing.thumbprint]: 'test-runner' },
          // Other clients need scopes; these tokens have none, and name tools
          toolsInsteadOfScopes: true,
        },
      },
      algorithms: ['Ed25519', 'ES256'],
    },
  ],
  audience: FORGE,
  proofs: { origin: 'https://forge.example' },
  tools: [
    { name: 'repo.push', inputSchema: argument({ repository: text, branch: text }) },
    { name: 'repo.merge', inputSchema: argument({ repository: text, branch: text }) },
    { name: 'tests.run', inputSchema: argument({ repository: text, branch: text, minutes: integer }) },
  ],
  requiredScopes: { 'repo.push': ['repo:write'], 'repo.merge': ['repo:admin'], 'tests.run': ['tests:run'] },
  policies: `
    @id("agents-of-maya") permit (principal is Agent, action, resource) when { context.delegation.principal == User::"${maya.name} maya" };
    @id("agents-have-their-branches") forbid (principal is Agent, action == Action::"repo.push", resource)
      unless { context.input.branch like "agent/*" };
  `,
})

// What Maya signs before she leaves: one repository, two branches, half an hour of tests, and one hop further at most.
const exact = (value) => ({ constraint_type: 'exact', value })
const oneOf = (...values) => ({ constraint_type: 'one_of', values })
const atMost = (max) => ({ constraint_type: 'range', max })
const [shop, branches] = [exact('maya/shop'), oneOf('agent/login', 'agent/login-tests', 'main')]
const root = maya.issue({
  cnf: { jwk: coding.publicJwk },
  del_depth: 0,
  del_max_depth: 1,
  authorization_details: [
    {
      type: 'attenuating_agent_token',
      tools: {
        'repo.push': { repository: shop, branch: branches },
        'tests.run': { repository: shop, branch: branches, minutes: atMost(30) },
      },
    },
  ],
})

// What the coding agent passes on: ten minutes of tests, of one branch. Nobody is asked, and nothing is sent anywhere.
const tests = { repository: shop, branch: exact('agent/login'), minutes: atMost(10) }
const narrow = { chain: [root], holder: testing.publicJwk, signer: coding }
const child = await derive({ ...narrow, tools: { 'tests.run': tests } })

const agents = {
  'coding-agent': { key: coding, chain: [root] },
  'test-runner': { key: testing, chain: [root, child] },
}

const story = new Story('18:00  Maya goes home; her agents stay', '       maya → coding-agent → test-runner: her token is the first one, theirs are made offline')
const step = async (title, agent, tool, input, denied) => {
  const { key, chain } = agents[agent]
  const token = chain.at(-1)
  const call = { tool, input }
  const aat = [await aatProof({ signer: key, token, call, audience: FORGE })]
  const decision = gate.decide({ token, parents: chain.slice(0, -1), proofs: { aat } }, call)
  story.tell(title, { decision, call, as: ['maya', agent], denied })
}
const refused = async (title, changes, denied) => {
  const error = await derive({ ...narrow, ...changes }).catch((error) => error)
  if (!(error instanceof AccessDenied)) throw error
  story.refuse(title, { denial: error, denied })
}
const LOGIN = { repository: 'maya/shop', branch: 'agent/login' }

await step('The coding agent pushes its branch', 'coding-agent', 'repo.push', LOGIN)
await step('and has the tests run', 'test-runner', 'tests.run', { ...LOGIN, minutes: 8 })

story.chapter('What must not work')
await step('The coding agent tries another repository', 'coding-agent', 'repo.push', { ...LOGIN, repository: 'maya/payroll' }, 'authority_insufficient')
await step('It pushes to main: Maya’s token says it may, the forge’s policy that no agent does', 'coding-agent', 'repo.push', { ...LOGIN, branch: 'main' }, 'policy_forbidden')
await step('It merges its own work', 'coding-agent', 'repo.merge', LOGIN, 'authority_insufficient')
await step('The test-runner wants more time', 'test-runner', 'tests.run', { ...LOGIN, minutes: 30 }, 'authority_insufficient')
await step('and to push', 'test-runner', 'repo.push', LOGIN, 'authority_insufficient')

story.chapter('What is not even made')
const merge = { 'repo.merge': { repository: shop, branch: branches } }
await refused('A token for a tool that Maya never named', { tools: merge }, 'authority_widened')
await refused('One hop too many', { chain: [root, child], holder: coding.publicJwk, signer: testing }, 'depth_exceeded')

story.end()
