//! [`Challenge`]: the HTTP answer to a denial (RFC 6750, section 3; RFC 9728, section 5.1).

use core::fmt::Write as _;

use crate::denial::{Answer, Denial};

/// What the client is told: a status, and the value of `WWW-Authenticate`.
///
/// It is made from configuration alone. Nothing of what was presented is in it, and it does not say which check
/// failed.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Challenge {
    status: u16,
    www_authenticate: Option<String>,
}

impl Challenge {
    /// The HTTP status code.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// The value of `WWW-Authenticate`; `None` where the status does not ask for one.
    pub fn www_authenticate(&self) -> Option<&str> {
        self.www_authenticate.as_deref()
    }

    pub(crate) fn new(denial: &Denial, resource_metadata: Option<&str>) -> Self {
        let scope = denial.required_scopes().join(" ");
        let scope = (!scope.is_empty()).then_some(scope);
        let bearer = |error: Option<&str>| {
            let parameters = [
                ("error", error),
                ("scope", scope.as_deref()),
                ("resource_metadata", resource_metadata),
            ];
            let mut value = "Bearer".to_owned();
            let mut separator = ' ';
            for (name, text) in parameters
                .into_iter()
                .filter_map(|(name, text)| Some((name, text?)))
            {
                // Writing to a String never fails
                let _ = write!(value, "{separator}{name}=\"{text}\"");
                separator = ',';
            }
            Some(value)
        };
        let (status, www_authenticate) = match denial.code().answer() {
            // RFC 6750, section 3.1: without credentials, no error code
            Answer::NoCredentials => (401, bearer(None)),
            Answer::InvalidRequest => (400, bearer(Some("invalid_request"))),
            Answer::InvalidToken
            | Answer::InvalidProof
            | Answer::UseNonce
            | Answer::InsufficientAuthentication => (401, bearer(Some("invalid_token"))),
            Answer::InsufficientScope => (403, bearer(Some("insufficient_scope"))),
            // No other token would help, so no challenge: a client that tries again must not loop
            Answer::Forbidden => (403, None),
            Answer::Unavailable => (503, None),
        };
        Self {
            status,
            www_authenticate,
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
