//! How many actors an issuer may put behind a principal.

use super::*;

pub(super) fn cases() -> Vec<Case> {
    let agents = ["a", "b", "c", "d", "e", "f", "g", "h", "i"];
    let limited = |issuer: Value, gate: Value| {
        changed(
            issuer_with(config(), json!({ "maxDepth": issuer })),
            json!({ "maxDepth": gate }),
        )
    };
    let of = |issuer: usize, gate: usize, count: usize| {
        let description = format!(
            "{count} actors; the issuer may name {issuer}, and the gate takes {gate}: the smaller one counts."
        );
        let case = case(
            &format!("depth-{count}-of-{issuer}-and-{gate}"),
            &description,
            limited(json!(issuer), json!(gate)),
            &[through(&agents[..count])],
        );
        match count <= issuer.min(gate) {
            true => case.accept(),
            false => case.deny("depth_exceeded"),
        }
    };
    let mut cases = Vec::new();
    for (issuer, gate) in [(0, 5), (1, 5), (2, 1), (5, 5), (8, 5), (5, 8), (8, 8)] {
        let edge = usize::min(issuer, gate);
        cases.extend([of(issuer, gate, edge), of(issuer, gate, edge + 1)]);
    }
    let one = |claims: AccessToken| {
        claims
            .issuer(OTHER)
            .signed_by(&Key::ed25519(2))
            .header("kid", "\"ed-2\"")
    };
    let strict = two(issuer_with(config(), json!({ "maxDepth": 1 })));
    cases.extend([
        case(
            "depth-of-the-other-issuer",
            "Another issuer's limit is none of its own.",
            strict.clone(),
            &[one(through(&["a", "b"]))],
        )
        .accept(),
        case(
            "depth-of-this-issuer",
            "And its own is.",
            strict,
            &[through(&["a", "b"])],
        )
        .deny("depth_exceeded"),
        case(
            "depth-in-a-lineage",
            "The token that is too deep is named.",
            issuer_with(config(), json!({ "maxDepth": 1 })),
            &lineage(&["a", "b"]),
        )
        .deny_at(3, "depth_exceeded"),
        case(
            "depth-default",
            "Not limited by the issuer: the gate's default.",
            config(),
            &[through(&agents[..5])],
        )
        .accept(),
        case(
            "depth-null",
            "Null is no limit.",
            issuer_with(config(), json!({ "maxDepth": null })),
            &[through(&agents[..5])],
        )
        .config_error("issuers[0].maxDepth"),
    ]);
    cases
}
