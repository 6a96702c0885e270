// The keys of the generated tokens: those of tests/mint, public ever since, so that two runs differ by their seed alone.

import { createECDH, createPrivateKey, createPublicKey } from 'node:crypto'

/** RFC 8410, section 7: a private key is its seed behind these bytes. */
function ed25519(octet) {
  const key = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.alloc(32, octet)])
  return createPrivateKey({ key, format: 'der', type: 'pkcs8' })
}

function p256(octet) {
  const d = Buffer.alloc(32, octet)
  const point = createECDH('prime256v1')
  point.setPrivateKey(d)
  const [x, y] = [point.getPublicKey().subarray(1, 33), point.getPublicKey().subarray(33)]
  const text = (bytes) => bytes.toString('base64url')
  return createPrivateKey({ key: { kty: 'EC', crv: 'P-256', d: text(d), x: text(x), y: text(y) }, format: 'jwk' })
}

/** Made once with `openssl genrsa`. It protects nothing. */
const RSA = createPrivateKey({ format: 'jwk', key: {
  kty: 'RSA',
  n:
    'v10JVy5EDo3ch59lrYN8XncVFWwi8GWG5CMIuNu9OC_38PJcLNRMez1N21iAfAILfJnhY5GW5wLULoMgLWGfOK_91fIwe4b5xqJ60-C_CrHxkzU9d3' +
    'ImOLhn1a1H9QfpA9ivzKmcdCyKh6CLlxWRE-1VJpfcQ5Nduv6GDRCKEFgl83poRf5xz9eMEW5hcknXZri7w985lGsv1uOztzNOQ20gux6Rr-oAOFkz' +
    'Itmqe-A-KKo1-qS2FQQAEpM_9bZ_y8wHWbFyNPUaS9f_sRhsPh6cl5SsrIUn7bQgNm4PWHgAMXI7qXmK2Mvz3ApCQso4t7ZtWXTVxh5eWKkG_FQ93Q',
  e: 'AQAB',
  d:
    'TV1wOspOInIw77W-FjW70LclE3mZ8IWjUNVnH9FawP4Hp-Zb5JXZ69MfiGfR3hC3kyLlL-t6zh9jKADEQAShKfpgzZ-yASbTEX672LAanFjPeTvDg2' +
    'hnUnQfKpB5MHOHvZHblQsXYRJm2SlLdgP2mM9RJx6rIrjP4psnF94Ra0R87-9cAWiXHiM2PU1DT0LyGCI4rfcxa3mODc319RY3dJZmBnrGjUiX6Jlo' +
    'quS_P6pdTWYK2Bhb3L-M6IDj4K-o1zJoODcMwQMyjnUr7if6tnCTQW3KHadr-JYnlV17Ickp1Pj9wIj5nUsej8o8oek07C29FjnRSYJUsDPSNiT9Uw',
  p:
    '3ZRljJ-TvjPuC_4lN7ekQz8-4XIehrIk0DSK4erhQkk7EtFKekQyAQzBjujsAibuNXmTt4tg3O9VzSDsUIORBgCRXs71JipQ9uF7cB0OH1ccsCyj38' +
    '7JG1XNRruyvxo0zXJ0_CmLgEK73ucGkx9IEs8TxZIzt074RK8jIBByXSc',
  q:
    '3RcGLBzeDSUOcvRFTBAV5q0-Wxy7z5aPCVgTKxgS6PCd9qh4wFTkDIL8sGvx0gxlp58gsdNY2pczSrKPobbWkNgQDzCmK9tWHevOZltg0fkqHFxSUY' +
    '4g-3UroICXUVAolUN1DNE-QkGSL-o9BPDaG51t84sb9q3NB239jW6gd1s',
  dp:
    'vrN9Qq4EpepjsgalWXK_-PBx2e4xv5OKg3b1IMLZ5AbKxMND6j7PGoA0Bh8JIEEJOxTLwWg_kWaa3dS8Df9tzVCnzIUqEBLTY-dkKXWYNfjvQ-DnmT' +
    'OLee86oOniSP7w-vDLJktLOLQ2pP0Id46wpR970Mqnn9hjbBmfjXUaOHk',
  dq:
    '1vy8k8i-ZCnUkxPVDtHVeiqcqByYxJOzI3LxsMYIHVtdP60zPlNOLpxw-1z8GTTU5NpoAINzs5uz1L8tzCLvIon3k83KyHrQkufqHL5et8-Ck3Fy2r' +
    'tKdzrI4ZopinhX_k1KVNxjnioE7XLpQxSyAohjkp-C4ay_4qmiFRWuFGE',
  qi:
    'lHIK7WUYS0VuEQpPi9OIzXixdN56zXl9ArMpF0jGl1VDXyZVg-FWkkeM6O-BohAa0u6mPkF5t9NlvGj7leYmTCJWUWAVlRKiqx6ux_X_YDm5kSUgJx' +
    'iIhD3MWYB3kaqvfZ57Q4JBAVy_Y9EL3x1904FxJ6Ji2xBFXh6wsqRdN4I',
} })

/** Of two Ed25519 keys a token has to name one; the P-256 key is the only one of its kind, and does not say its `alg`. */
export const KEYS = {
  'ed-1': { alg: 'Ed25519', secret: ed25519(1), public: { alg: 'Ed25519' } },
  'ed-2': { alg: 'Ed25519', secret: ed25519(2), public: { alg: 'Ed25519' } },
  'es-1': { alg: 'ES256', secret: p256(1), public: { use: 'sig' } },
  'rs-1': { alg: 'RS256', secret: RSA, public: { alg: 'RS256' } },
  'ps-1': { alg: 'PS256', secret: RSA, public: { alg: 'PS256', key_ops: ['verify'] } },
}

export const JWKS = {
  keys: Object.entries(KEYS).map(([kid, key]) => ({ ...createPublicKey(key.secret).export({ format: 'jwk' }), kid, ...key.public })),
}
