//! [`Challenge`]: the HTTP answer to a denial (RFC 6750, section 3; RFC 9449, section 7.1; RFC 9470, section 3; RFC 9728,
//! section 5.1).

use core::fmt::Write as _;

use crate::authentication::Required;
use crate::denial::{Answer, Code, Denial, Missing};
use crate::jose::jwa::Algorithm;

/// What the client is told: a status, and the value of `WWW-Authenticate`.
///
/// It is made from configuration alone. Nothing of what was presented is in it, and it does not say which check
/// failed.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Challenge {
    status: u16,
    www_authenticate: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after: Option<u32>,
}

impl Challenge {
    /// The HTTP status code.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// The value of `WWW-Authenticate`; `None` where the status does not ask for one. Where the gate takes `DPoP` and
    /// `Bearer` it holds a challenge for each (RFC 9110, section 11.6.1). With `error="use_dpop_nonce"` the host adds the
    /// header field `DPoP-Nonce`: nonces are the host's.
    pub fn www_authenticate(&self) -> Option<&str> {
        self.www_authenticate.as_deref()
    }

    /// The value of `Retry-After`, in seconds, with status 503.
    pub fn retry_after(&self) -> Option<u32> {
        self.retry_after
    }
}

/// What a gate's configuration says about its answers.
#[derive(Clone, Debug, Default)]
pub(crate) struct Challenger {
    pub(crate) resource_metadata: Option<String>,
    /// Are there issuers of bearer tokens?
    pub(crate) bearer: bool,
    /// What DPoP proofs may be signed with; empty where the gate takes none.
    pub(crate) dpop: Vec<Algorithm>,
}

impl Challenger {
    /// Where no gate is at hand.
    pub(crate) const PLAIN: Self = Self {
        resource_metadata: None,
        bearer: true,
        dpop: Vec::new(),
    };

    pub(crate) fn answer(&self, denial: &Denial) -> Challenge {
        let (status, error) = match denial.answer() {
            // RFC 6750, section 3.1: without credentials, no error code
            Answer::NoCredentials => (401, None),
            Answer::InvalidRequest => (400, Some("invalid_request")),
            Answer::InvalidToken => (401, Some("invalid_token")),
            Answer::InvalidProof => (401, Some("invalid_dpop_proof")),
            Answer::UseNonce => (401, Some("use_dpop_nonce")),
            Answer::InsufficientAuthentication => (401, Some("insufficient_user_authentication")),
            Answer::InsufficientScope => (403, Some("insufficient_scope")),
            // No other token would help, so no challenge: a client that tries again must not loop
            Answer::Forbidden => (403, None),
            Answer::Unavailable => (503, None),
        };
        let retry_after = match denial.missing() {
            Some(Missing::Key { retry_after, .. }) if status == 503 => Some((*retry_after).max(1)),
            _ => None,
        };
        let silent = matches!(status, 503) || (status == 403 && error.is_none());
        Challenge {
            status,
            www_authenticate: (!silent).then(|| self.schemes(denial, error)),
            retry_after,
        }
    }

    /// One challenge for each scheme that the gate takes.
    fn schemes(&self, denial: &Denial, error: Option<&str>) -> String {
        // RFC 9449, section 7.1: errors of proofs are those of its scheme
        let of_proof = matches!(error, Some("invalid_dpop_proof" | "use_dpop_nonce"));
        let algorithms: Vec<_> = self.dpop.iter().map(|alg| alg.as_str()).collect();
        let mut value = String::new();
        if self.bearer && !of_proof || self.dpop.is_empty() {
            let error = if of_proof {
                Some("invalid_token")
            } else {
                error
            };
            self.scheme(&mut value, "Bearer", error, denial, None);
        }
        if !self.dpop.is_empty() {
            let separator = if value.is_empty() { "" } else { ", " };
            value.push_str(separator);
            self.scheme(
                &mut value,
                "DPoP",
                error,
                denial,
                Some(&algorithms.join(" ")),
            );
        }
        value
    }

    fn scheme(
        &self,
        value: &mut String,
        scheme: &str,
        error: Option<&str>,
        denial: &Denial,
        algorithms: Option<&str>,
    ) {
        let Required { scope, step_up } = denial.required();
        // What is asked for in another way needs no other token
        let scope = (!scope.is_empty() && denial.answer() != Answer::InvalidRequest)
            .then(|| scope.to_string());
        let stepping_up = step_up
            .as_ref()
            .filter(|_| denial.code() == Code::AuthenticationInsufficient);
        let acr_values = stepping_up
            .filter(|step_up| !step_up.acr_values.is_empty())
            .map(|step_up| step_up.acr_values.join(" "));
        let max_age = stepping_up.and_then(|step_up| step_up.max_age.map(|age| age.to_string()));
        let parameters = [
            ("error", error),
            ("scope", scope.as_deref()),
            ("acr_values", acr_values.as_deref()),
            ("max_age", max_age.as_deref()),
            ("resource_metadata", self.resource_metadata.as_deref()),
            ("algs", algorithms),
        ];
        value.push_str(scheme);
        let mut separator = " ";
        for (name, text) in parameters
            .into_iter()
            .filter_map(|(name, text)| Some((name, text?)))
        {
            // Writing to a String never fails
            let _ = write!(value, "{separator}{name}=\"{text}\"");
            separator = ",";
        }
    }
}

/// Can the text stand between quotes in a header as it is (RFC 9110, section 5.6.4, without escapes)?
pub(crate) fn is_quotable(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|b| matches!(b, 0x21 | 0x23..=0x5b | 0x5d..=0x7e))
}

#[cfg(test)]
mod tests;
