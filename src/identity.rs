//! [`Identity`]: the pair of issuer and subject.

use core::fmt;

use crate::denial::{Code, Denial};

/// Who: a subject *of an issuer*. A subject alone names nobody (RFC 7519, section 4.1.2: unique only in the
/// context of the issuer).
///
/// Prints as `issuer subject`. An issuer holds no white space, so the first space parts the two, and no two
/// identities print alike.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
pub struct Identity {
    issuer: String,
    subject: String,
}

impl Identity {
    /// Checks the grammar of both halves.
    pub(crate) fn new(issuer: &str, subject: &str, code: Code) -> Result<Self, Denial> {
        if !is_issuer(issuer) {
            return Err(Denial::new(
                code,
                "an issuer is empty, or holds white space or control characters",
            ));
        }
        if !is_subject(subject) {
            return Err(Denial::new(
                code,
                "a subject is empty, holds control characters, or has a colon and is no URI",
            ));
        }
        Ok(Self {
            issuer: issuer.to_owned(),
            subject: subject.to_owned(),
        })
    }

    /// Whose subject it is.
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// The subject, as that issuer names it.
    pub fn subject(&self) -> &str {
        &self.subject
    }
}

impl fmt::Display for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.issuer, self.subject)
    }
}

pub(crate) fn is_issuer(text: &str) -> bool {
    !text.is_empty() && !text.chars().any(|c| c.is_whitespace() || is_control(c))
}

/// Control characters, and those of bidirectional text (UAX #9, section 2), which reorder what is printed around them.
fn is_control(c: char) -> bool {
    let reorders = matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    c.is_control() || reorders
}

/// RFC 7519, section 2, StringOrURI: with a colon it is a URI, so a scheme stands before it (RFC 3986, section 3.1).
fn is_subject(text: &str) -> bool {
    let scheme = |scheme: &str| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
    };
    !text.is_empty()
        && !text.chars().any(is_control)
        && text
            .split_once(':')
            .is_none_or(|(before, _)| scheme(before))
}
