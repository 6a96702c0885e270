//! [`Members`]: the members of an entry in the form in which they are compared, and the one comparison.

use std::collections::{BTreeMap, BTreeSet};

use super::relation::DetailRelation;
use crate::jose::json::Value;

/// By name. `type` is not among them.
#[derive(Clone, Debug, Default)]
pub(super) struct Members(pub(super) BTreeMap<String, Member>);

/// The value of a member, and what the operator says of its absence.
#[derive(Clone, Debug)]
pub(super) struct Member {
    pub(super) bound: Bound,
    pub(super) restricting: bool,
}

/// A value with the direction in which it narrows.
#[derive(Clone, Debug)]
pub(super) enum Bound {
    Subset(BTreeSet<String>),
    Superset(BTreeSet<String>),
    Equal(Value),
    AtMost(Value),
    AtLeast(Value),
}

impl Bound {
    /// `Err` says what the value has to be.
    pub(super) fn read(relation: DetailRelation, value: &Value) -> Result<Self, &'static str> {
        let number = || match value.order(value) {
            Some(_) => Ok(value.clone()),
            None => Err("an integer of 64 bits or a number below 2^53"),
        };
        match relation {
            DetailRelation::Subset => match strings(value) {
                Some(values) if !values.is_empty() => Ok(Self::Subset(values)),
                _ => Err("an array of strings with one at least"),
            },
            DetailRelation::Superset => strings(value)
                .map(Self::Superset)
                .ok_or("an array of strings"),
            DetailRelation::Equal => match value.is_same(value) {
                true => Ok(Self::Equal(value.clone())),
                false => Err("free of numbers that are rounded"),
            },
            // Nothing is compared with it
            DetailRelation::Informative => Err("compared"),
            DetailRelation::AtMost => number().map(Self::AtMost),
            DetailRelation::AtLeast => number().map(Self::AtLeast),
        }
    }

    /// The same, of an argument: a string that stands alone is a set of one.
    pub(super) fn read_argument(
        relation: DetailRelation,
        value: &Value,
    ) -> Result<Self, &'static str> {
        let alone = |text: &String| BTreeSet::from([text.clone()]);
        match (relation, value) {
            (DetailRelation::Subset, Value::String(text)) => Ok(Self::Subset(alone(text))),
            (DetailRelation::Superset, Value::String(text)) => Ok(Self::Superset(alone(text))),
            _ => Self::read(relation, value),
        }
    }

    fn is_within(&self, parent: &Self) -> bool {
        match (self, parent) {
            (Self::Subset(child), Self::Subset(parent)) => child.is_subset(parent),
            (Self::Superset(child), Self::Superset(parent)) => child.is_superset(parent),
            (Self::Equal(child), Self::Equal(parent)) => child.is_same(parent),
            (Self::AtMost(child), Self::AtMost(parent)) => {
                child.order(parent).is_some_and(|order| order.is_le())
            }
            (Self::AtLeast(child), Self::AtLeast(parent)) => {
                child.order(parent).is_some_and(|order| order.is_ge())
            }
            (
                Self::Subset(_)
                | Self::Superset(_)
                | Self::Equal(_)
                | Self::AtMost(_)
                | Self::AtLeast(_),
                _,
            ) => false,
        }
    }
}

impl Member {
    /// Is what `child` says of this member more than what `parent` says, where each may say nothing?
    pub(super) fn is_beyond(child: Option<&Self>, parent: Option<&Self>) -> bool {
        match (child, parent) {
            (Some(child), Some(parent)) => !child.bound.is_within(&parent.bound),
            (Some(child), None) => !child.restricting,
            // What restricts the parent no longer restricts the child
            (None, Some(_)) => true,
            (None, None) => false,
        }
    }
}

impl Members {
    /// The first member by which these are not within `parent`'s. This is the relation of delegation and of enforcement, so the
    /// two can't disagree.
    pub(super) fn first_beyond<'a>(&'a self, parent: &'a Self) -> Option<&'a str> {
        let names = self.0.keys().chain(parent.0.keys());
        names
            .map(String::as_str)
            .find(|name| Member::is_beyond(self.0.get(*name), parent.0.get(*name)))
    }
}

fn strings(value: &Value) -> Option<BTreeSet<String>> {
    let Value::Array(values) = value else {
        return None;
    };
    values
        .iter()
        .map(|value| match value {
            Value::String(text) => Some(text.clone()),
            _ => None,
        })
        .collect()
}
