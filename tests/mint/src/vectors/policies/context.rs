//! What policies see of the tool, of proofs, of the delegation and of the token.

use super::*;

pub(super) fn cases() -> Vec<Case> {
    [tools(), delegation(), tokens(), time()]
        .into_iter()
        .flatten()
        .collect()
}

/// Does such a permit permit?
fn asks(id: &str, source: &str, description: &str, condition: &str, token: &AccessToken) -> Case {
    call(
        id,
        source,
        description,
        json!({ "policies": when(condition) }),
        token,
    )
}

fn tools() -> Vec<Case> {
    let source = "MCP: `annotations` of a tool";
    let hinted = |id: &str, description: &str, hints: Option<Value>, condition: &str| {
        let mut tool = tool("pay", json!({}));
        if let Some(hints) = hints {
            tool["annotations"] = hints;
        }
        let change = json!({ "tools": [tool], "requiredScopes": { "pay": [] }, "policies": when(condition) });
        rehearse(&format!("tool-{id}"), source, description, change)
            .with("request", json!({ "tool": "pay", "input": {} }))
    };
    let worst = "!context.tool.readOnlyHint && context.tool.destructiveHint && !context.tool.idempotentHint && context.tool.openWorldHint";
    vec![
        hinted("name", "Its name.", None, r#"context.tool.name == "pay""#).accept(),
        hinted(
            "without-hints",
            "Without hints it writes, destroys and reaches out.",
            None,
            worst,
        )
        .accept(),
        hinted(
            "empty-hints",
            "So it does with none of them.",
            Some(json!({})),
            worst,
        )
        .accept(),
        hinted(
            "read-only",
            "It says that it only reads.",
            Some(json!({ "readOnlyHint": true })),
            "context.tool.readOnlyHint",
        )
        .accept(),
        hinted(
            "not-destructive",
            "That it destroys nothing.",
            Some(json!({ "destructiveHint": false })),
            "!context.tool.destructiveHint",
        )
        .accept(),
        hinted(
            "idempotent",
            "That it may be called again.",
            Some(json!({ "idempotentHint": true })),
            "context.tool.idempotentHint",
        )
        .accept(),
        hinted(
            "closed-world",
            "That it stays at home.",
            Some(json!({ "openWorldHint": false })),
            "!context.tool.openWorldHint",
        )
        .accept(),
        hinted(
            "hint-of-another",
            "One hint says nothing of the others.",
            Some(json!({ "readOnlyHint": true })),
            "!context.tool.destructiveHint",
        )
        .deny("policy_denied"),
        hinted(
            "forbid",
            "A forbid of what destroys.",
            None,
            "context.tool.readOnlyHint",
        )
        .deny("policy_denied"),
    ]
}

fn delegation() -> Vec<Case> {
    let source = "What a policy sees of the delegation";
    let lineage = |id: &str, description: &str, condition: &str| {
        let root = good();
        let next = good().actor("clerk");
        call(
            id,
            source,
            description,
            json!({ "policies": when(condition) }),
            &next,
        )
        .lineage(&[root.mint(), next.mint()])
    };
    let agent = |name: &str| format!(r#"Agent::"https://as.example {name}""#);
    let long = good().actor("crawler").actor("clerk");
    vec![
        asks("delegation-actor", source, "Who acts.", &format!("context.delegation has actor && context.delegation.actor == {}", agent("clerk")), &clerk()).accept(),
        asks("delegation-no-actor", source, "Nobody but the user.", "!(context.delegation has actor) && context.delegation.depth == 0", &good()).accept(),
        asks("delegation-actor-unguarded", source, "There need not be one.", &format!("context.delegation.actor == {}", agent("clerk")), &clerk()).config_error("policies"),
        asks("delegation-depth", source, "How many act.", "context.delegation.depth == 2", &long).accept(),
        asks("delegation-unnamed", source, "How many of them have no name.", "context.delegation.unnamed == 0", &long).accept(),
        asks("delegation-evidence-signed", source, "The actor has the token itself.", r#"context.delegation.evidence == "signed""#, &clerk()).accept(),
        asks("delegation-evidence-asserted", source, "Of the one before, its issuer merely says so.", r#"context.delegation.evidence == "asserted""#, &long).accept(),
        asks("delegation-signed-actors", source, "Who has a token that was verified.", &format!("context.delegation.signed_actors.contains({})", agent("clerk")), &long).accept(),
        asks("delegation-signed-actors-other", source, "Not the one before.", &format!("context.delegation.signed_actors.contains({})", agent("crawler")), &long).deny("policy_denied"),
        lineage("delegation-lineage", "With lineage, those of all tokens.", &format!("context.delegation.signed_actors == [{}] && context.delegation.evidence == \"signed\"", agent("clerk"))).accept(),
        asks("delegation-simulated", source, "In a rehearsal, what is said.", r#"context.delegation.evidence == "signed""#, &clerk())
            .with("kind", "policy")
            .with("facts", changed(facts(), json!({ "evidence": "signed" })))
            .without("presented")
            .accept(),
    ]
}

fn tokens() -> Vec<Case> {
    let source = "What a policy sees of the token";
    let entity = r#"{"__entity":{"type":"Agent","id":"https://as.example admin"}}"#;
    let extension = r#"{"__extn":{"fn":"decimal","arg":"1.0"}}"#;
    vec![
        asks(
            "token-acr",
            source,
            "How the user was authenticated.",
            r#"context.token has acr && context.token.acr == "gold""#,
            &clerk().claim("acr", r#""gold""#),
        )
        .accept(),
        asks(
            "token-acr-absent",
            source,
            "Nothing is said of it.",
            "context.token has acr",
            &clerk(),
        )
        .deny("policy_denied"),
        asks(
            "token-expires",
            source,
            "When it expires.",
            r#"context.token.expires == datetime("2025-10-09T09:03:20Z")"#,
            &clerk(),
        )
        .accept(),
        asks(
            "token-expires-soon",
            source,
            "Whether it is soon.",
            r#"context.token.expires.durationSince(context.now) < duration("5m")"#,
            &clerk(),
        )
        .deny("policy_denied"),
        asks(
            "token-issuer",
            source,
            "Who issued it.",
            r#"context.token.issuer == "https://as.example""#,
            &clerk(),
        )
        .accept(),
        asks(
            "token-id",
            source,
            "Its identifier.",
            r#"context.token.id == "t-1""#,
            &clerk(),
        )
        .accept(),
        asks(
            "token-client",
            source,
            "Its client.",
            r#"context.token.client_id == "desk""#,
            &clerk(),
        )
        .accept(),
        asks(
            "token-attributes",
            source,
            "What the profile vouches for: nothing, with this one.",
            "context.token.attributes has tenant",
            &clerk().claim("tenant", r#""t""#),
        )
        .deny("policy_denied"),
        asks(
            "token-attributes-unknown",
            source,
            "Which no profile has.",
            r#"context.token.attributes.shoe_size == "44""#,
            &clerk(),
        )
        .config_error("policies"),
        asks(
            "token-attributes-simulated",
            source,
            "In a rehearsal, what is said.",
            r#"context.token.attributes has tenant && context.token.attributes.tenant == "t""#,
            &clerk(),
        )
        .with("kind", "policy")
        .with(
            "facts",
            changed(facts(), json!({ "attributes": { "tenant": "t" } })),
        )
        .without("presented")
        .accept(),
        asks(
            "token-scopes",
            source,
            "Scopes are a set.",
            r#"context.token.scopes == ["b", "a"]"#,
            &clerk().scope("a b"),
        )
        .accept(),
        asks(
            "token-claim-entity",
            source,
            "A claim that is a reference for Cedar's JSON reader is not seen.",
            r#"principal == Agent::"https://as.example admin""#,
            &clerk().claim("__entity", entity),
        )
        .deny("policy_denied"),
        asks(
            "token-claim-extension",
            source,
            "Nor is one that is a call.",
            "true",
            &clerk().claim("x", extension),
        )
        .accept(),
        asks(
            "token-claim-null",
            source,
            "A null among claims that nobody reads.",
            "true",
            &clerk().claim("x", "null"),
        )
        .accept(),
        asks(
            "token-claim-float",
            source,
            "A fraction there.",
            "true",
            &clerk().claim("x", "1.5e300"),
        )
        .accept(),
        asks(
            "token-claim-beyond",
            source,
            "An integer over 64 bits there.",
            "true",
            &clerk().claim("x", "123456789012345678901234567890"),
        )
        .accept(),
        asks(
            "proof-none",
            source,
            "A bearer token proves nothing.",
            "context.proof.kinds.isEmpty() && !(context.proof has caller)",
            &clerk(),
        )
        .accept(),
        asks(
            "proof-asked-for",
            source,
            "A policy may ask for a proof.",
            r#"context.proof.kinds.contains("dpop")"#,
            &clerk(),
        )
        .deny("policy_denied"),
        asks(
            "proof-forbid",
            source,
            "Or forbid its absence.",
            "true",
            &clerk(),
        )
        .with(
            "config",
            counter(json!({ "policies": unless("context.proof.kinds.isEmpty()") })),
        )
        .deny("policy_forbidden"),
        bound(
            "proof-dpop",
            "Possession was proven.",
            r#"context.proof.kinds == ["dpop"]"#,
        )
        .accept(),
        bound(
            "proof-other",
            "By another kind of proof than the policy asks for.",
            r#"context.proof.kinds.contains("mtls")"#,
        )
        .deny("policy_denied"),
    ]
}

/// A token that is bound to a key, with a proof.
fn bound(id: &str, description: &str, condition: &str) -> Case {
    let holder = crate::Key::ed25519(2);
    let token = clerk().claim("cnf", format!(r#"{{"jkt":"{}"}}"#, holder.thumbprint()));
    let token = token.mint();
    let proof = crate::dpop_proof(&holder, &token).mint();
    let change =
        json!({ "policies": when(condition), "proofs": { "origin": "https://tools.example" } });
    call(id, "RFC 9449", description, change, &clerk()).with(
        "presented",
        json!({ "token": token, "proofs": { "scheme": "DPoP", "dpop": [proof], "method": "POST", "target": "/mcp" } }),
    )
}

fn time() -> Vec<Case> {
    let source = "What a policy sees of the time, which the host hands in";
    let at = |id: &str, description: &str, condition: &str| {
        rehearse(
            id,
            source,
            description,
            json!({ "policies": when(condition) }),
        )
    };
    vec![
        at(
            "time-exact",
            "To the second.",
            r#"context.now == datetime("2025-10-09T08:53:20Z")"#,
        )
        .accept(),
        at(
            "time-offset",
            "Whatever the offset.",
            r#"context.now == datetime("2025-10-09T10:53:20+0200")"#,
        )
        .accept(),
        at(
            "time-of-day",
            "The time of the day.",
            r#"context.now.toTime() < duration("9h")"#,
        )
        .accept(),
        at(
            "date",
            "The day.",
            r#"context.now.toDate() == datetime("2025-10-09")"#,
        )
        .accept(),
    ]
}
