//! JWT-SVIDs of SPIFFE workloads.

use std::collections::BTreeMap;

use super::{Carrier, Reads};
use crate::chain::{Actors, Lineage};
use crate::config::Problem;
use crate::denial::{Code, Denial};
use crate::details::Details;
use crate::identity::Identity;
use crate::jose::json::{Object, Value};
use crate::jose::jwa::Algorithm;
use crate::jose::jws::Jws;
use crate::scope::Scope;
use crate::spiffe::SpiffeId;
use crate::token::{Audience, Authentication, Claims, Reader, invalid};

/// [`Profile::SpiffeJwtSvid`](super::Profile::SpiffeJwtSvid).
pub(super) struct SpiffeJwtSvid;

impl Reads for SpiffeJwtSvid {
    fn check_header(&self, jws: &Jws<'_>) -> Result<(), Denial> {
        // JWT-SVID, section 2.3: absent, `JWT` or `JOSE`
        if !matches!(jws.typ(), None | Some("JWT" | "JOSE")) {
            return Err(Denial::new(
                Code::TypeNotAccepted,
                "`typ` is not `JWT` or `JOSE`, so this is another kind of token",
            ));
        }
        // JWT-SVID, section 2: any other parameter must not be there
        if !jws.header_has_only(&["alg", "kid", "typ"]) {
            return Err(Denial::new(
                Code::HeaderUnsupported,
                "the header has other parameters than `alg`, `kid` and `typ`",
            ));
        }
        Ok(())
    }

    fn read(&self, reader: &Reader<'_>, issuer: &str) -> Result<Claims, Denial> {
        // JWT-SVID, section 3.1: `sub` is the SPIFFE ID of the workload
        let principal = reader.subject_of(issuer)?;
        check_workload(SpiffeId::parse(principal.subject()), issuer)?;
        // Section 3: `iss` is nothing to trust in, and has the type that it has everywhere
        reader.text("iss")?;
        // RFC 8725, section 3.12: `typ` hardly tells a JWT-SVID from other tokens, and what those need does
        reader.refuse(&OTHER_KINDS)?;
        // JWT-SVID, sections 3.2 and 3.3: `aud` and `exp` are required
        of_workload(reader, issuer, principal, reader.audience()?)
    }

    /// A workload has one name, its SPIFFE ID.
    fn other_names(&self, _: &Reader<'_>, _: &Claims) -> Result<Vec<String>, Denial> {
        Ok(Vec::new())
    }

    fn selects(&self, issuer: &str, payload: &Object) -> bool {
        // SPIFFE-ID, section 3.1: trust is rooted in the trust domain of the ID
        let Some(Value::String(sub)) = payload.get("sub") else {
            return false;
        };
        SpiffeId::parse(sub).is_some_and(|id| id.domain_uri() == issuer)
    }

    fn names_issuer(&self) -> bool {
        false
    }

    /// JWT-SVID, section 6.1: every key of a bundle has a `kid`, so a token that names none names no key of it.
    fn requires_kid(&self, _: &str) -> bool {
        true
    }

    /// JWT-SVID, section 5.2: a bearer token.
    fn carrier(&self) -> Carrier {
        Carrier::Authorization
    }

    fn has_scopes(&self) -> bool {
        false
    }

    fn algorithms(&self, _: &str) -> &'static [Algorithm] {
        SVID_ALGORITHMS
    }

    fn mistakes(&self, issuer: &str) -> Vec<Problem> {
        match SpiffeId::parse(issuer) {
            Some(id) if id.path().is_empty() => Vec::new(),
            _ => vec![Problem::new(
                "issuer",
                "the issuer of JWT-SVIDs is a trust domain, `spiffe://example.org` in lower case and without a path",
            )],
        }
    }
}

/// A workload of this trust domain, and not the domain itself (SPIFFE-ID, section 3.1: that is its signing authority).
pub(super) fn check_workload(id: Option<SpiffeId<'_>>, issuer: &str) -> Result<(), Denial> {
    match id {
        Some(id) if id.domain_uri() != issuer => Err(Denial::new(
            Code::IssuerUnknown,
            "`sub` is of another trust domain",
        )),
        Some(id) if !id.path().is_empty() => Ok(()),
        Some(_) => Err(invalid("`sub` names a trust domain, not a workload")),
        None => Err(invalid("`sub` is not a workload's identifier")),
    }
}

/// What such a token says of its workload. No document gives `scope` or a client a meaning in it, so it grants nothing
/// but who somebody is.
pub(super) fn of_workload(
    reader: &Reader<'_>,
    issuer: &str,
    principal: Identity,
    audience: Audience,
) -> Result<Claims, Denial> {
    let claims = Claims {
        issuer: issuer.to_owned(),
        principal: Some(principal),
        is_workload: true,
        actors: Actors::default(),
        audience,
        resource: None,
        expires: reader.required_date("exp")?,
        not_before: reader.date("nbf")?,
        issued: reader.date("iat")?,
        client_id: None,
        token_id: reader.text("jti")?.map(str::to_owned),
        scope: Scope::default(),
        details: Details::default(),
        linked: None,
        confirmation: reader.confirmation()?,
        authentication: Authentication::default(),
        attributes: BTreeMap::new(),
        lineage: Lineage::default(),
    };
    claims.check_dates()?;
    Ok(claims)
}

/// JWT-SVID, section 2.1, and WIT-SVID, section 2.3.
pub(super) const SVID_ALGORITHMS: &[Algorithm] = &[
    Algorithm::Rs256,
    Algorithm::Rs384,
    Algorithm::Rs512,
    Algorithm::Es256,
    Algorithm::Es384,
    Algorithm::Es512,
    Algorithm::Ps256,
    Algorithm::Ps384,
    Algorithm::Ps512,
];

/// Access tokens (RFC 9068, section 2.2), of ZeroID (its OAuth extensions, section 4), delegated ones (RFC 8693, section
/// 4.1), ID tokens (OpenID Connect Core, sections 2 and 3.3.2.11), security events and logout tokens (RFC 8417, section
/// 2.2), DPoP proofs (RFC 9449, section 4.2), workload proof tokens (draft-ietf-wimse-wpt, section 2), transaction tokens
/// (draft-ietf-oauth-transaction-tokens-10, section 9.2), introspection (RFC 9701, section 5), status lists
/// (draft-ietf-oauth-status-list-21, section 5.1).
const OTHER_KINDS: [&str; 20] = [
    "client_id",
    "azp",
    "appid",
    "cid",
    "scope",
    "scp",
    "auth_time",
    "grant_type",
    "act",
    "nonce",
    "at_hash",
    "c_hash",
    "events",
    "htm",
    "htu",
    "wth",
    "txn",
    "req_wl",
    "token_introspection",
    "status_list",
];
