//! [`CountedLimit`]: a bound on a sum over several calls, which only the host can count.

use crate::jose::base64url;

/// What one token of a chain allows in all. A gate remembers nothing of other calls, so it can only say that there is such a
/// limit: the host keeps the sum, and checks and adds in one step.
///
/// A sum is kept by [`token`](Self::token), [`key`](Self::key) and [`kind`](Self::kind). Not by [`token_id`](Self::token_id):
/// whoever holds a token chooses the `jti` of the next one, and could have it counted with others, or apart.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CountedLimit {
    #[serde(serialize_with = "base64url::serialize")]
    token: [u8; 32],
    token_id: String,
    key: String,
    kind: LimitKind,
    #[serde(serialize_with = "number")]
    most: f64,
}

/// Over which calls a limit is measured (draft-asor-wimse-agent-delegation-chain-02, section "Constraint Vocabulary").
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[non_exhaustive]
pub enum LimitKind {
    /// All calls with the token itself. Not those with a token that its holder derives from it, also for itself: there the sum
    /// begins anew. So this bounds no holder; only [`Self::Subtree`] does.
    #[serde(rename = "max_lifetime")]
    Lifetime,
    /// All calls with the token itself, and with every token that descends from it.
    #[serde(rename = "max_subtree")]
    Subtree,
}

impl CountedLimit {
    pub(crate) fn new(
        token: &[u8; 32],
        token_id: &str,
        key: &str,
        kind: LimitKind,
        most: f64,
    ) -> Self {
        Self {
            token: *token,
            token_id: token_id.to_owned(),
            key: key.to_owned(),
            kind,
            most,
        }
    }

    /// The token that has the limit, as [`RevocationAnswer::token`](crate::RevocationAnswer::token) names it: SHA-256 of what
    /// was signed.
    pub fn token(&self) -> &[u8; 32] {
        &self.token
    }

    /// `jti` of the token that has the limit: the presented one, or one that it descends from.
    pub fn token_id(&self) -> &str {
        &self.token_id
    }

    /// What is counted, as the token calls it: `max_calls`, `spend`.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// Over which calls.
    pub fn kind(&self) -> LimitKind {
        self.kind
    }

    /// The sum that must not be exceeded, this call's part included.
    pub fn most(&self) -> f64 {
        self.most
    }
}

impl LimitKind {
    /// The name in the draft.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Lifetime => "max_lifetime",
            Self::Subtree => "max_subtree",
        }
    }
}

/// A whole number as one.
#[expect(
    clippy::as_conversions,
    reason = "exact: it has no fraction, and doubles of that size are integers of 64 bits"
)]
fn number<S: serde::Serializer>(number: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    match number.fract() == 0.0 && number.abs() < 9e15 {
        true => serializer.serialize_i64(*number as i64),
        false => serializer.serialize_f64(*number),
    }
}
