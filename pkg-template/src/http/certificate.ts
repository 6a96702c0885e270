/** What Node's `TLSSocket` tells of the client's certificate. */
export interface TlsSocketLike {
  getPeerCertificate?(): { readonly fingerprint256?: string } | null
}

/** What Cloudflare puts beside a request to a Worker. */
interface CloudflareProperties {
  readonly cf?: {
    readonly tlsClientAuth?: {
      readonly certPresented?: unknown
      readonly certVerified?: unknown
      readonly certRevoked?: unknown
      readonly certFingerprintSHA256?: unknown
    }
  }
}

/**
 * A SHA-256 fingerprint in hexadecimal, with or without colons, as base64url. Whatever else it is given comes back as it is, and is then refused:
 * a certificate that can't be read is not the same as none.
 *
 * @example
 * fingerprint('AF:36:3D:…') // 'rzY9…'
 */
export function fingerprint(text: string): string {
  const digits = text.replaceAll(':', '')
  if (!/^[0-9a-fA-F]{64}$/.test(digits)) return text
  const octets = digits.match(/../g) ?? []
  const binary = octets.map((octet) => String.fromCharCode(Number.parseInt(octet, 16))).join('')
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

/**
 * The certificate with which the client opened this connection to Node: of an `IncomingMessage`, `request.socket`. The server has to ask for one
 * (`requestCert: true`); whether it also has to be signed by a known authority is `rejectUnauthorized`. Gives nothing where TLS ended at a proxy.
 *
 * @example
 * guard.verify(request, { certificateSha256: tlsCertificate(message.socket) })
 */
export function tlsCertificate(socket: TlsSocketLike | null | undefined): string | undefined {
  const text = socket?.getPeerCertificate?.()?.fingerprint256
  return text === undefined ? undefined : fingerprint(text)
}

/**
 * The client's certificate as Cloudflare saw it (`request.cf.tlsClientAuth`, with API Shield or Access): only one that was verified and is not revoked.
 *
 * @example
 * const guard = createGuard({ gate, presented: { certificateSha256: cloudflareCertificate } })
 */
export function cloudflareCertificate(request: Request): string | undefined {
  const seen = (request as CloudflareProperties).cf?.tlsClientAuth
  if (seen?.certPresented !== '1' || seen.certVerified !== 'SUCCESS' || seen.certRevoked !== '0') return undefined
  return typeof seen.certFingerprintSHA256 === 'string' ? fingerprint(seen.certFingerprintSHA256) : undefined
}
