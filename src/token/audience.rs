//! [`Audience`]: whom a token is for (RFC 7519, section 4.1.3).

use crate::denial::{Code, Denial};

/// The audiences of a token, or the identifiers of a gate. Compared byte by byte: no case folding, no trailing
/// slash, no prefix.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Audience(Vec<String>);

impl Audience {
    pub(crate) fn new(names: Vec<String>) -> Self {
        Self(names)
    }

    /// RFC 7519, section 4.1.3: whoever is not in `aud` must refuse.
    pub(crate) fn check(&self, own: &[String]) -> Result<(), Denial> {
        if self.0.iter().any(|name| own.contains(name)) {
            Ok(())
        } else {
            Err(Denial::new(
                Code::AudienceMismatch,
                "the token is for another audience",
            ))
        }
    }

    /// For tokens that are for one place alone.
    pub(crate) fn check_only(&self, own: &str) -> Result<(), Denial> {
        match self.0.as_slice() {
            [name] if name == own => Ok(()),
            _ => Err(Denial::new(
                Code::AudienceMismatch,
                "the token is for another audience, or not for one alone",
            )),
        }
    }

    pub(crate) fn is_within(&self, parent: &Self) -> bool {
        self.0.iter().all(|name| parent.0.contains(name))
    }

    pub(crate) fn names(&self) -> &[String] {
        &self.0
    }
}
