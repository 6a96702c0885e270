//! Constraints: what bounds the arguments of a call, and sums over calls.

use std::collections::{BTreeMap, BTreeSet};

use super::malformed;
use crate::counted::LimitKind;
use crate::denial::{Code, Denial, shown};
use crate::jose::jcs;
use crate::jose::json::{Object, Value};

/// The member `constraints`. The pair of key and type names one (draft-asor-wimse-agent-delegation-chain-02, section
/// "Constraint Vocabulary").
#[derive(Debug, Default)]
pub(super) struct Constraints(BTreeMap<Name, Bound>);

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Name {
    key: String,
    kind: String,
}

/// What is admitted. JSON values are kept in their one spelling, numbers as the doubles that they are in it.
#[derive(Debug, PartialEq)]
enum Bound {
    Max(f64),
    Min(f64),
    OneOf(BTreeSet<String>),
    NotOneOf(BTreeSet<String>),
    Prefix(String),
    Rank {
        rank: usize,
        order: Vec<String>,
    },
    Sum(LimitKind, f64),
    /// Of a type that is not known here: the whole object.
    Unknown(String),
}

impl Constraints {
    /// An array of closed objects, no two of the same name.
    pub(super) fn read(value: &Value) -> Result<Self, Denial> {
        let Value::Array(entries) = value else {
            return Err(malformed("its `constraints` are no array"));
        };
        let mut constraints = BTreeMap::new();
        let mut sums: usize = 0;
        for entry in entries {
            let Value::Object(entry) = entry else {
                return Err(malformed("one of its `constraints` is no object"));
            };
            let (name, bound) = read(entry)?;
            // Grants and records repeat them, of every token of a chain
            if matches!(bound, Bound::Sum(..)) {
                sums = sums.saturating_add(1);
                if sums > MAX_SUMS || name.key.len() > MAX_KEY {
                    return Err(malformed(
                        "its `constraints` have too many sums, or one with too long a key",
                    ));
                }
            }
            if constraints.insert(name, bound).is_some() {
                return Err(malformed(
                    "two of its `constraints` have the same key and the same type",
                ));
            }
        }
        Ok(Self(constraints))
    }

    /// The first constraint of `parent` that is missing here, or wider. No type stands in for another one, and what is new here
    /// only restricts.
    pub(super) fn first_beyond(&self, parent: &Self) -> Option<String> {
        let wider = |(name, bound): &(&Name, &Bound)| {
            self.0.get(name).is_none_or(|own| !own.is_within(bound))
        };
        let (name, _) = parent.0.iter().find(wider)?;
        let (kind, key) = (shown(&name.kind), shown(&name.key));
        Some(format!("more than the `{kind}` of `{key}` leaves"))
    }

    /// Is a call with these arguments admitted? `argument` is the argument that is the quantity of a key.
    ///
    /// What is absent can't be shown to be within a bound, so it is not.
    pub(super) fn permits<'a>(
        &'a self,
        input: &Object,
        argument: impl Fn(&'a str) -> &'a str,
        host_counts: bool,
    ) -> Result<(), Denial> {
        for (name, bound) in &self.0 {
            let admits = match bound {
                Bound::Sum(..) if host_counts => true,
                Bound::Sum(kind, _) => {
                    return Err(Denial::new(
                        Code::LimitUncounted,
                        format!(
                            "the token limits `{}` by `{}`, and nobody counts it",
                            shown(&name.key),
                            kind.as_str()
                        ),
                    ));
                }
                bound => input
                    .get(argument(&name.key))
                    .is_some_and(|value| bound.admits(value)),
            };
            if !admits {
                return Err(Denial::new(
                    Code::AuthorityInsufficient,
                    format!(
                        "the call is not within the `{}` of `{}`",
                        shown(&name.kind),
                        shown(&name.key)
                    ),
                ));
            }
        }
        Ok(())
    }

    /// Is one of them about this key?
    pub(super) fn has(&self, key: &str) -> bool {
        self.0.keys().any(|name| name.key == key)
    }

    /// The bounds on sums: key, kind, and how much in all.
    pub(super) fn sums(&self) -> impl Iterator<Item = (&str, LimitKind, f64)> {
        self.0.iter().filter_map(|(name, bound)| match bound {
            Bound::Sum(kind, most) => Some((name.key.as_str(), *kind, *most)),
            _ => None,
        })
    }
}

fn read(entry: &Object) -> Result<(Name, Bound), Denial> {
    let Some(Value::String(key)) = entry.get("key") else {
        return Err(malformed("one of its `constraints` has no `key`"));
    };
    let mut members = entry.iter().filter(|(name, _)| *name != "key");
    let of_rank = |name: &str| matches!(name, "rank" | "order");
    let (kind, bound) = match (members.next(), members.next(), members.next()) {
        (Some((order, values)), Some((rank, value)), None)
            if order == "order" && rank == "rank" =>
        {
            (rank, rank_of(value, values))
        }
        (Some((kind, value)), None, None) if !of_rank(kind) => (kind, bound(kind, value, entry)),
        _ => {
            return Err(malformed(
                "one of its `constraints` has not `key`, one type and that type's members alone",
            ));
        }
    };
    let bound = bound
        .ok_or_else(|| malformed("the value of one of its `constraints` is not of its type"))?;
    let name = Name {
        key: key.clone(),
        kind: kind.clone(),
    };
    Ok((name, bound))
}

/// A constraint of one member. `None` where the value is not what the type has.
fn bound(kind: &str, value: &Value, entry: &Object) -> Option<Bound> {
    let text = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        _ => None,
    };
    let set = |value: &Value| match value {
        Value::Array(values) => values.iter().map(jcs::canonical).collect::<Option<_>>(),
        _ => None,
    };
    match kind {
        "max" => value.number().map(Bound::Max),
        "min" => value.number().map(Bound::Min),
        "max_lifetime" => value
            .number()
            .map(|most| Bound::Sum(LimitKind::Lifetime, most)),
        "max_subtree" => value
            .number()
            .map(|most| Bound::Sum(LimitKind::Subtree, most)),
        "one_of" => set(value).map(Bound::OneOf),
        "not_one_of" => set(value).map(Bound::NotOneOf),
        "prefix" => text(value).map(Bound::Prefix),
        _ => jcs::canonical_object(entry).map(Bound::Unknown),
    }
}

/// `order` lists two or more distinct strings from least to most permissive, and `rank` is one of them.
fn rank_of(rank: &Value, order: &Value) -> Option<Bound> {
    let (Value::String(rank), Value::Array(names)) = (rank, order) else {
        return None;
    };
    let order = names
        .iter()
        .map(|name| match name {
            Value::String(name) => Some(name.clone()),
            _ => None,
        })
        .collect::<Option<Vec<_>>>()?;
    let distinct: BTreeSet<_> = order.iter().collect();
    let is_order = order.len() >= 2 && distinct.len() == order.len();
    let rank = order.iter().position(|name| name == rank)?;
    is_order.then_some(Bound::Rank { rank, order })
}

impl Bound {
    /// Is what this admits a part of what `parent` admits? (Section "Subsumption Rules", rule 2.)
    fn is_within(&self, parent: &Self) -> bool {
        match (self, parent) {
            (Self::Max(own), Self::Max(most)) => own <= most,
            (Self::Min(own), Self::Min(least)) => own >= least,
            (Self::Sum(own, sum), Self::Sum(kind, most)) => own == kind && sum <= most,
            (Self::OneOf(own), Self::OneOf(values)) => own.is_subset(values),
            (Self::NotOneOf(own), Self::NotOneOf(values)) => own.is_superset(values),
            (Self::Prefix(own), Self::Prefix(prefix)) => own.starts_with(prefix),
            (
                Self::Rank { rank, order },
                Self::Rank {
                    rank: most,
                    order: same,
                },
            ) => order == same && rank <= most,
            (Self::Unknown(own), Self::Unknown(text)) => own == text,
            (
                Self::Max(_)
                | Self::Min(_)
                | Self::Sum(..)
                | Self::OneOf(_)
                | Self::NotOneOf(_)
                | Self::Prefix(_)
                | Self::Rank { .. }
                | Self::Unknown(_),
                _,
            ) => false,
        }
    }

    /// Does it admit this argument? Of another JSON type than the bound is about, it is not compared, and not admitted.
    fn admits(&self, value: &Value) -> bool {
        let is_scalar = !matches!(value, Value::Null | Value::Array(_) | Value::Object(_));
        let is_in =
            |values: &BTreeSet<String>| jcs::canonical(value).map(|text| values.contains(&text));
        match self {
            Self::Max(most) => value.number().is_some_and(|number| number <= *most),
            Self::Min(least) => value.number().is_some_and(|number| number >= *least),
            Self::OneOf(values) => is_in(values) == Some(true),
            // A list that holds a forbidden value is none of the forbidden values
            Self::NotOneOf(values) => is_scalar && is_in(values) == Some(false),
            Self::Prefix(prefix) => {
                matches!(value, Value::String(text) if text.starts_with(prefix))
            }
            Self::Rank { rank, order } => {
                let position = |text| order.iter().position(|name| name == text);
                matches!(value, Value::String(text) if position(text).is_some_and(|at| at <= *rank))
            }
            // No single call shows that a sum is kept; nor is anything known of a type that is not known
            Self::Sum(..) | Self::Unknown(_) => false,
        }
    }
}

const MAX_SUMS: usize = 16;
/// Bytes.
const MAX_KEY: usize = 256;

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests;
