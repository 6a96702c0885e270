//! [`Constraint`]: what an argument may be, and when one of them is at least as strict as another.

use std::collections::BTreeSet;

use super::value::{Plain, texts};
use crate::jose::json::{Object, Value};

/// draft-niyikiza-oauth-attenuating-agent-tokens-01, section 3.4. Values are kept by their one spelling.
#[derive(Debug)]
pub(super) enum Constraint {
    Wildcard,
    Exact(Plain),
    Range(Range),
    OneOf(BTreeSet<String>),
    NotOneOf(BTreeSet<String>),
    Contains(BTreeSet<String>),
    Subset(BTreeSet<String>),
    All(Vec<Constraint>),
    Any(Vec<Constraint>),
}

/// Numbers from one bound to the other. A bound that is absent is none.
#[derive(Debug)]
pub(super) struct Range {
    min: Option<Bound>,
    max: Option<Bound>,
}

#[derive(Clone, Copy, Debug)]
struct Bound {
    at: f64,
    inclusive: bool,
}

/// What is read of one tool's constraints: how many there may still be, nested ones among them.
pub(super) struct Reading {
    left: usize,
}

/// Why a constraint is malformed, as the end of a sentence.
pub(super) type Malformed = &'static str;

impl Reading {
    pub(super) fn new() -> Self {
        Self {
            left: MAX_CONSTRAINTS,
        }
    }

    /// Section 3.4: a type that is not known is refused, and so is a member, since what is not understood may restrict.
    pub(super) fn constraint(&mut self, value: &Value) -> Result<Constraint, Malformed> {
        self.nested(value, MAX_NESTING)
    }

    fn nested(&mut self, value: &Value, nesting: usize) -> Result<Constraint, Malformed> {
        let nesting = nesting.checked_sub(1).ok_or("is nested too deep")?;
        self.left = self
            .left
            .checked_sub(1)
            .ok_or("is one of too many of its tool")?;
        let Value::Object(members) = value else {
            return Err("is not an object");
        };
        let Some(Value::String(kind)) = members.get("constraint_type") else {
            return Err("has no `constraint_type` that is a string");
        };
        Ok(match kind.as_str() {
            "wildcard" => {
                only(members, &[])?;
                Constraint::Wildcard
            }
            "exact" => Constraint::Exact(scalar(members)?),
            "range" => Constraint::Range(Range::read(members)?),
            "one_of" => Constraint::OneOf(set(members, "values")?),
            "not_one_of" => Constraint::NotOneOf(set(members, "excluded")?),
            "contains" => Constraint::Contains(set(members, "required")?),
            "subset" => Constraint::Subset(set(members, "allowed")?),
            "all" => Constraint::All(self.clauses(members, nesting)?),
            "any" => Constraint::Any(self.clauses(members, nesting)?),
            _ => return Err("is of a type that is not known"),
        })
    }

    /// Section 4.5 has an `any` without clauses refused. An `all` without any would be a wildcard that nobody sees.
    fn clauses(&mut self, members: &Object, nesting: usize) -> Result<Vec<Constraint>, Malformed> {
        let clauses = array(members, "constraints")?;
        if clauses.is_empty() {
            return Err("has no clause");
        }
        clauses
            .iter()
            .map(|clause| self.nested(clause, nesting))
            .collect()
    }
}

impl Constraint {
    /// Does this value satisfy it?
    pub(super) fn permits(&self, value: &Plain) -> bool {
        let entries = value.entries.as_ref();
        match self {
            Self::Wildcard => true,
            Self::Exact(exact) => value.text == exact.text,
            Self::Range(range) => value.number.is_some_and(|number| range.holds(number)),
            Self::OneOf(values) => values.contains(&value.text),
            Self::NotOneOf(excluded) => !excluded.contains(&value.text),
            Self::Contains(required) => entries.is_some_and(|entries| required.is_subset(entries)),
            Self::Subset(allowed) => entries.is_some_and(|entries| entries.is_subset(allowed)),
            Self::All(clauses) => clauses.iter().all(|clause| clause.permits(value)),
            Self::Any(clauses) => clauses.iter().any(|clause| clause.permits(value)),
        }
    }

    /// Is it at least as strict as the parent's? Then whatever satisfies it satisfies the parent's, too.
    pub(super) fn is_within(&self, parent: &Self) -> bool {
        // Section 4.5: the pairs that are permitted, and no other
        match (parent, self) {
            (Self::Wildcard, _) => true,
            (Self::Exact(parent), Self::Exact(child)) => child.text == parent.text,
            (Self::Range(parent), Self::Exact(child)) => {
                child.number.is_some_and(|number| parent.holds(number))
            }
            (Self::Range(parent), Self::Range(child)) => child.is_within(parent),
            (Self::OneOf(parent), Self::Exact(child)) => parent.contains(&child.text),
            (Self::OneOf(parent), Self::OneOf(child)) => child.is_subset(parent),
            (Self::NotOneOf(parent), Self::NotOneOf(child)) => child.is_superset(parent),
            (Self::Contains(parent), Self::Contains(child)) => child.is_superset(parent),
            (Self::Subset(parent), Self::Subset(child)) => child.is_subset(parent),
            (Self::All(parent), Self::All(child)) => each_has_its_own(parent, child),
            (Self::Any(parent), Self::Any(child)) => child
                .iter()
                .all(|child| parent.iter().any(|parent| child.is_within(parent))),
            _ => false,
        }
    }
}

impl Range {
    fn read(members: &Object) -> Result<Self, Malformed> {
        only(members, &["min", "max", "min_inclusive", "max_inclusive"])?;
        let bound = |name: &str, inclusive: &str| {
            let inclusive = match members.get(inclusive) {
                None => true,
                Some(Value::Bool(inclusive)) => *inclusive,
                Some(_) => {
                    return Err("says in something else than a boolean whether it is inclusive");
                }
            };
            let at = match members.get(name) {
                None => return Ok(None),
                Some(at) => at
                    .number()
                    .ok_or("has a bound that is no number, or is beyond 2^53 - 1")?,
            };
            Ok(Some(Bound { at, inclusive }))
        };
        Ok(Self {
            min: bound("min", "min_inclusive")?,
            max: bound("max", "max_inclusive")?,
        })
    }

    fn holds(&self, number: f64) -> bool {
        let above = self
            .min
            .is_none_or(|min| number > min.at || (min.inclusive && number == min.at));
        let below = self
            .max
            .is_none_or(|max| number < max.at || (max.inclusive && number == max.at));
        above && below
    }

    /// Section 4.5: an absent bound is infinite, and an end that is left out stays out.
    fn is_within(&self, parent: &Self) -> bool {
        let not_reopened = |child: Bound, parent: Bound| parent.inclusive || !child.inclusive;
        let above = parent.min.is_none_or(|parent| {
            self.min.is_some_and(|child| {
                child.at > parent.at || (child.at == parent.at && not_reopened(child, parent))
            })
        });
        let below = parent.max.is_none_or(|parent| {
            self.max.is_some_and(|child| {
                child.at < parent.at || (child.at == parent.at && not_reopened(child, parent))
            })
        });
        above && below
    }
}

/// Section 4.5: every clause of the parent's has one of the child's that is as strict, and none has another's. A matching by
/// augmenting paths: there is one or there is none, after at most parents × pairs steps.
fn each_has_its_own(parents: &[Constraint], children: &[Constraint]) -> bool {
    let candidates: Vec<Vec<usize>> = parents
        .iter()
        .map(|parent| {
            let of_parent = children.iter().enumerate();
            of_parent
                .filter(|(_, child)| child.is_within(parent))
                .map(|(index, _)| index)
                .collect()
        })
        .collect();
    let mut taken = vec![None; children.len()];
    (0..parents.len()).all(|parent| {
        let mut seen = vec![false; children.len()];
        finds_its_own(parent, &candidates, &mut taken, &mut seen)
    })
}

/// As deep as there are clauses, which are at most [`MAX_CONSTRAINTS`].
fn finds_its_own(
    parent: usize,
    candidates: &[Vec<usize>],
    taken: &mut [Option<usize>],
    seen: &mut [bool],
) -> bool {
    let own = candidates.get(parent).map_or(&[][..], Vec::as_slice);
    own.iter().any(|child| {
        match seen.get_mut(*child) {
            Some(seen) if !*seen => *seen = true,
            _ => return false,
        }
        let is_free = match taken.get(*child) {
            Some(Some(other)) => finds_its_own(*other, candidates, taken, seen),
            Some(None) => true,
            None => false,
        };
        if is_free && let Some(place) = taken.get_mut(*child) {
            *place = Some(parent);
        }
        is_free
    })
}

fn only(members: &Object, names: &[&str]) -> Result<(), Malformed> {
    let known = |name: &String| name == "constraint_type" || names.contains(&name.as_str());
    match members.keys().all(known) {
        true => Ok(()),
        false => Err("has a member that its type has not"),
    }
}

fn array<'a>(members: &'a Object, name: &str) -> Result<&'a [Value], Malformed> {
    only(members, &[name])?;
    match members.get(name) {
        Some(Value::Array(values)) => Ok(values),
        _ => Err("has not the array that its type asks for"),
    }
}

fn set(members: &Object, name: &str) -> Result<BTreeSet<String>, Malformed> {
    texts(array(members, name)?).ok_or(BEYOND)
}

/// Section 3.4: `value` of `exact` is any scalar.
fn scalar(members: &Object) -> Result<Plain, Malformed> {
    only(members, &["value"])?;
    match members.get("value") {
        None => Err("has no `value`"),
        Some(Value::Array(_) | Value::Object(_)) => Err("has a `value` that is no scalar"),
        Some(value) => Plain::read(value).ok_or(BEYOND),
    }
}

const BEYOND: Malformed = "holds a whole number beyond 2^53 - 1";
/// Section 3.4: 32 is recommended.
const MAX_NESTING: usize = 32;
/// Of one tool, nested ones among them: what is compared with each other at every step.
const MAX_CONSTRAINTS: usize = 64;

#[cfg(test)]
mod tests;
