//! Who may act, and not pass on what it was given.

use super::*;

fn forbids(subjects: Value) -> Value {
    issuer_with(config(), json!({ "mayNotDelegate": subjects }))
}

pub(super) fn cases() -> Vec<Case> {
    let of_other = |token: AccessToken| {
        token
            .issuer(OTHER)
            .signed_by(&Key::ed25519(2))
            .header("kid", "\"ed-2\"")
    };
    let by_client = issuer_with(
        config(),
        json!({ "mayNotDelegate": ["alice"], "actor": "client_id" }),
    );
    let speaks = issuer_with(
        config(),
        json!({ "mayNotDelegate": ["b"], "actorIssuers": [OTHER] }),
    );
    let theirs = format!(r#""sub":"b","iss":"{OTHER}""#);
    let ours = format!(r#""sub":"b","iss":"{ISSUER}""#);
    let denied = "delegation_not_allowed";
    let workload = "spiffe://example.org/agent/1";
    vec![
        case(
            "delegates-current",
            "It acts now, and has not delegated.",
            forbids(json!(["b"])),
            &[through(&["a", "b"])],
        )
        .accept(),
        case(
            "delegates-prior",
            "It acted before.",
            forbids(json!(["b"])),
            &[through(&["a", "b", "c"])],
        )
        .deny(denied),
        case(
            "delegates-first",
            "It acted first of all.",
            forbids(json!(["a"])),
            &[through(&["a", "b", "c"])],
        )
        .deny(denied),
        case(
            "delegates-to-itself",
            "It acts now, and acted before.",
            forbids(json!(["b"])),
            &[through(&["b", "b"])],
        )
        .deny(denied),
        case(
            "delegates-and-returns",
            "With another between.",
            forbids(json!(["b"])),
            &[through(&["b", "c", "b"])],
        )
        .deny(denied),
        case(
            "delegates-principal",
            "A principal for whom somebody acts.",
            forbids(json!(["alice"])),
            &[through(&["a"])],
        )
        .deny(denied),
        case(
            "delegates-in-person",
            "A principal who acts in person.",
            forbids(json!(["alice"])),
            &[good()],
        )
        .accept(),
        case(
            "delegates-by-client",
            "A principal for whom a client acts.",
            by_client.clone(),
            &[good()],
        )
        .deny(denied),
        case(
            "delegates-as-client",
            "A client that acts for itself.",
            by_client,
            &[good().subject("desk")],
        )
        .accept(),
        case(
            "delegates-one-of-several",
            "Several are listed.",
            forbids(json!(["x", "y", "a"])),
            &[through(&["a", "b"])],
        )
        .deny(denied),
        case(
            "delegates-none",
            "Nobody is.",
            forbids(json!([])),
            &[through(&["a", "b"])],
        )
        .accept(),
        case(
            "delegates-case",
            "A name in another letter case is another one.",
            forbids(json!(["B"])),
            &[through(&["b", "c"])],
        )
        .accept(),
        case(
            "delegates-prefix",
            "So is a longer one.",
            forbids(json!(["b"])),
            &[through(&["bb", "c"])],
        )
        .accept(),
        case(
            "delegates-namesake",
            "The same name at another issuer is another one.",
            speaks.clone(),
            &[good().actor_with(&theirs).actor("c")],
        )
        .accept(),
        case(
            "delegates-said-aloud",
            "The same one, with its issuer.",
            speaks,
            &[good().actor_with(&ours).actor("c")],
        )
        .deny(denied),
        case(
            "delegates-by-another-issuers-word",
            "Another issuer names it: it is the same one.",
            two(forbids(json!(["b"]))),
            &[of_other(good()).actor_with(&ours).actor("c")],
        )
        .deny(denied),
        case(
            "delegates-at-another-issuer",
            "The other issuer's own.",
            two(forbids(json!(["b"]))),
            &[of_other(through(&["b", "c"]))],
        )
        .accept(),
        case(
            "delegates-workload-by-another-issuers-subject",
            "A workload of a trust domain is the same one, whoever's subject it is.",
            two(forbids(json!([workload]))),
            &[of_other(through(&[workload, "c"]))],
        )
        .deny(denied),
        case(
            "delegates-workload-in-wimse",
            "So is one that WIMSE identifies.",
            two(forbids(json!(["wimse://example.org/agent/1"]))),
            &[of_other(through(&["wimse://example.org/agent/1", "c"]))],
        )
        .deny(denied),
        case(
            "delegates-workload-beside",
            "Another workload of its domain is not.",
            two(forbids(json!([workload]))),
            &[of_other(through(&["spiffe://example.org/agent/2", "c"]))],
        )
        .accept(),
        case(
            "delegates-url-by-another-issuers-subject",
            "A URL names no trust domain.",
            two(forbids(json!(["https://example.org/agent/1"]))),
            &[of_other(through(&["https://example.org/agent/1", "c"]))],
        )
        .accept(),
        case(
            "delegates-in-a-lineage",
            "A token of its own changes nothing.",
            forbids(json!(["b"])),
            &lineage(&["b", "c"]),
        )
        .deny(denied),
        case(
            "delegates-last-in-a-lineage",
            "The last one of a lineage.",
            forbids(json!(["c"])),
            &lineage(&["b", "c"]),
        )
        .accept(),
    ]
}
