//! The algebra against an oracle that knows nothing of it: another JSON library, and every value of a small world.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that can't go on fails"
)]

use std::collections::BTreeSet;

use serde_json::{Value as Json, json};

use super::*;
use crate::jose::json::{Bounds, parse};

mod properties;

const TYPES: [&str; 9] = [
    "exact",
    "range",
    "one_of",
    "not_one_of",
    "contains",
    "subset",
    "wildcard",
    "all",
    "any",
];

/// Parent and child, as section 4.5 of the draft lists them.
const PERMITTED: [(&str, &str); 19] = [
    ("wildcard", "exact"),
    ("wildcard", "range"),
    ("wildcard", "one_of"),
    ("wildcard", "not_one_of"),
    ("wildcard", "contains"),
    ("wildcard", "subset"),
    ("wildcard", "wildcard"),
    ("wildcard", "all"),
    ("wildcard", "any"),
    ("exact", "exact"),
    ("range", "exact"),
    ("range", "range"),
    ("one_of", "exact"),
    ("one_of", "one_of"),
    ("not_one_of", "not_one_of"),
    ("contains", "contains"),
    ("subset", "subset"),
    ("all", "all"),
    ("any", "any"),
];

const DEEP: Bounds = Bounds {
    depth: 200,
    members: 1024,
};

fn read(raw: &Json) -> Result<Constraint, Malformed> {
    Reading::new().constraint(&parse(raw.to_string().as_bytes(), DEEP).unwrap())
}

fn value(raw: &Json) -> Plain {
    Plain::read(&parse(raw.to_string().as_bytes(), DEEP).unwrap()).unwrap()
}

fn kind(raw: &Json) -> &str {
    raw["constraint_type"].as_str().unwrap()
}

/// What the oracle takes for one value.
fn same(one: &Json, other: &Json) -> bool {
    match (one, other) {
        (Json::Number(one), Json::Number(other)) => one.as_f64() == other.as_f64(),
        (Json::Array(one), Json::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
        }
        (Json::Object(one), Json::Object(other)) => {
            one.len() == other.len()
                && one
                    .iter()
                    .all(|(name, one)| other.get(name).is_some_and(|other| same(one, other)))
        }
        _ => one == other,
    }
}

/// Section 3.4, read once more.
fn accepts(raw: &Json, value: &Json) -> bool {
    let list = |name: &str| raw[name].as_array().unwrap();
    let among = |values: &[Json], one: &Json| values.iter().any(|other| same(one, other));
    match kind(raw) {
        "wildcard" => true,
        "exact" => same(&raw["value"], value),
        "one_of" => among(list("values"), value),
        "not_one_of" => !among(list("excluded"), value),
        "contains" => match value {
            Json::Array(entries) => list("required").iter().all(|one| among(entries, one)),
            _ => false,
        },
        "subset" => match value {
            Json::Array(entries) => entries.iter().all(|one| among(list("allowed"), one)),
            _ => false,
        },
        "range" => match value {
            Json::Number(number) => {
                let number = number.as_f64().unwrap();
                let open = |name: &str| raw[name] == json!(false);
                let min = raw["min"].as_f64().unwrap_or(f64::NEG_INFINITY);
                let max = raw["max"].as_f64().unwrap_or(f64::INFINITY);
                (if open("min_inclusive") {
                    min < number
                } else {
                    min <= number
                }) && (if open("max_inclusive") {
                    number < max
                } else {
                    number <= max
                })
            }
            _ => false,
        },
        "all" => list("constraints").iter().all(|one| accepts(one, value)),
        "any" => list("constraints").iter().any(|one| accepts(one, value)),
        other => panic!("{other}"),
    }
}

fn subsets(atoms: &[Json]) -> Vec<Json> {
    let with = |sets: Vec<Vec<Json>>, atom: &Json| {
        let mut more = sets.clone();
        for set in &mut more {
            set.push(atom.clone());
        }
        [sets, more].concat()
    };
    let sets = atoms.iter().fold(vec![Vec::new()], with);
    sets.into_iter().map(Json::Array).collect()
}

/// Every value that can tell two constraints of [`constraints`] apart.
fn world() -> Vec<Json> {
    let scalars = json!([null, false, true, -1, 0, 0.5, 1, 1.5, 2, 2.5, 3, "", "1", "true", "a", "b", {}, {"a": 1}]);
    let mut world = scalars.as_array().unwrap().clone();
    world.extend(subsets(&[json!(1), json!(true), json!("a"), json!([1])]));
    world.push(json!(["b"]));
    world.push(json!([1, 1]));
    world
}

fn simple() -> Vec<Json> {
    let mut all = vec![json!({ "constraint_type": "wildcard" })];
    for value in [
        json!(null),
        json!(true),
        json!(1),
        json!(2),
        json!(2.5),
        json!("a"),
        json!("1"),
    ] {
        all.push(json!({ "constraint_type": "exact", "value": value }));
    }
    for (name, member) in [
        ("one_of", "values"),
        ("not_one_of", "excluded"),
        ("contains", "required"),
        ("subset", "allowed"),
    ] {
        for set in subsets(&[json!(1), json!(true), json!("a")]) {
            all.push(json!({ "constraint_type": name, member: set }));
        }
    }
    all.push(json!({ "constraint_type": "one_of", "values": [[1], "a"] }));
    for min in [None, Some(1), Some(2)] {
        for max in [None, Some(2), Some(3)] {
            for (low, high) in [(true, true), (false, true), (true, false), (false, false)] {
                let mut range = json!({ "constraint_type": "range", "min_inclusive": low, "max_inclusive": high });
                if let Some(min) = min {
                    range["min"] = json!(min);
                }
                if let Some(max) = max {
                    range["max"] = json!(max);
                }
                all.push(range);
            }
        }
    }
    all
}

fn constraints() -> Vec<Json> {
    let simple = simple();
    let picked = [0, 1, 3, 4, 6, 9, 11, 14, 20, 23, 28, 33, 41, 47, 55];
    let few: Vec<&Json> = picked.iter().map(|index| &simple[*index]).collect();
    let mut all = simple.clone();
    for composite in ["all", "any"] {
        for (index, one) in few.iter().enumerate() {
            all.push(json!({ "constraint_type": composite, "constraints": [one] }));
            let other = few[(index * 7 + 3) % few.len()];
            all.push(json!({ "constraint_type": composite, "constraints": [one, other] }));
            all.push(json!({ "constraint_type": composite, "constraints": [other, one, one] }));
        }
    }
    all
}

#[test]
fn every_pair_of_types_is_sound_and_no_other_is_permitted() {
    let raw = constraints();
    let read: Vec<Constraint> = raw
        .iter()
        .map(|raw| super::tests::read(raw).unwrap())
        .collect();
    let world = world();
    let values: Vec<Plain> = world.iter().map(value).collect();
    let accepted: Vec<Vec<bool>> = raw
        .iter()
        .map(|raw| world.iter().map(|value| accepts(raw, value)).collect())
        .collect();
    for ((raw, constraint), accepted) in raw.iter().zip(&read).zip(&accepted) {
        let permitted: Vec<bool> = values
            .iter()
            .map(|value| constraint.permits(value))
            .collect();
        assert_eq!(&permitted, accepted, "{raw}");
    }
    let mut seen = BTreeSet::new();
    for (parent, outer) in raw.iter().enumerate() {
        for (child, inner) in raw.iter().enumerate() {
            let within = read[child].is_within(&read[parent]);
            let narrower = accepted[child]
                .iter()
                .zip(&accepted[parent])
                .all(|(child, parent)| !child || *parent);
            assert!(!within || narrower, "{inner} within {outer}");
            let pair = (kind(outer), kind(inner));
            if within {
                seen.insert(pair);
            }
            // Where the relation is one of sets, the draft's rule is complete
            let sets = !["range", "all", "any"].contains(&pair.0);
            assert!(
                !sets || !PERMITTED.contains(&pair) || within == narrower,
                "{inner} within {outer}"
            );
        }
    }
    assert_eq!(TYPES.len() * TYPES.len(), 81);
    assert_eq!(seen, BTreeSet::from(PERMITTED));
}

#[test]
fn is_reflexive_and_transitive() {
    let raw = constraints();
    let read: Vec<Constraint> = raw
        .iter()
        .map(|raw| super::tests::read(raw).unwrap())
        .collect();
    let within: Vec<Vec<usize>> = read
        .iter()
        .map(|child| {
            (0..read.len())
                .filter(|parent| child.is_within(&read[*parent]))
                .collect()
        })
        .collect();
    for (child, parents) in within.iter().enumerate() {
        assert!(parents.contains(&child), "{}", raw[child]);
        for parent in parents {
            for ancestor in &within[*parent] {
                assert!(
                    parents.contains(ancestor),
                    "{} {} {}",
                    raw[child],
                    raw[*parent],
                    raw[*ancestor]
                );
            }
        }
    }
}

#[test]
fn what_is_not_of_the_form_is_malformed() {
    let exact = || json!({ "constraint_type": "exact", "value": 1 });
    for raw in [
        json!(null),
        json!([]),
        json!("wildcard"),
        json!({}),
        json!({ "constraint_type": null }),
        json!({ "constraint_type": "regex", "pattern": "a" }),
        json!({ "constraint_type": "Exact", "value": 1 }),
        json!({ "constraint_type": "exact" }),
        json!({ "constraint_type": "exact", "value": [1] }),
        json!({ "constraint_type": "exact", "value": {} }),
        json!({ "constraint_type": "exact", "value": 1, "values": [1] }),
        json!({ "constraint_type": "exact", "value": 9007199254740992_i64 }),
        json!({ "constraint_type": "exact", "value": 1e300 }),
        json!({ "constraint_type": "wildcard", "value": 1 }),
        json!({ "constraint_type": "range", "min": null }),
        json!({ "constraint_type": "range", "min": "1" }),
        json!({ "constraint_type": "range", "min": true }),
        json!({ "constraint_type": "range", "max": 9007199254740993_i64 }),
        json!({ "constraint_type": "range", "max_inclusive": 1 }),
        json!({ "constraint_type": "range", "step": 1 }),
        json!({ "constraint_type": "one_of" }),
        json!({ "constraint_type": "one_of", "values": "a" }),
        json!({ "constraint_type": "one_of", "values": { "a": 1 } }),
        json!({ "constraint_type": "one_of", "excluded": [1] }),
        json!({ "constraint_type": "one_of", "values": [[18446744073709551615_u64]] }),
        json!({ "constraint_type": "not_one_of", "values": [1] }),
        json!({ "constraint_type": "contains", "allowed": [1] }),
        json!({ "constraint_type": "subset", "required": [1] }),
        json!({ "constraint_type": "all" }),
        json!({ "constraint_type": "all", "constraints": [] }),
        json!({ "constraint_type": "any", "constraints": [] }),
        json!({ "constraint_type": "any", "constraints": exact() }),
        json!({ "constraint_type": "any", "constraints": [exact(), 1] }),
        json!({ "constraint_type": "any", "constraints": [{ "constraint_type": "all", "constraints": [] }] }),
    ] {
        assert!(read(&raw).is_err(), "{raw}");
    }
}

#[test]
fn is_bounded() {
    let wildcard = json!({ "constraint_type": "wildcard" });
    let nested = |times| {
        (1..times).fold(
            wildcard.clone(),
            |inner, _| json!({ "constraint_type": "all", "constraints": [inner] }),
        )
    };
    assert!(read(&nested(32)).is_ok());
    assert_eq!(read(&nested(33)).unwrap_err(), "is nested too deep");
    let wide = |clauses| json!({ "constraint_type": "any", "constraints": vec![wildcard.clone(); clauses] });
    assert!(read(&wide(63)).is_ok());
    assert_eq!(
        read(&wide(64)).unwrap_err(),
        "is one of too many of its tool"
    );
}

/// A greedy matching gives the first child to the first parent; one that tries them all takes as many steps as there are
/// orders.
#[test]
fn a_clause_gives_way_and_none_is_tried_for_ever() {
    let one_of = |values: Vec<usize>| json!({ "constraint_type": "one_of", "values": values });
    let all = |clauses: Vec<Json>| json!({ "constraint_type": "all", "constraints": clauses });
    let parent = read(&all(vec![one_of(vec![1, 2]), one_of(vec![1])])).unwrap();
    assert!(
        read(&all(vec![one_of(vec![1]), one_of(vec![2])]))
            .unwrap()
            .is_within(&parent)
    );
    assert!(
        read(&all(vec![one_of(vec![2]), one_of(vec![1])]))
            .unwrap()
            .is_within(&parent)
    );
    assert!(
        !read(&all(vec![one_of(vec![2]), one_of(vec![2])]))
            .unwrap()
            .is_within(&parent)
    );
    assert!(
        !read(&all(vec![one_of(vec![1])]))
            .unwrap()
            .is_within(&parent)
    );
    // 63 parents fit 62 children alike: no order of them will do
    let many = |clauses: usize| all(vec![one_of(vec![1]); clauses]);
    assert!(
        !read(&many(62))
            .unwrap()
            .is_within(&read(&many(63)).unwrap())
    );
    assert!(
        read(&many(63))
            .unwrap()
            .is_within(&read(&many(63)).unwrap())
    );
}
