//! The development keys.

use ed25519_dalek::Signer as _;
use rsa::pkcs1v15::Pkcs1v15Sign;
use rsa::{BoxedUint, RsaPrivateKey};
use sha2::{Digest as _, Sha256};

use crate::rsa_numbers::{D, N, P, Q};
use crate::{decode, encode};

/// A key pair that everybody knows.
#[derive(Clone)]
pub struct Key {
    kid: Option<String>,
    alg: &'static str,
    pub(crate) secret: Secret,
}

#[derive(Clone)]
pub(crate) enum Secret {
    Ed25519([u8; 32]),
    P256([u8; 32]),
    Rsa,
}

impl Key {
    /// An Ed25519 key, `kid` `ed-1` and so on. Its seed is 32 times the number.
    pub fn ed25519(number: u8) -> Self {
        Self {
            kid: Some(format!("ed-{number}")),
            alg: "Ed25519",
            secret: Secret::Ed25519([number; 32]),
        }
    }

    /// A P-256 key, `kid` `es-1` and so on. Its scalar is 32 times the number, from 1 to 254.
    pub fn es256(number: u8) -> Self {
        Self {
            kid: Some(format!("es-{number}")),
            alg: "ES256",
            secret: Secret::P256([number; 32]),
        }
    }

    /// The one RSA key, of 2048 bits, `kid` `rs-1`.
    pub fn rs256() -> Self {
        Self {
            kid: Some("rs-1".to_owned()),
            alg: "RS256",
            secret: Secret::Rsa,
        }
    }

    /// The same key under another name, or under none.
    #[must_use]
    pub fn named(mut self, kid: Option<&str>) -> Self {
        self.kid = kid.map(str::to_owned);
        self
    }

    /// The same key for another `alg`: `EdDSA` for `Ed25519`.
    #[must_use]
    pub fn for_algorithm(mut self, alg: &'static str) -> Self {
        self.alg = alg;
        self
    }

    /// `kid`.
    pub fn kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    /// `alg`.
    pub fn alg(&self) -> &'static str {
        self.alg
    }

    /// The public key as the text of a JSON Web Key.
    pub fn jwk(&self) -> String {
        let kid = self.kid.as_deref().map_or(String::new(), |kid| {
            format!(r#","kid":{}"#, crate::string(kid))
        });
        format!(
            r#"{{{},"alg":"{}"{kid}}}"#,
            self.required_members(),
            self.alg
        )
    }

    /// The public key as a JSON Web Key that says neither `alg` nor `kid`.
    pub fn bare_jwk(&self) -> String {
        format!("{{{}}}", self.required_members())
    }

    /// RFC 7638, with SHA-256.
    pub fn thumbprint(&self) -> String {
        let members = match &self.secret {
            Secret::Ed25519(_) => format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{}"}}"#, self.x()),
            Secret::P256(_) => format!(
                r#"{{"crv":"P-256","kty":"EC","x":"{}","y":"{}"}}"#,
                self.x(),
                self.y()
            ),
            Secret::Rsa => format!(r#"{{"e":"AQAB","kty":"RSA","n":"{N}"}}"#),
        };
        encode(Sha256::digest(members))
    }

    /// Coordinate `x`, base64url.
    pub fn x(&self) -> String {
        match &self.secret {
            Secret::Ed25519(seed) => encode(
                ed25519_dalek::SigningKey::from_bytes(seed)
                    .verifying_key()
                    .as_bytes(),
            ),
            Secret::P256(scalar) => encode(&point(scalar)[1..33]),
            Secret::Rsa => panic!("an RSA key has no coordinates"),
        }
    }

    /// Coordinate `y`, base64url.
    pub fn y(&self) -> String {
        match &self.secret {
            Secret::P256(scalar) => encode(&point(scalar)[33..]),
            Secret::Ed25519(_) | Secret::Rsa => panic!("only an EC key has `y`"),
        }
    }

    /// The signature of `message` in the form that JWS wants.
    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        match &self.secret {
            Secret::Ed25519(seed) => ed25519_dalek::SigningKey::from_bytes(seed)
                .sign(message)
                .to_bytes()
                .to_vec(),
            Secret::P256(scalar) => {
                let signature: p256::ecdsa::Signature = p256_key(scalar).sign(message);
                signature.to_bytes().to_vec()
            }
            Secret::Rsa => rsa_sign(SHA256_DIGEST_INFO, &Sha256::digest(message)),
        }
    }

    fn required_members(&self) -> String {
        match &self.secret {
            Secret::Ed25519(_) => format!(r#""kty":"OKP","crv":"Ed25519","x":"{}""#, self.x()),
            Secret::P256(_) => format!(
                r#""kty":"EC","crv":"P-256","x":"{}","y":"{}""#,
                self.x(),
                self.y()
            ),
            Secret::Rsa => format!(r#""kty":"RSA","n":"{N}","e":"AQAB""#),
        }
    }
}

/// The text of a JSON Web Key Set.
pub fn jwks<'k>(keys: impl IntoIterator<Item = &'k Key>) -> String {
    let keys: Vec<_> = keys.into_iter().map(Key::jwk).collect();
    format!(r#"{{"keys":[{}]}}"#, keys.join(","))
}

pub(crate) fn p256_key(scalar: &[u8; 32]) -> p256::ecdsa::SigningKey {
    p256::ecdsa::SigningKey::from_slice(scalar).expect("a scalar below the order")
}

/// RSASSA-PKCS1-v1_5 of 00 01 ff … ff 00 `digest_info` `hash` (RFC 8017, section 9.2), whatever these are.
pub(crate) fn rsa_sign(digest_info: &[u8], hash: &[u8]) -> Vec<u8> {
    let number = |text| BoxedUint::from_be_slice_vartime(&decode(text));
    let exponent = BoxedUint::from(65_537_u64);
    RsaPrivateKey::from_components(number(N), exponent, number(D), vec![number(P), number(Q)])
        .expect("an RSA key")
        .sign(
            Pkcs1v15Sign {
                hash_len: None,
                prefix: digest_info.into(),
            },
            hash,
        )
        .expect("the message fits")
}

/// Uncompressed, SEC 1: 04 x y.
fn point(scalar: &[u8; 32]) -> Vec<u8> {
    p256_key(scalar)
        .verifying_key()
        .to_sec1_point(false)
        .as_bytes()
        .to_vec()
}

/// RFC 8017, section 9.2, note 1.
pub(crate) const SHA256_DIGEST_INFO: &[u8] = &[
    0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05,
    0x00, 0x04, 0x20,
];
