//! What access tokens of issuers with habits of their own have alike.

use std::collections::BTreeMap;

use super::{Reader, refuse_type};
use crate::chain::{Actors, Lineage};
use crate::denial::{Code, Denial};
use crate::identity::Identity;
use crate::jose::jws::Jws;
use crate::scope::Scope;
use crate::token::{Authentication, Claims};

/// What a profile found under the names of its issuer.
pub(super) struct Access<'a> {
    pub(super) principal: Identity,
    pub(super) is_workload: bool,
    pub(super) actors: Actors,
    pub(super) client_id: Option<&'a str>,
    pub(super) token_id: Option<&'a str>,
    pub(super) scope: Scope,
    pub(super) attributes: BTreeMap<&'static str, String>,
    /// Which of them name the tenant, of which one chain has one.
    pub(super) tenant: &'static [&'static str],
}

impl Access<'_> {
    /// With the rest, under its registered names.
    pub(super) fn claims(self, reader: &Reader<'_>, issuer: &str) -> Result<Claims, Denial> {
        let claims = Claims {
            issuer: issuer.to_owned(),
            principal: Some(self.principal),
            is_workload: self.is_workload,
            actors: self.actors,
            audience: reader.audience()?,
            resource: None,
            expires: reader.required_date("exp")?,
            not_before: reader.date("nbf")?,
            issued: reader.date("iat")?,
            client_id: self.client_id.map(str::to_owned),
            token_id: self.token_id.map(str::to_owned),
            scope: self.scope,
            details: reader.details()?,
            linked: None,
            confirmation: reader.confirmation()?,
            authentication: Authentication::read(reader)?,
            lineage: Lineage::of_attributes(&self.attributes, self.tenant),
            attributes: self.attributes,
        };
        claims.check_dates()?;
        Ok(claims)
    }
}

/// Exactly this `typ`, or none. What such a `typ` can't keep out, claims have to.
pub(super) fn check_type(jws: &Jws<'_>, expected: Option<&str>) -> Result<(), Denial> {
    match (jws.typ() == expected, expected) {
        (true, _) => Ok(()),
        (false, Some(expected)) => Err(refuse_type(expected)),
        (false, None) => Err(Denial::new(
            Code::TypeNotAccepted,
            "the issuer's access tokens have no `typ`, and this one has, so it is another kind of token",
        )),
    }
}

/// RFC 8725, section 3.12: rules that exclude each other, where several kinds of token have the same `typ` or none.
pub(super) fn refuse_other_kinds(reader: &Reader<'_>) -> Result<(), Denial> {
    match OTHER_KINDS.iter().find(|(claim, _)| reader.has(claim)) {
        Some((claim, kind)) => Err(Denial::new(
            Code::TypeNotAccepted,
            format!("`{claim}` is a claim of {kind}, so this is no access token"),
        )),
        None => Ok(()),
    }
}

/// Entity profiles of OAuth (draft-mora-oauth-entity-profiles): the subject is no person.
pub(super) fn is_machine(reader: &Reader<'_>) -> Result<bool, Denial> {
    Ok(matches!(
        reader.text("sub_profile")?,
        Some("ai_agent" | "service")
    ))
}

/// Strings of a profile, those that are there.
pub(super) fn attributes<const N: usize>(
    pairs: [(&'static str, Option<&str>); N],
) -> BTreeMap<&'static str, String> {
    pairs
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?.to_owned())))
        .collect()
}

/// A claim that access tokens never have, and the kind of token that has it.
const OTHER_KINDS: [(&str, &str); 11] = [
    // OpenID Connect Core 1.0, sections 2 and 3.3.2.11; FAPI 1.0, section 5.1
    ("nonce", "ID tokens"),
    ("at_hash", "ID tokens"),
    ("c_hash", "ID tokens"),
    ("s_hash", "ID tokens"),
    // RFC 8417, section 2.2; OpenID Connect Back-Channel Logout 1.0, section 2.4
    ("events", "security event tokens"),
    // RFC 9449, section 4.2
    ("htm", "DPoP proofs"),
    ("htu", "DPoP proofs"),
    // draft-ietf-wimse-wpt, section 2
    ("wth", "workload proof tokens"),
    // draft-ietf-oauth-transaction-tokens, section 5
    ("req_wl", "transaction tokens"),
    // draft-ietf-oauth-status-list, section 5.1
    ("status_list", "status list tokens"),
    // RFC 9701, section 5
    ("token_introspection", "introspection responses"),
];
