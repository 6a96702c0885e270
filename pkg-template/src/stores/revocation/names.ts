import { sha256 } from '../digest.js'

/** What a token may be named by. */
export interface TokenNames {
  readonly token?: string | undefined
  readonly issuer?: string | undefined
  readonly tokenId?: string | undefined
}

/**
 * The names under which a token is known as revoked: its hash, and its `jti` together with its issuer. Each is fixed in length, and quotes
 * nothing of the token to those who can read a store's keys; a `jti` that is guessed can be tried.
 *
 * @throws TypeError where it has none, or one of another form
 */
export async function namesOf({ token, issuer, tokenId }: TokenNames): Promise<string[]> {
  const names: string[] = []
  if (token !== undefined) names.push(`token:${checked(token, 'token', /^[A-Za-z0-9_-]{43}$/)}`)
  if (tokenId !== undefined) {
    // RFC 7519, section 4.1.7: `jti` is unique for its issuer
    const pair = JSON.stringify([checked(issuer, 'issuer', /./), checked(tokenId, 'tokenId')])
    names.push(`id:${await sha256(pair)}`)
  }
  if (names.length === 0) throw new TypeError('a token is named by `token`, or by `issuer` and `tokenId`')
  return names
}

/**
 * What gates call a token: base64url(SHA-256) of its text up to the last dot. It is the `token` of a question, and of {@linkcode RevokedToken}.
 *
 * @example
 * await revocation.revoke({ token: await tokenHash(accessToken), expiresAt })
 *
 * @throws TypeError where it is no compact JWS, for example the whole value of `Authorization`
 */
export async function tokenHash(token: string): Promise<string> {
  // With a scheme in front it would be the name of no token, and what was to be revoked would go on
  if (typeof token !== 'string' || !/^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]*$/.test(token)) throw new TypeError('`token` is no compact JWS')
  return sha256(token.slice(0, token.lastIndexOf('.')))
}

function checked(value: unknown, name: string, form = /^/): string {
  if (typeof value !== 'string' || !form.test(value)) throw new TypeError(`\`${name}\` is missing, or has another form`)
  return value
}
