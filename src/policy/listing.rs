//! [`Permissible`]: could a tool be called, with whatever arguments? The question behind `tools/list`, which is another one than
//! that of a call.

use super::engine::{Outcome, World};
use super::facts::{Sight, TokenFacts, ToolFacts};
use super::unknown::{Unknown, can_be_false, can_be_true};
use super::{Policies, Seen};
use crate::denial::Denial;
use crate::grant::Verified;
use crate::jose::json::Object;
use crate::possession::Possession;
use crate::time::UnixTime;

/// Whether any arguments could be permitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Permissible {
    /// None.
    Never,
    /// It depends on the arguments, on what the host will say of the call, or on an approval.
    Depends,
    /// Any.
    Always,
}

impl Policies {
    /// What the host says of the session of a whole list: wrong, it is the host's mistake, also where no tool is granted.
    pub(crate) fn check_session(&self, session: Option<&Object>) -> Result<(), Denial> {
        match session {
            Some(_) => self.session(session).map(drop),
            None => Ok(()),
        }
    }

    /// Of one tool. The policies are evaluated with the arguments unknown, and what they leave open is looked at: a no is
    /// certain, and so is an "always"; "depends" may turn out to be either.
    pub(crate) fn permissible(
        &self,
        verified: &Verified,
        tool: &str,
        session: Option<&Object>,
        now: UnixTime,
    ) -> Result<Permissible, Denial> {
        let facts = self.facts(verified)?;
        self.permissible_by(&facts, verified.possession(), tool, session, now)
    }

    pub(super) fn permissible_by(
        &self,
        facts: &TokenFacts,
        possession: &Possession,
        tool: &str,
        session: Option<&Object>,
        now: UnixTime,
    ) -> Result<Permissible, Denial> {
        let session = match session {
            Some(_) => self.session(session)?,
            None => None,
        };
        let seen = Seen {
            input: None,
            entities: self.named_in(session.as_ref()),
            session,
            approval: None,
            proof: super::proof(possession),
            tool: self.known(tool)?.value.clone(),
            now: self.clock().read(now)?,
        };
        let knows_session = seen.session.is_some();
        let of_tool = facts.of_tool(self, tool)?;
        // An approval may still come, or not
        let without = self.ask_all(facts, &of_tool, &seen, knows_session, false)?;
        let with = self.ask_all(facts, &of_tool, &seen, knows_session, true)?;
        Ok(match (without, with) {
            (Permissible::Never, Permissible::Never) => Permissible::Never,
            (Permissible::Always, _) => Permissible::Always,
            _ => Permissible::Depends,
        })
    }

    fn ask_all(
        &self,
        facts: &TokenFacts,
        tool: &ToolFacts,
        seen: &Seen,
        knows_session: bool,
        is_approved: bool,
    ) -> Result<Permissible, Denial> {
        let own = |name, is_unknown: bool| is_unknown.then(|| self.vocabulary().own(name));
        let unknown = [
            Some(vec!["input"]),
            own("session", !knows_session),
            own("approval", is_approved),
        ];
        let unknown = &Unknown::new(unknown.into_iter().flatten());
        let mut answer = Permissible::Always;
        for sight in &tool.forbids {
            answer = answer.min(self.ask_forbids(facts, tool, sight, seen, unknown)?);
            if answer == Permissible::Never {
                return Ok(answer);
            }
        }
        let permitted = self.ask_permits(facts, tool, &tool.permits, seen, unknown)?;
        Ok(answer.min(permitted))
    }

    /// What they leave.
    fn ask_forbids(
        &self,
        facts: &TokenFacts,
        tool: &ToolFacts,
        sight: &Sight,
        seen: &Seen,
        unknown: &Unknown,
    ) -> Result<Permissible, Denial> {
        let entities = Self::entities(sight, seen)?;
        let world = self.world(facts, tool, sight, &entities, seen);
        let mut answer = Permissible::Always;
        for policy in &sight.policies {
            match ask(&world, policy, unknown) {
                Outcome::Unsatisfied => {}
                Outcome::Depends(residual) if can_be_false(&residual) => {
                    answer = Permissible::Depends;
                }
                Outcome::Satisfied | Outcome::Failed | Outcome::Depends(_) => {
                    return Ok(Permissible::Never);
                }
            }
        }
        Ok(answer)
    }

    fn ask_permits(
        &self,
        facts: &TokenFacts,
        tool: &ToolFacts,
        sight: &Sight,
        seen: &Seen,
        unknown: &Unknown,
    ) -> Result<Permissible, Denial> {
        let entities = Self::entities(sight, seen)?;
        let world = self.world(facts, tool, sight, &entities, seen);
        let (mut answer, mut may_fail) = (Permissible::Never, false);
        for policy in &sight.policies {
            match ask(&world, policy, unknown) {
                Outcome::Satisfied => answer = Permissible::Always,
                Outcome::Unsatisfied => {}
                // One that can't be evaluated denies
                Outcome::Failed => return Ok(Permissible::Never),
                Outcome::Depends(residual) => {
                    may_fail = true;
                    if can_be_true(&residual) {
                        answer = answer.max(Permissible::Depends);
                    }
                }
            }
        }
        Ok(match may_fail {
            true => answer.min(Permissible::Depends),
            false => answer,
        })
    }
}

fn ask(world: &World<'_>, policy: &super::engine::Policy, unknown: &Unknown) -> Outcome {
    world.evaluate(&unknown.put_into(policy.condition()), policy)
}
