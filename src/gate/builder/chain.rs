//! What an operator asks of whole chains.

use super::{GateBuilder, MAX_DEPTH};
use crate::chain::{Boundary, Confined, Evidence};
use crate::config::Problem;
use crate::denial::Code;
use crate::identity::Identity;

impl GateBuilder {
    /// Refuses chains of which a party is outside of this boundary, or may be. None by default.
    #[must_use]
    pub fn within(mut self, boundary: Boundary) -> Self {
        self.shape.within = Some(boundary);
        self
    }

    /// How every actor of a chain has to be known, at least: [`Evidence::Asserted`] by default. With [`Evidence::Signed`]
    /// each of them has a token of its own among those presented, and there are as many as the issuer counts; so has a principal
    /// that is a workload for which somebody acts.
    #[must_use]
    pub fn evidence(mut self, least: Evidence) -> Self {
        self.shape.evidence = least;
        self
    }

    /// What issuers say of the chains in their tokens; those of all of them who may not delegate.
    pub(super) fn read_chains(&self, problems: &mut Vec<Problem>) -> Confined {
        let mut may_not_delegate = Confined::default();
        for (index, issuer) in self.issuers.iter().enumerate() {
            let mut mistake = |member: &str, sentence: String| {
                problems.push(Problem::new(format!("issuers[{index}].{member}"), sentence));
            };
            if issuer.actor.is_some() && !issuer.profile.rules().takes_actor_claim() {
                mistake(
                    "actor",
                    "the profile says where the actor stands, or has a setting for it".to_owned(),
                );
            }
            if issuer.max_depth.is_some_and(|most| most > MAX_DEPTH) {
                mistake("maxDepth", format!("at most {MAX_DEPTH}"));
            }
            for (place, subject) in issuer.may_not_delegate.iter().enumerate() {
                let member = format!("mayNotDelegate[{place}]");
                let mut earlier = issuer.may_not_delegate.iter().take(place);
                if earlier.any(|other| other == subject) {
                    mistake(&member, "a subject is listed twice".to_owned());
                }
                match Identity::new(issuer.names_subjects_of(), subject, Code::Internal) {
                    Ok(who) => may_not_delegate.insert(who),
                    Err(denial) => mistake(&member, denial.to_string()),
                }
                // Those that are no issuers are mistakes of the profile's
                let others = issuer.profile.rules().user_issuers().iter();
                others
                    .filter_map(|other| Identity::new(other, subject, Code::Internal).ok())
                    .for_each(|who| may_not_delegate.insert(who));
            }
        }
        may_not_delegate
    }
}
