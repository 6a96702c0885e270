//! Constraints only narrow.

use super::*;

pub(super) fn cases() -> Vec<Case> {
    [constraints(), malformed_constraints()]
        .into_iter()
        .flatten()
        .collect()
}

/// A parent with one constraint, a child with another.
fn constrained(id: &str, description: &str, parent: Value, child: Value) -> Case {
    let root = root().constraints(parent);
    let child = root.child(&holder(1)).constraints(child);
    chain(
        &format!("constraint-{id}"),
        SUBSUMPTION,
        description,
        &[&root, &child],
    )
}

fn constraints() -> Vec<Case> {
    let one = |kind: &str, value: Value| json!([{ "key": "k", kind: value }]);
    let mut cases = Vec::new();
    for (kind, parent, within, beyond) in [
        (
            "max",
            json!(5),
            [json!(5), json!(4.5), json!(-1)],
            [json!(6), json!(5.5)],
        ),
        (
            "max_lifetime",
            json!(5),
            [json!(5), json!(4), json!(0)],
            [json!(6), json!(5.5)],
        ),
        (
            "max_subtree",
            json!(5),
            [json!(5), json!(4), json!(0)],
            [json!(6), json!(5.5)],
        ),
        (
            "min",
            json!(5),
            [json!(5), json!(6), json!(5.5)],
            [json!(4), json!(-6)],
        ),
        (
            "one_of",
            json!(["a", 1, true]),
            [json!(["a", 1, true]), json!([1]), json!([])],
            [json!(["a", "b"]), json!(["1"])],
        ),
        (
            "not_one_of",
            json!(["a", 1]),
            [json!(["a", 1]), json!([1, "a", "b"]), json!(["a", "a", 1])],
            [json!(["a"]), json!(["a", "1"])],
        ),
        (
            "prefix",
            json!("/a/"),
            [json!("/a/"), json!("/a/b"), json!("/a/b/c")],
            [json!("/a"), json!("/b/")],
        ),
    ] {
        let dashed = kind.replace('_', "-");
        for (index, value) in within.into_iter().enumerate() {
            cases.push(
                constrained(
                    &format!("{dashed}-within-{index}"),
                    &format!("`{kind}` of {value} under {parent}."),
                    one(kind, parent.clone()),
                    one(kind, value),
                )
                .accept(),
            );
        }
        for (index, value) in beyond.into_iter().enumerate() {
            cases.push(
                constrained(
                    &format!("{dashed}-beyond-{index}"),
                    &format!("`{kind}` of {value} under {parent}."),
                    one(kind, parent.clone()),
                    one(kind, value),
                )
                .deny_at(2, "authority_widened"),
            );
        }
        cases.push(
            constrained(
                &format!("{dashed}-dropped"),
                &format!("`{kind}` is missing."),
                one(kind, parent.clone()),
                json!([]),
            )
            .deny_at(2, "authority_widened"),
        );
        cases.push(
            constrained(
                &format!("{dashed}-added"),
                &format!("`{kind}` is new."),
                json!([]),
                one(kind, parent.clone()),
            )
            .accept(),
        );
        cases.push(
            constrained(
                &format!("{dashed}-of-another-key"),
                &format!("`{kind}` of another key."),
                one(kind, parent.clone()),
                json!([{ "key": "other", kind: parent }]),
            )
            .deny_at(2, "authority_widened"),
        );
    }
    let rank =
        |rank: &str, order: &[&str]| json!([{ "key": "egress", "rank": rank, "order": order }]);
    let order = ["none", "internal", "any"];
    for (child, is_within) in [("none", true), ("internal", true), ("any", false)] {
        let case = constrained(
            &format!("rank-{child}"),
            "`rank` under `internal`.",
            rank("internal", &order),
            rank(child, &order),
        );
        cases.push(match is_within {
            true => case.accept(),
            false => case.deny_at(2, "authority_widened"),
        });
    }
    for (id, other) in [
        ("shorter", &["none", "any"][..]),
        ("reordered", &["any", "internal", "none"]),
        ("longer", &["none", "internal", "any", "all"]),
    ] {
        cases.push(
            constrained(
                &format!("rank-order-{id}"),
                "The order is another one.",
                rank("any", &order),
                rank("none", other),
            )
            .deny_at(2, "authority_widened"),
        );
    }
    // One value that every type takes, so that only the type differs
    let of_each = [
        ("max", json!({ "key": "k", "max": 1 })),
        ("max-lifetime", json!({ "key": "k", "max_lifetime": 1 })),
        ("max-subtree", json!({ "key": "k", "max_subtree": 1 })),
        ("min", json!({ "key": "k", "min": 1 })),
        ("one-of", json!({ "key": "k", "one_of": [1] })),
        ("not-one-of", json!({ "key": "k", "not_one_of": [1] })),
        ("prefix", json!({ "key": "k", "prefix": "1" })),
        (
            "rank",
            json!({ "key": "k", "rank": "1", "order": ["1", "2"] }),
        ),
        ("units", json!({ "key": "k", "units": 1 })),
    ];
    for (parent, of_parent) in &of_each {
        for (child, of_child) in of_each.iter().filter(|(child, _)| child != parent) {
            cases.push(
                constrained(
                    &format!("{child}-for-{parent}"),
                    "No type stands in for another one.",
                    json!([of_parent]),
                    json!([of_child]),
                )
                .deny_at(2, "authority_widened"),
            );
        }
    }
    cases.extend([
        constrained(
            "range",
            "A floor and a ceiling of one key.",
            json!([{ "key": "k", "min": 1 }, { "key": "k", "max": 30 }]),
            json!([{ "key": "k", "max": 10 }, { "key": "k", "min": 2 }]),
        )
        .accept(),
        constrained(
            "range-reopened",
            "The floor is gone.",
            json!([{ "key": "k", "min": 1 }, { "key": "k", "max": 30 }]),
            json!([{ "key": "k", "max": 10 }]),
        )
        .deny_at(2, "authority_widened"),
        constrained(
            "unknown-same",
            "A type that is not known, the same in both.",
            one("units", json!(5)),
            one("units", json!(5)),
        )
        .accept(),
        constrained(
            "unknown-less",
            "Whether less is narrower is not known.",
            one("units", json!(5)),
            one("units", json!(4)),
        )
        .deny_at(2, "authority_widened"),
        constrained(
            "unknown-dropped",
            "It is missing.",
            one("units", json!(5)),
            json!([]),
        )
        .deny_at(2, "authority_widened"),
        constrained(
            "unknown-added",
            "A new one restricts.",
            json!([]),
            one("units", json!(5)),
        )
        .accept(),
        constrained(
            "key-case",
            "A key in capitals is another one.",
            one("max", json!(5)),
            json!([{ "key": "K", "max": 5 }]),
        )
        .deny_at(2, "authority_widened"),
    ]);
    {
        let child = root().constraints(one("max", json!(5)));
        let middle = child.child(&holder(1)).constraints(one("max", json!(3)));
        let leaf = middle.child(&holder(2)).constraints(one("max", json!(4)));
        cases.push(
            chain(
                "constraint-won-back",
                SUBSUMPTION,
                "Less than the root's, more than the parent's.",
                &[&child, &middle, &leaf],
            )
            .deny_at(3, "authority_widened"),
        );
    }
    cases
}

fn malformed_constraints() -> Vec<Case> {
    [
        ("no-object", json!([1])),
        ("null", json!([null])),
        ("no-key", json!([{ "max": 1 }])),
        ("key-number", json!([{ "key": 1, "max": 1 }])),
        ("no-type", json!([{ "key": "k" }])),
        ("two-types", json!([{ "key": "k", "max": 1, "min": 0 }])),
        (
            "extra-member",
            json!([{ "key": "k", "max": 1, "note": "soft" }]),
        ),
        (
            "unknown-two-members",
            json!([{ "key": "k", "units": 1, "note": "soft" }]),
        ),
        ("max-text", json!([{ "key": "k", "max": "1" }])),
        ("max-true", json!([{ "key": "k", "max": true }])),
        ("max-null", json!([{ "key": "k", "max": null }])),
        ("min-array", json!([{ "key": "k", "min": [1] }])),
        (
            "max-lifetime-text",
            json!([{ "key": "k", "max_lifetime": "1" }]),
        ),
        (
            "max-subtree-object",
            json!([{ "key": "k", "max_subtree": {} }]),
        ),
        ("one-of-text", json!([{ "key": "k", "one_of": "a" }])),
        (
            "not-one-of-object",
            json!([{ "key": "k", "not_one_of": {} }]),
        ),
        ("prefix-array", json!([{ "key": "k", "prefix": ["a"] }])),
        ("rank-without-order", json!([{ "key": "k", "rank": "a" }])),
        (
            "rank-outside-order",
            json!([{ "key": "k", "rank": "c", "order": ["a", "b"] }]),
        ),
        (
            "rank-order-of-one",
            json!([{ "key": "k", "rank": "a", "order": ["a"] }]),
        ),
        (
            "rank-order-repeats",
            json!([{ "key": "k", "rank": "a", "order": ["a", "b", "a"] }]),
        ),
        (
            "rank-order-numbers",
            json!([{ "key": "k", "rank": "a", "order": ["a", 1] }]),
        ),
        (
            "rank-number",
            json!([{ "key": "k", "rank": 0, "order": ["a", "b"] }]),
        ),
        ("order-alone", json!([{ "key": "k", "order": ["a", "b"] }])),
        (
            "max-with-order",
            json!([{ "key": "k", "max": 1, "order": ["a", "b"] }]),
        ),
        (
            "twice",
            json!([{ "key": "k", "max": 100 }, { "key": "k", "max": 50 }]),
        ),
        (
            "twice-the-same",
            json!([{ "key": "k", "max": 1 }, { "key": "k", "max": 1 }]),
        ),
    ]
    .into_iter()
    .map(|(id, constraints)| {
        pair(
            &format!("constraint-malformed-{id}"),
            CONSTRAINTS,
            "Not of the draft's form.",
            |child| child.constraints(constraints),
        )
        .deny_at(2, "details_malformed")
    })
    .collect()
}
