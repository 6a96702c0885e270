//! JWT access tokens, RFC 9068.

use super::names::said;
use super::{Reads, refuse_type};
use crate::denial::Denial;
use crate::jose::jws::Jws;
use crate::token::{Claims, Reader};

/// [`Profile::Rfc9068`](super::Profile::Rfc9068).
pub(super) struct Rfc9068;

impl Reads for Rfc9068 {
    /// RFC 9068, section 4: `at+jwt` or `application/at+jwt`, so that no ID token, proof or event passes for access.
    fn check_header(&self, jws: &Jws<'_>) -> Result<(), Denial> {
        match jws.has_type("at+jwt") {
            true => Ok(()),
            false => Err(refuse_type("at+jwt")),
        }
    }

    fn takes_actor_claim(&self) -> bool {
        true
    }

    /// OpenID Connect Core 1.0, section 2: `azp` is a client id, too.
    fn other_names(&self, reader: &Reader<'_>, _: &Claims) -> Result<Vec<String>, Denial> {
        Ok(said(reader, &["azp"]))
    }

    fn read(&self, reader: &Reader<'_>, issuer: &str) -> Result<Claims, Denial> {
        // RFC 9068, section 2.2: iss, exp, aud, sub, client_id, iat, jti are required
        reader.issuer_is(issuer)?;
        let principal = reader.subject_of(issuer)?;
        reader.require_texts(&["client_id", "jti"])?;
        reader.required_date("iat")?;
        let acting = reader.actor_claim().read(reader, issuer, &principal)?;
        Claims::common(reader, issuer, principal, acting)
    }
}
