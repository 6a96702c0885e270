//! [`AgentKey`]: a private key in memory.

use core::fmt;
use core::str::FromStr;

use p256::ecdsa::signature::Signer as _;
use zeroize::Zeroizing;

use super::public::object;
use super::{AgentError, Entropy, PublicKey};
use crate::jose::base64url;
use crate::jose::json::{Object, Value};
use crate::jose::jwa::Algorithm;

/// What agents sign with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyType {
    /// Ed25519 (RFC 8037).
    Ed25519,
    /// P-256, for `ES256` (RFC 7518, section 3.4). Signed without randomness (RFC 6979).
    P256,
}

impl KeyType {
    pub(super) fn algorithm(self) -> Algorithm {
        match self {
            Self::Ed25519 => Algorithm::Ed25519,
            Self::P256 => Algorithm::Es256,
        }
    }
}

impl FromStr for KeyType {
    type Err = AgentError;

    /// As `crv` of a JSON Web Key says: `"Ed25519"` or `"P-256"`.
    fn from_str(curve: &str) -> Result<Self, AgentError> {
        match curve {
            "Ed25519" => Ok(Self::Ed25519),
            "P-256" => Ok(Self::P256),
            _ => Err(AgentError::misuse(
                "a key is of type `Ed25519` or of type `P-256`",
            )),
        }
    }
}

/// A private key, wiped from memory when it is dropped. It can't be written out: a key that has to be stored is made elsewhere
/// and read by [`Self::from_jwk`], or stays in its store, which signs what [`Unsigned::signing_input`](super::Unsigned::signing_input) says.
pub struct AgentKey {
    secret: Secret,
    public: PublicKey,
}

/// Both types of the libraries wipe themselves.
enum Secret {
    Ed25519(ed25519_dalek::SigningKey),
    P256(p256::ecdsa::SigningKey),
}

impl AgentKey {
    /// A new key.
    ///
    /// # Errors
    ///
    /// [`AgentError::NoEntropy`]: one draw of 2^32 is no key of P-256 (FIPS 186-5, appendix A.2.2). Draw again.
    pub fn generate(key_type: KeyType, entropy: Entropy) -> Result<Self, AgentError> {
        let secret = Secret::new(key_type, &entropy.into_octets()).ok_or(AgentError::NoEntropy)?;
        Self::new(secret, None)
    }

    /// Reads a private JSON Web Key (RFC 7518, section 6.2.2; RFC 8037, section 2). What is read of a JSON object is wiped,
    /// taken or refused; the text is the caller's to wipe.
    ///
    /// # Errors
    ///
    /// [`AgentError::Misuse`]: not JSON, no `d`, `d` of another length, `"crv":"P-384"`, `x` that is not the public half of `d`, a
    /// `key_ops` without `sign`.
    pub fn from_jwk(text: &str) -> Result<Self, AgentError> {
        let mut wiped = object(text)?;
        let member = &mut wiped.0;
        let not_private = || AgentError::misuse("the key is not a private one: it has no `d`");
        let d = match member.get_mut("d") {
            Some(Value::String(d)) => Zeroizing::new(core::mem::take(d)),
            _ => return Err(not_private()),
        };
        member.remove("d");
        take_operations(member)?;
        let stated = PublicKey::read(member)?;
        let Some(Value::String(curve)) = member.get("crv") else {
            return Err(not_private());
        };
        let octets = base64url::decode(&d).map(Zeroizing::new);
        let secret = octets
            .as_ref()
            .and_then(|octets| octets.as_slice().try_into().ok())
            .map(|octets| Secret::new(curve.parse()?, octets).ok_or_else(not_in_range))
            .unwrap_or_else(|| Err(not_in_range()))?;
        let key = Self::new(secret, stated.stated_algorithm())?;
        match key.public.thumbprint() == stated.thumbprint() {
            true => Ok(key),
            false => Err(AgentError::misuse(
                "the public half of the key is not that of its `d`",
            )),
        }
    }

    fn new(secret: Secret, algorithm: Option<Algorithm>) -> Result<Self, AgentError> {
        let mut member = secret.public_members();
        if let Some(algorithm) = algorithm {
            member.insert("alg".to_owned(), Value::String(algorithm.to_string()));
        }
        Ok(Self {
            public: PublicKey::read(&member)?,
            secret,
        })
    }

    /// The public half.
    pub fn public(&self) -> &PublicKey {
        &self.public
    }

    /// The signature over these bytes, in the form of JWS: 64 octets.
    pub fn sign(&self, message: &[u8]) -> [u8; 64] {
        match &self.secret {
            Secret::Ed25519(key) => key.sign(message).to_bytes(),
            Secret::P256(key) => {
                let signature: p256::ecdsa::Signature = key.sign(message);
                signature.to_bytes().into()
            }
        }
    }
}

impl Secret {
    /// RFC 8032, section 5.1.5: any 32 octets; FIPS 186-5, appendix A.2.2: a number from 1 to the order less one.
    fn new(key_type: KeyType, octets: &[u8; 32]) -> Option<Self> {
        match key_type {
            KeyType::Ed25519 => Some(Self::Ed25519(ed25519_dalek::SigningKey::from_bytes(octets))),
            KeyType::P256 => p256::ecdsa::SigningKey::from_slice(octets)
                .ok()
                .map(Self::P256),
        }
    }

    fn public_members(&self) -> Object {
        let members = match self {
            Self::Ed25519(key) => vec![
                ("kty", "OKP".to_owned()),
                ("crv", "Ed25519".to_owned()),
                ("x", base64url::encode(key.verifying_key().as_bytes())),
            ],
            Self::P256(key) => {
                let point = key.verifying_key().to_sec1_point(false);
                // SEC 1, section 2.3.3: 04, x, y
                let coordinates = point.as_bytes().get(1..).unwrap_or_default();
                let (x, y) = coordinates.split_at(coordinates.len() / 2);
                vec![
                    ("kty", "EC".to_owned()),
                    ("crv", "P-256".to_owned()),
                    ("x", base64url::encode(x)),
                    ("y", base64url::encode(y)),
                ]
            }
        };
        members
            .into_iter()
            .map(|(name, text)| (name.to_owned(), Value::String(text)))
            .collect()
    }
}

/// RFC 7517, section 4.3: those of a private key are not those of its public half.
fn take_operations(member: &mut Object) -> Result<(), AgentError> {
    let signs = |name: &Value| matches!(name, Value::String(name) if name == "sign");
    match member.remove("key_ops") {
        None => Ok(()),
        Some(Value::Array(names)) if names.iter().any(signs) => Ok(()),
        Some(_) => Err(AgentError::misuse(
            "`key_ops` of the key does not hold `sign`",
        )),
    }
}

fn not_in_range() -> AgentError {
    AgentError::misuse("`d` of the key is not 32 octets in base64url, or out of range")
}

/// The public half alone.
impl fmt::Debug for AgentKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AgentKey")
            .field("thumbprint", &self.public.thumbprint())
            .finish_non_exhaustive()
    }
}
