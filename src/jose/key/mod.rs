//! [`PublicKey`]: one variant per type of key, one room per `kty` (RFC 7518, section 6; RFC 7638; RFC 8037; RFC 8812;
//! RFC 9964).

#[cfg(feature = "ml-dsa")]
mod akp;
mod ec;
pub(super) mod member;
mod okp;
#[cfg(feature = "issuer-keys")]
mod roca;
#[cfg(feature = "issuer-keys")]
mod rsa;

use sha2::{Digest as _, Sha256};
#[cfg(feature = "issuer-keys")]
use sha2::{Sha384, Sha512};

use self::member::{Unusable, octets, required};
use super::base64url;
use super::ed25519::Ed25519Key;
use super::es256::Es256Key;
use super::json::Object;
use super::jwa::{Algorithm, KeyType};

#[derive(Clone, Debug)]
pub(super) enum PublicKey {
    Ed25519(Ed25519Key),
    P256(Es256Key),
    #[cfg(feature = "issuer-keys")]
    P384(p384::ecdsa::VerifyingKey),
    #[cfg(feature = "issuer-keys")]
    P521(p521::ecdsa::VerifyingKey),
    #[cfg(feature = "issuer-keys")]
    Rsa(rsa::Rsa),
    #[cfg(feature = "es256k")]
    Secp256k1(k256::ecdsa::VerifyingKey),
    #[cfg(feature = "ml-dsa")]
    MlDsa44(akp::Akp<ml_dsa::MlDsa44>),
    #[cfg(feature = "ml-dsa")]
    MlDsa65(akp::Akp<ml_dsa::MlDsa65>),
}

impl PublicKey {
    pub(super) fn key_type(&self) -> KeyType {
        match self {
            Self::Ed25519(_) => KeyType::OkpEd25519,
            Self::P256(_) => KeyType::EcP256,
            #[cfg(feature = "issuer-keys")]
            Self::P384(_) => KeyType::EcP384,
            #[cfg(feature = "issuer-keys")]
            Self::P521(_) => KeyType::EcP521,
            #[cfg(feature = "issuer-keys")]
            Self::Rsa(_) => KeyType::Rsa,
            #[cfg(feature = "es256k")]
            Self::Secp256k1(_) => KeyType::EcSecp256k1,
            #[cfg(feature = "ml-dsa")]
            Self::MlDsa44(_) => KeyType::AkpMlDsa44,
            #[cfg(feature = "ml-dsa")]
            Self::MlDsa65(_) => KeyType::AkpMlDsa65,
        }
    }

    /// The same key, verifying as its library does.
    pub(super) fn without_tables(self) -> Self {
        match self {
            Self::Ed25519(key) => Self::Ed25519(key.without_tables()),
            Self::P256(key) => Self::P256(key.without_tables()),
            #[cfg(any(feature = "issuer-keys", feature = "es256k", feature = "ml-dsa"))]
            other => other,
        }
    }

    pub(super) fn read(kty: &str, member: &Object) -> Result<Self, Unusable> {
        match kty {
            // RFC 8037, section 2
            "OKP" => match required(member, "crv")? {
                "Ed25519" => okp::ed25519(&octets(member, "x")?).map(Self::Ed25519),
                _ => Err(Unusable::Skip("`crv` is not supported")),
            },
            // RFC 7518, section 6.2; RFC 8812, section 3.1
            "EC" => match required(member, "crv")? {
                "P-256" => ec::p256(member).map(Self::P256),
                #[cfg(feature = "issuer-keys")]
                "P-384" => ec::p384(member).map(Self::P384),
                #[cfg(feature = "issuer-keys")]
                "P-521" => ec::p521(member).map(Self::P521),
                #[cfg(feature = "es256k")]
                "secp256k1" => ec::secp256k1(member).map(Self::Secp256k1),
                _ => Err(Unusable::Skip("`crv` is not supported")),
            },
            // RFC 7518, section 6.3
            #[cfg(feature = "issuer-keys")]
            "RSA" => rsa::Rsa::read(&octets(member, "n")?, &octets(member, "e")?).map(Self::Rsa),
            // RFC 9964: `alg` is required, and says what `pub` is
            #[cfg(feature = "ml-dsa")]
            "AKP" => match required(member, "alg")? {
                "ML-DSA-44" => akp::Akp::read(&octets(member, "pub")?).map(Self::MlDsa44),
                "ML-DSA-65" => akp::Akp::read(&octets(member, "pub")?).map(Self::MlDsa65),
                _ => Err(Unusable::Skip("`alg` is not supported")),
            },
            _ => Err(Unusable::Skip("`kty` is not supported")),
        }
    }

    /// Whether `signature` over `message` is this key's, by `algorithm`. A row of the table and a type of key that
    /// don't belong together verify nothing.
    ///
    /// Each algorithm is a function of its own, never inlined: engines of Wasm compile a function whole when it is first called.
    pub(super) fn verifies(&self, algorithm: Algorithm, message: &[u8], signature: &[u8]) -> bool {
        match algorithm {
            Algorithm::Ed25519 | Algorithm::EdDsa => {
                matches!(self, Self::Ed25519(key) if key.verifies(message, signature))
            }
            // RFC 7518, section 3.4: a curve and a hash belong together
            Algorithm::Es256 => {
                matches!(self, Self::P256(key) if key.verifies(message, signature))
            }
            #[cfg(feature = "issuer-keys")]
            Algorithm::Es384 => {
                matches!(self, Self::P384(key) if ec::verifies::<p384::ecdsa::Signature>(key, message, signature))
            }
            #[cfg(feature = "issuer-keys")]
            Algorithm::Es512 => {
                matches!(self, Self::P521(key) if ec::verifies::<p521::ecdsa::Signature>(key, message, signature))
            }
            #[cfg(feature = "issuer-keys")]
            Algorithm::Ps256 => {
                matches!(self, Self::Rsa(key) if key.verifies_pss::<Sha256>(message, signature))
            }
            #[cfg(feature = "issuer-keys")]
            Algorithm::Ps384 => {
                matches!(self, Self::Rsa(key) if key.verifies_pss::<Sha384>(message, signature))
            }
            #[cfg(feature = "issuer-keys")]
            Algorithm::Ps512 => {
                matches!(self, Self::Rsa(key) if key.verifies_pss::<Sha512>(message, signature))
            }
            #[cfg(feature = "issuer-keys")]
            Algorithm::Rs256 => {
                matches!(self, Self::Rsa(key) if key.verifies_pkcs1::<Sha256>(message, signature))
            }
            #[cfg(feature = "issuer-keys")]
            Algorithm::Rs384 => {
                matches!(self, Self::Rsa(key) if key.verifies_pkcs1::<Sha384>(message, signature))
            }
            #[cfg(feature = "issuer-keys")]
            Algorithm::Rs512 => {
                matches!(self, Self::Rsa(key) if key.verifies_pkcs1::<Sha512>(message, signature))
            }
            #[cfg(not(feature = "issuer-keys"))]
            Algorithm::Es384
            | Algorithm::Es512
            | Algorithm::Ps256
            | Algorithm::Ps384
            | Algorithm::Ps512
            | Algorithm::Rs256
            | Algorithm::Rs384
            | Algorithm::Rs512 => false,
            #[cfg(feature = "es256k")]
            Algorithm::Es256k => {
                matches!(self, Self::Secp256k1(key) if ec::verifies_either_s(key, message, signature))
            }
            #[cfg(feature = "ml-dsa")]
            Algorithm::MlDsa44 => {
                matches!(self, Self::MlDsa44(key) if key.verifies(message, signature))
            }
            #[cfg(feature = "ml-dsa")]
            Algorithm::MlDsa65 => {
                matches!(self, Self::MlDsa65(key) if key.verifies(message, signature))
            }
        }
    }

    /// What one verification costs, in the time of one with Ed25519: measured natively, and rounded up. A key that
    /// somebody brings along costs as much as it can: it is new, so has no tables, and its exponent is the largest.
    pub(super) fn signature_cost(&self, member: &Object) -> Result<u32, Unusable> {
        #[cfg(not(feature = "issuer-keys"))]
        let _ = member;
        Ok(match self {
            Self::Ed25519(_) => 1,
            Self::P256(_) => 4,
            #[cfg(feature = "issuer-keys")]
            Self::P384(_) => 12,
            #[cfg(feature = "issuer-keys")]
            Self::P521(_) => 12,
            // quadratic in the length of the modulus, with 256 characters of base64url, 1536 bits, for 1
            #[cfg(feature = "issuer-keys")]
            Self::Rsa(_) => {
                let length = required(member, "n")?.len();
                u32::try_from(length.saturating_mul(length).div_ceil(256 * 256)).unwrap_or(u32::MAX)
            }
            #[cfg(feature = "es256k")]
            Self::Secp256k1(_) => 4,
            #[cfg(feature = "ml-dsa")]
            Self::MlDsa44(_) => 3,
            #[cfg(feature = "ml-dsa")]
            Self::MlDsa65(_) => 4,
        })
    }

    /// RFC 7638, section 3: the required members, sorted, without white space. They are re-encoded from what was
    /// decoded, and decoding took the canonical spelling only.
    pub(super) fn thumbprint(&self, member: &Object) -> Result<String, Unusable> {
        let text = |name| required(member, name);
        let curve = |name: &str| -> Result<String, Unusable> {
            let (x, y) = (text("x")?, text("y")?);
            Ok(format!(
                r#"{{"crv":"{name}","kty":"EC","x":"{x}","y":"{y}"}}"#
            ))
        };
        let canonical = match self {
            Self::Ed25519(_) => format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{}"}}"#, text("x")?),
            Self::P256(_) => curve("P-256")?,
            #[cfg(feature = "issuer-keys")]
            Self::P384(_) => curve("P-384")?,
            #[cfg(feature = "issuer-keys")]
            Self::P521(_) => curve("P-521")?,
            #[cfg(feature = "es256k")]
            Self::Secp256k1(_) => curve("secp256k1")?,
            #[cfg(feature = "issuer-keys")]
            Self::Rsa(_) => format!(
                r#"{{"e":"{}","kty":"RSA","n":"{}"}}"#,
                text("e")?,
                text("n")?
            ),
            // RFC 9964: `alg`, `kty` and `pub`
            #[cfg(feature = "ml-dsa")]
            Self::MlDsa44(_) | Self::MlDsa65(_) => format!(
                r#"{{"alg":"{}","kty":"AKP","pub":"{}"}}"#,
                text("alg")?,
                text("pub")?
            ),
        };
        Ok(base64url::encode(&Sha256::digest(canonical.as_bytes())))
    }
}
