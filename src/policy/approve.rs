//! Approvals in policies: what one looks like, and whether one is all that a call lacks.

use std::sync::Arc;

use cedar_policy_core::ast::{Entity, Value};
use smol_str::SmolStr;

use super::context::{record, text};
use super::engine::Policy;
use super::facts::Sight;
use super::question::Question;
use super::unknown::{APPROVAL, Unknown};
use super::verdicts::May;
use super::{Policies, clock};
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
        question: &Question<'_>,
        sight: &Sight,
        forbidding: &[&Policy],
    ) -> Result<bool, Denial> {
        if !forbidding.iter().all(|policy| requires_approval(policy)) {
            return Ok(false);
        }
        // Most calls: asking costs a copy of all entities
        if forbidding.is_empty() {
            return Ok(true);
        }
        self.with_any_approval(question, sight, |ask| {
            forbidding.iter().all(|policy| ask(policy).not_hold)
        })
    }

    /// The policies that would permit, if somebody approved, and say so.
    pub(super) fn could_permit<'s>(
        &self,
        question: &Question<'_>,
        sight: &'s Sight,
    ) -> Result<Vec<&'s Policy>, Denial> {
        let policies = sight.policies.iter().map(AsRef::as_ref);
        let mut policies = policies
            .filter(|policy| requires_approval(policy))
            .peekable();
        if policies.peek().is_none() {
            return Ok(Vec::new());
        }
        self.with_any_approval(question, sight, |ask| {
            policies.filter(|policy| ask(policy).hold).collect()
        })
    }

    /// What may come of policies, if somebody approved.
    fn with_any_approval<T>(
        &self,
        question: &Question<'_>,
        sight: &Sight,
        work: impl FnOnce(&dyn Fn(&Policy) -> May) -> T,
    ) -> Result<T, Denial> {
        let unknown = Unknown::new([self.vocabulary().own(APPROVAL)]);
        let entities = unknown.entities(question.room, sight)?;
        let world = self.world(question, sight, entities);
        Ok(work(&|policy| May::come_of(&unknown.ask(&world, policy))))
    }
}

pub(super) fn requires_approval(policy: &Policy) -> bool {
    policy.annotation("requires") == Some("approval")
}
