//! [`Question`]: policies of one effect, asked about one call.

use std::sync::Arc;

use cedar_policy_core::ast::Value;
use cedar_policy_core::entities::Entities;
use smol_str::SmolStr;

use super::context::Attributes;
use super::engine::{Outcome, Policy, World};
use super::facts::{Sight, TokenFacts, ToolFacts};
use super::views::Room;
use super::vocabulary::PolicyProfile;
use super::{Policies, agentcore, describe, quoted};
use crate::denial::{Code, Denial};

/// All that is known of a call, or of any call of a tool.
pub(super) struct Question<'q> {
    pub(super) facts: &'q TokenFacts,
    pub(super) tool: &'q ToolFacts,
    pub(super) seen: &'q Seen,
    pub(super) room: &'q Room,
}

/// What a request adds to what was known of the token.
pub(super) struct Seen {
    /// None where it is unknown: in a list of tools.
    pub(super) input: Option<Value>,
    pub(super) session: Option<Value>,
    pub(super) approval: Option<Value>,
    pub(super) proof: Value,
    pub(super) tool: Value,
    pub(super) now: Value,
}

impl Policies {
    /// The policies of one effect that are satisfied, in the order in which they were loaded.
    pub(super) fn satisfied<'t>(
        &self,
        question: &Question<'_>,
        sight: &'t Sight,
    ) -> Result<Vec<&'t Policy>, Denial> {
        if sight.policies.is_empty() {
            return Ok(Vec::new());
        }
        let entities = question.room.closed(sight.sees_history)?;
        let world = self.world(question, sight, entities);
        let (mut satisfied, mut failed) = (Vec::new(), Vec::new());
        for policy in &sight.policies {
            match world.ask(policy) {
                Outcome::Satisfied => satisfied.push(policy.as_ref()),
                Outcome::Unsatisfied => {}
                // Nothing is unknown here
                Outcome::Failed | Outcome::Depends(_) => failed.push(policy.as_ref()),
            }
        }
        match failed.is_empty() {
            true => Ok(satisfied),
            false => {
                let failed = describe(&failed);
                let sentence = format!("policy {} could not be evaluated", quoted(&failed));
                Err(Denial::new(Code::PolicyError, sentence).by(failed))
            }
        }
    }

    pub(super) fn world<'e>(
        &self,
        question: &Question<'_>,
        sight: &Sight,
        entities: &'e Entities,
    ) -> World<'e> {
        World::new(
            &question.facts.principal,
            question.tool.action.uid(),
            self.vocabulary().server(),
            Arc::new(self.context(&sight.context, question.seen)),
            entities,
        )
    }

    /// What is of the token, and what is of this call, in the profile's places.
    pub(super) fn context(&self, own: &Attributes, seen: &Seen) -> Attributes {
        let mut own = own.clone();
        let mut put = |name: &'static str, value: &Value| {
            own.insert(SmolStr::new_static(name), value.clone());
        };
        put("proof", &seen.proof);
        put("tool", &seen.tool);
        if let Some(session) = &seen.session {
            put("session", session);
        }
        if let Some(approval) = &seen.approval {
            put("approval", approval);
        }
        match self.vocabulary().profile {
            PolicyProfile::Narrowgate => {
                put("now", &seen.now);
                if let Some(input) = &seen.input {
                    put("input", input);
                }
                own
            }
            PolicyProfile::AgentCore => {
                let narrowgate = Value::record_arc(Arc::new(own), None);
                let mut context = Attributes::from([
                    (SmolStr::new_static("narrowgate"), narrowgate),
                    (
                        SmolStr::new_static("system"),
                        agentcore::system(seen.now.clone()),
                    ),
                ]);
                if let Some(input) = &seen.input {
                    context.insert(SmolStr::new_static("input"), input.clone());
                }
                context
            }
        }
    }
}
