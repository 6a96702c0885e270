//! What holds for any two constraints, however nested.

use std::collections::BTreeSet;

use proptest::prelude::*;
use serde_json::{Value as Json, json};

use super::{accepts, read, simple, world};

fn any_constraint() -> impl Strategy<Value = Json> {
    let simple = prop::sample::select(simple());
    simple.prop_recursive(3, 12, 3, |inner| {
        let clauses = prop::collection::vec(inner, 1..4);
        (prop::sample::select(vec!["all", "any"]), clauses)
            .prop_map(|(kind, clauses)| json!({ "constraint_type": kind, "constraints": clauses }))
    })
}

/// The same constraint, with its sets and clauses in another order, and sets with repetitions.
fn shuffled(raw: &Json) -> Json {
    let mut raw = raw.clone();
    for name in ["values", "excluded", "required", "allowed"] {
        if let Some(Json::Array(values)) = raw.get_mut(name) {
            let again: Vec<Json> = values.iter().rev().chain(values.iter()).cloned().collect();
            *values = again;
        }
    }
    if let Some(Json::Array(clauses)) = raw.get_mut("constraints") {
        clauses.reverse();
        for clause in clauses {
            *clause = shuffled(clause);
        }
    }
    raw
}

proptest! {
    #![proptest_config(mint::cases(256))]

    #[test]
    fn is_sound(child in any_constraint(), parent in any_constraint()) {
        if read(&child).unwrap().is_within(&read(&parent).unwrap()) {
            for value in world() {
                prop_assert!(!accepts(&child, &value) || accepts(&parent, &value), "{value}");
            }
        }
    }

    #[test]
    fn one_more_clause_never_permits_more(parent in any_constraint(), clauses in prop::collection::vec(any_constraint(), 1..4), more in any_constraint()) {
        let all = |clauses: &[Json]| read(&json!({ "constraint_type": "all", "constraints": clauses })).unwrap();
        let longer = [clauses.clone(), vec![more]].concat();
        prop_assert!(all(&longer).is_within(&all(&clauses)));
        for value in world() {
            let value = super::value(&value);
            prop_assert!(!all(&longer).permits(&value) || all(&clauses).permits(&value));
        }
        // Nor does a parent with one more clause admit more children
        let child = all(&clauses);
        let parents = vec![parent.clone()];
        let more = [parents.clone(), vec![parent]].concat();
        prop_assert!(!child.is_within(&all(&more)) || child.is_within(&all(&parents)));
    }

    #[test]
    fn order_and_repetition_mean_nothing(child in any_constraint(), parent in any_constraint()) {
        let (a, b) = (read(&child).unwrap(), read(&parent).unwrap());
        let (c, d) = (read(&shuffled(&child)).unwrap(), read(&shuffled(&parent)).unwrap());
        prop_assert!(c.is_within(&a) && a.is_within(&c));
        prop_assert_eq!(a.is_within(&b), c.is_within(&d));
        for value in world() {
            let value = super::value(&value);
            prop_assert_eq!(a.permits(&value), c.permits(&value));
        }
    }

    /// A matching exists exactly where some order of the children makes one.
    #[test]
    fn matches_where_some_order_does(parents in prop::collection::vec(prop::collection::btree_set(0_u8..4, 0..3), 1..4), children in prop::collection::vec(prop::collection::btree_set(0_u8..4, 0..3), 1..5)) {
        fn some_order(parents: &[BTreeSet<u8>], children: &[BTreeSet<u8>]) -> bool {
            let Some((first, rest)) = parents.split_first() else { return true };
            (0..children.len()).any(|index| {
                let others = [&children[..index], &children[index + 1..]].concat();
                children[index].is_subset(first) && some_order(rest, &others)
            })
        }
        let all = |sets: &[BTreeSet<u8>]| {
            let clauses: Vec<Json> = sets.iter().map(|set| json!({ "constraint_type": "one_of", "values": set })).collect();
            read(&json!({ "constraint_type": "all", "constraints": clauses })).unwrap()
        };
        prop_assert_eq!(all(&children).is_within(&all(&parents)), some_order(&parents, &children));
    }
}
