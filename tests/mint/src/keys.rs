//! The development keys.

use ed25519_dalek::Signer as _;
use sha2::{Digest as _, Sha256, Sha384, Sha512};

use crate::rsa_numbers::N;
use crate::{encode, rsa};

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
    P384([u8; 48]),
    P521([u8; 66]),
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

    /// A P-384 key, `kid` `es384-1` and so on. Its scalar is 48 times the number, from 1 to 254.
    pub fn es384(number: u8) -> Self {
        Self {
            kid: Some(format!("es384-{number}")),
            alg: "ES384",
            secret: Secret::P384([number; 48]),
        }
    }

    /// A P-521 key, `kid` `es512-1` and so on. Its scalar is 65 times the number.
    pub fn es512(number: u8) -> Self {
        let mut scalar = [number; 66];
        scalar[0] = 0;
        Self {
            kid: Some(format!("es512-{number}")),
            alg: "ES512",
            secret: Secret::P521(scalar),
        }
    }

    /// The one RSA key, of 2048 bits, `kid` `rs-1`. [`Self::for_algorithm`] makes it one for `PS256` and so on.
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
            Secret::P256(_) | Secret::P384(_) | Secret::P521(_) => format!(
                r#"{{"crv":"{}","kty":"EC","x":"{}","y":"{}"}}"#,
                self.curve(),
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
            Secret::P256(_) | Secret::P384(_) | Secret::P521(_) => encode(self.point().0),
            Secret::Rsa => panic!("an RSA key has no coordinates"),
        }
    }

    /// Coordinate `y`, base64url.
    pub fn y(&self) -> String {
        encode(self.point().1)
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
            Secret::P384(scalar) => {
                let signature: p384::ecdsa::Signature = p384_key(scalar).sign(message);
                signature.to_bytes().to_vec()
            }
            Secret::P521(scalar) => {
                let signature: p521::ecdsa::Signature = p521_key(scalar).sign(message);
                signature.to_bytes().to_vec()
            }
            Secret::Rsa => match self.alg {
                "RS256" => rsa::pkcs1(rsa::SHA256_DIGEST_INFO, &Sha256::digest(message)),
                "RS384" => rsa::pkcs1(rsa::SHA384_DIGEST_INFO, &Sha384::digest(message)),
                "RS512" => rsa::pkcs1(rsa::SHA512_DIGEST_INFO, &Sha512::digest(message)),
                "PS256" => rsa::Pss::<Sha256>::default().sign(message),
                "PS384" => rsa::Pss::<Sha384>::default().sign(message),
                "PS512" => rsa::Pss::<Sha512>::default().sign(message),
                other => panic!("{other} is not for an RSA key"),
            },
        }
    }

    fn curve(&self) -> &'static str {
        match &self.secret {
            Secret::Ed25519(_) => "Ed25519",
            Secret::P256(_) => "P-256",
            Secret::P384(_) => "P-384",
            Secret::P521(_) => "P-521",
            Secret::Rsa => panic!("an RSA key has no curve"),
        }
    }

    /// `x` and `y`, in full size.
    fn point(&self) -> (Vec<u8>, Vec<u8>) {
        let uncompressed = match &self.secret {
            Secret::P256(scalar) => p256_key(scalar)
                .verifying_key()
                .to_sec1_point(false)
                .as_bytes()
                .to_vec(),
            Secret::P384(scalar) => p384_key(scalar)
                .verifying_key()
                .to_sec1_point(false)
                .as_bytes()
                .to_vec(),
            Secret::P521(scalar) => p521_key(scalar)
                .verifying_key()
                .to_sec1_point(false)
                .as_bytes()
                .to_vec(),
            Secret::Ed25519(_) | Secret::Rsa => panic!("only an EC key has `x` and `y`"),
        };
        // SEC 1, section 2.3.3: 04 x y
        let (x, y) = uncompressed[1..].split_at(uncompressed.len() / 2);
        (x.to_vec(), y.to_vec())
    }

    fn required_members(&self) -> String {
        match &self.secret {
            Secret::Ed25519(_) => format!(r#""kty":"OKP","crv":"Ed25519","x":"{}""#, self.x()),
            Secret::P256(_) | Secret::P384(_) | Secret::P521(_) => format!(
                r#""kty":"EC","crv":"{}","x":"{}","y":"{}""#,
                self.curve(),
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

pub(crate) fn p384_key(scalar: &[u8; 48]) -> p384::ecdsa::SigningKey {
    p384::ecdsa::SigningKey::from_slice(scalar).expect("a scalar below the order")
}

pub(crate) fn p521_key(scalar: &[u8; 66]) -> p521::ecdsa::SigningKey {
    p521::ecdsa::SigningKey::from_slice(scalar).expect("a scalar below the order")
}
