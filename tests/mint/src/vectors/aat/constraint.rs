//! Every pair of types of constraints, and what each type lets pass.

use super::*;

pub(super) fn cases() -> Vec<Case> {
    [pairs(), wider(), narrower(), checks()]
        .into_iter()
        .flatten()
        .collect()
}

/// A root that grants `set` with this constraint of the argument, and a child with that one.
fn pair(argument: &str, parent: &Value, child: &Value) -> [Linked; 2] {
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

fn with(argument: &str, value: Value) -> Value {
    let mut input = json!({});
    input[argument] = value;
    input
}

fn exact(value: Value) -> Value {
    json!({ "constraint_type": "exact", "value": value })
}

fn set(kind: &str, values: Value) -> Value {
    let member = match kind {
        "one_of" => "values",
        "not_one_of" => "excluded",
        "contains" => "required",
        "subset" => "allowed",
        _ => panic!("{kind}"),
    };
    json!({ "constraint_type": kind, member: values })
}

fn range(bounds: Value) -> Value {
    changed(json!({ "constraint_type": "range" }), bounds)
}

fn all(clauses: Value) -> Value {
    json!({ "constraint_type": "all", "constraints": clauses })
}

fn any(clauses: Value) -> Value {
    json!({ "constraint_type": "any", "constraints": clauses })
}

fn wildcard() -> Value {
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

/// Pairs of types that may stand there, and do not narrow.
fn wider() -> Vec<Case> {
    let source = &section("4.5");
    let ab = || set("one_of", json!(["a", "b"]));
    let a = || set("one_of", json!(["a"]));
    [
        (
            "exact",
            "Another value.",
            exact(json!("a")),
            exact(json!("b")),
        ),
        (
            "exact-true-one",
            "`true` is not 1.",
            exact(json!(1)),
            exact(json!(true)),
        ),
        (
            "exact-text-one",
            "A string is no number.",
            exact(json!(1)),
            exact(json!("1")),
        ),
        (
            "exact-null-false",
            "Null is not false.",
            exact(json!(false)),
            exact(json!(null)),
        ),
        (
            "exact-out-of-range",
            "A number outside.",
            range(json!({ "max": 3 })),
            exact(json!(4)),
        ),
        (
            "exact-at-open-end",
            "A number at an end that is left out.",
            range(json!({ "max": 3, "max_inclusive": false })),
            exact(json!(3)),
        ),
        (
            "exact-text-in-range",
            "No number at all.",
            range(json!({})),
            exact(json!("1")),
        ),
        (
            "exact-true-in-range",
            "`true` is no number.",
            range(json!({ "min": 0 })),
            exact(json!(true)),
        ),
        (
            "exact-not-in-one-of",
            "Not one of them.",
            ab(),
            exact(json!("c")),
        ),
        (
            "exact-true-in-one-of",
            "`true` is not 1.",
            set("one_of", json!([1])),
            exact(json!(true)),
        ),
        (
            "one-of",
            "One more.",
            ab(),
            set("one_of", json!(["a", "b", "c"])),
        ),
        (
            "one-of-other-type",
            "A number more.",
            set("one_of", json!(["1"])),
            set("one_of", json!([1])),
        ),
        (
            "not-one-of",
            "One exclusion less.",
            set("not_one_of", json!(["a", "b"])),
            set("not_one_of", json!(["a"])),
        ),
        (
            "contains",
            "One requirement less.",
            set("contains", json!(["a", "b"])),
            set("contains", json!(["a"])),
        ),
        (
            "subset",
            "One more.",
            set("subset", json!(["a"])),
            set("subset", json!(["a", "b"])),
        ),
        (
            "range-min",
            "It begins before.",
            range(json!({ "min": 1, "max": 5 })),
            range(json!({ "min": 0, "max": 5 })),
        ),
        (
            "range-max",
            "It ends after.",
            range(json!({ "min": 1, "max": 5 })),
            range(json!({ "min": 1, "max": 6 })),
        ),
        (
            "range-max-fraction",
            "By a fraction.",
            range(json!({ "max": 5 })),
            range(json!({ "max": 5.5 })),
        ),
        (
            "range-min-dropped",
            "It has no beginning.",
            range(json!({ "min": 1 })),
            range(json!({ "max": 5 })),
        ),
        (
            "range-max-dropped",
            "It has no end.",
            range(json!({ "max": 5 })),
            range(json!({ "min": 1 })),
        ),
        (
            "range-min-reopened",
            "It takes the beginning in again.",
            range(json!({ "min": 1, "min_inclusive": false })),
            range(json!({ "min": 1 })),
        ),
        (
            "range-max-reopened",
            "It takes the end in again.",
            range(json!({ "max": 5, "max_inclusive": false })),
            range(json!({ "max": 5 })),
        ),
        (
            "all-dropped",
            "A clause less.",
            all(json!([ab(), wildcard()])),
            all(json!([ab()])),
        ),
        (
            "all-not-injective",
            "One clause can't stand for two.",
            all(json!([ab(), ab()])),
            all(json!([a()])),
        ),
        (
            "all-wider-clause",
            "A clause is wider.",
            all(json!([a()])),
            all(json!([ab(), ab()])),
        ),
        (
            "any-more",
            "A clause more.",
            any(json!([a()])),
            any(json!([a(), exact(json!("b"))])),
        ),
        (
            "any-spread",
            "A clause that only two of the parent's cover together.",
            any(json!([a(), set("one_of", json!(["b"]))])),
            any(json!([ab()])),
        ),
        (
            "nested",
            "Deep inside.",
            any(json!([all(json!([any(json!([a()]))]))])),
            any(json!([all(json!([any(json!([ab()]))]))])),
        ),
    ]
    .into_iter()
    .map(|(id, description, parent, child)| {
        let id = format!("wider-{id}");
        called(
            &id,
            source,
            description,
            &pair("text", &parent, &child),
            "set",
            with("text", json!("a")),
        )
        .deny_at(2, "authority_widened")
    })
    .collect()
}

fn narrower() -> Vec<Case> {
    let source = &section("4.5");
    let ab = || set("one_of", json!(["a", "b"]));
    let a = || exact(json!("a"));
    let open = |bounds| changed(range(json!({ "min": 1, "max": 5 })), bounds);
    [
        (
            "exact-one",
            "`1.0` is 1.",
            exact(json!(1)),
            exact(json!(1.0)),
            "count",
            json!(1),
        ),
        (
            "exact-in-range",
            "At an end that is in.",
            range(json!({ "max": 3 })),
            exact(json!(3)),
            "number",
            json!(3),
        ),
        (
            "exact-in-one-of",
            "One of them.",
            set("one_of", json!([1, 2])),
            exact(json!(2.0)),
            "count",
            json!(2),
        ),
        (
            "one-of-order",
            "In another order, and twice.",
            ab(),
            set("one_of", json!(["b", "a", "b"])),
            "text",
            json!("a"),
        ),
        (
            "not-one-of",
            "One exclusion more.",
            set("not_one_of", json!(["z"])),
            set("not_one_of", json!(["y", "z"])),
            "text",
            json!("a"),
        ),
        (
            "contains",
            "One requirement more.",
            set("contains", json!(["a"])),
            set("contains", json!(["b", "a"])),
            "list",
            json!(["a", "b"]),
        ),
        (
            "subset",
            "One less.",
            set("subset", json!(["a", "b"])),
            set("subset", json!(["a"])),
            "list",
            json!([]),
        ),
        (
            "range-open",
            "The ends are left out.",
            range(json!({ "min": 1, "max": 5 })),
            open(json!({ "min_inclusive": false, "max_inclusive": false })),
            "number",
            json!(2),
        ),
        (
            "range-inside-open",
            "Inside of ends that are left out.",
            open(json!({ "min_inclusive": false, "max_inclusive": false })),
            range(json!({ "min": 1.5, "max": 4.5 })),
            "number",
            json!(4.5),
        ),
        (
            "range-unbounded",
            "Under one without bounds.",
            range(json!({})),
            range(json!({ "min": 1 })),
            "number",
            json!(1),
        ),
        (
            "all-more",
            "A clause more, in another order.",
            all(json!([ab(), wildcard()])),
            all(json!([wildcard(), set("not_one_of", json!(["z"])), a()])),
            "text",
            json!("a"),
        ),
        (
            "all-backtracking",
            "The first clause that fits has to be left for another.",
            all(json!([ab(), a()])),
            all(json!([a(), ab()])),
            "text",
            json!("a"),
        ),
        (
            "any-fewer",
            "A clause less.",
            any(json!([ab(), exact(json!("c"))])),
            any(json!([exact(json!("c"))])),
            "text",
            json!("c"),
        ),
        (
            "any-other-type",
            "A clause of another type.",
            any(json!([ab()])),
            any(json!([a()])),
            "text",
            json!("a"),
        ),
    ]
    .into_iter()
    .map(|(id, description, parent, child, argument, value)| {
        let id = format!("narrower-{id}");
        called(
            &id,
            source,
            description,
            &pair(argument, &parent, &child),
            "set",
            with(argument, value),
        )
        .accept()
    })
    .collect()
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
