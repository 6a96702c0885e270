import { Fault } from './errors.js'

/**
 * The text, if it is that of a key set with keys. Which of them can be used is for the gate to say.
 *
 * @throws Fault where it is not
 */
export function readKeySet(text: string): string {
  const keys = member(readObject(text, 'the key set'), 'keys')
  if (!Array.isArray(keys)) throw new Fault('malformed', 'the key set has no array `keys`')
  if (keys.length === 0) throw new Fault('keys_lost', 'the key set has no keys')
  return text
}

/**
 * Where these metadata say that the issuer's keys are.
 *
 * @throws Fault where they are another issuer's, or do not say
 */
export function readMetadata(text: string, issuer: string): string {
  const metadata = readObject(text, 'the metadata')
  // RFC 8414, section 3.3; OpenID Connect Discovery 1.0, section 4.3
  if (member(metadata, 'issuer') !== issuer) throw new Fault('issuer_mismatch', 'the metadata are those of another issuer')
  const address = member(metadata, 'jwks_uri')
  if (typeof address !== 'string') throw new Fault('malformed', 'the metadata have no `jwks_uri`')
  return address
}

/** A member of the document itself: what an object inherits, nobody has said. */
export function member(object: object, name: string): unknown {
  return Object.hasOwn(object, name) ? (object as Record<string, unknown>)[name] : undefined
}

function readObject(text: string, what: string): object {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    // The error would quote the text
    throw new Fault('malformed', `${what} is not JSON`)
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Fault('malformed', `${what} is not an object`)
  return value
}
