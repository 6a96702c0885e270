//! [`Shape`]: what a chain has to look like, whatever its tokens grant. An operator asks for it; by default nothing is asked.

use std::sync::Arc;

use super::hops::{Hops, Party};
use super::{Confined, Evidence};
use crate::denial::{Code, Denial, Hop, shown};
use crate::identity::Identity;
use crate::jose::jwk::thumbprint_uri;
use crate::proof::Confirmation;
use crate::spiffe::SpiffeId;
use crate::token::VerifiedToken;

/// What a whole chain must not leave, from principal to current actor. Where it is not known of one party, or where one is not
/// named, the chain is out of bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Boundary {
    /// One issuer: every party is a subject of it. Who is known by its key alone in a linked chain is nobody whom the issuer
    /// named, unless it is the key that the issuer confirmed in the root.
    Issuer,
    /// One tenant, as the issuer's profile vouches for it: `tenant` of Entra, `accountId` and `projectId` of ZeroID,
    /// `organization` of Auth0 and WorkOS. Every token that is presented is of it, and every actor before the current one
    /// has a token of its own. The tokens of other profiles are of no tenant.
    Tenant,
    /// One trust domain: every subject is a SPIFFE ID or a WIMSE identifier of it. What a delegator calls the agent that it
    /// delegates to is no such subject, unless the operator believes delegators.
    TrustDomain,
}

/// The operator's wishes.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shape {
    pub(crate) within: Option<Boundary>,
    pub(crate) evidence: Evidence,
    pub(crate) may_not_delegate: Confined,
}

impl Shape {
    /// `parents` are root first, and were held together with the token.
    pub(crate) fn check(
        &self,
        token: &VerifiedToken,
        parents: &[Arc<VerifiedToken>],
    ) -> Result<(), Denial> {
        if self.asks_for_nothing() {
            return Ok(());
        }
        let hops = Hops::of(token, parents);
        self.check_delegators(&hops)?;
        match self.within {
            None => {}
            Some(Boundary::Issuer) => check_issuer(&hops, token, parents)?,
            Some(Boundary::Tenant) => check_tenant(&hops, token, parents)?,
            Some(Boundary::TrustDomain) => check_trust_domain(&hops)?,
        }
        match self.evidence {
            Evidence::Asserted => Ok(()),
            Evidence::Signed => check_evidence(&hops, token),
        }
    }

    fn asks_for_nothing(&self) -> bool {
        self.within.is_none()
            && self.evidence == Evidence::Asserted
            && self.may_not_delegate.is_empty()
    }

    /// By its name, or by the key that it holds.
    fn is_listed(&self, party: &Party<'_>) -> bool {
        let of_key = |key| {
            Identity::new(party.who.issuer(), &thumbprint_uri(key), Code::Internal)
                .is_ok_and(|who| self.may_not_delegate.contains(&who))
        };
        self.may_not_delegate.contains(party.who) || party.held_key().is_some_and(of_key)
    }

    /// Whoever stands before the current actor has delegated.
    fn check_delegators(&self, hops: &Hops<'_>) -> Result<(), Denial> {
        let mut before = hops.before_the_last();
        if let Some(party) = before.find(|party| self.is_listed(party)) {
            return Err(Denial::new(
                Code::DelegationNotAllowed,
                format!(
                    "`{}` has delegated, and may not",
                    shown(party.who.subject())
                ),
            ));
        }
        if let Some(party) = hops
            .before_the_last()
            .find(|party| party.key_alone().is_some() && self.may_not_delegate.has_names())
        {
            return Err(Denial::new(
                Code::DelegationNotAllowed,
                format!(
                    "who has delegated is known by a key alone, `{}`, and some may not",
                    shown(party.who.subject())
                ),
            ));
        }
        // Whoever is not named can be a subject of any issuer
        match !self.may_not_delegate.is_empty() && !hops.are_all_named() {
            true => Err(Denial::new(
                Code::DelegationNotAllowed,
                "not everybody who has delegated is named, and some may not",
            )),
            false => Ok(()),
        }
    }
}

/// Whether every actor, and a workload that delegates, has a token of its own.
pub(crate) fn evidence(token: &VerifiedToken, parents: &[Arc<VerifiedToken>]) -> Evidence {
    match check_evidence(&Hops::of(token, parents), token) {
        Ok(()) => Evidence::Signed,
        Err(_) => Evidence::Asserted,
    }
}

fn check_issuer(
    hops: &Hops<'_>,
    token: &VerifiedToken,
    parents: &[Arc<VerifiedToken>],
) -> Result<(), Denial> {
    check_all_named(hops)?;
    let root = &parents.first().map_or(token, AsRef::as_ref).claims;
    let confirmed = root.confirmation.as_ref();
    let confirmed = confirmed.and_then(Confirmation::key_thumbprint);
    let is_strange = |key: Option<&str>| key.is_some() && key != confirmed;
    if let Some(party) = hops.parties().find(|party| is_strange(party.key_alone())) {
        return Err(out(format!(
            "the issuer did not name who is known by a key alone, `{}`",
            shown(party.who.subject())
        )));
    }
    let mut issuers = hops.parties().map(|party| party.who.issuer());
    let first = issuers.next();
    match issuers.all(|issuer| Some(issuer) == first) {
        true => Ok(()),
        false => Err(out("the parties of the chain are of several issuers")),
    }
}

fn check_trust_domain(hops: &Hops<'_>) -> Result<(), Denial> {
    check_all_named(hops)?;
    let mut first = None;
    for party in hops.parties() {
        let subject = party.who.subject();
        // SPIFFE-ID, section 2.2: without a path it is the trust domain itself, and no workload of it
        let domain = SpiffeId::parse_workload(subject)
            .filter(|id| !id.path().is_empty())
            .map(|id| id.domain_uri());
        let Some(domain) = domain else {
            return Err(out(format!(
                "`{}` is no workload of a trust domain",
                shown(subject)
            )));
        };
        if *first.get_or_insert(domain) != domain {
            return Err(out("the parties of the chain are of several trust domains"));
        }
    }
    Ok(())
}

fn check_tenant(
    hops: &Hops<'_>,
    token: &VerifiedToken,
    parents: &[Arc<VerifiedToken>],
) -> Result<(), Denial> {
    let tokens = parents.iter().map(AsRef::as_ref).chain([token]);
    let own = (&token.claims.issuer, token.tenant());
    for (index, one) in tokens.enumerate() {
        let refused = match one.tenant() {
            None => "the issuer's profile vouches for no tenant of the token",
            tenant if (&one.claims.issuer, &tenant) != (own.0, &own.1) => {
                "it is of another tenant than the token that was presented with it"
            }
            Some(_) => continue,
        };
        return Err(out(refused).at(Hop {
            token: index.saturating_add(1),
            of: parents.len().saturating_add(1),
        }));
    }
    check_all_named(hops)?;
    match hops.actors.iter().find(|actor| actor.token.is_none()) {
        Some(actor) => Err(out(format!(
            "of which tenant `{}` is, no token of its own says",
            shown(actor.who.subject())
        ))),
        None => Ok(()),
    }
}

fn check_evidence(hops: &Hops<'_>, token: &VerifiedToken) -> Result<(), Denial> {
    let insufficient = |sentence: String| Err(Denial::new(Code::EvidenceInsufficient, sentence));
    let asserted = |actor: &&Party<'_>| actor.token.is_none();
    if let Some(actor) = hops.actors.iter().find(asserted) {
        return insufficient(format!(
            "that `{}` acted is asserted, and no token of its own was presented",
            shown(actor.who.subject())
        ));
    }
    // A workload has delegated, and has credentials to have a token by; a user is whom the issuer has asked
    let is_workload = |principal: &&Party<'_>| {
        token.claims.is_workload || SpiffeId::parse_workload(principal.who.subject()).is_some()
    };
    let delegates = |principal: &&Party<'_>| !hops.actors.is_empty() && principal.token.is_none();
    let principal = hops.principal.as_ref();
    if let Some(principal) = principal.filter(is_workload).filter(delegates) {
        return insufficient(format!(
            "that `{}` delegated is asserted, and no token of its own was presented",
            shown(principal.who.subject())
        ));
    }
    match (hops.depth, hops.actors.len()) {
        (counted, known) if counted == known => Ok(()),
        (counted, known) => insufficient(format!(
            "the issuer counts {counted} actors, and {known} are known"
        )),
    }
}

/// Who is not named could be anybody.
fn check_all_named(hops: &Hops<'_>) -> Result<(), Denial> {
    match (hops.is_principal_known(), hops.unnamed()) {
        (true, 0) => Ok(()),
        (false, _) => Err(out("on whose behalf it is, is not known")),
        (true, unnamed) => Err(out(format!("{unnamed} actors of the chain are not named"))),
    }
}

fn out(sentence: impl Into<String>) -> Denial {
    Denial::new(Code::ChainOutOfBounds, sentence)
}
