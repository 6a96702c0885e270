//! Proof of possession: that who presents a token holds the key that it is bound to (RFC 7800, section 3.1).
//!
//! `cnf` of a verified token says what has to be proven ([`Confirmation`]), the host hands in what came with the request,
//! and one check per method compares the two. Whether a proof was used before only the host can tell: a check that holds
//! gives it the [`Replay`] to look up.

pub(crate) mod aat;
mod confirmation;
pub(crate) mod dpop;
pub(crate) mod mtls;
mod replay;
mod uri;
pub(crate) mod wpt;

#[cfg(test)]
mod tests;

pub(crate) use confirmation::Confirmation;
pub use replay::Replay;
pub(crate) use uri::is_origin;
#[cfg(feature = "agent")]
pub(crate) use uri::normalised;

use sha2::{Digest as _, Sha256};

use crate::denial::{Code, Denial};
use crate::jose::base64url;
use crate::jose::budget::Budget;
use crate::jose::jwa::Algorithm;
use crate::jose::jwk::Jwk;
use crate::jose::jws::Jws;
use crate::time::UnixTime;
use crate::token::Reader;

/// The request that came with the token, as far as a proof can be about it.
#[derive(Clone, Copy)]
pub(crate) struct HttpRequest<'a> {
    pub(crate) method: &'a str,
    /// The target URI (RFC 9110, section 7.1), absolute. Its origin is from configuration: `Host` and `X-Forwarded-*` are
    /// what the client likes.
    pub(crate) uri: &'a str,
    /// SHA-256 of the body, if the host has seen it whole.
    pub(crate) body_sha256: Option<[u8; 32]>,
}

/// A proof is a JWT of its own, so its faults are not the token's: they name it, and have its codes.
#[derive(Clone, Copy)]
struct Kind {
    name: &'static str,
    field: &'static str,
    typ: &'static str,
}

impl Kind {
    /// The one proof of a request.
    fn only<'a>(self, fields: &[&'a str]) -> Result<&'a str, Denial> {
        let Self { name, field, .. } = self;
        match fields {
            [] => Err(Denial::new(
                Code::ProofRequired,
                format!("the token is bound to a key, and no {name} came with it"),
            )),
            [proof] if !proof.contains(',') => Ok(proof),
            _ => Err(Denial::new(
                Code::ProofMalformed,
                format!("there is more than one {name} in `{field}`"),
            )),
        }
    }

    fn malformed(self, denial: Denial) -> Denial {
        Denial::new(Code::ProofMalformed, format!("{}: {denial}", self.name))
    }

    fn refused(self, code: Code, what: &str) -> Denial {
        Denial::new(code, format!("the {} {what}", self.name))
    }

    fn check_type(self, jws: &Jws<'_>) -> Result<(), Denial> {
        if jws.has_type(self.typ) {
            Ok(())
        } else {
            let what = format!("has not the `typ` `{}`", self.typ);
            Err(self.refused(Code::ProofMalformed, &what))
        }
    }

    fn algorithm(self, jws: &Jws<'_>, allowed: &[Algorithm]) -> Result<Algorithm, Denial> {
        jws.algorithm(allowed).map_err(|denial| {
            Denial::new(
                Code::ProofSignatureInvalid,
                format!("{}: {denial}", self.name),
            )
        })
    }

    fn check_signature(
        self,
        jws: &Jws<'_>,
        key: &Jwk,
        algorithm: Algorithm,
        budget: &mut Budget,
    ) -> Result<(), Denial> {
        jws.verify_with(key, algorithm, budget)
            .map_err(|denial| match denial.code() {
                Code::WorkExceeded => denial,
                _ => self.refused(
                    Code::ProofSignatureInvalid,
                    "has a signature that does not verify",
                ),
            })
    }

    fn text<'a>(self, claims: &Reader<'a>, name: &str) -> Result<&'a str, Denial> {
        claims
            .required_text(name)
            .map_err(|denial| self.malformed(denial))
    }

    fn optional_text<'a>(self, claims: &Reader<'a>, name: &str) -> Result<Option<&'a str>, Denial> {
        claims
            .text_or_empty(name)
            .map_err(|denial| self.malformed(denial))
    }

    /// What tells one proof from every other. Its length is what a host has to hash, and an attacker's to choose.
    fn identifier<'a>(self, claims: &Reader<'a>) -> Result<&'a str, Denial> {
        let jti = self.text(claims, "jti")?;
        if jti.chars().count() > MAX_IDENTIFIER {
            let what = format!("has a `jti` of more than {MAX_IDENTIFIER} characters");
            return Err(self.refused(Code::ProofMalformed, &what));
        }
        Ok(jti)
    }

    /// When it was made, `iat`, is in this window around now. The result is until when it has to be remembered, in seconds
    /// since 1970: later than needed here, for other nodes whose clocks are behind.
    fn last_use(self, claims: &Reader<'_>, window: Window, now: UnixTime) -> Result<u64, Denial> {
        let refused = |what: String| Err(self.refused(Code::ProofNotCurrent, &what));
        let malformed = |denial| self.malformed(denial);
        let issued = claims.required_date("iat").map_err(malformed)?;
        let expires = claims.date("exp").map_err(malformed)?;
        let not_before = claims.date("nbf").map_err(malformed)?;
        let Window {
            max_age,
            max_future,
        } = window;
        let (present, latest) = (now.plus(0), now.plus(max_future));
        // RFC 9449, section 11.1: a window around now
        if issued < now.minus(max_age) {
            let age = present.seconds_since(issued);
            return refused(format!("was made {age} s ago, more than {max_age} s"));
        }
        if issued > latest {
            let ahead = issued.seconds_since(present);
            return refused(format!(
                "was made {ahead} s from now, more than {max_future} s"
            ));
        }
        // RFC 7519, sections 4.1.4 and 4.1.5: no document of such proofs needs them, and who sends one means it
        if expires.is_some_and(|expires| expires <= present) {
            return refused("has expired".to_owned());
        }
        if not_before.is_some_and(|not_before| not_before > latest) {
            return refused("is not valid yet".to_owned());
        }
        let last = issued.as_secs().saturating_add(u64::from(max_age));
        Ok(last.saturating_add(u64::from(max_future)))
    }
}

/// How many seconds a proof may have been made before now, and after: clocks differ.
#[derive(Clone, Copy)]
struct Window {
    max_age: u32,
    max_future: u32,
}

/// How `ath`, `wth`, `tth` and `oth` name a token (RFC 9449, section 4.2): by its text as it was sent, never decoded.
pub(crate) fn hash(text: &str) -> String {
    base64url::encode(&Sha256::digest(text.as_bytes()))
}

const MAX_IDENTIFIER: usize = 512;
