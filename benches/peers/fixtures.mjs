// A development issuer and its tokens: RFC 9068 access tokens with the `act` of RFC 8693. Keys are new in every run.

import { constants, createPublicKey, randomUUID, verify } from 'node:crypto'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'

/** `EdDSA` rather than `Ed25519`, its newer name: Cedarling takes no other. Key, signature and work are the same. */
export const ALGORITHMS = ['EdDSA', 'ES256', 'RS256']

/** What is verified alone, without a decision: all that the peers need not know. */
export const VERIFIED = [...ALGORITHMS, 'PS256', 'ES384']

/** How the tables spell it. */
export const spelled = (algorithm) => (algorithm === 'EdDSA' ? 'Ed25519' : algorithm)

const ISSUER = 'https://issuer.example.invalid'
const AUDIENCE = 'https://tools.example.invalid/mcp'

/** `world` is what a verifier is configured with: plain data, the same for all. */
export async function makeIssuer() {
  const keys = Object.fromEntries(await Promise.all(VERIFIED.map(async (alg) => [alg, await makeKey(alg)])))
  const worldOf = (algorithms) => {
    const jwks = { keys: algorithms.map((alg) => keys[alg].jwk) }
    return { issuer: ISSUER, audience: AUDIENCE, jwks, algorithms }
  }
  const world = worldOf(ALGORITHMS)

  const sign = (alg, claims) =>
    new SignJWT(claims)
      .setProtectedHeader({ alg, kid: keys[alg].jwk.kid, typ: 'at+jwt' })
      .sign(keys[alg].privateKey)

  /** One token whose `act` nests `actors` agents. */
  const nested = async (alg, actors = 1) => ({ token: await sign(alg, claims(actors)), parents: [] })

  /** `hops` tokens: each adds one actor to those of its parent. */
  async function lineage(alg, hops) {
    const tokens = []
    for (let hop = 1; hop <= hops; hop++) tokens.push(await sign(alg, claims(hop)))
    return { token: tokens.at(-1), parents: tokens.slice(0, -1) }
  }

  return { world, worldOf, nested, lineage, hostVerify: (alg) => hostVerify(alg, keys[alg].jwk) }
}

async function makeKey(alg) {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true, modulusLength: 2048 })
  return { privateKey, jwk: { ...(await exportJWK(publicKey)), kid: `key-${alg}`, alg, use: 'sig' } }
}

const now = Math.floor(Date.now() / 1000)

function claims(actors) {
  let act
  for (let actor = 1; actor <= actors; actor++) act = { sub: `agent-${actor}`, ...(act && { act }) }
  return {
    iss: ISSUER,
    sub: 'alice',
    aud: AUDIENCE,
    client_id: `agent-${actors}`,
    scope: 'refund:write',
    jti: randomUUID(),
    iat: now - 5,
    exp: now + 3600,
    act,
  }
}

/** The yardstick: the host's `crypto.verify` and nothing else, everything around it prepared. */
function hostVerify(alg, jwk) {
  const pss = alg.startsWith('PS') ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: Number(alg.slice(2)) / 8 } : {}
  const key = { key: createPublicKey({ key: jwk, format: 'jwk' }), dsaEncoding: 'ieee-p1363', ...pss }
  const hash = alg === 'EdDSA' ? null : `sha${alg.slice(2)}`
  return ({ token }) => {
    const end = token.lastIndexOf('.')
    const signed = Buffer.from(token.slice(0, end))
    const signature = Buffer.from(token.slice(end + 1), 'base64url')
    return () => verify(hash, signed, key, signature)
  }
}
