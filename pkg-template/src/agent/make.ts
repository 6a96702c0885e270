import { notJson } from '../json.js'
import { ask, entropy } from './instance.js'
import { type Signer, signerText } from './keys.js'

/**
 * What is asked for, signed. Prepared first, and finished once the signature is there: meanwhile nothing of it lives in
 * WebAssembly, where a fault could end it.
 */
export async function make(request: object, signer: Signer, now: number, body?: Uint8Array): Promise<string> {
  if (notJson(request) !== undefined) throw new TypeError('an argument is not a JSON value')
  const [text, jwk, octets] = [JSON.stringify(request), signerText(signer), entropy()]
  const { signingInput } = ask<{ signingInput: string }>((raw) => raw.prepare(text, jwk, now, octets, body))
  const signature = octetsOf(await signer.sign(new TextEncoder().encode(signingInput)))
  return ask<{ token: string }>((raw) => raw.finish(signingInput, jwk, signature)).token
}

/** What a signer gave. */
function octetsOf(signature: unknown): Uint8Array {
  if (signature instanceof Uint8Array) return signature
  if (signature instanceof ArrayBuffer) return new Uint8Array(signature)
  throw new TypeError('`sign` must give a `Uint8Array` or an `ArrayBuffer`')
}
