// An issuer for development. It signs whatever it is asked to, as many do: that authority only narrowed is for the gate to find out.

import { generateKeyPairSync, randomUUID, sign } from 'node:crypto'

export class Issuer {
  #key

  /** `typ`: the kind of its tokens; JWT access tokens (RFC 9068) unless told otherwise. */
  constructor(name, typ = 'at+jwt') {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519')
    this.#key = privateKey
    this.name = name
    this.typ = typ
    this.jwks = { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'k1', alg: 'Ed25519', use: 'sig' }] }
  }

  /** A token that lives for a quarter of an hour, and has an id. */
  issue(claims) {
    const now = Math.floor(Date.now() / 1000)
    const header = { alg: 'Ed25519', typ: this.typ, kid: 'k1' }
    const payload = { iss: this.name, iat: now, exp: now + 900, jti: randomUUID(), ...claims }
    const input = [header, payload].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
    return `${input}.${sign(null, Buffer.from(input), this.#key).toString('base64url')}`
  }
}
