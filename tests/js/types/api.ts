// Compiled, never run: what the package's types promise.

import {
  AccessDenied,
  type Annotations,
  type Approval,
  type ApprovableCall,
  type AuditRecord,
  callHash,
  type Category,
  type Challenge,
  checkPolicies,
  type Code,
  ConfigError,
  createGate,
  type Decision,
  type Denial,
  type DeterminingPolicy,
  Gate,
  type GateConfig,
  type Grant,
  type Identity,
  type IssuerConfig,
  type KeySet,
  type ListedTool,
  type Missing,
  type Near,
  narrower,
  type PolicyCheck,
  type PolicySource,
  type PolicyWarning,
  type Possession,
  type Presented,
  type Profile,
  type Proofs,
  type Proven,
  readDid,
  readKeys,
  type ReplayAnswer,
  type ReplayKey,
  type ResourceMetadata,
  type ScopeRelation,
  type RevocationAnswer,
  type TemplateLink,
  type ToolCall,
  type Verdict,
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

// Policies, also without anybody to trust
const check = checkPolicies({ tools: [{ name: 'files.read', inputSchema: { type: 'object' } }], policies: '' })
same<typeof check, PolicyCheck>()
same<(typeof check.errors)[number]['path'], string>()
same<(typeof check.warnings)[number]['policy'], string>()

// Results
const grant = gate.authorize('token', { tool: 'files.read', input: { path: '/a' } })
same<typeof grant, Grant>()
same<typeof grant.actor, { readonly issuer: string; readonly subject: string } | null>()
same<typeof grant.scopes, readonly string[]>()
same<ReturnType<typeof gate.verify>, Verified>()
same<ReturnType<typeof gate.simulate>, readonly DeterminingPolicy[]>()
same<typeof grant.annotations, Readonly<Record<string, Annotations>>>()
same<typeof grant.obligations, readonly string[]>()
same<ReturnType<typeof gate.listTools>, readonly ListedTool[]>()
same<ReturnType<typeof gate.simulateList>, readonly ListedTool[]>()
same<ListedTool['code'], Code | undefined>()
same<ReturnType<typeof gate.authorizeEach>, readonly Verdict[]>()
same<ReturnType<typeof gate.replacePolicies>, readonly PolicyWarning[]>()
same<ReturnType<typeof gate.replaceEntities>, void>()
same<ReturnType<typeof gate.preparePolicies>, string>()
same<ReturnType<typeof gate.policySchema>, object | null>()
same<typeof grant.principal, Identity | null>()
same<typeof grant.clientId, string | null>()
same<typeof grant.tokenId, string | null>()
same<typeof grant.attributes, Readonly<Record<string, string>>>()
same<typeof grant.possession, Possession>()
same<typeof grant.possession.replay, 'not_checked' | 'checked' | 'not_needed'>()
same<typeof grant.possession.replayKeys, readonly ReplayKey[] | undefined>()
same<typeof grant.revocation, 'not_checked' | 'checked'>()
same<ReturnType<typeof gate.metadata>, ResourceMetadata>()
same<ReturnType<typeof gate.replaceKeys>, void>()
same<ReturnType<typeof readKeys>, KeySet>()
same<ReturnType<typeof readDid>, KeySet>()
same<NonNullable<AuditRecord['proven']>, Proven>()
same<Proven['possession'], Possession>()
same<ReturnType<typeof narrower>, boolean>()
same<ReturnType<typeof callHash>, string>()
same<Parameters<typeof callHash>, [call: ApprovableCall]>()
same<ReturnType<typeof verifyJws>, void>()
// @ts-expect-error a grant is not a Boolean: a denial throws
same<typeof grant, boolean>()
// @ts-expect-error results are frozen
grant.scopes.push('files:write')
// @ts-expect-error results are frozen
grant.tool = 'files.write'
// @ts-expect-error the actor may be absent
grant.actor.subject
// @ts-expect-error and so may the principal
grant.principal.subject
// @ts-expect-error bearer tokens have no replay keys
grant.possession.replayKeys[0]

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

// What the host knows of a call
gate.authorize('token', { tool: 'a', session: { writes: 1 } })
gate.authorize('token', { tool: 'a', inputText: '{}', session: '{"writes":1}' })
// @ts-expect-error facts are an object, or its text
gate.authorize('token', { tool: 'a', session: 1 })

// What a token would grant
gate.simulate({ scopes: [], tools: ['a'], authorizationDetails: [{ type: 'files', actions: ['read'] }] }, calls[0]!)
// @ts-expect-error an entry has a type
gate.simulate({ scopes: [], authorizationDetails: [{ actions: ['read'] }] }, calls[0]!)

// Lists and batches
gate.listTools('token', { session: {}, now: 1 })
gate.simulateList({ scopes: [] }, { session: {}, now: 1 })
// @ts-expect-error facts, not a token
gate.simulateList('token')
for (const { grant, denial } of gate.authorizeEach('token', calls, { now: 1 })) {
  if (grant !== undefined) same<typeof grant, Grant>()
  else same<typeof denial, Denial>()
}

// Policies
const sources: PolicySource[] = ['permit (principal, action, resource);', { text: '' }, { name: 'a', json: {} }, { prepared: gate.preparePolicies() }]
const templateLinks: TemplateLink[] = [{ id: 'a', template: 't', principal: { type: 'User', id: 'x' } }]
createGate({ ...config, policies: sources, templateLinks, policyProfile: 'agentcore', toolGroups: { reads: ['files.read'] }, schema: 'entity Team;', entities: [] })
gate.replacePolicies({ policies: sources, templateLinks })
gate.replaceEntities('[]')
gate.policySchema('forbid')
// @ts-expect-error a source is text or JSON
createGate({ ...config, policies: [{ text: '', json: {} }] })
// @ts-expect-error or prepared
createGate({ ...config, policies: [{ text: '', prepared: '' }] })
// @ts-expect-error there is no such profile
createGate({ ...config, policyProfile: 'opa' })

// Proofs beside a token
const proofs: Proofs = {
  scheme: 'DPoP',
  dpop: ['proof'],
  method: 'POST',
  target: '/mcp?a=b',
  bodySha256: 'hash',
  certificateSha256: 'hash',
  workloadIdentity: 'token',
  workloadProof: ['proof'],
  aat: ['proof'],
  approvals: ['approval'],
  headers: [['txn', 'a']],
  nonces: [],
  replay: [{ key: 'dpop:a', isNew: true }],
  revocation: [{ token: 'hash', revoked: false }],
}
gate.verify({ token: 'token', parents: [], proofs })
gate.verify({ token: 'token', proofs: undefined })
gate.verify({ token: 'token', proofs: {} })
// @ts-expect-error every header field, so an array
gate.verify({ token: 'token', proofs: { dpop: 'proof' } })
// @ts-expect-error a misspelt member
gate.verify({ token: 'token', proofs: { DPoP: ['proof'] } })
// @ts-expect-error schemes are written as their RFCs write them
gate.verify({ token: 'token', proofs: { scheme: 'dpop' } })
// @ts-expect-error a store says whether the key is new
gate.verify({ token: 'token', proofs: { replay: [{ key: 'dpop:a' }] } })
// @ts-expect-error a list says whether the token is on it
gate.verify({ token: 'token', proofs: { revocation: [{ token: 'hash' }] } })
// @ts-expect-error what is absent is left out, not null
gate.verify({ token: 'token', proofs: null })

// Keys
gate.replaceKeys('https://as.example', { keys: [] })
gate.replaceKeys('https://as.example', '{"keys":[]}', { now: 1 })
// @ts-expect-error whose keys?
gate.replaceKeys({ keys: [] })
readKeys({ keys: [] }, 'spiffe-jwt-svid')
readDid('did:web:as.example', {})
// @ts-expect-error documents are read by readDid
readKeys({}, 'did-document')

// Errors
try {
  gate.authorize('token', { tool: 'a' })
} catch (error) {
  if (error instanceof AccessDenied) {
    same<typeof error.code, Code>()
    same<typeof error.category, Category>()
    same<typeof error.challenge.wwwAuthenticate, string | null>()
    same<typeof error.challenge, Challenge>()
    same<typeof error.challenge.retryAfter, number | undefined>()
    same<typeof error.missing, Missing | undefined>()
    same<typeof error.callHash, string | undefined>()
    same<typeof error.near, readonly Near[]>()
    same<Near['part'], 'principal' | 'resource' | 'condition'>()
    const denial: Denial = error
    if (denial.missing !== undefined && 'key' in denial.missing) {
      same<typeof denial.missing.key, { readonly issuer: string; readonly retryAfter: number }>()
    } else if (denial.missing !== undefined && 'revocation' in denial.missing) {
      const answers: RevocationAnswer[] = denial.missing.revocation.map(({ token, status }) => ({ token, revoked: status !== undefined }))
      gate.verify({ token: 'token', proofs: { ...proofs, revocation: answers } })
    } else if (denial.missing !== undefined) {
      const answers: ReplayAnswer[] = denial.missing.replay.map(({ key }) => ({ key, isNew: true }))
      gate.verify({ token: 'token', proofs: { ...proofs, replay: answers } })
    }
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

createGate({
  ...config,
  requireRevocationCheck: true,
  stepUp: { 'files.read': { acrValues: ['urn:example:two-factor'], maxAge: 300 } },
  proofs: { origin: 'https://tools.example', algorithms: ['ES256'], maxAge: 60, requireBodyHash: true, requireReplayCheck: true, aliases: ['tools'] },
})
// @ts-expect-error proofs are for an origin
createGate({ ...config, proofs: { maxAge: 60 } })
// @ts-expect-error a misspelt setting
createGate({ ...config, stepUp: { 'files.read': { acr_values: ['a'] } } })

// Issuers and their profiles
const profiles: Profile[] = [
  'rfc9068',
  'mcp',
  'spiffe-jwt-svid',
  { 'wimse-wit': {} },
  { 'aat-01': { typ: 'aat+jwt' } },
  { 'aat-01': { typ: 'aat+jwt', principal: 'alice', agents: { kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k: 'monitoring-agent' }, toolsInsteadOfScopes: true } },
  { 'wimse-wit': { issuers: ['https://wimse.example'] } },
  { 'transaction-token': { trustDomain: 'example.org', agents: true, caller: 'host' } },
  { zeroid: { trustDomain: 'agents.example.com', tokens: ['legacy', 'rfc8693'], userIssuers: [], requireResource: true } },
  { entra: { tenant: '00000000-0000-0000-0000-000000000000', version: '2.0', actor: 'client', agentsOnly: true } },
  { auth0: { tokenProfile: 'rfc9068', authority: 'permissions', actor: 'act' } },
  { okta: { actor: 'none' } },
  { approval: {} },
  { approval: { maxLifetime: 300, subjectsOf: 'https://as.example' } },
  { workos: { actor: 'client' } },
  {
    custom: {
      typ: ['JWT', null],
      principal: 'sub',
      actor: { claim: 'agent' },
      required: { token_use: { is: 'access' }, tenant: 'present' },
      scopes: { claim: 'scp', form: 'array' },
    },
  },
]
const issuers: IssuerConfig[] = [
  { issuer: 'https://as.example', jwks: null, profile: profiles[0]!, algorithms: ['ES256'], audience: 'api', requireBinding: true },
  { issuer: 'spiffe://example.org', spiffeBundle: '{}', profile: 'spiffe-jwt-svid', algorithms: ['ES256'] },
  { issuer: 'did:web:as.example', didDocument: {}, profile: 'rfc9068', algorithms: ['Ed25519'] },
  { issuer: 'did:key:z6Mk', profile: 'rfc9068', algorithms: ['Ed25519'] },
]
createGate({ ...config, issuers })
const relations: ScopeRelation[] = [
  'exact',
  { segments: { separator: ':' } },
  { segments: { separator: '/', opaque: ['openid'] } },
  { implies: { admin: ['read', 'write'] } },
  { segments: { separator: '.' }, implies: { admin: ['files.*'] } },
]
createGate({ ...config, issuers: [{ ...config.issuers[0]!, scopeRelation: relations[0]! }] })
narrower('a', 'a', relations[1])
// @ts-expect-error there is no such separator
narrower('a', 'a', { segments: { separator: '-' } })
// @ts-expect-error it says nothing
narrower('a', 'a', {})
callHash({ tool: 't', input: {}, audience: 'a', actor: { issuer: 'i', subject: 's' }, principal: null, task: null })
// @ts-expect-error who acts is never left out
callHash({ tool: 't', audience: 'a', principal: null, task: null })
// @ts-expect-error that there is no task is said aloud
callHash({ tool: 't', audience: 'a', actor: { issuer: 'i', subject: 's' }, principal: null })
const used: Approval | undefined = ({} as Grant).approval
used?.approver.subject satisfies string | undefined
// @ts-expect-error settings are required
createGate({ ...config, issuers: [{ ...config.issuers[0]!, profile: 'zeroid' }] })
// @ts-expect-error Entra names no actor in `act`
createGate({ ...config, issuers: [{ ...config.issuers[0]!, profile: { entra: { tenant: '', version: '2.0', actor: 'act' } } }] })
// @ts-expect-error there is no such profile
createGate({ ...config, issuers: [{ ...config.issuers[0]!, profile: 'oidc' }] })
// @ts-expect-error there is no fallback
createGate({ ...config, issuers: [{ ...config.issuers[0]!, profile: { okta: {} } }] })

function scoped(): void {
  using own = createGate(config)
  own.verify('token')
}
scoped()
