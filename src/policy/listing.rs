//! [`Permissible`]: could a tool be called, with whatever arguments? The question behind `tools/list`, which is another one than
//! that of a call.

use super::facts::TokenFacts;
use super::unknown::{APPROVAL, INPUT, SESSION, Unknown};
use super::verdicts::Verdicts;
use super::{Policies, Seen};
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
    ) -> Result<Prospect, Denial> {
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
    ) -> Result<Prospect, Denial> {
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
        let names = self.vocabulary();
        let mut unknown = vec![vec![INPUT]];
        if seen.session.is_none() {
            unknown.push(names.own(SESSION));
        }
        let before = Unknown::new(unknown.iter().cloned());
        unknown.push(names.own(APPROVAL));
        let approved = Unknown::new(unknown);
        let of_tool = facts.of_tool(self, tool)?;
        // An approval may still come, or not
        Ok(Prospect::of(
            &self.verdicts(facts, &of_tool, &seen, &before, &approved)?,
            &self.verdicts(facts, &of_tool, &seen, &approved, &approved)?,
        ))
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
