//! [`Unsigned`]: a token or a proof that lacks its signature.

use core::fmt;

use serde::Serialize;

use super::{AgentError, AgentKey, PublicKey};
use crate::jose::base64url;
use crate::jose::jcs::canonical_object;
use crate::jose::json::{self, Bounds, Object, Value};

/// What is to be signed, and by whose key.
#[derive(Clone)]
pub struct Unsigned {
    input: String,
    key: PublicKey,
}

impl Unsigned {
    pub(super) fn new(
        header: &impl Serialize,
        payload: &impl Serialize,
        key: &PublicKey,
    ) -> Result<Self, AgentError> {
        let header = serde_json::to_vec(header).map_err(|_| unwritable())?;
        let payload = serde_json::to_vec(payload).map_err(|_| unwritable())?;
        Ok(Self::of_octets(&header, &payload, key))
    }

    /// Both as their drafts' canonical text (RFC 8785).
    pub(super) fn canonical(
        header: &Object,
        payload: &Object,
        key: &PublicKey,
    ) -> Result<Self, AgentError> {
        let text = |object| {
            canonical_object(object).ok_or_else(|| {
                AgentError::misuse(
                    "an argument has a whole number beyond 2^53 - 1, which readers take for another",
                )
            })
        };
        let (header, payload) = (text(header)?, text(payload)?);
        Ok(Self::of_octets(header.as_bytes(), payload.as_bytes(), key))
    }

    fn of_octets(header: &[u8], payload: &[u8], key: &PublicKey) -> Self {
        Self {
            input: format!(
                "{}.{}",
                base64url::encode(header),
                base64url::encode(payload)
            ),
            key: key.clone(),
        }
    }

    /// Takes up one that was put down as [`Self::signing_input`], by a host that can't hold it while it waits for the signature.
    ///
    /// Hand in what this crate made and nobody else could write to: that it is a token of this key's algorithm is looked at, so
    /// that the key signs nothing but tokens; what the token says is not checked a second time.
    ///
    /// # Errors
    ///
    /// [`AgentError::Misuse`]: `"a.b"`, three parts, a header or a payload that is not a JSON object, an `alg` that is not the
    /// key's. `EdDSA` and `Ed25519` are one algorithm.
    pub fn resume(signing_input: &str, key: &PublicKey) -> Result<Self, AgentError> {
        let header = signing_input
            .split_once('.')
            .and_then(|(header, payload)| object(payload).and_then(|_| object(header)))
            .ok_or_else(|| {
                AgentError::misuse("the signing input is not header and payload of a token")
            })?;
        let algorithm = match header.get("alg") {
            Some(Value::String(name)) => name.parse().ok(),
            _ => None,
        };
        match algorithm.is_some_and(|algorithm| key.signs_by(algorithm)) {
            true => Ok(Self {
                input: signing_input.to_owned(),
                key: key.clone(),
            }),
            false => Err(AgentError::misuse(
                "`alg` of the signing input is not that of the key",
            )),
        }
    }

    /// The bytes to sign (RFC 7515, section 5.1), by the algorithm of the key: with `ES256` their SHA-256 hash is taken as a part
    /// of signing. ASCII.
    pub fn signing_input(&self) -> &[u8] {
        self.input.as_bytes()
    }

    /// The compact token, with its signature as JWS wants it: 64 octets, R and S, never DER.
    ///
    /// # Errors
    ///
    /// [`AgentError::WrongSignature`] where it does not verify: no gate would take the token.
    pub fn signed(self, signature: &[u8]) -> Result<String, AgentError> {
        match self.key.verifies(self.signing_input(), signature) {
            true => Ok(self.with_signature(signature)),
            false => Err(AgentError::WrongSignature),
        }
    }

    pub(super) fn with_signature(&self, signature: &[u8]) -> String {
        format!("{}.{}", self.input, base64url::encode(signature))
    }

    /// The same, where the key is at hand.
    ///
    /// # Errors
    ///
    /// [`AgentError::WrongSignature`] where it is another key.
    pub fn sign(self, key: &AgentKey) -> Result<String, AgentError> {
        let signature = key.sign(self.signing_input());
        self.signed(&signature)
    }
}

/// Whose it is to sign, and nothing of what it says.
impl fmt::Debug for Unsigned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Unsigned")
            .field("key", &self.key.thumbprint())
            .finish_non_exhaustive()
    }
}

/// One part of a token (RFC 7515, section 7.1).
fn object(part: &str) -> Option<Object> {
    let octets = base64url::decode(part)?;
    match json::parse(&octets, Bounds::CONFIGURATION) {
        Ok(Value::Object(members)) => Some(members),
        _ => None,
    }
}

fn unwritable() -> AgentError {
    AgentError::misuse("the token can't be written as JSON")
}
