//! Tool calls: shapes come before the tool, and history permits nothing.

use super::super::policy::tool;
use super::*;

pub(super) fn cases() -> Vec<Case> {
    let call = |id: &str, description: &str, wish: Value, tokens: &[AccessToken], name: &str| {
        let config = changed(
            chain(wish),
            json!({
                "tools": [tool("read", json!({}))],
                "requiredScopes": { "read": ["files:read"] },
                "policies": POLICIES,
            }),
        );
        let tokens: Vec<String> = tokens.iter().map(AccessToken::mint).collect();
        let id = format!("call-{id}");
        let case = Case::new("authorize", &id, "The whole", description);
        let case = now(case)
            .with("config", config)
            .with("request", json!({ "tool": name, "input": {} }));
        match tokens.as_slice() {
            [token] => case.token(token.as_str()),
            tokens => case.lineage(tokens),
        }
    };
    let nothing = || json!({});
    let signed = || json!({ "evidence": "signed" });
    let line = lineage(&["broker", "reader"]);
    vec![
        call(
            "permitted",
            "Who may read acts now.",
            nothing(),
            &[through(&["broker", "reader"])],
            "read",
        )
        .accept_as(json!({ "policies": ["reader"] })),
        call(
            "by-privileged-prior",
            "Who may read acted before.",
            nothing(),
            &[through(&["reader", "broker"])],
            "read",
        )
        .deny("policy_denied"),
        call(
            "by-privileged-prior-signed",
            "Also with a token of its own.",
            nothing(),
            &lineage(&["reader", "broker"]),
            "read",
        )
        .deny("policy_denied"),
        call(
            "by-privileged-principal",
            "Who may read is the principal.",
            nothing(),
            &[through(&["broker"]).subject("reader")],
            "read",
        )
        .deny("policy_denied"),
        call("signed", "Everybody has a token.", signed(), &line, "read").accept(),
        call(
            "asserted",
            "One has none.",
            signed(),
            &[through(&["broker", "reader"])],
            "read",
        )
        .deny("evidence_insufficient"),
        call(
            "before-the-tool",
            "A chain of the wrong shape learns nothing of tools.",
            signed(),
            &[through(&["broker", "reader"])],
            "none",
        )
        .deny("evidence_insufficient"),
        call(
            "after-the-token",
            "A token that does not hold is refused for that.",
            signed(),
            &[through(&["broker", "reader"]).expires(NOW - 31)],
            "read",
        )
        .deny("token_expired"),
    ]
}

const POLICIES: &str =
    r#"@id("reader") permit (principal == Agent::"https://as.example reader", action, resource);"#;
