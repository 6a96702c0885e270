//! A lineage, entry by entry: one of the parent's has to cover each of the child's.

use super::narrowing::{agent, chain, pair};
use super::*;

pub(super) fn cases() -> Vec<Case> {
    [entries(), other_types()].into_iter().flatten().collect()
}

fn entries() -> Vec<Case> {
    let mixed = r#"[{"type":"payment","actions":["read"],"accounts":["A"]},{"type":"payment","actions":["write"],"accounts":["B"]}]"#;
    let widened = |case: Case| case.deny_at(2, "authority_widened");
    let bare = |tokens: [AccessToken; 2]| tokens.map(|token| token.mint());
    let payment = r#"[{"type":"payment","actions":["send"]}]"#;
    vec![
        widened(pair("mixed", "Read on A and write on B are not write on A.", mixed, r#"[{"type":"payment","actions":["write"],"accounts":["A"]}]"#)),
        widened(pair("union", "Nor are they both on A.", mixed, r#"[{"type":"payment","actions":["read","write"],"accounts":["A"]}]"#)),
        widened(pair("union-of-amounts", "Two payments of 50 are not one of 100.", r#"[{"type":"payment","amount":50},{"type":"payment","amount":50}]"#, r#"[{"type":"payment","amount":100}]"#)),
        pair("one-of-two", "One of two entries.", mixed, r#"[{"type":"payment","actions":["write"],"accounts":["B"]}]"#).accept_as(json!({ "details": ["payment"] })),
        pair("order", "Entries have no order.", mixed, r#"[{"type":"payment","accounts":["B"],"actions":["write"]},{"accounts":["A"],"actions":["read"],"type":"payment"}]"#).accept(),
        pair("split", "One entry may become two.", r#"[{"type":"payment","actions":["read","write"]}]"#, r#"[{"type":"payment","actions":["read"]},{"type":"payment","actions":["write"]}]"#).accept(),
        widened(pair("second-entry", "One entry narrows, another is new.", payment, r#"[{"type":"payment","actions":["send"]},{"type":"payment","actions":["read"]}]"#)),
        pair("none-left", "No entry under one.", payment, "[]").accept_as(json!({ "details": [] })),
        chain("absent", "No claim under one.", &bare([with(&alice(), payment), agent("monitoring-agent")])).accept_as(json!({ "details": [] })),
        widened(chain("of-nothing", "A parent without details grants none, rather than all.", &bare([alice(), with(&agent("monitoring-agent"), payment)]))),
        widened(pair("of-empty", "Nor does one with none.", "[]", payment)),
        chain("third", "What was given up in the middle does not come back.", &[
            with(&alice(), payment).mint(),
            with(&agent("monitoring-agent"), "[]").mint(),
            with(&agent("monitoring-agent").actor("remediation-agent"), payment).mint(),
        ]).deny_at(3, "authority_widened"),
        chain("malformed-parent", "A parent is read like any other token.", &bare([with(&alice(), r#"[{"type":"payment","x":1}]"#), agent("monitoring-agent")])).deny_at(1, "details_malformed"),
    ]
}

fn other_types() -> Vec<Case> {
    let widened = |case: Case| case.deny_at(2, "authority_widened");
    vec![
        widened(pair(
            "another-type",
            "Another type.",
            r#"[{"type":"payment"}]"#,
            r#"[{"type":"other"}]"#,
        )),
        widened(pair(
            "type-case",
            "A type in other letters.",
            r#"[{"type":"payment"}]"#,
            r#"[{"type":"Payment"}]"#,
        )),
        pair(
            "unregistered-equal",
            "The same entry, spelled in another way.",
            r#"[{"type":"other","a":["x","y"],"n":10}]"#,
            r#"[{"n":1e1,"a":["x","y"],"type":"other"}]"#,
        )
        .accept(),
        widened(pair(
            "unregistered-fewer",
            "What narrows is not known.",
            r#"[{"type":"other","actions":["x","y"]}]"#,
            r#"[{"type":"other","actions":["x"]}]"#,
        )),
        widened(pair(
            "unregistered-order",
            "Nor whether an array is a set.",
            r#"[{"type":"other","actions":["x","y"]}]"#,
            r#"[{"type":"other","actions":["y","x"]}]"#,
        )),
        widened(pair(
            "unregistered-dropped",
            "A member less.",
            r#"[{"type":"other","a":1}]"#,
            r#"[{"type":"other"}]"#,
        )),
        widened(pair(
            "unregistered-added",
            "A member more.",
            r#"[{"type":"other"}]"#,
            r#"[{"type":"other","a":1}]"#,
        )),
        widened(pair(
            "unregistered-large",
            "Two integers that some readers take for one.",
            r#"[{"type":"other","n":9007199254740992}]"#,
            r#"[{"type":"other","n":9007199254740993}]"#,
        )),
        widened(pair(
            "unregistered-rounded",
            "Two integers of more than 64 bits.",
            r#"[{"type":"other","n":100000000000000000000}]"#,
            r#"[{"type":"other","n":100000000000000000001}]"#,
        )),
        pair(
            "unregistered-one-of-two",
            "One of two.",
            r#"[{"type":"other","a":1},{"type":"other","a":2}]"#,
            r#"[{"type":"other","a":2}]"#,
        )
        .accept(),
        pair(
            "unregistered-none",
            "None of one.",
            r#"[{"type":"other","a":1}]"#,
            "[]",
        )
        .accept(),
    ]
}
