//! [`WorkloadProof`]: workload proof tokens (draft-ietf-wimse-wpt-01), as a workload makes them.

use core::fmt;
use std::collections::BTreeMap;

use serde::Serialize;

use super::unsigned::Unsigned;
use super::{AgentError, Entropy, PublicKey, check_now, check_token};
use crate::proof;
use crate::time::UnixTime;

/// A proof for one request: the value of its `Workload-Proof-Token` header field. It has to cover every token that the request
/// carries.
#[derive(Clone)]
pub struct WorkloadProof<'a> {
    audience: &'a str,
    wit: &'a str,
    access_token: Option<&'a str>,
    transaction_token: Option<&'a str>,
    others: Vec<(&'a str, &'a str)>,
    lifetime: u32,
}

#[derive(Serialize)]
struct Header {
    typ: &'static str,
    alg: &'static str,
}

#[derive(Serialize)]
struct Payload {
    aud: String,
    exp: u64,
    jti: String,
    wth: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    ath: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tth: Option<String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    oth: BTreeMap<String, String>,
}

impl<'a> WorkloadProof<'a> {
    /// For a request to `audience`, its absolute URI or another name of the server, which carries this workload identity token.
    pub fn new(audience: &'a str, wit: &'a str) -> Self {
        Self {
            audience,
            wit,
            access_token: None,
            transaction_token: None,
            others: Vec::new(),
            lifetime: 60,
        }
    }

    /// The access token that goes with it, `ath`.
    #[must_use]
    pub fn access_token(mut self, token: &'a str) -> Self {
        self.access_token = Some(token);
        self
    }

    /// The transaction token that goes with it, `tth`.
    #[must_use]
    pub fn transaction_token(mut self, token: &'a str) -> Self {
        self.transaction_token = Some(token);
        self
    }

    /// Another header field of the request that is covered, `oth`: its name in lower case, and its value.
    #[must_use]
    pub fn header(mut self, name: &'a str, value: &'a str) -> Self {
        self.others.push((name, value));
        self
    }

    /// Seconds for which it is good: 60 by default, at most 300.
    #[must_use]
    pub fn lifetime(mut self, seconds: u32) -> Self {
        self.lifetime = seconds;
        self
    }

    /// The proof, to be signed by this key, which is the one in `cnf.jwk` of the workload identity token and has its `alg`.
    ///
    /// # Errors
    ///
    /// [`AgentError::Misuse`]: an empty audience or token, the header field `"Content-Type"` with its capitals or twice, a lifetime
    /// of 0 or of 301, the time 0.
    pub fn unsigned(
        &self,
        key: &PublicKey,
        now: UnixTime,
        entropy: Entropy,
    ) -> Result<Unsigned, AgentError> {
        if self.audience.is_empty() {
            return Err(AgentError::misuse("the audience is empty"));
        }
        if !(1..=MAX_LIFETIME).contains(&self.lifetime) {
            return Err(AgentError::misuse(format!(
                "the lifetime is not 1 to {MAX_LIFETIME} s"
            )));
        }
        let header = Header {
            typ: "wpt+jwt",
            alg: key.algorithm().as_str(),
        };
        let payload = Payload {
            // Section 2: without query and fragment
            aud: proof::normalised(self.audience).unwrap_or_else(|| self.audience.to_owned()),
            exp: check_now(now)?.saturating_add(u64::from(self.lifetime)),
            jti: entropy.into_identifier(),
            wth: hash(self.wit)?,
            ath: self.access_token.map(hash).transpose()?,
            tth: self.transaction_token.map(hash).transpose()?,
            oth: self.covered()?,
        };
        Unsigned::new(&header, &payload, key)
    }

    fn covered(&self) -> Result<BTreeMap<String, String>, AgentError> {
        let mut covered = BTreeMap::new();
        for (name, value) in &self.others {
            let is_name = |b: u8| b.is_ascii_digit() || b.is_ascii_lowercase() || b == b'-';
            if name.is_empty() || !name.bytes().all(is_name) {
                return Err(AgentError::misuse(
                    "the name of a header field is not one in lower case",
                ));
            }
            let value = proof::hash(value.trim_matches([' ', '\t']));
            if covered.insert((*name).to_owned(), value).is_some() {
                return Err(AgentError::misuse("a header field is named twice"));
            }
        }
        Ok(covered)
    }
}

/// No token, and no value of a header field.
impl fmt::Debug for WorkloadProof<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WorkloadProof")
            .field("headers", &self.others.len())
            .field("lifetime", &self.lifetime)
            .finish_non_exhaustive()
    }
}

fn hash(token: &str) -> Result<String, AgentError> {
    check_token(token).map(|()| proof::hash(token))
}

/// What a gate takes at most.
const MAX_LIFETIME: u32 = 300;
