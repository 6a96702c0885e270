//! Configurations: numbers and tools.

use super::configuration::{accepted, refused};
use super::*;

pub(super) fn cases() -> Vec<Case> {
    [numbers(), tools()].into_iter().flatten().collect()
}

fn numbers() -> Vec<Case> {
    let mut cases = vec![
        accepted(
            "leeway-300",
            "The largest leeway.",
            json!({ "leeway": 300 }),
        ),
        refused(
            "leeway-301",
            "One second more.",
            json!({ "leeway": 301 }),
            "leeway",
        ),
        refused(
            "leeway-negative",
            "Less than none.",
            json!({ "leeway": -1 }),
            "leeway",
        ),
        refused(
            "leeway-text",
            "A number in quotes.",
            json!({ "leeway": "30" }),
            "leeway",
        ),
        accepted(
            "max-depth-10",
            "The largest depth.",
            json!({ "maxDepth": 10 }),
        ),
        refused(
            "max-depth-11",
            "One more.",
            json!({ "maxDepth": 11 }),
            "maxDepth",
        ),
        refused(
            "max-lifetime-0",
            "No token lives for no time.",
            json!({ "maxLifetime": 0 }),
            "maxLifetime",
        ),
        refused(
            "limits-unknown",
            "A limit that is not there.",
            json!({ "limits": { "tokenbytes": 1 } }),
            "limits.tokenbytes",
        ),
        accepted(
            "limits-remember-none",
            "No token is remembered.",
            json!({ "limits": { "rememberedTokens": 0 } }),
        ),
    ];
    for (name, id, ceiling) in [
        ("tokenBytes", "token-bytes", 65_536),
        ("tokens", "tokens", 32),
        ("presentedBytes", "presented-bytes", 262_144),
        ("jsonDepth", "json-depth", 64),
        ("jsonMembers", "json-members", 1024),
        ("scopeTokens", "scope-tokens", 1024),
        ("audiences", "audiences", 64),
        ("inputBytes", "input-bytes", 1_048_576),
        ("rememberedTokens", "remembered-tokens", 65_536),
    ] {
        let path = format!("limits.{name}");
        cases.push(accepted(
            &format!("limits-{id}-highest"),
            &format!("`{name}` at its ceiling."),
            json!({ "limits": { name: ceiling } }),
        ));
        cases.push(refused(
            &format!("limits-{id}-over"),
            &format!("`{name}` over its ceiling."),
            json!({ "limits": { name: ceiling + 1 } }),
            &path,
        ));
        if name != "rememberedTokens" {
            cases.push(refused(
                &format!("limits-{id}-zero"),
                &format!("`{name}` of zero lets nothing through."),
                json!({ "limits": { name: 0 } }),
                &path,
            ));
        }
    }
    cases
}

fn tools() -> Vec<Case> {
    let schema = |id: &str, description: &str, property: Value| {
        let tool = json!({ "name": "ping", "inputSchema": { "type": "object", "properties": { "a": property } } });
        refused(
            id,
            description,
            json!({ "tools": [tool], "requiredScopes": { "ping": [] }, "policies": "" }),
            "tools",
        )
    };
    let whole = |id: &str, description: &str, tools: Value| {
        refused(
            id,
            description,
            json!({ "tools": tools, "requiredScopes": {}, "policies": "" }),
            "tools",
        )
    };
    let scopes = |id: &str, description: &str, scopes: Value, path: &str| {
        refused(id, description, json!({ "requiredScopes": scopes }), path)
    };
    vec![
        scopes(
            "scopes-missing",
            "Each tool needs an entry, be it an empty one.",
            json!({ "ping": [] }),
            "requiredScopes.read-logs",
        ),
        scopes(
            "scopes-of-unknown-tool",
            "A tool that is not there.",
            json!({ "read-logs": [], "ping": [], "pong": ["x"] }),
            "requiredScopes.pong",
        ),
        scopes(
            "scopes-two-in-one",
            "Two scopes in one entry.",
            json!({ "read-logs": ["read:logs read:all"], "ping": [] }),
            "requiredScopes.read-logs",
        ),
        scopes(
            "scopes-quote",
            "A scope with a quote could leave the header.",
            json!({ "read-logs": ["a\"b"], "ping": [] }),
            "requiredScopes.read-logs",
        ),
        scopes(
            "scopes-empty-entry",
            "An empty scope.",
            json!({ "read-logs": [""], "ping": [] }),
            "requiredScopes.read-logs",
        ),
        scopes(
            "scopes-text",
            "A text is no list.",
            json!({ "read-logs": "read:logs", "ping": [] }),
            "requiredScopes.read-logs",
        ),
        whole(
            "tools-twice",
            "Two tools of one name.",
            json!([{ "name": "ping" }, { "name": "ping" }]),
        ),
        whole(
            "tools-unnamed",
            "A tool without a name.",
            json!([{ "inputSchema": {} }]),
        ),
        whole("tools-object", "No list of tools.", json!({ "ping": {} })),
        whole("tools-not-json", "A text that is none.", json!("ping")),
        schema("schema-ref", "A reference.", json!({ "$ref": "#/$defs/a" })),
        schema(
            "schema-null",
            "Nothing but null.",
            json!({ "type": "null" }),
        ),
        schema(
            "schema-enum-empty",
            "A choice of nothing.",
            json!({ "type": "string", "enum": [] }),
        ),
        schema(
            "schema-enum-mixed",
            "A choice of another type.",
            json!({ "type": "integer", "enum": [1, "2"] }),
        ),
        schema(
            "schema-enum-object",
            "No list of choices.",
            json!({ "type": "string", "enum": { "a": 1 } }),
        ),
        refused(
            "policy-syntax",
            "Policies that are none.",
            json!({ "policies": "permit all" }),
            "policies",
        ),
        refused(
            "policy-does-not-validate",
            "A policy about an argument that is not declared.",
            json!({ "policies": "permit (principal, action, resource) when { context.input.force };" }),
            "policies",
        ),
        refused(
            "policy-without-tools",
            "Policies, and no tool.",
            json!({ "tools": [], "requiredScopes": {} }),
            "policies",
        ),
        accepted(
            "tools-list-result",
            "The whole result of `tools/list`.",
            json!({ "tools": { "tools": [{ "name": "ping", "description": "Answers.", "inputSchema": { "type": "object" } }], "nextCursor": "x" }, "requiredScopes": { "ping": [] }, "policies": "permit (principal, action, resource);" }),
        ),
    ]
}
