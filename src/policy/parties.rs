//! [`Parties`]: what of what was presented policies can see, whatever they call it.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::chain::Evidence;
use crate::details::Details;
use crate::grant::Verified;
use crate::identity::Identity;
use crate::jose::json::Object;
use crate::scope::Scope;

/// Who takes part, and with what: what was proven, or, in a rehearsal, what is supposed.
pub(super) struct Parties<'a> {
    pub(super) issuer: &'a str,
    pub(super) principal: Option<&'a Identity>,
    pub(super) agent: Option<&'a Identity>,
    /// Who acted before, latest first, as the issuer asserts or as tokens of their own prove.
    pub(super) prior_actors: Vec<Cow<'a, Identity>>,
    /// Actors, the current one too, of whom a token of their own was verified.
    pub(super) signed_actors: Vec<Cow<'a, Identity>>,
    pub(super) evidence: Evidence,
    pub(super) depth: usize,
    pub(super) unnamed: usize,
    pub(super) audience: &'a [String],
    pub(super) client_id: Option<&'a str>,
    pub(super) token_id: Option<&'a str>,
    pub(super) scope: &'a Scope,
    /// What is granted besides.
    pub(super) details: &'a Details,
    /// Where the token names tools.
    pub(super) tools: Option<Vec<&'a str>>,
    pub(super) expires: Option<u64>,
    pub(super) acr: Option<&'a str>,
    /// What the profile vouches for besides.
    pub(super) attributes: Cow<'a, BTreeMap<&'static str, String>>,
    /// The claims as they stand in the token, where the vocabulary has them.
    pub(super) claims: Option<&'a Object>,
}

impl<'a> Parties<'a> {
    pub(super) fn of(verified: &'a Verified) -> Self {
        let token = verified.token();
        let claims = &token.claims;
        let chain = verified.chain();
        let actors = chain.actors();
        let before = actors.len().saturating_sub(1);
        let known = actors.iter().take(before).rev();
        let asserted = claims.actors.prior().iter().map(Cow::Borrowed);
        let mut prior_actors: Vec<Cow<'a, Identity>> = asserted.collect();
        for link in known {
            if !prior_actors
                .iter()
                .any(|who| who.as_ref() == link.identity())
            {
                prior_actors.push(Cow::Owned(link.identity().clone()));
            }
        }
        let signed = actors
            .iter()
            .filter(|link| link.evidence() == Evidence::Signed);
        Self {
            issuer: &claims.issuer,
            principal: claims.principal.as_ref(),
            agent: claims.agent(),
            signed_actors: signed
                .map(|link| Cow::Owned(link.identity().clone()))
                .collect(),
            prior_actors,
            evidence: verified.evidence(),
            depth: claims.actors.depth(),
            unnamed: chain.unnamed(),
            audience: claims.audience.names(),
            client_id: claims.client_id.as_deref(),
            token_id: claims.token_id.as_deref(),
            scope: &claims.scope,
            details: &claims.details,
            tools: token.tools().map(|tools| tools.names().collect()),
            expires: Some(claims.expires.as_secs()),
            acr: claims.authentication.acr.as_deref(),
            attributes: Cow::Borrowed(&claims.attributes),
            claims: token.payload.as_ref(),
        }
    }
}
