//! Pairs of constraints whose types may stand there: which narrow, and which do not.

use super::constraint::{all, any, exact, pair, range, set, wildcard, with};
use super::*;

pub(super) fn cases() -> Vec<Case> {
    [wider(), narrower()].into_iter().flatten().collect()
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
