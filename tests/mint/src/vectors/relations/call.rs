//! Tools that require scopes.

use super::*;

pub(super) fn cases() -> Vec<Case> {
    CALLS
        .iter()
        .flat_map(|&(id, description, granted, required, allowed)| {
            let modes = [
                ("exact", json!("exact")),
                ("segments", colon()),
                ("implies", roles()),
                ("both", both()),
            ];
            modes.map(|(mode, relation)| {
                let case = call(
                    &format!("{mode}-call-{id}"),
                    description,
                    relation,
                    granted,
                    required,
                );
                match allowed.contains(&mode) {
                    // Policies and records have the scopes as they are
                    true => {
                        case.accept_as(json!({ "scopes": sorted(granted.unwrap_or_default()) }))
                    }
                    false => case.deny("scope_insufficient"),
                }
            })
        })
        .chain([
            call(
                "call-malformed",
                "A malformed scope beside enough.",
                colon(),
                Some("read:logs *"),
                &["read:logs"],
            )
            .deny("scope_malformed"),
            policy(
                "call-policy-literal",
                "Policies see what the token says, and imply nothing.",
                "read:logs",
            )
            .deny("policy_denied"),
            policy(
                "call-policy-wildcard",
                "They can ask for the wildcard.",
                "read:*",
            )
            .accept(),
        ])
        .collect()
}

fn sorted(scope: &str) -> Vec<&str> {
    let tokens: std::collections::BTreeSet<&str> =
        scope.split(' ').filter(|token| !token.is_empty()).collect();
    tokens.into_iter().collect()
}

fn call(
    id: &str,
    description: &str,
    relation: Value,
    granted: Option<&str>,
    required: &[&str],
) -> Case {
    let config = changed(
        trusting(relation),
        json!({
            "tools": [tool("read-logs", json!({}))],
            "requiredScopes": { "read-logs": required },
            "policies": "permit (principal, action, resource);",
        }),
    );
    let token = access_token(&key());
    let token = match granted {
        Some(scope) => token.scope(scope),
        None => token,
    };
    let source = "RFC 6750, section 3.1; setting `scopeRelation`";
    now(Case::new("authorize", id, source, description).with("config", config))
        .token(token.mint())
        .with("request", json!({ "tool": "read-logs", "input": {} }))
}

fn policy(id: &str, description: &str, asked: &str) -> Case {
    let case = call(id, description, colon(), Some("read:*"), &["read:logs"]);
    let config = changed(
        trusting(colon()),
        json!({
            "tools": [tool("read-logs", json!({}))],
            "requiredScopes": { "read-logs": ["read:logs"] },
            "policies": format!("permit (principal, action, resource) when {{ context.token.scopes.contains(\"{asked}\") }};"),
        }),
    );
    case.with("config", config)
}

/// Id, description, the token's scope, what the tool requires, and the relations by which that is enough.
type Call = (
    &'static str,
    &'static str,
    Option<&'static str>,
    &'static [&'static str],
    &'static [&'static str],
);

const ALL: &[&str] = &["exact", "segments", "implies", "both"];

const CALLS: &[Call] = &[
    (
        "same",
        "The scope itself.",
        Some("read:logs"),
        &["read:logs"],
        ALL,
    ),
    (
        "below",
        "A wildcard over it.",
        Some("read:*"),
        &["read:logs"],
        &["segments", "both"],
    ),
    (
        "deep-below",
        "A wildcard far over it.",
        Some("read:*"),
        &["read:logs:today"],
        &["segments", "both"],
    ),
    (
        "above",
        "A wildcard below it.",
        Some("read:logs:*"),
        &["read:logs"],
        &[],
    ),
    (
        "bare-prefix",
        "A wildcard is not over its own prefix.",
        Some("read:*"),
        &["read"],
        &[],
    ),
    (
        "star-required",
        "The star of a requirement has no power.",
        Some("read:logs read:network"),
        &["read:*"],
        &[],
    ),
    (
        "star-required-same",
        "The same wildcard meets it.",
        Some("read:*"),
        &["read:*"],
        ALL,
    ),
    (
        "star-required-wider",
        "So does a wider one.",
        Some("read:*"),
        &["read:logs:*"],
        &["segments", "both"],
    ),
    (
        "role",
        "A role over it.",
        Some("owner"),
        &["viewer"],
        &["implies"],
    ),
    (
        "role-below",
        "A role below it.",
        Some("viewer"),
        &["owner"],
        &[],
    ),
    (
        "role-table",
        "A role that gives a wildcard.",
        Some("admin"),
        &["files:read"],
        &["both"],
    ),
    (
        "role-followed",
        "And what follows from it.",
        Some("admin"),
        &["search", "files:write"],
        &["both"],
    ),
    (
        "one-of-two",
        "One of two.",
        Some("read:*"),
        &["read:logs", "write:rules"],
        &[],
    ),
    (
        "two-of-two",
        "Two of two, in one way each.",
        Some("write:rules read:*"),
        &["read:logs", "write:rules"],
        &["segments", "both"],
    ),
    (
        "openid",
        "No wildcard is over a name of OpenID Connect.",
        Some("openid profile email:*"),
        &["email"],
        &[],
    ),
    (
        "case",
        "Letters are compared as they are.",
        Some("Read:*"),
        &["read:logs"],
        &[],
    ),
    (
        "nothing-required",
        "A tool that takes none, said aloud.",
        Some("a"),
        &[],
        ALL,
    ),
    (
        "nothing-required-nothing-granted",
        "The same, without any scope.",
        None,
        &[],
        ALL,
    ),
    ("absent", "No scope is none.", None, &["a"], &[]),
    ("empty", "Nor is an empty one any.", Some(""), &["a"], &[]),
];
