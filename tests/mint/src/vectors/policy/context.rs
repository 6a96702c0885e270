//! What policies can see, and names of tools.

use super::*;

pub(super) fn cases() -> Vec<Case> {
    [context(), names()].into_iter().flatten().collect()
}

fn context() -> Vec<Case> {
    let permit =
        |condition: &str| format!("permit (principal, action, resource) when {{ {condition} }};");
    let case = |id: &str, description: &str, condition: &str| {
        policy(id, "What a policy can see", description, &permit(condition))
    };
    let until_nine = r#"context.now < datetime("2025-10-09T09:00:00Z")"#;
    let night =
        r#"context.now.toTime() >= duration("8h") && context.now.toTime() < duration("9h")"#;
    vec![
        case(
            "scopes",
            "The scopes are a set.",
            r#"context.token.scopes.contains("write:rules")"#,
        )
        .accept(),
        case(
            "scopes-substring",
            "And no text.",
            r#"context.token.scopes.contains("write")"#,
        )
        .deny("policy_denied"),
        case(
            "audience",
            "The token's audience.",
            r#"context.token.audience.contains("https://tools.example/mcp")"#,
        )
        .accept(),
        case(
            "client",
            "The client.",
            r#"context.token.client_id == "desk""#,
        )
        .accept(),
        case(
            "token-id",
            "The token's name.",
            r#"context.token.id == "t-2""#,
        )
        .accept(),
        case(
            "issuer",
            "The token's issuer.",
            r#"context.token.issuer == "https://as.example""#,
        )
        .accept(),
        case(
            "resource",
            "The resource is this server.",
            r#"resource == Server::"https://tools.example/mcp""#,
        )
        .accept(),
        case(
            "resource-other",
            "And no other.",
            r#"resource == Server::"https://other.example""#,
        )
        .deny("policy_denied"),
        case("now-before", "08:53:20, before nine.", until_nine).accept(),
        case("now-at", "At nine.", until_nine)
            .with("now", NOW + 400)
            .deny("policy_denied"),
        case("now-last-second", "A second before nine.", until_nine)
            .with("now", NOW + 399)
            .accept(),
        case(
            "now-exact",
            "The time is exact.",
            r#"context.now == datetime("2025-10-09T08:53:20Z")"#,
        )
        .accept(),
        case("now-window", "A window of the day.", night).accept(),
        case("now-outside-window", "Outside of it.", night)
            .with("now", NOW + 3600)
            .deny("policy_denied"),
        case(
            "now-leap-day",
            "A day that most years don't have.",
            r#"context.now.toDate() == datetime("2028-02-29")"#,
        )
        .with("now", 1_835_438_400)
        .accept(),
        case(
            "now-last-year",
            "The last second that has four digits for its year.",
            r#"context.now == datetime("9999-12-31T23:59:59Z")"#,
        )
        .with("now", 253_402_300_799_u64)
        .accept(),
        case(
            "now-year-10000",
            "A clock that shows a year of five digits.",
            "true",
        )
        .with("now", 253_402_300_800_u64)
        .deny("clock_invalid"),
        case("now-zero", "A clock that was never set.", "true")
            .with("now", 0)
            .deny("clock_invalid"),
    ]
}

fn names() -> Vec<Case> {
    let source = "MCP: names of tools";
    let mut cases: Vec<Case> = [
        ("dash", "restart-service"),
        ("dot", "files.read"),
        ("slash", "files/read"),
        ("letter", "café"),
        ("space", "read file"),
        ("quote", r#"a"b"#),
        ("entity", r#"Action::"x""#),
        ("emoji", "🔥"),
        ("keyword", "permit"),
        ("proto", "__proto__"),
        ("cedar", "__cedar::x"),
    ]
    .into_iter()
    .map(|(id, name)| {
        let policies = format!(
            "permit (principal, action == Action::{}, resource);",
            cedar(name)
        );
        policy(
            &format!("tool-name-{id}"),
            source,
            &format!("A tool named {name}."),
            "",
        )
        .with("config", gate(&[tool(name, json!({}))], &policies))
        .with("request", json!({ "tool": name, "input": {} }))
        .accept()
    })
    .collect();
    let two = gate(
        &[
            tool("files.read", json!({})),
            tool("files.write", json!({})),
        ],
        r#"permit (principal, action == Action::"files.read", resource);"#,
    );
    let unknown = |id: &str, description: &str, name: &str| {
        policy(id, source, description, ALL)
            .with("config", two.clone())
            .with("request", json!({ "tool": name, "input": {} }))
            .deny("tool_unknown")
    };
    cases.extend([
        unknown("tool-unknown", "No such tool.", "files.delete"),
        unknown("tool-case", "Capital letters.", "Files.Read"),
        unknown("tool-prefix", "The beginning of a name.", "files"),
        unknown("tool-empty", "No name.", ""),
        unknown("tool-trailing-space", "A space after it.", "files.read "),
        unknown("tool-group", "The group of all tools is none.", "call_tool"),
        unknown("tool-action", "A name as Cedar writes it.", r#"Action::"files.read""#),
        policy("tool-other", source, "A permit for one tool is none for another.", "").with("config", two.clone()).with("request", json!({ "tool": "files.write", "input": {} })).deny("policy_denied"),
        policy("tool-in-list", source, "A list of actions.", "")
            .with("config", changed(two.clone(), json!({ "policies": r#"permit (principal, action in [Action::"files.read", Action::"files.write"], resource);"# })))
            .with("request", json!({ "tool": "files.write", "input": {} }))
            .accept(),
        policy("tool-in-group", source, "The group of all tools.", "")
            .with("config", changed(two, json!({ "policies": r#"permit (principal, action in Action::"call_tool", resource);"# })))
            .with("request", json!({ "tool": "files.write", "input": {} }))
            .accept(),
    ]);
    cases
}
