//! JWT access tokens, RFC 9068.

use crate::chain::Actors;
use crate::denial::{Code, Denial};
use crate::identity::Identity;
use crate::issuer::TrustedIssuer;
use crate::jose::json::Object;
use crate::jose::jws::Jws;
use crate::limits::Limits;
use crate::scope::Scope;
use crate::token::{Claims, Reader};

/// RFC 9068, section 4: `at+jwt` or `application/at+jwt`, so that no ID token, proof or event passes for access.
pub(super) fn check_header(jws: &Jws<'_>) -> Result<(), Denial> {
    if jws.has_type("at+jwt") {
        Ok(())
    } else {
        Err(Denial::new(
            Code::TypeNotAccepted,
            "`typ` is not `at+jwt`, so this is no access token",
        ))
    }
}

pub(super) fn read(
    payload: &Object,
    issuer: &TrustedIssuer,
    limits: &Limits,
) -> Result<Claims, Denial> {
    let reader = Reader::new(payload);
    // RFC 9068, section 2.2: iss, exp, aud, sub, client_id, iat, jti are required
    let issuer = issuer.name();
    if reader.required_text("iss")? != issuer {
        return Err(Denial::new(
            Code::IssuerUnknown,
            "`iss` is not the configured issuer",
        ));
    }
    // RFC 7800, section 3.1: a token that is bound to a key is not a bearer token
    if payload.contains_key("cnf") {
        return Err(Denial::new(
            Code::ProofRequired,
            "the token is bound to a key by `cnf`, and this gate takes no proof of possession",
        ));
    }
    let principal = Identity::new(issuer, reader.required_text("sub")?, Code::ClaimInvalid)?;
    let claims = Claims {
        actors: Actors::read(payload.get("act"), issuer)?,
        principal,
        audience: reader.audience(limits.audiences)?,
        expires: reader.required_date("exp")?,
        not_before: reader.date("nbf")?,
        issued: reader.required_date("iat")?,
        client_id: reader.required_text("client_id")?.to_owned(),
        token_id: reader.required_text("jti")?.to_owned(),
        // RFC 9068, section 2.2.3: a string, never an array
        scope: match reader.text_or_empty("scope", Code::ScopeMalformed)? {
            None => Scope::default(),
            Some(text) => Scope::parse(text, limits.scope_tokens)?,
        },
    };
    claims.check_dates()?;
    Ok(claims)
}
