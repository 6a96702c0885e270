//! Payload to verified token: [`Claims`], and [`VerifiedToken`], which only [`VerifiedToken::verify`] makes.

mod audience;
mod cache;
mod claims;

pub(crate) use audience::Audience;
pub(crate) use cache::Cache;
#[cfg(feature = "cedar")]
pub(crate) use claims::Parties;
pub(crate) use claims::{Claims, Reader};

use crate::denial::{Code, Denial};
use crate::issuer::TrustedIssuer;
use crate::jose::json::Value;
use crate::jose::jwa::Algorithm;
use crate::jose::jws::Jws;
use crate::limits::Limits;
use crate::time::UnixTime;

/// A token of a trusted issuer: signature, type and claims were proven. Time was not: it is checked on every
/// call, [`Self::check_time`].
#[derive(Debug)]
pub(crate) struct VerifiedToken {
    pub(crate) claims: Claims,
    pub(crate) algorithm: Algorithm,
    /// Thumbprint of the issuer's key that signed.
    pub(crate) key: String,
    #[cfg(feature = "cedar")]
    pub(crate) facts: std::sync::OnceLock<Result<crate::policy::TokenFacts, Denial>>,
}

impl VerifiedToken {
    /// From bytes to proof, each step only after the one before.
    pub(crate) fn verify(
        token: &str,
        issuers: &[TrustedIssuer],
        limits: &Limits,
    ) -> Result<Self, Denial> {
        let jws = Jws::parse(token, limits)?;
        let payload = jws.untrusted_payload(limits)?;
        // RFC 8725, section 3.8: the unverified `iss` only selects among configured issuers, by exact comparison
        let issuer = match payload.get("iss") {
            Some(Value::String(iss)) => issuers.iter().find(|issuer| issuer.name() == iss),
            Some(other) => {
                let kind = other.kind();
                return Err(Denial::new(
                    Code::ClaimInvalid,
                    format!("`iss` is {kind}, not a string"),
                ));
            }
            None => return Err(Denial::new(Code::ClaimMissing, "the token has no `iss`")),
        };
        let issuer = issuer.ok_or_else(|| {
            Denial::new(
                Code::IssuerUnknown,
                "`iss` is none of the configured issuers",
            )
        })?;
        let algorithm = jws.algorithm(issuer.allowed())?;
        issuer.reads_as().check_header(&jws)?;
        let key = jws
            .verify(issuer.keys(), algorithm)
            .map_err(|denial| match denial.code() {
                Code::KeyUnknown => denial.missing_key(issuer.name()),
                _ => denial,
            })?;
        Ok(Self {
            claims: issuer.reads_as().read(&payload, issuer, limits)?,
            algorithm,
            key: key.thumbprint().to_owned(),
            #[cfg(feature = "cedar")]
            facts: std::sync::OnceLock::new(),
        })
    }

    /// RFC 7519, sections 4.1.4 to 4.1.6. On every call, whatever the cache remembers.
    pub(crate) fn check_time(
        &self,
        now: UnixTime,
        leeway: u32,
        max_lifetime: Option<u32>,
    ) -> Result<(), Denial> {
        let claims = &self.claims;
        // Section 4.1.4: on or after `exp` it is not accepted
        if now.minus(leeway) >= claims.expires {
            return Err(Denial::new(
                Code::TokenExpired,
                format!(
                    "the token expired at {}, {} s ago",
                    claims.expires,
                    now.plus(0).seconds_since(claims.expires)
                ),
            ));
        }
        if let Some(not_before) = claims.not_before.filter(|nbf| now.plus(leeway) < *nbf) {
            return Err(Denial::new(
                Code::TokenNotYetValid,
                format!(
                    "the token is not valid before {not_before}, {} s from now",
                    not_before.seconds_since(now.plus(0))
                ),
            ));
        }
        if claims.issued > now.plus(leeway) {
            return Err(Denial::new(
                Code::TokenIssuedInFuture,
                format!(
                    "the token was issued at {}, {} s from now",
                    claims.issued,
                    claims.issued.seconds_since(now.plus(0))
                ),
            ));
        }
        let lifetime = claims.expires.seconds_since(claims.issued);
        match max_lifetime {
            Some(most) if lifetime > u64::from(most) => Err(Denial::new(
                Code::LifetimeTooLong,
                format!("the token lives {lifetime} s, more than {most} s"),
            )),
            _ => Ok(()),
        }
    }
}
