// A self-signed certificate, made here: its key, PEM, and the thumbprint that tokens are bound to (RFC 8705, section 3.1).

import { createHash, generateKeyPairSync, sign } from 'node:crypto'

const der = (tag, ...parts) => {
  const content = Buffer.concat(parts)
  const { length: size } = content
  const length = size < 128 ? [size] : size < 256 ? [0x81, size] : [0x82, size >> 8, size & 255]
  return Buffer.concat([Buffer.from([tag, ...length]), content])
}
const sequence = (...parts) => der(0x30, ...parts)
const algorithm = sequence(der(0x06, Buffer.from([0x2b, 0x65, 0x70])))

export function newCertificate(name) {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const commonName = sequence(der(0x06, Buffer.from([0x55, 0x04, 0x03])), der(0x0c, Buffer.from(name)))
  const subject = sequence(der(0x31, commonName))
  const always = sequence(der(0x17, Buffer.from('200101000000Z')), der(0x17, Buffer.from('491231000000Z')))
  const version = der(0xa0, der(0x02, Buffer.from([2])))
  const serial = der(0x02, Buffer.from([1]))
  const signed = sequence(version, serial, algorithm, subject, always, subject, publicKey.export({ format: 'der', type: 'spki' }))
  const bytes = sequence(signed, algorithm, der(0x03, Buffer.from([0]), sign(null, signed, privateKey)))
  return {
    key: privateKey.export({ format: 'pem', type: 'pkcs8' }),
    cert: `-----BEGIN CERTIFICATE-----\n${bytes.toString('base64')}\n-----END CERTIFICATE-----\n`,
    sha256: createHash('sha256').update(bytes).digest('base64url'),
  }
}
