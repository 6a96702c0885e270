// Compiled, never run: what the types of `narrowgate/verify` promise.

import type * as gates from '../../../pkg/dist/index.js'
import { AccessDenied, createVerifier, type GateConfig, type Grant, verifyJws, type Verified, type Verifier, type VerifierConfig } from '../../../pkg/dist/verify/index.js'

type Equals<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
function same<A, B>(..._: Equals<A, B> extends true ? [] : ['the types differ']): void {}

const config: VerifierConfig = {
  issuers: [{ issuer: 'https://as.example', jwks: { keys: [] }, profile: 'rfc9068', algorithms: ['Ed25519'] }],
  audience: 'https://tools.example/mcp',
}
const gateConfig: GateConfig = config
// @ts-expect-error there is no engine for them
const withPolicies: VerifierConfig = { ...config, policies: '' }
// @ts-expect-error nor are there entities for them
const withEntities: VerifierConfig = { ...config, entities: [] }
const verifier = createVerifier(config)
same<typeof verifier, Verifier>()
same<Verifier, gates.Verifier>()
same<ReturnType<typeof verifier.verify>, Verified>()
same<ReturnType<typeof verifier.authorize>, Grant>()
same<Grant, gates.Grant>()
// @ts-expect-error there is nothing to simulate
verifier.simulate
// @ts-expect-error nor to prepare
verifier.preparePolicies
same<typeof verifyJws, typeof gates.verifyJws>()
try {
  verifier.verify('')
} catch (error) {
  if (error instanceof AccessDenied) same<typeof error.code, gates.Code>()
}

void [gateConfig, withPolicies, withEntities]
