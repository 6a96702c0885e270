//! Approvals in policies: what one looks like, and whether one is all that a call lacks.

use std::sync::Arc;

use cedar_policy_core::ast::{Entity, Value};
use smol_str::SmolStr;

use super::context::{record, text};
use super::engine::{Outcome, Policy, World};
use super::facts::{Sight, TokenFacts, ToolFacts};
use super::unknown::{Unknown, can_be_false, can_be_true};
use super::{Policies, Seen, clock};
use crate::approval::Approval;
use crate::denial::Denial;

impl Policies {
    /// With the entity of who approves, who may be no party of the token.
    pub(super) fn approval(&self, approval: &Approval) -> Result<(Value, Arc<Entity>), Denial> {
        let who = approval.approver();
        let uid = self.vocabulary().user(who);
        let said = [("issuer", who.issuer()), ("subject", who.subject())];
        let said = said.map(|(name, value)| (SmolStr::new_static(name), text(value)));
        let entity = self.host().entity(uid.clone(), said, []);
        let value = record([
            ("approver", Some(Value::from(uid))),
            ("expires", Some(clock::datetime(approval.expires_at())?)),
            ("id", Some(text(approval.id()))),
            ("issuer", Some(text(approval.issuer()))),
        ]);
        Ok((value, entity))
    }

    /// Does each of these forbid only as long as nobody approves: does it say so, and might an approval lift it?
    pub(super) fn could_be_lifted(
        &self,
        facts: &TokenFacts,
        tool: &ToolFacts,
        sight: &Sight,
        seen: &Seen,
        forbidding: &[&Policy],
    ) -> Result<bool, Denial> {
        if !forbidding.iter().all(|policy| requires_approval(policy)) {
            return Ok(false);
        }
        let entities = Self::entities(sight, seen)?;
        let world = self.world(facts, tool, sight, &entities, seen);
        let lifted = |policy: &&Policy| match self.with_any_approval(&world, policy) {
            Outcome::Unsatisfied => true,
            Outcome::Depends(residual) => can_be_false(&residual),
            Outcome::Satisfied | Outcome::Failed => false,
        };
        Ok(forbidding.iter().all(lifted))
    }

    /// The policies that would permit, if somebody approved, and say so.
    pub(super) fn could_permit<'s>(
        &self,
        facts: &TokenFacts,
        tool: &ToolFacts,
        sight: &'s Sight,
        seen: &Seen,
    ) -> Result<Vec<&'s Policy>, Denial> {
        let policies = sight.policies.iter().map(AsRef::as_ref);
        let entities = Self::entities(sight, seen)?;
        let world = self.world(facts, tool, sight, &entities, seen);
        let could = |policy: &&Policy| {
            requires_approval(policy)
                && match self.with_any_approval(&world, policy) {
                    Outcome::Satisfied => true,
                    Outcome::Depends(residual) => can_be_true(&residual),
                    Outcome::Unsatisfied | Outcome::Failed => false,
                }
        };
        Ok(policies.filter(could).collect())
    }

    fn with_any_approval(&self, world: &World<'_>, policy: &Policy) -> Outcome {
        let unknown = Unknown::new([self.vocabulary().own("approval")]);
        world.evaluate(&unknown.put_into(policy.condition()), policy)
    }
}

fn requires_approval(policy: &Policy) -> bool {
    policy.annotation("requires") == Some("approval")
}
