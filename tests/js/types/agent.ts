// Compiled, never run: what the types of narrowgate/agent promise.

import {
  AccessDenied,
  aatProof,
  type AgentAlgorithm,
  AgentKey,
  type Code,
  type CryptoPair,
  derive,
  dpopProof,
  generateKey,
  importKey,
  keyFromCrypto,
  type PublicJwk,
  type Signer,
  thumbprint,
  workloadProof,
} from '../../../pkg/dist/agent/index.js'
import type { AccessDenied as GatesDenial } from '../../../pkg/dist/index.js'

type Equals<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
function same<A, B>(..._: Equals<A, B> extends true ? [] : ['the types differ']): void {}

const key = generateKey({ type: 'P-256' })
same<typeof key, AgentKey>()
same<typeof key.publicJwk, PublicJwk>()
same<typeof key.algorithm, AgentAlgorithm>()
same<AccessDenied, GatesDenial>()
importKey({ kty: 'OKP' })
// @ts-expect-error it is made by the functions alone
new AgentKey()
// @ts-expect-error there are two types
generateKey({ type: 'RSA' })
const name: string = thumbprint(key.publicJwk)

declare const pair: CryptoPair
const borrowed: Promise<Signer> = keyFromCrypto(pair)
const remote: Signer = { publicJwk: key.publicJwk, algorithm: 'EdDSA', sign: async (bytes) => bytes.slice(0, 64) }
// @ts-expect-error nothing else is signed with
const wrong: Signer = { ...remote, algorithm: 'RS256' }

const made: Promise<string>[] = [
  dpopProof({ signer: key, method: 'POST', uri: 'https://a.example/', accessToken: '', nonce: undefined, body: new Uint8Array() }),
  workloadProof({ signer: remote, audience: 'https://a.example/', workloadIdentity: '', headers: [['a', 'b']], lifetime: 60 }),
  aatProof({ signer: key, token: '', call: { tool: 'a', input: {} }, audience: '' }),
  derive({ chain: [''], signer: remote, holder: key.publicJwk, tools: {}, expiresAt: 1, maxDepth: 1, now: 1 }),
  derive({ chain: [''], signer: key, holder: {}, scopes: ['a'], constraints: [{}], audience: 'a', clientId: 'b' }),
]
// @ts-expect-error it is for somebody's key
derive({ chain: [''], signer: key })

function scoped(): void {
  using own = generateKey({ type: 'Ed25519' })
  own.sign(new Uint8Array())
}
scoped()
const code: Code = 'authority_widened'
void [name, borrowed, wrong, made, code]
