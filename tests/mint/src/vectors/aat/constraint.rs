//! Every pair of types of constraints, and what each type lets pass.

use super::*;

pub(super) fn cases() -> Vec<Case> {
    [pairs(), checks()].into_iter().flatten().collect()
}

/// A root that grants `set` with this constraint of the argument, and a child with that one.
pub(super) fn pair(argument: &str, parent: &Value, child: &Value) -> [Linked; 2] {
    let tools = |constraint: &Value| {
        let mut arguments = json!({});
        arguments[argument] = constraint.clone();
        details(json!({ "set": arguments }))
    };
    let root = root().claim("authorization_details", tools(parent));
    let child = root
        .child(&agent(1))
        .claim("authorization_details", tools(child));
    [root, child]
}

pub(super) fn with(argument: &str, value: Value) -> Value {
    let mut input = json!({});
    input[argument] = value;
    input
}

pub(super) fn exact(value: Value) -> Value {
    json!({ "constraint_type": "exact", "value": value })
}

pub(super) fn set(kind: &str, values: Value) -> Value {
    let member = match kind {
        "one_of" => "values",
        "not_one_of" => "excluded",
        "contains" => "required",
        "subset" => "allowed",
        _ => panic!("{kind}"),
    };
    json!({ "constraint_type": kind, member: values })
}

pub(super) fn range(bounds: Value) -> Value {
    changed(json!({ "constraint_type": "range" }), bounds)
}

pub(super) fn all(clauses: Value) -> Value {
    json!({ "constraint_type": "all", "constraints": clauses })
}

pub(super) fn any(clauses: Value) -> Value {
    json!({ "constraint_type": "any", "constraints": clauses })
}

pub(super) fn wildcard() -> Value {
    json!({ "constraint_type": "wildcard" })
}

/// One of each type, with an argument and a value that it lets pass.
fn types() -> [(&'static str, Value, &'static str, Value); 9] {
    let letters = || set("one_of", json!(["a", "b"]));
    [
        ("exact", exact(json!("a")), "text", json!("a")),
        (
            "range",
            range(json!({ "min": 1, "max": 3 })),
            "number",
            json!(2),
        ),
        ("one-of", letters(), "text", json!("a")),
        (
            "not-one-of",
            set("not_one_of", json!(["z"])),
            "text",
            json!("a"),
        ),
        (
            "contains",
            set("contains", json!(["a"])),
            "list",
            json!(["a", "b"]),
        ),
        (
            "subset",
            set("subset", json!(["a", "b"])),
            "list",
            json!(["a"]),
        ),
        ("wildcard", wildcard(), "text", json!("a")),
        ("all", all(json!([letters()])), "text", json!("a")),
        ("any", any(json!([letters()])), "text", json!("a")),
    ]
}

/// All 81; `exact` in a `range` is a number.
fn pairs() -> Vec<Case> {
    let source = &section("4.5");
    let mut cases = Vec::new();
    for (parent, outer, ..) in types() {
        for (child, inner, argument, value) in types() {
            let (inner, argument, value) = match (parent, child) {
                ("range", "exact") => (exact(json!(2)), "number", json!(2)),
                _ => (inner, argument, value),
            };
            let id = format!("pair-{parent}-to-{child}");
            let description =
                format!("A child's `{child}` under its parent's `{parent}`.").replace('-', "_");
            let case = called(
                &id,
                source,
                &description,
                &pair(argument, &outer, &inner),
                "set",
                with(argument, value),
            );
            let is_permitted = match (parent, child) {
                ("wildcard", _) | ("range" | "one-of", "exact") => true,
                _ => parent == child,
            };
            cases.push(match is_permitted {
                true => case.accept(),
                false => case.deny_at(2, "authority_widened"),
            });
        }
    }
    cases
}

/// What an argument may be.
fn checks() -> Vec<Case> {
    let source = &section("3.4");
    let check = |id: &str, constraint: Value, argument: &str, value: Value| {
        let tokens = [pair(argument, &constraint, &constraint)[0].clone()];
        let description = format!("{value} for {constraint}.");
        called(
            &format!("check-{id}"),
            source,
            &description,
            &tokens,
            "set",
            with(argument, value),
        )
    };
    let no = "authority_insufficient";
    let list = |kind: &str, values: Value| set(kind, values);
    let ends =
        || range(json!({ "min": 1, "min_inclusive": false, "max": 3, "max_inclusive": true }));
    vec![
        check("exact-other", exact(json!("a")), "text", json!("b")).deny(no),
        check("exact-number", exact(json!(1.0)), "count", json!(1)).accept(),
        check("exact-fraction", exact(json!(0.5)), "number", json!(0.5)).accept(),
        check("exact-flag", exact(json!(true)), "flag", json!(true)).accept(),
        check("exact-flag-one", exact(json!(1)), "flag", json!(true)).deny(no),
        check("exact-text-one", exact(json!(1)), "text", json!("1")).deny(no),
        check("range-below", ends(), "number", json!(0.5)).deny(no),
        check("range-open-end", ends(), "number", json!(1)).deny(no),
        check("range-inside", ends(), "number", json!(1.5)).accept(),
        check("range-closed-end", ends(), "number", json!(3)).accept(),
        check("range-above", ends(), "number", json!(3.5)).deny(no),
        check("range-text", range(json!({})), "text", json!("2")).deny(no),
        check("range-flag", range(json!({})), "flag", json!(true)).deny(no),
        check(
            "range-crossed",
            range(json!({ "min": 3, "max": 1 })),
            "number",
            json!(2),
        )
        .deny(no),
        check("one-of-none", set("one_of", json!([])), "text", json!("a")).deny(no),
        check(
            "not-one-of",
            set("not_one_of", json!(["a"])),
            "text",
            json!("a"),
        )
        .deny(no),
        check(
            "not-one-of-flag",
            set("not_one_of", json!([1])),
            "flag",
            json!(true),
        )
        .accept(),
        check(
            "contains",
            list("contains", json!(["a", "b"])),
            "list",
            json!(["b", "c", "a"]),
        )
        .accept(),
        check(
            "contains-not",
            list("contains", json!(["a", "b"])),
            "list",
            json!(["a", "a"]),
        )
        .deny(no),
        check(
            "contains-text",
            list("contains", json!(["a"])),
            "text",
            json!("a"),
        )
        .deny(no),
        check(
            "subset",
            list("subset", json!(["a", "b"])),
            "list",
            json!(["b", "b"]),
        )
        .accept(),
        check("subset-empty", list("subset", json!([])), "list", json!([])).accept(),
        check(
            "subset-not",
            list("subset", json!(["a"])),
            "list",
            json!(["a", "b"]),
        )
        .deny(no),
        check(
            "subset-text",
            list("subset", json!(["a"])),
            "text",
            json!("a"),
        )
        .deny(no),
        check(
            "one-of-list",
            set("one_of", json!([["a", "b"]])),
            "list",
            json!(["a", "b"]),
        )
        .accept(),
        check(
            "one-of-list-order",
            set("one_of", json!([["a", "b"]])),
            "list",
            json!(["b", "a"]),
        )
        .deny(no),
        check(
            "all",
            all(json!([
                set("one_of", json!(["a", "b"])),
                set("not_one_of", json!(["b"]))
            ])),
            "text",
            json!("b"),
        )
        .deny(no),
        check(
            "all-each",
            all(json!([
                set("one_of", json!(["a", "b"])),
                set("not_one_of", json!(["b"]))
            ])),
            "text",
            json!("a"),
        )
        .accept(),
        check(
            "any",
            any(json!([exact(json!("a")), exact(json!("b"))])),
            "text",
            json!("b"),
        )
        .accept(),
        check(
            "any-none",
            any(json!([exact(json!("a")), exact(json!("b"))])),
            "text",
            json!("c"),
        )
        .deny(no),
    ]
}
