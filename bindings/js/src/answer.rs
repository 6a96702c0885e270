//! The JSON forms that are the binding's own: an answer is an object with one member that says what it is.

use narrowgate::{Algorithm, CallHash, DenialReport, Grant, GrantOfCall, Jwks, Record, Verified};
use serde::Serialize;

/// One answer.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Answer<'a> {
    #[cfg(feature = "cedar")]
    Grant(&'a Grant),
    #[serde(rename = "grant")]
    OfCall(GrantOfCall<'a>),
    Verified(&'a Verified),
    #[cfg(feature = "cedar")]
    Policies(Vec<narrowgate::DeterminingPolicy>),
    #[cfg(feature = "cedar")]
    Tools(Vec<narrowgate::ListedTool>),
    /// One for each call: `{"grant":…}` or `{"denial":…}`.
    #[cfg(feature = "cedar")]
    Verdicts(Vec<Answer<'a>>),
    Narrower(bool),
    Accepted(bool),
    CallHash(CallHash),
    Denial(Box<DenialReport>),
}

impl Answer<'_> {
    pub(crate) fn denial(report: DenialReport) -> Self {
        Self::Denial(Box::new(report))
    }
}

/// A verdict as data, with its record.
#[derive(Serialize)]
pub(crate) struct Decision<'a> {
    decision: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    grant: Option<&'a Grant>,
    #[serde(skip_serializing_if = "Option::is_none")]
    denial: Option<DenialReport>,
    record: &'a Record,
}

impl<'a> Decision<'a> {
    pub(crate) fn new(gate: &narrowgate::Gate, decision: &'a narrowgate::Decision) -> Self {
        let record = decision.record();
        match decision.verdict() {
            Ok(grant) => Self {
                decision: "allow",
                grant: Some(grant),
                denial: None,
                record,
            },
            Err(denial) => Self {
                decision: "deny",
                grant: None,
                denial: Some(gate.report(denial)),
                record,
            },
        }
    }
}

#[derive(Serialize)]
pub(crate) struct Problem<'a> {
    pub(crate) path: &'a str,
    pub(crate) message: String,
}

/// What a key set holds, and what was left out of it.
#[derive(Serialize)]
pub(crate) struct KeySet<'a> {
    keys: Vec<KeyInfo<'a>>,
    skipped: Vec<SkippedKey>,
}

#[derive(Serialize)]
struct KeyInfo<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    kid: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    algorithm: Option<&'static str>,
    thumbprint: &'a str,
}

#[derive(Serialize)]
struct SkippedKey {
    index: usize,
    reason: String,
}

impl<'a> From<&'a Jwks> for KeySet<'a> {
    fn from(set: &'a Jwks) -> Self {
        Self {
            keys: set
                .keys()
                .iter()
                .map(|key| KeyInfo {
                    kid: key.kid(),
                    algorithm: key.algorithm().map(Algorithm::as_str),
                    thumbprint: key.thumbprint(),
                })
                .collect(),
            skipped: set
                .skipped()
                .iter()
                .map(|skipped| SkippedKey {
                    index: skipped.index(),
                    reason: skipped.reason().to_string(),
                })
                .collect(),
        }
    }
}

/// The text of `value`. It can't fail; if it did, the empty text is no JSON, and TypeScript denies.
pub(crate) fn json<T: Serialize + ?Sized>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// The numbers of the tokens, root first.
pub(crate) fn serials(verified: &Verified) -> String {
    let serials: Vec<_> = verified
        .serials()
        .map(|serial| serial.to_string())
        .collect();
    serials.join(" ")
}

/// One call of several.
#[cfg(feature = "cedar")]
#[derive(serde::Deserialize)]
pub(crate) struct Call {
    tool: String,
    input: String,
    #[serde(default)]
    session: Option<String>,
}

#[cfg(feature = "cedar")]
impl Call {
    pub(crate) fn request(&self) -> narrowgate::Request<'_> {
        crate::request(&self.tool, &self.input, self.session.as_deref())
    }
}
