//! [`Profile`]: the shape of token that an issuer emits, one file per profile.

mod rfc9068;

use crate::denial::Denial;
use crate::issuer::TrustedIssuer;
use crate::jose::json::Object;
use crate::jose::jws::Jws;
use crate::limits::Limits;
use crate::token::Claims;

/// How an issuer's tokens are read: which `typ`, which claims, who is principal and who is actor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Profile {
    /// JWT access tokens (RFC 9068), with the current actor in `act` (RFC 8693, section 4.1).
    Rfc9068,
}

impl Profile {
    /// By the name that configuration gives it.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        match name {
            "rfc9068" => Some(Self::Rfc9068),
            _ => None,
        }
    }

    /// The header policy of the profile, before any key is looked for.
    pub(crate) fn check_header(self, jws: &Jws<'_>) -> Result<(), Denial> {
        match self {
            Self::Rfc9068 => rfc9068::check_header(jws),
        }
    }

    /// The payload, once its signature has been verified, as claims of the profile.
    pub(crate) fn read(
        self,
        payload: &Object,
        issuer: &TrustedIssuer,
        limits: &Limits,
    ) -> Result<Claims, Denial> {
        match self {
            Self::Rfc9068 => rfc9068::read(payload, issuer, limits),
        }
    }
}
