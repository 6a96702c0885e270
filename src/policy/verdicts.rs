//! [`Verdicts`]: every verdict that a call could meet while a part of it is unknown. The steps are those of a decision, each taken
//! with whatever its policies may come to.

use cedar_policy_core::ast::Expr;

use super::Policies;
use super::approve::requires_approval;
use super::engine::{Outcome, Policy, World};
use super::facts::Sight;
use super::listing::Permissible;
use super::question::Question;
use super::unknown::{Unknown, can_be_false, can_be_true, can_fail, is_of_approval};
use crate::denial::{Code, Denial};

/// A verdict too many is allowed, one too few is not.
#[derive(Debug, Default)]
pub(super) struct Verdicts {
    permits: bool,
    codes: Vec<Code>,
}

/// What may come of a policy: one of these, or, where it depends, several.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct May {
    pub(super) hold: bool,
    pub(super) not_hold: bool,
    fail: bool,
}

/// A policy that was asked.
struct Asked {
    may: May,
    /// Could an approval turn it over?
    turned: Whether,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Whether {
    No,
    Maybe,
    Yes,
}

/// How the forbids may leave a call: free, or forbidden as long as nobody approves it. Neither, where it was denied.
#[derive(Clone, Copy)]
struct Left {
    free: bool,
    unapproved: bool,
}

impl Policies {
    /// Of a call of which `unknown` is not known; `approved` is the same with an approval, of which nothing is known.
    pub(super) fn verdicts(
        &self,
        question: &Question<'_>,
        unknown: &Unknown,
        approved: &Unknown,
    ) -> Result<Verdicts, Denial> {
        let ask = |sight| self.ask_each(question, sight, [unknown, approved]);
        let tool = question.tool;
        let mut verdicts = Verdicts::default();
        let mut left = Left::ALL;
        for sight in &tool.forbids {
            left = verdicts.after_forbids(left, &ask(sight)?);
        }
        verdicts.after_permits(left, &ask(&tool.permits)?);
        Ok(verdicts)
    }

    fn ask_each(
        &self,
        question: &Question<'_>,
        sight: &Sight,
        [unknown, approved]: [&Unknown; 2],
    ) -> Result<Vec<Asked>, Denial> {
        let world = |unknown: &Unknown| {
            let entities = unknown.entities(question.room, sight)?;
            Ok::<_, Denial>(self.world(question, sight, entities))
        };
        let (before, after) = (world(unknown)?, world(approved)?);
        let policies = sight.policies.iter();
        let asked = policies.map(|policy| Asked {
            may: May::come_of(&unknown.ask(&before, policy)),
            turned: turned(policy, &after, approved),
        });
        Ok(asked.collect())
    }
}

/// As [`Policies::could_be_lifted`] and [`Policies::could_permit`] will find it for the whole call.
fn turned(policy: &Policy, world: &World<'_>, approved: &Unknown) -> Whether {
    if !requires_approval(policy) {
        return Whether::No;
    }
    let outcome = approved.ask(world, policy);
    let may = May::come_of(&outcome);
    let (wanted, other) = match policy.is_permit() {
        true => (may.hold, may.not_hold),
        false => (may.not_hold, may.hold),
    };
    match (wanted, &outcome) {
        (false, _) => Whether::No,
        _ if !other && !may.fail => Whether::Yes,
        // The rest of the call changes nothing
        (true, Outcome::Depends(residual)) if is_of_approval(residual) => Whether::Yes,
        (true, _) => Whether::Maybe,
    }
}

impl Verdicts {
    pub(super) fn permissible(&self) -> Permissible {
        match (self.permits, self.codes.is_empty()) {
            (false, _) => Permissible::Never,
            (true, true) => Permissible::Always,
            (true, false) => Permissible::Depends,
        }
    }

    /// The code of every call's denial.
    pub(super) fn only_code(&self) -> Option<Code> {
        match (self.permits, self.codes.as_slice()) {
            (false, [only]) => Some(*only),
            _ => None,
        }
    }

    fn denies(&mut self, code: Code) {
        if !self.codes.contains(&code) {
            self.codes.push(code);
        }
    }

    /// One that fails denies before one that forbids, and that one before any that an approval lifts.
    fn after_forbids(&mut self, left: Left, asked: &[Asked]) -> Left {
        if left.is_none() || self.fails(asked) {
            return Left::NONE;
        }
        let lasts = |one: &Asked| one.may.hold && one.turned != Whether::Yes;
        if asked.iter().any(lasts) {
            self.denies(Code::PolicyForbidden);
        }
        let certainly_lasts = |one: &Asked| !one.may.not_hold && one.turned == Whether::No;
        if asked.iter().any(certainly_lasts) {
            return Left::NONE;
        }
        let is_lifted = |one: &Asked| one.may.hold && one.turned != Whether::No;
        Left {
            free: left.free && asked.iter().all(|one| one.may.not_hold),
            unapproved: left.unapproved || asked.iter().any(is_lifted),
        }
    }

    fn after_permits(&mut self, left: Left, asked: &[Asked]) {
        if left.is_none() || self.fails(asked) {
            return;
        }
        if asked.iter().any(|one| one.may.hold) {
            self.permits = left.free;
            if left.unapproved {
                self.denies(Code::ApprovalRequired);
            }
        }
        if !asked.iter().all(|one| one.may.not_hold) {
            return;
        }
        let could = |whether| asked.iter().any(|one| one.turned == whether);
        if could(Whether::Yes) || could(Whether::Maybe) {
            self.denies(Code::ApprovalRequired);
        }
        if could(Whether::Yes) {
            return;
        }
        if left.unapproved {
            self.denies(Code::PolicyForbidden);
        }
        if left.free {
            self.denies(Code::PolicyDenied);
        }
    }

    /// Is it certain that one of them can't be evaluated? That denies.
    fn fails(&mut self, asked: &[Asked]) -> bool {
        if asked.iter().any(|one| one.may.fail) {
            self.denies(Code::PolicyError);
        }
        asked.iter().any(|one| !one.may.hold && !one.may.not_hold)
    }
}

impl May {
    pub(super) fn come_of(outcome: &Outcome) -> Self {
        let none = Self::default();
        match outcome {
            Outcome::Satisfied => Self { hold: true, ..none },
            Outcome::Unsatisfied => Self {
                not_hold: true,
                ..none
            },
            Outcome::Failed => Self { fail: true, ..none },
            Outcome::Depends(residual) => Self::of(residual),
        }
    }

    fn of(residual: &Expr) -> Self {
        Self {
            hold: can_be_true(residual),
            not_hold: can_be_false(residual),
            fail: can_fail(residual),
        }
    }
}

impl Left {
    /// Nothing was asked.
    const ALL: Self = Self {
        free: true,
        unapproved: false,
    };
    const NONE: Self = Self {
        free: false,
        unapproved: false,
    };

    fn is_none(self) -> bool {
        !self.free && !self.unapproved
    }
}
