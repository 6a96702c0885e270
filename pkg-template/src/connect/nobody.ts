/**
 * A key set that proves nothing, for a gate that must have no keys of an issuer: nobody has the private half. Its one public key is a point of P-256
 * whose `x` is the SHA-256 of `narrowgate: nobody has this key 0` and whose `y` is even; the others are the same key for SPIFFE bundles.
 */
export const NOBODYS_KEYS = ((): string => {
  const key = { kty: 'EC', crv: 'P-256', x: 'HilOObytOTLYZ2wwLrDGnxf5Oq7P07zWDMFllAg2VV4', y: 'Y32bAGKAcvd_MsWJ-38-qe2uMfEi9Z59yGVOAto11aY' }
  const uses = ['jwt-svid', 'wit-svid'].map((use) => ({ ...key, kid: `nobody ${use}`, use }))
  return JSON.stringify({ keys: [{ ...key, kid: 'nobody' }, ...uses] })
})()
