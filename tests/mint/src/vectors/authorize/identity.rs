//! Scopes, identities, arguments.

use super::*;

pub(super) fn cases() -> Vec<Case> {
    [scopes(), identities(), arguments()]
        .into_iter()
        .flatten()
        .collect()
}

fn scopes() -> Vec<Case> {
    let source = "RFC 6750, section 3.1; RFC 9068, section 4";
    let with = |id: &str, description: &str, token: AccessToken| {
        authorize(
            id,
            source,
            description,
            &[token.actor("a")],
            "read-logs",
            json!({ "service": "web" }),
        )
    };
    vec![
        with(
            "scope-exact",
            "The scope that is required.",
            alice().scope("read:logs"),
        )
        .accept(),
        with(
            "scope-among-others",
            "Among others.",
            alice().scope("a read:logs b"),
        )
        .accept(),
        with("scope-absent", "No scope.", alice().without("scope")).deny("scope_insufficient"),
        with("scope-empty", "An empty one.", alice().scope("")).deny("scope_insufficient"),
        with("scope-star", "A star.", alice().scope("* read:*")).deny("scope_insufficient"),
        with(
            "scope-longer",
            "A longer name.",
            alice().scope("read:logs:web"),
        )
        .deny("scope_insufficient"),
        with("scope-case", "Capital letters.", alice().scope("READ:LOGS"))
            .deny("scope_insufficient"),
        authorize(
            "scope-one-of-two",
            source,
            "One of two that are required.",
            &[remediator().scope("write:rules")],
            "block-address",
            attack(),
        )
        .deny("scope_insufficient"),
        authorize(
            "scope-none-required",
            source,
            "None is required, and none is there.",
            &[alice().without("scope")],
            "ping",
            json!({}),
        )
        .accept_as(json!({ "scopes": [] })),
    ]
}

fn identities() -> Vec<Case> {
    let source = "RFC 7519, section 4.1.2: a subject is unique for its issuer";
    let other = "https://other.example";
    let two = changed(
        night(),
        json!({ "issuers": [issuer(ISSUER, &key()), issuer(other, &Key::ed25519(2))] }),
    );
    let elsewhere = access_token(&Key::ed25519(2))
        .issuer(other)
        .actor("remediation-agent")
        .scope("read:network write:rules");
    let call = |id: &str, description: &str, token: AccessToken| {
        authorize(id, source, description, &[token], "block-address", attack())
            .with("config", two.clone())
    };
    let claim = |id: &str, description: &str, name: &str, json: &str, code: &str| {
        authorize(
            id,
            "Token data enters Cedar value by value",
            description,
            &[remediator().no_actors().claim(name, json)],
            "block-address",
            attack(),
        )
        .deny(code)
    };
    vec![
        call("both-names-at-another-issuer", "Alice and the remediation agent of another trusted issuer are others.", elsewhere.clone()).deny("policy_denied"),
        call("actor-claims-the-first-issuer", "The other issuer says that the actor is the first issuer's, and nobody lets it speak for that one.", elsewhere.no_actors().actor_with(r#""sub":"remediation-agent","iss":"https://as.example""#)).deny("actor_untrusted"),
        call("actor-of-the-other-issuer", "The first issuer says that the actor is the other issuer's.", alice().actor_with(r#""sub":"remediation-agent","iss":"https://other.example""#)).deny("actor_untrusted"),
        call("actor-issuer-spelt-out", "The issuer of the actor, written where it may be left out.", alice().actor_with(r#""sub":"remediation-agent","iss":"https://as.example""#)).accept(),
        call("subject-imitates-an-identity", "A subject that looks like issuer and subject.", alice().actor("https://as.example remediation-agent")).deny("policy_denied"),
        call("subject-with-cedar", "A subject that looks like policy text.", alice().actor(r#"x" || principal is Agent || ""#)).deny("policy_denied"),
        claim("entity-in-sub", "A reference for Cedar's JSON reader as `sub`.", "sub", r#"{"__entity":{"type":"User","id":"https://as.example alice"}}"#, "claim_invalid"),
        claim("entity-in-act", "And as `act`.", "act", r#"{"__entity":{"type":"Agent","id":"https://as.example remediation-agent"}}"#, "actor_malformed"),
        claim("entity-in-act-sub", "And as its `sub`.", "act", r#"{"sub":{"__entity":{"type":"Agent","id":"https://as.example remediation-agent"}}}"#, "actor_malformed"),
        claim("extension-in-scope", "A call of an extension as `scope`.", "scope", r#"{"__extn":{"fn":"ip","arg":"::1"}}"#, "scope_malformed"),
        claim("entity-in-aud", "A reference as an entry of `aud`.", "aud", r#"["https://tools.example/mcp",{"__entity":{"type":"Server","id":"x"}}]"#, "claim_invalid"),
        authorize("entity-in-unused-claim", "Token data enters Cedar value by value", "In a claim that nobody reads it is nothing.", &[remediator().claim("x", r#"{"__entity":{"type":"Agent","id":"root"}}"#)], "block-address", attack()).accept(),
        authorize("may-act-is-no-actor", "RFC 8693, section 4.4", "`may_act` names the one who could; nobody acts.", &[alice().claim("may_act", r#"{"sub":"remediation-agent"}"#)], "block-address", attack()).deny("policy_denied"),
        authorize("client-is-no-actor", "RFC 8693, section 4.3", "Nor is the client an actor.", &[alice().client("remediation-agent")], "block-address", attack()).deny("policy_denied"),
    ]
}

fn arguments() -> Vec<Case> {
    let source = "MCP: a tool's inputSchema";
    let text = |id: &str, description: &str, text: &str| {
        authorize(
            id,
            source,
            description,
            &[remediator()],
            "block-address",
            Value::Null,
        )
        .with(
            "request",
            json!({ "tool": "block-address", "inputText": text }),
        )
    };
    vec![
        text(
            "duplicate-argument",
            "`minutes` twice: 30 for one reader, 6000 for another.",
            r#"{"address":"203.0.113.9","minutes":30,"minutes":6000}"#,
        )
        .deny("input_invalid"),
        text(
            "duplicate-argument-escaped",
            "`minutes` twice, once with an escape.",
            r#"{"address":"203.0.113.9","minutes":30,"m\u0069nutes":6000}"#,
        )
        .deny("input_invalid"),
        text(
            "argument-beyond-64-bits",
            "A number that would be negative, or small, for some readers.",
            r#"{"address":"203.0.113.9","minutes":18446744073709551646}"#,
        )
        .deny("arguments_invalid"),
        text(
            "argument-largest",
            "The largest number is not below an hour.",
            r#"{"address":"203.0.113.9","minutes":9223372036854775807}"#,
        )
        .deny("policy_forbidden"),
        text(
            "argument-as-text",
            "A number in quotes would not be compared.",
            r#"{"address":"203.0.113.9","minutes":"30"}"#,
        )
        .deny("arguments_invalid"),
        text(
            "argument-undeclared",
            "An argument that no policy can see.",
            r#"{"address":"203.0.113.9","minutes":30,"forever":true}"#,
        )
        .deny("arguments_invalid"),
        text(
            "argument-escaped",
            "An address spelt with escapes is the same address.",
            r#"{"address":"127.0.0.\u0031","minutes":30}"#,
        )
        .deny("policy_forbidden"),
    ]
}
