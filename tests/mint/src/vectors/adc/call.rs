//! A call, by a chain's leaf: the scopes that a tool requires.

use super::*;

/// A gate with one tool, whose arguments may all be left out. Whoever acts may call it.
pub(super) fn gate(settings: Value, required: &[&str]) -> Value {
    let properties = json!({
        "max_rows": { "type": "integer" },
        "limit": { "type": "integer" },
        "region": { "type": "string" },
        "path": { "type": "string" },
        "egress": { "type": "string" },
        "fast": { "type": "boolean" },
        "list": { "type": "array", "items": { "type": "string" } },
    });
    changed(
        takes(settings),
        json!({
            "tools": [{ "name": "query", "inputSchema": { "type": "object", "properties": properties } }],
            "requiredScopes": { "query": required },
            "policies": "@id(\"anyone\") permit (principal, action, resource);",
        }),
    )
}

pub(super) fn call(
    id: &str,
    source: &str,
    description: &str,
    config: Value,
    tokens: &[&Delegation],
    input: Value,
) -> Case {
    now(Case::new("authorize", id, source, description).with("config", config))
        .with("presented", of(tokens))
        .with("request", json!({ "tool": "query", "input": input }))
}

pub(super) fn cases() -> Vec<Case> {
    let requires = |id: &str, description: &str, granted: &[&str], required: &[&str]| {
        let root = root().scopes(granted);
        let child = root.child(&holder(1));
        call(
            &format!("call-{id}"),
            VERIFY,
            description,
            gate(json!({}), required),
            &[&root, &child],
            json!({}),
        )
    };
    let denied = |id: &str, description: &str, granted: &[&str], required: &[&str]| {
        requires(id, description, granted, required).deny("scope_insufficient")
    };
    let policy = |id: &str, description: &str, condition: &str| {
        let policies = format!("permit (principal, action, resource) when {{ {condition} }};");
        let config = changed(gate(json!({}), &[]), json!({ "policies": policies }));
        let tokens = [&root(), &child()];
        let source = "What a chain grants is the presented token's, as it writes it";
        call(
            &format!("policy-{id}"),
            source,
            description,
            config,
            &tokens,
            json!({}),
        )
    };
    vec![
        policy("scopes", "A policy sees the scopes of the last token.", r#"context.token.scopes == ["crm.read", "User.Read"]"#).accept(),
        policy("scopes-of-root", "And not those of the root.", r#"context.token.scopes.contains("crm.*")"#).deny("policy_denied"),
        policy("no-tools", "They name no tools.", "!(context.token has tools)").accept(),
        requires("scope", "The scope that the tool requires.", &["crm.read"], &["crm.read"]).accept_as(json!({
            "tool": "query", "policies": ["anyone"], "limits": [],
            "principal": { "issuer": ISSUER, "subject": "alice" }, "actor": { "issuer": ISSUER, "subject": key_name(1) },
        })),
        requires("scope-by-wildcard", "A wildcard covers it, as it covers a child's.", &["crm.*"], &["crm.read"]).accept(),
        requires("scope-wildcard-required", "A tool may require all of them.", &["crm.*"], &["crm.x.*"]).accept(),
        requires("scope-opaque", "An opaque one.", &["User.Read"], &["User.Read"]).accept(),
        requires("scopes", "Two, by a wildcard and by name.", &["crm.*", "User.Read"], &["crm.read", "User.Read"]).accept(),
        requires("scope-none", "A tool that requires none.", &[], &[]).accept(),
        denied("scope-bare-prefix", "A wildcard does not cover its own name.", &["crm.*"], &["crm"]),
        denied("scope-adjacent", "Nor the name beside it.", &["crm.*"], &["crmx.read"]),
        denied("scope-opaque-by-wildcard", "Nor an opaque one.", &["crm.*"], &["crm.Read"]),
        denied("scope-wildcard-by-literal", "A literal is not all of them.", &["crm.read"], &["crm.*"]),
        denied("scope-invalid-required", "What has no form is covered by nothing.", &["crm.*"], &["*"]),
        denied("scope-second-missing", "One of two is missing.", &["crm.*"], &["crm.read", "mail.send"]),
        denied("scope-case", "Letters' case.", &["user.read"], &["User.Read"]),
        {
            let child = child().scopes(&["crm.read"]);
            call("call-scope-of-parent", VERIFY, "What only the parent has is not the leaf's.", gate(json!({}), &["mail.send"]), &[&root(), &child], json!({})).deny("scope_insufficient")
        },
    ]
}
