//! Limits over several calls, which the host counts.

use super::call::{call, gate};
use super::*;

pub(super) fn cases() -> Vec<Case> {
    let root = root().constraints(
        json!([{ "key": "calls", "max_lifetime": 50 }, { "key": "spend", "max_subtree": 1000 }]),
    );
    let child = root.child(&holder(1)).constraints(
        json!([{ "key": "calls", "max_lifetime": 10 }, { "key": "spend", "max_subtree": 400 }]),
    );
    let leaf = child.child(&holder(2)).constraints(json!([{ "key": "calls", "max_lifetime": 2 }, { "key": "spend", "max_subtree": 99.5 }, { "key": "spend", "max_lifetime": 20 }]));
    let limit = |token: &Delegation, id: &str, key: &str, kind: &str, most: Value| json!({ "token": token.hash(), "tokenId": id, "key": key, "kind": kind, "most": most });
    let by =
        |id: &str, description: &str, settings: Value, tokens: &[&Delegation], input: Value| {
            call(
                &format!("call-{id}"),
                CONSTRAINTS,
                description,
                gate(settings, &["crm.read"]),
                tokens,
                input,
            )
        };
    let counted = || json!({ "hostCounts": true });
    vec![
        by(
            "sums",
            "The leaf's own limits, and those of every subtree that it is in.",
            counted(),
            &[&root, &child, &leaf],
            json!({}),
        )
        .accept_as(json!({ "limits": [
            limit(&root, "d-0", "spend", "max_subtree", json!(1000)),
            limit(&child, "d-1", "spend", "max_subtree", json!(400)),
            limit(&leaf, "d-2", "calls", "max_lifetime", json!(2)),
            limit(&leaf, "d-2", "spend", "max_lifetime", json!(20)),
            limit(&leaf, "d-2", "spend", "max_subtree", json!(99.5)),
        ] })),
        by(
            "sums-of-root",
            "The root alone.",
            counted(),
            &[&root],
            json!({}),
        )
        .accept_as(json!({ "limits": [
            limit(&root, "d-0", "calls", "max_lifetime", json!(50)),
            limit(&root, "d-0", "spend", "max_subtree", json!(1000)),
        ] })),
        by(
            "sums-uncounted",
            "Nobody counts.",
            json!({}),
            &[&root, &child, &leaf],
            json!({}),
        )
        .deny("limit_uncounted"),
        by(
            "sum-uncounted-of-root",
            "Nobody counts, and a chain of one.",
            json!({ "hostCounts": false }),
            &[&root],
            json!({}),
        )
        .deny("limit_uncounted"),
        {
            let child = delegation_root(&key(), &holder(0))
                .scopes(&["crm.*"])
                .constraints(json!([{ "key": "max_rows", "max_lifetime": 5 }]));
            by(
                "sum-is-no-argument",
                "An argument of the limit's name is not its sum.",
                counted(),
                &[&child],
                json!({ "max_rows": 1_000_000 }),
            )
            .accept_as(
                json!({ "limits": [limit(&child, "d-0", "max_rows", "max_lifetime", json!(5))] }),
            )
        },
        {
            let child = delegation_root(&key(), &holder(0)).scopes(&["crm.*"]).constraints(json!([{ "key": "max_rows", "max_lifetime": 5 }, { "key": "max_rows", "max": 3 }]));
            by(
                "sum-and-maximum",
                "Both of one key: the call's own bound holds by its argument.",
                counted(),
                &[&child],
                json!({ "max_rows": 4 }),
            )
            .deny("authority_insufficient")
        },
        {
            let twin = root.child(&holder(1)).claim("jti", "d-0-of-another").constraints(json!([{ "key": "calls", "max_lifetime": 10 }, { "key": "spend", "max_subtree": 400 }]));
            let leaf = twin.child(&holder(2)).claim("jti", "d-1").constraints(json!([{ "key": "calls", "max_lifetime": 2 }, { "key": "spend", "max_subtree": 9 }]));
            by(
                "sums-of-a-borrowed-id",
                "A `jti` is its maker's choice, and another token may have it: what is counted is named by the hash of the token.",
                counted(),
                &[&root, &twin, &leaf],
                json!({}),
            )
            .accept_as(json!({ "limits": [
                limit(&root, "d-0", "spend", "max_subtree", json!(1000)),
                limit(&twin, "d-0-of-another", "spend", "max_subtree", json!(400)),
                limit(&leaf, "d-1", "calls", "max_lifetime", json!(2)),
                limit(&leaf, "d-1", "spend", "max_subtree", json!(9)),
            ] }))
        },
        {
            let to_itself = root.child(&holder(0));
            by(
                "sum-begins-again",
                "Who holds a token derives another one for itself: `max_lifetime` is of that one and begins again, `max_subtree` goes on.",
                counted(),
                &[&root, &to_itself],
                json!({}),
            )
            .accept_as(json!({ "limits": [
                limit(&root, "d-0", "spend", "max_subtree", json!(1000)),
                limit(&to_itself, "d-1", "calls", "max_lifetime", json!(50)),
                limit(&to_itself, "d-1", "spend", "max_subtree", json!(1000)),
            ] }))
        },
        by(
            "sums-sixteen",
            "As many sums as a token can have.",
            counted(),
            &[&many(16)],
            json!({}),
        )
        .accept(),
        by(
            "sums-too-many",
            "One more.",
            counted(),
            &[&many(17)],
            json!({}),
        )
        .deny("details_malformed"),
        by(
            "sums-too-many-uncounted",
            "Also where nobody counts.",
            json!({}),
            &[&many(17)],
            json!({}),
        )
        .deny("details_malformed"),
        by(
            "sum-key-longest",
            "A key of 256 bytes.",
            counted(),
            &[&keyed(256)],
            json!({}),
        )
        .accept(),
        by(
            "sum-key-too-long",
            "A longer one.",
            counted(),
            &[&keyed(257)],
            json!({}),
        )
        .deny("details_malformed"),
    ]
}

/// A root with so many sums, of both kinds.
fn many(sums: usize) -> Delegation {
    let sums = (0..sums).map(|number| match number % 2 {
        0 => json!({ "key": format!("k{number}"), "max_lifetime": 1 }),
        _ => json!({ "key": format!("k{number}"), "max_subtree": 1 }),
    });
    root().constraints(sums.collect())
}

/// A root with a sum whose key is so long.
fn keyed(length: usize) -> Delegation {
    root().constraints(json!([{ "key": "k".repeat(length), "max_subtree": 1 }]))
}
