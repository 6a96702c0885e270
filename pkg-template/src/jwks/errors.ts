/** What was wrong with a key server, as a stable name. */
export type KeyFetchCode =
  /** The address may not be fetched from: its scheme, its host, or what that resolves to. Who configures the issuer has to change it. */
  | 'address_refused'
  /** There was no answer: no name, no connection, no valid certificate, or it broke off. */
  | 'unreachable'
  /** There was no whole answer within `timeoutMs`. */
  | 'timed_out'
  /** It wanted to lead elsewhere. Configure the address where it leads to. */
  | 'redirected'
  /** The status was another one than 200. */
  | 'status_unexpected'
  /** The content type, or the encoding, was not that of JSON. */
  | 'type_unexpected'
  /** There were more bytes than `maxBytes`. */
  | 'too_large'
  /** The bytes were no JSON, or not of the form of a key set, of metadata, or of an exported cache. */
  | 'malformed'
  /** The metadata are those of another issuer. */
  | 'issuer_mismatch'
  /** A key set without keys. */
  | 'keys_lost'
  /** A gate could not use the key set. */
  | 'keys_refused'

/**
 * Why keys could not be fetched. For the operator: it names the issuer and the address, and quotes no answer.
 *
 * @example
 * remoteKeys({ issuers, onFault: ({ issuer, code, message }) => log.warn({ issuer, code, message }) })
 */
export class KeyFetchError extends Error {
  override readonly name = 'KeyFetchError'
  readonly code: KeyFetchCode
  /** Whose keys; empty where a whole cache could not be read. */
  readonly issuer: string

  /** @internal */
  constructor(issuer: string, code: KeyFetchCode, message: string, cause?: unknown) {
    super(issuer === '' ? message : `${issuer}: ${message}`, cause === undefined ? undefined : { cause })
    this.code = code
    this.issuer = issuer
  }
}

/** What was wrong, before it is known whose keys were to be fetched. */
export class Fault extends Error {
  readonly code: KeyFetchCode

  constructor(code: KeyFetchCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
  }
}
