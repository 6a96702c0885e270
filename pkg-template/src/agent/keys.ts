/// <reference lib="esnext.disposable" preserve="true" />

import { FAULT } from '../answer.js'
import { notJson } from '../json.js'
import { ask, currentLife, entropy, type RawKey, run } from './instance.js'

/** What agents sign with: `EdDSA` is the older name of `Ed25519`, for servers that know no other. */
export type AgentAlgorithm = 'Ed25519' | 'EdDSA' | 'ES256'

/** A public key, as a JSON Web Key of exactly the members that its thumbprint is made of. */
export type PublicJwk =
  | { readonly kty: 'OKP'; readonly crv: 'Ed25519'; readonly x: string }
  | { readonly kty: 'EC'; readonly crv: 'P-256'; readonly x: string; readonly y: string }

/**
 * Who signs. An {@linkcode AgentKey} is one, {@linkcode keyFromCrypto} makes one of a WebCrypto key, and anything else
 * can be one: a key store, a hardware token.
 */
export interface Signer {
  /** The public half: a JSON Web Key of type Ed25519 or P-256. */
  readonly publicJwk: object
  /**
   * `Ed25519` or `ES256` by default, by the type of the key. Where a chain's tokens say `EdDSA`, so does one that is derived
   * from them, unless `publicJwk` has an `alg`: a gate that takes one of the two names need not take the other.
   */
  readonly algorithm?: AgentAlgorithm
  /**
   * The signature over these bytes in the form of JWS (RFC 7515): 64 octets, for `ES256` R and S and never DER. It is checked
   * before anything is made of it.
   */
  sign(bytes: Uint8Array): Uint8Array | ArrayBuffer | Promise<Uint8Array | ArrayBuffer>
}

/** What WebCrypto's `CryptoKeyPair` is, in any runtime. */
export interface CryptoPair {
  readonly publicKey: CryptoHalf
  readonly privateKey: CryptoHalf
}

/** What is read of a `CryptoKey`. */
export interface CryptoHalf {
  readonly type: string
  readonly algorithm: { readonly name: string }
}

interface KeyInfo {
  readonly jwk: string
  readonly thumbprint: string
  readonly algorithm: AgentAlgorithm
}

/**
 * Makes a key. Its private half stays in WebAssembly's memory, and there is no way to get it out; `free()` wipes it. Should
 * the module have a fault, the key is lost with it. A key that outlives the process belongs into a key store: see
 * {@linkcode Signer}.
 *
 * @example
 * const signer = generateKey({ type: 'P-256' })
 *
 * @throws TypeError for another type
 * @throws Error where the runtime has no `crypto.getRandomValues`
 */
export function generateKey({ type }: { readonly type: 'Ed25519' | 'P-256' }): AgentKey {
  if (typeof type !== 'string') throw new TypeError('`type` must be `Ed25519` or `P-256`')
  // They are the private key
  const octets = entropy()
  try {
    return keyOf(run((raw) => raw.Key.generate(type, octets)))
  } finally {
    octets.fill(0)
  }
}

/**
 * Reads a private key, a JSON Web Key with `d`. Prefer {@linkcode keyFromCrypto}: a key that JavaScript can read can be
 * stolen from it.
 *
 * @example
 * const signer = importKey(JSON.parse(readFileSync('agent.jwk', 'utf8')))
 *
 * @throws TypeError where it is none
 */
export function importKey(jwk: object): AgentKey {
  const text = jwkText(jwk)
  return keyOf(run((raw) => raw.Key.fromJwk(text)))
}

/**
 * A signer by WebCrypto. Of the private key, which need not be extractable, nothing but `sign` is asked.
 *
 * @example
 * const signer = await keyFromCrypto(await crypto.subtle.generateKey('Ed25519', false, ['sign', 'verify']))
 *
 * @throws TypeError where they are no keys of Ed25519, or of ECDSA with P-256
 */
export async function keyFromCrypto(pair: CryptoPair): Promise<Signer> {
  const { subtle } = webCrypto()
  const { publicKey, privateKey } = pair ?? {}
  if (publicKey?.type !== 'public' || privateKey?.type !== 'private') {
    throw new TypeError('`publicKey` and `privateKey` of the pair must be `CryptoKey`s')
  }
  const { kty, crv, x, y } = await subtle.exportKey('jwk', publicKey)
  const { jwk, algorithm } = readJwk(JSON.stringify({ kty, crv, x, y }))
  const method = algorithm === 'ES256' ? { name: 'ECDSA', hash: 'SHA-256' } : { name: 'Ed25519' }
  return Object.freeze({
    publicJwk: JSON.parse(jwk) as PublicJwk,
    algorithm,
    sign: (bytes: Uint8Array) => subtle.sign(method, privateKey, bytes),
  })
}

/**
 * RFC 7638 thumbprint with SHA-256, base64url, of a public Ed25519 or P-256 key: what `cnf.jkt` of a token says.
 *
 * @example
 * const cnf = { jkt: thumbprint(publicJwk) }
 *
 * @throws TypeError where it is none, a private one included
 */
export function thumbprint(jwk: object): string {
  return readJwk(jwkText(jwk)).thumbprint
}

let keyOf: (raw: RawKey | undefined) => AgentKey

/**
 * A private key in memory. Made by {@linkcode generateKey} or {@linkcode importKey}.
 *
 * @example
 * using key = generateKey({ type: 'Ed25519' })
 * register(key.publicJwk, key.thumbprint)
 */
export class AgentKey implements Signer {
  readonly publicJwk: PublicJwk
  readonly algorithm: AgentAlgorithm
  /** RFC 7638, SHA-256, base64url. */
  readonly thumbprint: string
  #raw: RawKey | undefined
  readonly #life: number

  static {
    keyOf = (raw) => new AgentKey(raw)
  }

  private constructor(raw: RawKey | undefined) {
    if (raw === undefined) throw new Error(FAULT)
    this.#raw = raw
    this.#life = currentLife()
    const { key } = ask<{ key: KeyInfo }>(() => raw.public())
    this.publicJwk = Object.freeze(JSON.parse(key.jwk) as PublicJwk)
    this.algorithm = key.algorithm
    this.thumbprint = key.thumbprint
  }

  /** The signature over these bytes: 64 octets. */
  sign(bytes: Uint8Array): Uint8Array {
    if (!(bytes instanceof Uint8Array)) throw new TypeError('`bytes` must be a `Uint8Array`')
    const raw = this.#raw
    if (raw === undefined) throw new TypeError('this key was freed')
    if (this.#life !== currentLife()) throw new Error('this key was lost: the module that held it had a fault')
    const signature = run(() => raw.sign(bytes))
    if (signature === undefined) throw new Error(FAULT)
    return signature
  }

  /** Wipes the private half. Any further use throws. */
  free(): void {
    const raw = this.#life === currentLife() ? this.#raw : undefined
    if (raw !== undefined) run(() => raw.free())
    this.#raw = undefined
  }

  [Symbol.dispose](): void {
    this.free()
  }
}

/** The text of a signer's public key, with the algorithm that it signs with. */
export function signerText(signer: Signer): string {
  const { publicJwk, algorithm } = signer ?? {}
  if (typeof signer?.sign !== 'function') throw new TypeError('`signer` must have a function `sign`')
  const isDefault = algorithm === undefined || (algorithm === 'Ed25519' && (publicJwk as { kty?: unknown })?.kty === 'OKP')
  return jwkText(isDefault ? publicJwk : { ...publicJwk, alg: algorithm })
}

/** A key as JSON text. */
export function jwkText(jwk: unknown): string {
  if (typeof jwk !== 'object' || jwk === null || notJson(jwk) !== undefined) {
    throw new TypeError('a key must be a JSON Web Key, as an object')
  }
  return JSON.stringify(jwk)
}

function readJwk(text: string): KeyInfo {
  return ask<{ key: KeyInfo }>((raw) => raw.readKey(text)).key
}

interface WebCrypto {
  readonly subtle: {
    exportKey(format: 'jwk', key: CryptoHalf): Promise<Record<'kty' | 'crv' | 'x' | 'y', unknown>>
    sign(method: object, key: CryptoHalf, bytes: Uint8Array): Promise<ArrayBuffer>
  }
}

function webCrypto(): WebCrypto {
  const { crypto } = globalThis as { crypto?: Partial<WebCrypto> }
  if (crypto?.subtle === undefined) throw new Error('this runtime has no `crypto.subtle`')
  return crypto as WebCrypto
}
