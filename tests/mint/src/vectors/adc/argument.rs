//! A call, by a chain's leaf: constraints on arguments.

use super::call::{call, gate};
use super::*;

pub(super) fn cases() -> Vec<Case> {
    let by = |constraint: Value, settings: Value, input: Value, id: &str, description: &str| {
        let root = root();
        let child = root.child(&holder(1)).constraints(json!([constraint]));
        call(
            &format!("call-{id}"),
            CONSTRAINTS,
            description,
            gate(settings, &["crm.read"]),
            &[&root, &child],
            input,
        )
    };
    let mut cases = Vec::new();
    let rank = json!({ "key": "egress", "rank": "internal", "order": ["none", "internal", "any"] });
    for (id, constraint, input, is_within) in [
        (
            "max",
            json!({ "key": "max_rows", "max": 5000 }),
            json!({ "max_rows": 5000 }),
            true,
        ),
        (
            "max-over",
            json!({ "key": "max_rows", "max": 5000 }),
            json!({ "max_rows": 5001 }),
            false,
        ),
        (
            "max-fraction",
            json!({ "key": "max_rows", "max": 4999.5 }),
            json!({ "max_rows": 5000 }),
            false,
        ),
        (
            "max-absent",
            json!({ "key": "max_rows", "max": 5000 }),
            json!({}),
            false,
        ),
        (
            "max-other-argument",
            json!({ "key": "max_rows", "max": 5000 }),
            json!({ "limit": 1 }),
            false,
        ),
        (
            "max-text",
            json!({ "key": "region", "max": 5 }),
            json!({ "region": "4" }),
            false,
        ),
        (
            "max-beyond-doubles",
            json!({ "key": "max_rows", "max": 9_007_199_254_740_991_u64 }),
            json!({ "max_rows": 9_007_199_254_740_992_u64 }),
            false,
        ),
        (
            "min",
            json!({ "key": "max_rows", "min": 2 }),
            json!({ "max_rows": 2 }),
            true,
        ),
        (
            "min-under",
            json!({ "key": "max_rows", "min": 2 }),
            json!({ "max_rows": 1 }),
            false,
        ),
        (
            "min-absent",
            json!({ "key": "max_rows", "min": 2 }),
            json!({}),
            false,
        ),
        (
            "min-beyond-doubles",
            json!({ "key": "max_rows", "min": 2 }),
            json!({ "max_rows": 9_223_372_036_854_775_807_u64 }),
            false,
        ),
        (
            "one-of",
            json!({ "key": "region", "one_of": ["eu", "us"] }),
            json!({ "region": "eu" }),
            true,
        ),
        (
            "one-of-number",
            json!({ "key": "max_rows", "one_of": [1, 2] }),
            json!({ "max_rows": 2 }),
            true,
        ),
        (
            "one-of-list",
            json!({ "key": "list", "one_of": [["a", "b"]] }),
            json!({ "list": ["a", "b"] }),
            true,
        ),
        (
            "one-of-other",
            json!({ "key": "region", "one_of": ["eu", "us"] }),
            json!({ "region": "EU" }),
            false,
        ),
        (
            "one-of-absent",
            json!({ "key": "region", "one_of": ["eu", "us"] }),
            json!({}),
            false,
        ),
        (
            "one-of-nothing",
            json!({ "key": "region", "one_of": [] }),
            json!({ "region": "eu" }),
            false,
        ),
        (
            "one-of-type",
            json!({ "key": "max_rows", "one_of": ["1", true] }),
            json!({ "max_rows": 1 }),
            false,
        ),
        (
            "one-of-in-list",
            json!({ "key": "list", "one_of": ["a"] }),
            json!({ "list": ["a"] }),
            false,
        ),
        (
            "not-one-of",
            json!({ "key": "region", "not_one_of": ["eu"] }),
            json!({ "region": "us" }),
            true,
        ),
        (
            "not-one-of-it",
            json!({ "key": "region", "not_one_of": ["eu"] }),
            json!({ "region": "eu" }),
            false,
        ),
        (
            "not-one-of-absent",
            json!({ "key": "region", "not_one_of": ["eu"] }),
            json!({}),
            false,
        ),
        (
            "not-one-of-list",
            json!({ "key": "list", "not_one_of": ["eu"] }),
            json!({ "list": ["eu"] }),
            false,
        ),
        (
            "not-one-of-boolean",
            json!({ "key": "fast", "not_one_of": [true] }),
            json!({ "fast": false }),
            true,
        ),
        (
            "prefix",
            json!({ "key": "path", "prefix": "/a/" }),
            json!({ "path": "/a/b" }),
            true,
        ),
        (
            "prefix-other",
            json!({ "key": "path", "prefix": "/a/" }),
            json!({ "path": "/b/a/" }),
            false,
        ),
        (
            "prefix-shorter",
            json!({ "key": "path", "prefix": "/a/" }),
            json!({ "path": "/a" }),
            false,
        ),
        (
            "prefix-absent",
            json!({ "key": "path", "prefix": "" }),
            json!({}),
            false,
        ),
        (
            "prefix-number",
            json!({ "key": "max_rows", "prefix": "1" }),
            json!({ "max_rows": 12 }),
            false,
        ),
        ("rank", rank.clone(), json!({ "egress": "internal" }), true),
        ("rank-less", rank.clone(), json!({ "egress": "none" }), true),
        ("rank-more", rank.clone(), json!({ "egress": "any" }), false),
        (
            "rank-unknown",
            rank.clone(),
            json!({ "egress": "space" }),
            false,
        ),
        ("rank-absent", rank, json!({}), false),
        (
            "unknown-type",
            json!({ "key": "max_rows", "units": 5 }),
            json!({ "max_rows": 1 }),
            false,
        ),
        (
            "unknown-type-absent",
            json!({ "key": "quota", "units": 5 }),
            json!({}),
            false,
        ),
    ] {
        let case = by(
            constraint,
            json!({}),
            input,
            id,
            "A constraint, and the argument of its name.",
        );
        cases.push(match is_within {
            true => case.accept(),
            false => case.deny("authority_insufficient"),
        });
    }
    let named = json!({ "quantities": { "max_rows": "limit" } });
    let most = json!({ "key": "max_rows", "max": 100 });
    cases.extend([
        by(
            most.clone(),
            named.clone(),
            json!({ "limit": 100 }),
            "quantity",
            "The operator says which argument it is.",
        )
        .accept(),
        by(
            most.clone(),
            named.clone(),
            json!({ "limit": 101, "max_rows": 1 }),
            "quantity-over",
            "The argument of its own name is not asked then.",
        )
        .deny("authority_insufficient"),
        by(
            most.clone(),
            named,
            json!({ "max_rows": 1 }),
            "quantity-absent",
            "It is not there.",
        )
        .deny("authority_insufficient"),
        by(
            most.clone(),
            json!({ "quantities": { "spend": "limit" } }),
            json!({ "max_rows": 1 }),
            "quantity-of-another",
            "A name for another key.",
        )
        .accept(),
        by(
            json!({ "key": "max_rows", "max": 1 }),
            json!({}),
            json!({ "max_rows": 1.0 }),
            "argument-spelling",
            "A number is a number, however it is written.",
        )
        .deny("arguments_invalid"),
    ]);
    let root = root().constraints(
        json!([{ "key": "max_rows", "max": 5000 }, { "key": "region", "one_of": ["eu", "us"] }]),
    );
    let child = root.child(&holder(1)).constraints(json!([{ "key": "max_rows", "max": 100 }, { "key": "region", "one_of": ["eu"] }, { "key": "path", "prefix": "/a/" }]));
    let both = |id: &str, description: &str, tokens: &[&Delegation], input: Value| {
        call(
            &format!("call-{id}"),
            VERIFY,
            description,
            gate(json!({}), &["crm.read"]),
            tokens,
            input,
        )
    };
    cases.extend([
        both("leaf", "All constraints of the leaf hold.", &[&root, &child], json!({ "max_rows": 100, "region": "eu", "path": "/a/b" })).accept(),
        both("leaf-one-fails", "One does not.", &[&root, &child], json!({ "max_rows": 101, "region": "eu", "path": "/a/b" })).deny("authority_insufficient"),
        both("leaf-within-root-only", "It is the leaf that counts, not the root.", &[&root, &child], json!({ "max_rows": 5000, "region": "us", "path": "/a/b" })).deny("authority_insufficient"),
        both("root-alone", "The root has its own bounds.", &[&root], json!({ "max_rows": 5000, "region": "us" })).accept(),
        both("policy-after", "No authority is left where a scope is missing.", &[&root, &child.clone().scopes(&[]).constraints(json!([{ "key": "max_rows", "max": 100 }, { "key": "region", "one_of": ["eu"] }]))], json!({ "max_rows": 100, "region": "eu" })).deny("scope_insufficient"),
    ]);
    cases
}
