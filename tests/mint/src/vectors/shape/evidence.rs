//! How every actor has to be known.

use super::*;

pub(super) fn cases() -> Vec<Case> {
    let signed = || chain(json!({ "evidence": "signed" }));
    let short = "evidence_insufficient";
    let all = lineage(&["a", "b", "c"]);
    vec![
        case(
            "evidence-in-person",
            "Nobody acts for alice.",
            signed(),
            &[good()],
        )
        .accept(),
        case(
            "evidence-one",
            "The only actor is the token's own.",
            signed(),
            &[through(&["a"])],
        )
        .accept(),
        case(
            "evidence-prior",
            "A prior actor is only asserted.",
            signed(),
            &[through(&["a", "b"])],
        )
        .deny(short),
        case("evidence-all", "Everybody has a token.", signed(), &all).accept(),
        case(
            "evidence-actors",
            "Every actor has one; whose principal it is, each of them says.",
            signed(),
            &all[1..],
        )
        .accept(),
        case(
            "evidence-first-missing",
            "The first actor has none.",
            signed(),
            &all[2..],
        )
        .deny(short),
        case(
            "evidence-asserted",
            "Said aloud, what is so by default.",
            chain(json!({ "evidence": "asserted" })),
            &[through(&["a", "b"])],
        )
        .accept(),
        case(
            "evidence-null",
            "Null is the default.",
            chain(json!({ "evidence": null, "within": null })),
            &[through(&["a", "b"])],
        )
        .accept(),
        case(
            "evidence-nothing",
            "Nothing is asked.",
            chain(json!({})),
            &[through(&["a", "b"])],
        )
        .accept(),
        case(
            "evidence-and-within",
            "Both are asked, and both hold.",
            chain(json!({ "evidence": "signed", "within": "issuer" })),
            &all,
        )
        .accept(),
        case(
            "evidence-broken-before",
            "A lineage has to hold together first.",
            signed(),
            &[good(), through(&["a", "b"])],
        )
        .deny_at(2, "actor_chain_broken"),
        case(
            "evidence-at-one-key",
            "What `act` says of a key is no evidence.",
            signed(),
            &[good()
                .actor_with(
                    r#""sub":"a","cnf":{"jkt":"0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"}"#,
                )
                .actor("b")],
        )
        .deny(short),
    ]
}
