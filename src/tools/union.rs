//! Alternatives of one value, brought to one type.

use super::kind::{Alternative, Kind, Rule};
use super::merge::Type;
use crate::jose::json::Value;

/// What is one of these, or null.
pub(super) fn union(mut alternatives: Vec<Alternative>, rule: Rule, nullable: bool) -> Type {
    let kind = match (alternatives.pop(), alternatives.is_empty()) {
        (None, _) => None,
        (Some(only), true) => Some(only.kind),
        (Some(last), false) => {
            alternatives.push(last);
            Some(titled(&alternatives).unwrap_or(Kind::Union(rule, alternatives)))
        }
    };
    Type { kind, nullable }
}

/// Texts one by one, each with a title of its own: the way in which JSON Schema annotates the values of an `enum`.
fn titled(alternatives: &[Alternative]) -> Option<Kind> {
    let mut values: Vec<Value> = Vec::new();
    for one in alternatives {
        let Kind::OneOf(kind, listed) = &one.kind else {
            return None;
        };
        if **kind != Kind::String || listed.iter().any(|value| values.contains(value)) {
            return None;
        }
        values.extend(listed.iter().cloned());
    }
    Some(Kind::OneOf(Box::new(Kind::String), values))
}

/// Its name in policies.
pub(super) fn choice(index: usize) -> String {
    format!("typeChoice{index}")
}
