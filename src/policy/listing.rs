//! [`Permissible`]: could a tool be called, with whatever arguments? The question behind `tools/list`, which is another one than
//! that of a call.

use cedar_policy_core::ast::Value;

use super::Policies;
use super::facts::TokenFacts;
use super::question::{Question, Seen};
use super::unknown::{APPROVAL, INPUT, SESSION, Unknown};
use super::verdicts::Verdicts;
use super::views::Room;
use crate::denial::{Code, Denial};
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

/// What can be said of a call before it is made.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Prospect {
    pub(crate) permissible: Permissible,
    /// Of the denial that it meets as long as nobody approves it, where one is certain.
    pub(crate) code: Option<Code>,
}

/// One list of tools, for who presents one token: what its questions share is put together once.
pub(crate) struct Listing<'p> {
    policies: &'p Policies,
    session: Option<Value>,
    now: Value,
    before: Unknown,
    /// An approval may still come.
    approved: Unknown,
    /// With the actions of the tools that were asked about.
    room: Option<Room>,
}

impl Policies {
    /// What the host says of the session of a whole list: wrong, it is the host's mistake, also where no tool is granted.
    pub(crate) fn listing(
        &self,
        session: Option<&Object>,
        now: UnixTime,
    ) -> Result<Listing<'_>, Denial> {
        let session = match session {
            Some(_) => self.session(session)?,
            None => None,
        };
        let names = self.vocabulary();
        let mut unknown = vec![vec![INPUT]];
        if session.is_none() {
            unknown.push(names.own(SESSION));
        }
        let before = Unknown::new(unknown.iter().cloned());
        unknown.push(names.own(APPROVAL));
        Ok(Listing {
            policies: self,
            session,
            now: self.clock().read(now)?,
            before,
            approved: Unknown::new(unknown),
            room: None,
        })
    }
}

impl Listing<'_> {
    /// Of one tool. The policies are evaluated with the arguments unknown, and what they leave open is looked at: a no is
    /// certain, and so is an "always"; "depends" may turn out to be either.
    pub(crate) fn permissible(
        &mut self,
        verified: &Verified,
        tool: &str,
    ) -> Result<Prospect, Denial> {
        let facts = self.policies.facts(verified)?;
        self.permissible_by(&facts, verified.possession(), tool)
    }

    /// The facts are the same for all tools.
    pub(super) fn permissible_by(
        &mut self,
        facts: &TokenFacts,
        possession: &Possession,
        tool: &str,
    ) -> Result<Prospect, Denial> {
        let known = self.policies.known(tool)?;
        let seen = Seen {
            input: None,
            session: self.session.clone(),
            approval: None,
            proof: super::proof(possession),
            tool: known.value.clone(),
            now: self.now.clone(),
        };
        let room = match &mut self.room {
            Some(room) => room,
            none => {
                let brought = self.policies.named_in(self.session.as_ref());
                none.insert(Room::new(facts.views(self.policies)?, brought))
            }
        };
        let of_tool = facts.of_listed(self.policies, tool, room.known())?;
        room.admit(&known.action)?;
        let question = Question {
            facts,
            tool: &of_tool,
            seen: &seen,
            room,
        };
        // An approval may still come, or not
        let [before, approved] = [&self.before, &self.approved]
            .map(|unknown| self.policies.verdicts(&question, unknown, &self.approved));
        Ok(Prospect::of(&before?, &approved?))
    }
}

impl Prospect {
    /// What the grant leaves of it. Where it is not whole before the arguments are known, no code is certain: what it lacks is
    /// looked at before policies.
    pub(crate) fn within(self, granted: Permissible) -> Self {
        Self {
            permissible: self.permissible.min(granted),
            code: self.code.filter(|_| granted == Permissible::Always),
        }
    }

    fn of(before: &Verdicts, approved: &Verdicts) -> Self {
        let permissible = match (before.permissible(), approved.permissible()) {
            (Permissible::Never, Permissible::Never) => Permissible::Never,
            (Permissible::Always, _) => Permissible::Always,
            _ => Permissible::Depends,
        };
        let code = before.only_code().filter(|code| match permissible {
            // Nor does an approval change it
            Permissible::Never => approved.only_code() == Some(*code),
            Permissible::Depends => *code == Code::ApprovalRequired,
            Permissible::Always => false,
        });
        Self { permissible, code }
    }
}

#[cfg(test)]
mod tests;
