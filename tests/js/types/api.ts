// Compiled, never run: what the package's types promise.

import {
  AccessDenied,
  type AuditRecord,
  type Category,
  type Code,
  ConfigError,
  createGate,
  type Decision,
  type Denial,
  Gate,
  type GateConfig,
  type Grant,
  type KeySet,
  narrower,
  type Presented,
  readKeys,
  type ToolCall,
  type Verified,
  verifyJws,
} from '../../../pkg/dist/index.js'

type Equals<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
function same<A, B>(..._: Equals<A, B> extends true ? [] : ['the types differ']): void {}

const config: GateConfig = {
  issuers: [{ issuer: 'https://as.example', jwks: { keys: [] }, profile: 'rfc9068', algorithms: ['Ed25519', 'ES256'] }],
  audience: 'https://tools.example/mcp',
  tools: [{ name: 'files.read', title: 'Read', inputSchema: { type: 'object' } }],
  requiredScopes: { 'files.read': ['files:read'] },
  policies: 'permit (principal, action, resource);',
}
const gate = createGate(config)
same<typeof gate, Gate>()

// Results
const grant = gate.authorize('token', { tool: 'files.read', input: { path: '/a' } })
same<typeof grant, Grant>()
same<typeof grant.actor, { readonly issuer: string; readonly subject: string } | null>()
same<typeof grant.scopes, readonly string[]>()
same<ReturnType<typeof gate.verify>, Verified>()
same<ReturnType<typeof gate.simulate>, readonly string[]>()
same<ReturnType<typeof readKeys>, KeySet>()
same<ReturnType<typeof narrower>, boolean>()
same<ReturnType<typeof verifyJws>, void>()
// @ts-expect-error a grant is not a Boolean: a denial throws
same<typeof grant, boolean>()
// @ts-expect-error results are frozen
grant.scopes.push('files:write')
// @ts-expect-error results are frozen
grant.tool = 'files.write'
// @ts-expect-error the actor may be absent
grant.actor.subject

// A decision is one or the other
const decision: Decision = gate.decide({ token: 'token', parents: ['parent'] }, { tool: 'files.read', inputText: '{}' }, { now: 1 })
same<typeof decision.record, AuditRecord>()
if (decision.decision === 'allow') {
  same<typeof decision.grant, Grant>()
  // @ts-expect-error no denial beside a grant
  decision.denial
} else {
  same<typeof decision.denial, Denial>()
  // @ts-expect-error no grant beside a denial
  decision.grant
}

// What is presented, and what is asked
const presented: Presented[] = ['token', { token: 'token' }, { token: undefined, parents: undefined }, undefined, null]
const calls: ToolCall[] = [{ tool: 'a' }, { tool: 'a', input: {} }, { tool: 'a', inputText: '{}' }]
gate.authorize(presented[0], calls[0]!)
// @ts-expect-error arguments come as a value or as text
gate.authorize('token', { tool: 'a', input: {}, inputText: '{}' })
// @ts-expect-error a call names its tool
gate.authorize('token', { input: {} })
// @ts-expect-error a token is a string
gate.authorize(1, { tool: 'a' })
// @ts-expect-error time is a number of seconds
gate.authorize('token', { tool: 'a' }, { now: new Date() })

// Errors
try {
  gate.authorize('token', { tool: 'a' })
} catch (error) {
  if (error instanceof AccessDenied) {
    same<typeof error.code, Code>()
    same<typeof error.category, Category>()
    same<typeof error.challenge.wwwAuthenticate, string | null>()
    const denial: Denial = error
    switch (denial.code) {
      case 'key_unknown':
      case 'scope_insufficient':
        break
      // @ts-expect-error there is no such code
      case 'scope_missing':
        break
    }
  } else if (error instanceof ConfigError) {
    same<(typeof error.problems)[number]['path'], string>()
  }
}

// Configuration
// @ts-expect-error HMAC is on no list
createGate({ ...config, issuers: [{ ...config.issuers[0]!, algorithms: ['HS256'] }] })
// @ts-expect-error a misspelt setting
createGate({ ...config, maxdepth: 3 })
// @ts-expect-error there is no default audience
createGate({ issuers: config.issuers })
// @ts-expect-error algorithms are required
createGate({ ...config, issuers: [{ issuer: 'https://as.example', jwks: '', profile: 'rfc9068' }] })

function scoped(): void {
  using own = createGate(config)
  own.verify('token')
}
scoped()
