// The same rules, said to each of the three. Text only: nothing is imported, so that a fresh process that measures its
// start does not load one candidate's library for another.
//
// One agent calls the tool `refund` with { amount: 100 }. Policy 1 permits it where the token has the scope
// `refund:write` and the amount is below 500. The other N - 1 policies name other tools.

const others = (n, text) => Array.from({ length: n - 1 }, (_, i) => text(i))

// ---- Narrowgate: the configuration document; tools become the schema, and scopes reach policies as a set

const tool = (name) => ({
  name,
  inputSchema: { type: 'object', properties: { amount: { type: 'integer' } }, required: ['amount'] },
})

export function narrowgateConfig({ issuer, audience, jwks, algorithms }, n) {
  return {
    issuers: [{ issuer, jwks, profile: 'rfc9068', algorithms }],
    audience,
    tools: [tool('refund'), ...others(n, (i) => tool(`tool_${i}`))],
    // The peers have no such check. Here it is made twice: before the policies, and by them.
    requiredScopes: Object.fromEntries([['refund', ['refund:write']], ...others(n, (i) => [`tool_${i}`, [`t${i}`]])]),
    policies: [
      `permit(principal, action == Action::"refund", resource == Server::"${audience}")
        when { context.token.scopes.contains("refund:write") && context.input.amount < 500 };`,
      ...others(
        n,
        (i) => `permit(principal, action == Action::"tool_${i}", resource)
        when { context.token.scopes.contains("t${i}") && context.input.amount < ${i + 10} };`,
      ),
    ].join('\n'),
    // The longest chain measured has 8 actors; the default takes 5.
    maxDepth: 10,
  }
}

// ---- cedar-wasm: the caller brings the entities; the agent carries its scopes

const actions = (n, principal, context) =>
  ['refund', ...others(n, (i) => `tool_${i}`)]
    .map((name) => `action "${name}" appliesTo { principal: [${principal}], resource: [Server], context: ${context} };`)
    .join('\n')

export const cedarPolicies = (n) =>
  [
    `permit(principal, action == Bench::Action::"refund", resource == Bench::Server::"s1")
      when { principal.scopes.contains("refund:write") && context.input.amount < 500 };`,
    ...others(
      n,
      (i) => `permit(principal, action == Bench::Action::"tool_${i}", resource)
      when { principal.scopes.contains("t${i}") && context.input.amount < ${i + 10} };`,
    ),
  ].join('\n')

export const cedarSchema = (n) => `namespace Bench {
  entity Agent = { scopes: Set<String> };
  entity Server;
  type Ctx = { input: { amount: Long } };
  ${actions(n, 'Agent', 'Ctx')}
}`

export const cedarCall = (agent, scopes, amount) => ({
  principal: { type: 'Bench::Agent', id: agent },
  action: { type: 'Bench::Action', id: 'refund' },
  resource: { type: 'Bench::Server', id: 's1' },
  context: { input: { amount } },
  entities: [
    { uid: { type: 'Bench::Agent', id: agent }, attrs: { scopes }, parents: [] },
    { uid: { type: 'Bench::Server', id: 's1' }, attrs: {}, parents: [] },
  ],
})

// ---- Cedarling: no principal; claims are tags of the token's entity, and `scope` is a set of one string. A token with
// two scopes would be the set { "refund:write orders:read" }, which is why the tokens here have one.

const has = 'context has tokens && context.tokens has issuer_access_token && context.tokens.issuer_access_token'
const granted = (scope) =>
  `${has}.hasTag("scope") && context.tokens.issuer_access_token.getTag("scope").contains("${scope}")`

const cedarlingPolicies = (n) => [
  `permit(principal, action == Bench::Action::"refund", resource == Bench::Server::"s1")
    when { ${granted('refund:write')} && context.input.amount < 500 };`,
  ...others(
    n,
    (i) => `permit(principal, action == Bench::Action::"tool_${i}", resource)
    when { ${granted(`t${i}`)} && context.input.amount < ${i + 10} };`,
  ),
]

const cedarlingSchema = (n) => `namespace Issuer {
  type Url = { host: String, path: String, protocol: String };
  entity TrustedIssuer = { issuer_entity_id: Url };
  entity Access_Token = { token_type?: String, jti?: String, iss?: TrustedIssuer, exp?: Long, validated_at?: Long } tags Set<String>;
}
namespace Bench {
  entity Any;
  entity Server;
  type Tokens = { issuer_access_token?: Issuer::Access_Token, total_token_count: Long };
  type Ctx = { input: { amount: Long }, tokens?: Tokens };
  ${actions(n, 'Any', 'Ctx')}
}`

const inline = (body) => ({ encoding: 'none', content_type: 'cedar', body })

export const cedarlingStore = (issuer, n) => ({
  cedar_version: 'v4.0.0',
  policy_stores: {
    bench: {
      cedar_version: 'v4.0.0',
      name: 'bench',
      trusted_issuers: {
        Issuer: {
          name: 'Issuer',
          description: 'the issuer',
          openid_configuration_endpoint: `${issuer}/.well-known/openid-configuration`,
          token_metadata: { access_token: { entity_type_name: 'Issuer::Access_Token' } },
        },
      },
      policies: Object.fromEntries(
        cedarlingPolicies(n).map((body, i) => [
          `p${i}`,
          { description: `p${i}`, creation_date: '2026-01-01T00:00:00Z', policy_content: inline(body) },
        ]),
      ),
      schema: inline(cedarlingSchema(n)),
    },
  },
})

export const cedarlingCall = (token, amount) =>
  JSON.stringify({
    tokens: [{ mapping: 'Issuer::Access_Token', payload: token }],
    action: 'Bench::Action::"refund"',
    resource: { cedar_entity_mapping: { entity_type: 'Bench::Server', id: 's1' } },
    context: { input: { amount } },
  })
