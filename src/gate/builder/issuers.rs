//! What is wrong with issuers, each and beside each other.

use super::{GateBuilder, is_of_approvals};
use crate::config::Problem;
use crate::identity::is_issuer;
use crate::issuer::TrustedIssuer;
use crate::profile::Addressee;
use crate::scope::ScopeRelation;

impl GateBuilder {
    pub(super) fn check_issuers(&self, problems: &mut Vec<Problem>) {
        if self.issuers.iter().all(is_of_approvals) {
            problems.push(Problem::new(
                "issuers",
                "no issuer is trusted, so no token could pass",
            ));
        }
        for (index, issuer) in self.issuers.iter().enumerate() {
            let path = |member: &str| format!("issuers[{index}].{member}");
            let rules = issuer.profile.rules();
            for mistake in rules.mistakes(&issuer.issuer) {
                problems.push(Problem::new(path(mistake.path()), mistake.message()));
            }
            if !is_issuer(&issuer.issuer) {
                problems.push(Problem::new(
                    path("issuer"),
                    "an issuer is not empty and holds no white space",
                ));
            }
            if self
                .issuers
                .iter()
                .take(index)
                .any(|other| other.issuer == issuer.issuer)
            {
                problems.push(Problem::new(
                    path("issuer"),
                    "this issuer is configured twice",
                ));
            }
            if issuer.algorithms.is_empty() {
                problems.push(Problem::new(path("algorithms"), "no algorithm is allowed"));
            }
            let possible = rules.algorithms(&issuer.issuer);
            for (index, algorithm) in issuer.algorithms.iter().enumerate() {
                if !possible.contains(algorithm) {
                    problems.push(Problem::new(
                        path(&format!("algorithms[{index}]")),
                        format!("the profile's tokens can't be signed with {algorithm}"),
                    ));
                }
            }
            if issuer.audience.iter().any(String::is_empty) {
                problems.push(Problem::new(path("audience"), "an audience is empty"));
            }
            if rules.addressee() != Addressee::Gate && !issuer.audience.is_empty() {
                problems.push(Problem::new(
                    path("audience"),
                    "the profile's tokens are not for this server alone, so nothing is compared with it",
                ));
            }
            // Linked chains compare in their draft's way
            let compares = rules.has_scopes() && rules.linked().is_none();
            if !compares && issuer.scope_relation != ScopeRelation::Exact {
                problems.push(Problem::new(
                    path("scopeRelation"),
                    "the profile's tokens have no scopes for it to compare",
                ));
            }
            let by_proof = rules.addressee() == Addressee::Proof || rules.is_bound();
            if (by_proof || rules.needs_caller()) && self.proofs.is_none() {
                problems.push(Problem::new(
                    "proofs",
                    "the profile's tokens, or those of their callers, are worth nothing without a proof: say which ones are taken",
                ));
            }
            if is_of_approvals(issuer) {
                for member in unused(issuer) {
                    problems.push(Problem::new(path(member), "an approval has nothing of it"));
                }
            }
            // Two issuers that name the same subjects could name each other's
            if let Some(named) = rules.names_subjects_of()
                && !is_of_approvals(issuer)
                && self.issuers.iter().enumerate().any(|(other, issuer)| {
                    let rules = issuer.profile.rules();
                    // The workloads of a trust domain are the same ones, whoever says so
                    let same = rules.names_subjects_of().unwrap_or(&issuer.issuer) == named;
                    other != index && same && rules.names_issuer() && !is_of_approvals(issuer)
                })
            {
                problems.push(Problem::new(
                    path("profile"),
                    "another issuer names subjects of this trust domain",
                ));
            }
        }
    }
}

/// What is configured of an issuer of approvals, and would never be looked at.
fn unused(issuer: &TrustedIssuer) -> impl Iterator<Item = &'static str> {
    [
        ("requireBinding", issuer.requires_binding),
        ("actorIssuers", !issuer.actor_issuers.is_empty()),
        ("maxDepth", issuer.max_depth.is_some()),
        ("mayNotDelegate", !issuer.may_not_delegate.is_empty()),
    ]
    .into_iter()
    .filter_map(|(member, is_there)| is_there.then_some(member))
}
