//! The JSON forms that are the binding's own: an answer is an object with one member that says what it is.

use narrowgate::DenialReport;
use narrowgate::agent::{AgentError, PublicKey};
use serde::Serialize;

/// One answer.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Answer<'a> {
    Key(KeyInfo<'a>),
    SigningInput(&'a str),
    Token(&'a str),
    Denial(DenialReport),
    Failure(Failure),
}

/// What there is to know of a key.
#[derive(Serialize)]
pub(crate) struct KeyInfo<'a> {
    /// JSON text.
    jwk: String,
    thumbprint: &'a str,
    algorithm: &'static str,
}

impl<'a> From<&'a PublicKey> for KeyInfo<'a> {
    fn from(key: &'a PublicKey) -> Self {
        Self {
            jwk: key.jwk(),
            thumbprint: key.thumbprint(),
            algorithm: key.algorithm().as_str(),
        }
    }
}

#[derive(Serialize)]
pub(crate) struct Failure {
    kind: &'static str,
    message: String,
}

impl Failure {
    pub(crate) fn new(kind: &'static str, error: &AgentError) -> Self {
        Self {
            kind,
            message: error.to_string(),
        }
    }
}

/// The text of `value`. It can't fail; if it did, the empty text is no JSON, and TypeScript throws.
pub(crate) fn json<T: Serialize + ?Sized>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
