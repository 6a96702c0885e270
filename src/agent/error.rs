//! [`AgentError`]: why no key, no proof or no token was made.

use core::fmt;

use crate::denial::Denial;

/// Why nothing was made.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum AgentError {
    /// A gate would refuse it: what is held is not of its draft's form, or the new token would have more than it. The denial is
    /// the gate's own.
    Refused(Denial),
    /// An argument that can't be meant, for example the URI `"/mcp"` or a JWK of type `RSA`. Found by reading the caller.
    Misuse(String),
    /// The system has no randomness, or what was handed in is none.
    NoEntropy,
    /// The signature is not one by the key that was named. A callback that signs the wrong bytes, or with the wrong key.
    WrongSignature,
}

impl AgentError {
    pub(super) fn misuse(sentence: impl Into<String>) -> Self {
        Self::Misuse(sentence.into())
    }
}

impl fmt::Display for AgentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(denial) => denial.fmt(f),
            Self::Misuse(sentence) => f.write_str(sentence),
            Self::NoEntropy => f.write_str("there is no randomness"),
            Self::WrongSignature => {
                f.write_str("the signature is not one of the signer's key over these bytes")
            }
        }
    }
}

// The sentence, so that an `unwrap` in a test reads well.
impl fmt::Debug for AgentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(denial) => denial.fmt(f),
            Self::Misuse(_) | Self::NoEntropy | Self::WrongSignature => {
                write!(f, "AgentError({self})")
            }
        }
    }
}

impl core::error::Error for AgentError {}

impl From<Denial> for AgentError {
    fn from(denial: Denial) -> Self {
        Self::Refused(denial)
    }
}
