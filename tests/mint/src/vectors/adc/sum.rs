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
    let limit = |token: &str, key: &str, kind: &str, most: Value| json!({ "tokenId": token, "key": key, "kind": kind, "most": most });
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
            limit("d-0", "spend", "max_subtree", json!(1000)),
            limit("d-1", "spend", "max_subtree", json!(400)),
            limit("d-2", "calls", "max_lifetime", json!(2)),
            limit("d-2", "spend", "max_lifetime", json!(20)),
            limit("d-2", "spend", "max_subtree", json!(99.5)),
        ] })),
        by(
            "sums-of-root",
            "The root alone.",
            counted(),
            &[&root],
            json!({}),
        )
        .accept_as(json!({ "limits": [
            limit("d-0", "calls", "max_lifetime", json!(50)),
            limit("d-0", "spend", "max_subtree", json!(1000)),
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
            .accept_as(json!({ "limits": [limit("d-0", "max_rows", "max_lifetime", json!(5))] }))
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
    ]
}
