//! Names of tools and of their arguments: whatever MCP and JSON allow.

use super::*;

pub(super) fn cases() -> Vec<Case> {
    let literal = |text: &str| Value::from(text).to_string();
    let mut cases = Vec::new();
    for (id, name) in [
        ("dash", "get-weather"),
        ("dot", "files.read"),
        ("slash", "repos/list"),
        ("letter", "é"),
        ("agentcore", "Target___tool"),
        ("colon", "ns:tool"),
        ("space", "read file"),
        ("quote", "a\"b"),
        ("digit", "2fa"),
        ("keyword", "permit"),
    ] {
        let schema = of_v(r#"{"type":"string"}"#);
        let policies = format!(
            "permit (principal, action == Action::{}, resource) when {{ context.input.v == \"x\" }};",
            literal(name)
        );
        let config = gate(
            &[
                json!({ "name": name, "inputSchema": schema }),
                json!({ "name": "other" }),
            ],
            &policies,
        );
        let called = |id: String, description: &str, tool: &str, input: Value| {
            policy(&id, "MCP: a tool's name is any text", description, "")
                .with("config", config.clone())
                .with("request", json!({ "tool": tool, "input": input }))
        };
        cases.push(
            called(
                format!("tool-name-{id}"),
                "A name that Cedar's identifiers don't have.",
                name,
                json!({ "v": "x" }),
            )
            .accept(),
        );
        cases.push(
            called(
                format!("tool-name-{id}-other"),
                "A policy for it is not one for another tool.",
                "other",
                json!({}),
            )
            .deny(DENIED),
        );
    }
    for (id, name) in [
        ("dash", "content-type"),
        ("space", "read file"),
        ("letter", "é"),
        ("dot", "a.b"),
        ("dollar", "$ref"),
        ("quote", "a\"b"),
        ("empty", ""),
        ("keyword", "if"),
        ("entity", "__entity"),
        ("extension", "__extn"),
        ("expression", "__expr"),
        ("proto", "__proto__"),
        ("reserved", "__cedar"),
        ("type", "type"),
    ] {
        let schema = json!({ "type": "object", "properties": { name: { "type": "object", "properties": { name: { "type": "string" } }, "required": [name] } }, "required": [name] });
        let seen = format!("context.input[{0}][{0}] == \"x\"", literal(name));
        let inner = |value: &str| json!({ name: { name: value } }).to_string();
        cases.push(
            call(
                &format!("property-{id}"),
                "A name of a member, twice.",
                schema.clone(),
                &seen,
                &inner("x"),
            )
            .accept(),
        );
        cases.push(
            call(
                &format!("property-{id}-other"),
                "With another value.",
                schema.clone(),
                &seen,
                &inner("y"),
            )
            .deny(DENIED),
        );
        cases.push(
            call(
                &format!("property-{id}-optional"),
                "Its absence.",
                schema,
                "true",
                "{}",
            )
            .deny(INVALID),
        );
    }
    let reference = json!({ "type": "object", "properties": { "__entity": { "type": "object", "properties": { "type": { "type": "string" }, "id": { "type": "string" } } } } });
    cases.push(
        call("property-entity-reference", "What is a reference for Cedar's JSON reader is a record.", reference, r#"context.input has __entity && context.input["__entity"] has id && context.input["__entity"].id == "x""#, r#"{"__entity":{"type":"Agent","id":"x"}}"#).accept(),
    );
    cases
}
