//! [`PublicKey`]: the half of an agent's key that others see.

use serde::Serialize;
use zeroize::Zeroize as _;

use super::{AgentError, KeyType};
use crate::jose::json::{self, Bounds, Object, Value};
use crate::jose::jwa::Algorithm;
use crate::jose::jwk::Jwk;

/// An Ed25519 or a P-256 key, ready to verify, and to be written into tokens and proofs.
#[derive(Clone, Debug)]
pub struct PublicKey {
    jwk: Jwk,
    members: Members,
    /// What it signs with; the same as that of the JWK where that has one, unless a token confirms the key for another.
    algorithm: Algorithm,
}

/// RFC 7638, section 3.2: the members that make the key, in the order of its thumbprint.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Members {
    crv: &'static str,
    kty: &'static str,
    x: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    y: Option<String>,
}

impl PublicKey {
    /// Reads a public JSON Web Key. Its `alg`, where it has one, is what the key signs with: `EdDSA` says that tokens and proofs
    /// shall use that older name. Without it that is `Ed25519` or `ES256`.
    ///
    /// # Errors
    ///
    /// [`AgentError::Misuse`]: not JSON, a private key (`d`), a secret one (`"kty":"oct"`), `"kty":"RSA"`, `"crv":"P-384"`, a
    /// point that is not on the curve.
    pub fn from_jwk(text: &str) -> Result<Self, AgentError> {
        Self::read(&object(text)?.0)
    }

    pub(super) fn read(member: &Object) -> Result<Self, AgentError> {
        let unusable = |reason| AgentError::misuse(format!("the key is not usable: {reason}"));
        let jwk = Jwk::from_member(member).map_err(unusable)?;
        let text = |name: &str| match member.get(name) {
            Some(Value::String(text)) => Ok(text.clone()),
            _ => Err(unusable("neither an Ed25519 nor a P-256 key")),
        };
        let key_type: KeyType = text("crv")?.parse()?;
        Ok(Self {
            algorithm: jwk.algorithm().unwrap_or(key_type.algorithm()),
            jwk,
            members: match key_type {
                KeyType::Ed25519 => Members {
                    crv: "Ed25519",
                    kty: "OKP",
                    x: text("x")?,
                    y: None,
                },
                KeyType::P256 => Members {
                    crv: "P-256",
                    kty: "EC",
                    x: text("x")?,
                    y: Some(text("y")?),
                },
            },
        })
    }

    /// The JSON Web Key: the members that RFC 7638 hashes, and no other.
    pub fn jwk(&self) -> String {
        serde_json::to_string(&self.members).unwrap_or_default()
    }

    /// RFC 7638 thumbprint with SHA-256, base64url: what `cnf.jkt` says.
    pub fn thumbprint(&self) -> &str {
        self.jwk.thumbprint()
    }

    /// What it signs with, as `alg` says.
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// `alg` of the JWK, where it has one.
    pub(super) fn stated_algorithm(&self) -> Option<Algorithm> {
        self.jwk.algorithm()
    }

    pub(super) fn members(&self) -> &Members {
        &self.members
    }

    /// As a member of `cnf`: with `alg` where that was said.
    pub(super) fn value(&self) -> Value {
        self.value_with(self.stated_algorithm())
    }

    /// As a parameter of a header, which says `alg` itself.
    pub(super) fn bare_value(&self) -> Value {
        self.value_with(None)
    }

    fn value_with(&self, algorithm: Option<Algorithm>) -> Value {
        let Members { crv, kty, x, y } = &self.members;
        let members = [
            ("crv", Some((*crv).to_owned())),
            ("kty", Some((*kty).to_owned())),
            ("x", Some(x.clone())),
            ("y", y.clone()),
            ("alg", algorithm.map(|algorithm| algorithm.to_string())),
        ];
        let stated =
            |(name, text): (&str, Option<String>)| Some((name.to_owned(), Value::String(text?)));
        Value::Object(members.into_iter().filter_map(stated).collect())
    }

    /// The same key, to sign by the algorithm that somebody confirmed it for.
    pub(super) fn for_algorithm(&self, algorithm: Algorithm) -> Self {
        Self {
            algorithm,
            ..self.clone()
        }
    }

    /// The same key, to sign as a token is signed that stands before: Ed25519 has two names, and a gate that takes one of them
    /// need not take the other. Where the key itself says which one, that counts.
    pub(super) fn spelt_as(&self, before: Algorithm) -> Self {
        match (self.stated_algorithm(), self.algorithm, before) {
            (None, Algorithm::Ed25519, Algorithm::EdDsa) => self.for_algorithm(Algorithm::EdDsa),
            _ => self.clone(),
        }
    }

    /// Is this its algorithm? Ed25519 has two names (RFC 8037; RFC 9864), and which of them is written is for gates to judge.
    pub(super) fn signs_by(&self, algorithm: Algorithm) -> bool {
        let one_name = |algorithm| match algorithm {
            Algorithm::EdDsa => Algorithm::Ed25519,
            other => other,
        };
        one_name(self.algorithm) == one_name(algorithm)
    }

    pub(super) fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        // Two names of one algorithm: the key itself counts, whatever name is written
        let algorithm = self.stated_algorithm().unwrap_or(self.algorithm);
        self.jwk.verifies(algorithm, message, signature)
    }
}

/// A JSON Web Key that may be a private one, whatever it should be: all its texts are wiped when it is dropped.
pub(super) struct Wiped(pub(super) Object);

impl Drop for Wiped {
    fn drop(&mut self) {
        self.0.values_mut().for_each(wipe);
    }
}

/// As deep as JSON was let in.
fn wipe(value: &mut Value) {
    match value {
        Value::String(text) => text.zeroize(),
        Value::Array(values) => values.iter_mut().for_each(wipe),
        Value::Object(members) => members.values_mut().for_each(wipe),
        Value::Null | Value::Bool(_) | Value::Integer(_) | Value::Beyond(_) | Value::Float(_) => {}
    }
}

/// The text of a JSON Web Key.
pub(super) fn object(text: &str) -> Result<Wiped, AgentError> {
    match json::parse(text.as_bytes(), Bounds::CONFIGURATION) {
        Ok(Value::Object(member)) => Ok(Wiped(member)),
        _ => Err(AgentError::misuse(
            "the key is not the text of a JSON object",
        )),
    }
}
