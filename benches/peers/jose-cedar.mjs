// jose for the token, cedar-wasm for the policies, and between them what a careful user writes by hand.
//
// Policies and schema are prepared once (`statefulIsAuthorized`), which is cedar-wasm's fastest way.
// With `remember`, verified payloads are kept in a Map by the token's text, and only `exp` is looked at again: a cache
// that is neither bounded nor part of either library, as the lower bound of what a user could build.

import cedar from '@cedar-policy/cedar-wasm/nodejs'
import { createLocalJWKSet, errors, jwtVerify } from 'jose'
import { cedarCall, cedarPolicies, cedarSchema } from './policies.mjs'

export function open(world, policies, { remember = false } = {}) {
  const keys = createLocalJWKSet(world.jwks)
  const options = {
    issuer: world.issuer,
    audience: world.audience,
    typ: 'at+jwt',
    algorithms: world.algorithms,
    requiredClaims: ['iss', 'exp', 'aud', 'sub', 'client_id', 'iat', 'jti'],
  }
  const known = new Map()
  const prepared = { preparsedPolicySetId: `policies-${policies}`, preparsedSchemaName: `schema-${policies}` }
  succeeded(cedar.preparsePolicySet(prepared.preparsedPolicySetId, { staticPolicies: cedarPolicies(policies) }))
  succeeded(cedar.preparseSchema(prepared.preparsedSchemaName, cedarSchema(policies)))

  async function verified(token) {
    const { payload } = await jwtVerify(token, keys, options)
    if (remember) known.set(token, payload)
    return payload
  }

  function decide(payload, amount) {
    const agent = payload.act?.sub ?? payload.client_id
    const answer = cedar.statefulIsAuthorized({ ...cedarCall(agent, payload.scope.split(' '), amount), ...prepared })
    return succeeded(answer).response.decision === 'allow'
  }

  const fresh = (payload) => payload !== undefined && payload.exp > Date.now() / 1000

  return {
    // Parents are verified, each on its own. That scopes only shrink, that the subject stays, that each token adds one
    // actor: neither library looks, and nothing here does.
    authorize({ token, parents }, amount) {
      const payload = known.get(token)
      if (fresh(payload) && parents.every((parent) => fresh(known.get(parent)))) return decide(payload, amount)
      return slow(token, parents, amount)
    },
    close() {},
  }

  async function slow(token, parents, amount) {
    try {
      for (const parent of parents) await verified(parent)
      return decide(await verified(token), amount)
    } catch (error) {
      if (error instanceof errors.JOSEError) return false
      throw error
    }
  }
}

function succeeded(answer) {
  if (answer.type !== 'success') throw new Error(JSON.stringify(answer))
  return answer
}
