//! Revocation: what the host knows of each token that was presented. The core holds no list and fetches none.

mod status;

pub use status::Status;

use std::collections::BTreeMap;

use crate::denial::{Code, Denial, Hop, Missing};
use crate::document::Digest;
use crate::grant::Verified;
use crate::jose::base64url;
use crate::jose::jwk::thumbprint_uri;
use crate::token::VerifiedToken;

/// The host's word on one token.
#[derive(Clone, Copy, Debug)]
pub struct RevocationAnswer {
    /// The token: SHA-256 of what was signed, which is its text up to the last dot. Not of the signature: anybody can make a
    /// second one out of one by ECDSA, and it would be another token to a list of those that are revoked.
    pub token: [u8; 32],
    /// It was revoked. Where two answers differ, it was.
    pub revoked: bool,
}

/// An answer in a document.
#[derive(Clone, serde::Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct AnswerDocument {
    token: Digest,
    revoked: bool,
}

impl AnswerDocument {
    pub(crate) fn answer(&self) -> RevocationAnswer {
        RevocationAnswer {
            token: self.token.0,
            revoked: self.revoked,
        }
    }
}

/// A token that the host has to look up before it asks again: in its store by issuer and `jti`, or in a status list. Who signed a
/// token chose its `jti`, so `jti` alone names nothing.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RevocationQuery {
    #[serde(serialize_with = "base64url::serialize")]
    token: [u8; 32],
    #[serde(skip_serializing_if = "Option::is_none")]
    hop: Option<usize>,
    issuer: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    token_id: Option<String>,
    expires_at: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<Status>,
}

impl RevocationQuery {
    fn new(token: &VerifiedToken, hop: Option<Hop>) -> Self {
        let claims = &token.claims;
        Self {
            token: *token.hash(),
            hop: hop.map(|hop| hop.token),
            issuer: match token.is_signed_by_issuer() {
                true => claims.issuer.clone(),
                false => thumbprint_uri(&token.key),
            },
            token_id: claims.token_id.clone(),
            expires_at: claims.expires.as_secs(),
            status: token.status.clone().ok().flatten(),
        }
    }

    /// What the answer names it by, see [`RevocationAnswer::token`].
    pub fn token(&self) -> &[u8; 32] {
        &self.token
    }

    /// Its position, root first, from 1. `None`: it is the workload identity token that stands beside them.
    pub fn hop(&self) -> Option<usize> {
        self.hop
    }

    /// The issuer, as configured. Of a linked chain's child, which no issuer signed, it is the thumbprint URI (RFC 9278) of the
    /// key that did.
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// `jti`.
    pub fn token_id(&self) -> Option<&str> {
        self.token_id.as_deref()
    }

    /// `exp`, in seconds since 1970. Afterwards the token is refused by its time, and its revocation may be forgotten.
    pub fn expires_at(&self) -> u64 {
        self.expires_at
    }

    /// Where it says that its status is listed.
    pub fn status(&self) -> Option<&Status> {
        self.status.as_ref()
    }
}

/// Whether the host was asked for revocations.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum RevocationCheck {
    /// Of one token at least it said nothing.
    #[default]
    NotChecked,
    /// No presented token was revoked, by its word.
    Checked,
}

/// One look at everything that was presented. `required`: silence of the host denies, whatever the token.
pub(crate) fn check(
    verified: &Verified,
    answers: &[RevocationAnswer],
    required: bool,
) -> Result<RevocationCheck, Denial> {
    let mut said: BTreeMap<&[u8; 32], bool> = BTreeMap::new();
    for answer in answers {
        *said.entry(&answer.token).or_default() |= answer.revoked;
    }
    let mut found = RevocationCheck::Checked;
    let mut unknown = Vec::new();
    let mut first = None;
    for (token, hop) in verified.tokens() {
        let answer = said.get(token.hash());
        if answer == Some(&true) {
            let denial = Denial::new(Code::TokenRevoked, format!("{} was revoked", name(hop)));
            return Err(at(denial, hop));
        }
        // Who has to look it up would not know where
        if required && let Err(denial) = &token.status {
            return Err(at(denial.clone(), hop));
        }
        if answer.is_none() {
            found = RevocationCheck::NotChecked;
            // draft-ietf-oauth-status-list, section 6.1: a linked token that is listed can't be taken without its status
            if required || (token.is_linked() && !matches!(token.status, Ok(None))) {
                first = first.or(Some(hop));
                unknown.push(RevocationQuery::new(token, hop));
            }
        }
    }
    let Some(hop) = first else { return Ok(found) };
    let denial = Denial::new(
        Code::RevocationUnknown,
        format!("whether {} was revoked is not known", name(hop)),
    );
    Err(at(denial.lacking(Missing::Revocation(unknown)), hop))
}

fn name(hop: Option<Hop>) -> &'static str {
    match hop {
        Some(_) => "the token",
        None => "the workload identity token beside the token",
    }
}

fn at(denial: Denial, hop: Option<Hop>) -> Denial {
    match hop {
        Some(hop) => denial.at(hop),
        None => denial,
    }
}

#[cfg(test)]
mod tests;
