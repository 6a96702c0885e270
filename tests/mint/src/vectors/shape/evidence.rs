//! How every actor has to be known.

use super::*;

/// For a workload, through this many agents.
fn for_workload(agents: usize) -> AccessToken {
    through(&["a", "b"][..agents]).subject("spiffe://example.org/agent/7")
}

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
            "Null is no wish: it would ask for nothing.",
            chain(json!({ "evidence": null })),
            &[through(&["a", "b"])],
        )
        .config_error("chain.evidence"),
        case(
            "within-null",
            "Nor is it a boundary.",
            chain(json!({ "within": null })),
            &[through(&["a", "b"])],
        )
        .config_error("chain.within"),
        case(
            "within-null-inside",
            "A boundary's name with nothing in it.",
            chain(json!({ "within": { "tenant": null } })),
            &[through(&["a", "b"])],
        )
        .config_error("chain.within.tenant"),
        case(
            "evidence-nothing",
            "Nothing is asked.",
            chain(json!({})),
            &[through(&["a", "b"])],
        )
        .accept(),
        case(
            "evidence-workload",
            "The principal is a workload, and that it delegated is only asserted.",
            signed(),
            &[for_workload(1)],
        )
        .deny(short),
        case(
            "evidence-workload-root",
            "It has a token of its own.",
            signed(),
            &[for_workload(0), for_workload(1)],
        )
        .accept(),
        case(
            "evidence-workload-without-root",
            "Every actor has one, and the workload has none.",
            signed(),
            &[for_workload(1), for_workload(2)],
        )
        .deny(short),
        case(
            "evidence-workload-itself",
            "Nobody acts for it.",
            signed(),
            &[for_workload(0)],
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
