//! Groups of tools.

use super::*;

const SOURCE: &str = "`toolGroups`: `action in Action::\"name\"` means any tool of the group";

pub(super) fn cases() -> Vec<Case> {
    let policy = |effect: &str, scope: &str| {
        format!(r#"@id("g") {effect} (principal, action {scope}, resource);"#)
    };
    let with = |id: &str, description: &str, groups: Value, policies: String| {
        let config = desk(json!({ "toolGroups": groups, "policies": policies }));
        rehearse(&format!("group-{id}"), SOURCE, description, json!({})).with("config", config)
    };
    let wrong = |id: &str, description: &str, groups: Value, path: &str| {
        made(&format!("group-{id}"), SOURCE, description, json!({}))
            .with("config", desk(json!({ "toolGroups": groups })))
            .config_error(path)
    };
    let within = r#"in Action::"money""#;
    let money = || json!({ "money": ["pay"] });
    vec![
        with(
            "permits",
            "A tool of the group.",
            money(),
            policy("permit", within),
        )
        .accept(),
        with(
            "permits-no-other",
            "And no other tool.",
            json!({ "money": ["ping"] }),
            policy("permit", within),
        )
        .deny("policy_denied"),
        with(
            "forbids",
            "A forbid of a group.",
            money(),
            format!("{ALL} {}", policy("forbid", within)),
        )
        .deny("policy_forbidden"),
        with(
            "in-two",
            "A tool in two groups.",
            json!({ "money": ["pay"], "risky": ["pay", "ping"] }),
            policy("permit", r#"in Action::"risky""#),
        )
        .accept(),
        with(
            "in-a-list",
            "Groups and tools in one list.",
            money(),
            policy("permit", r#"in [Action::"ping", Action::"money"]"#),
        )
        .accept(),
        with(
            "is-of-all-tools",
            "All tools are in `call_tool`, those of groups too.",
            money(),
            policy("permit", r#"in Action::"call_tool""#),
        )
        .accept(),
        with(
            "in-a-condition",
            "A condition asks for it.",
            money(),
            when(r#"action in Action::"money""#),
        )
        .accept(),
        with(
            "in-a-condition-of-another",
            "A condition asks for another one.",
            json!({ "money": [] }),
            when(r#"action in Action::"money""#),
        )
        .deny("policy_denied"),
        with(
            "of-another-tool-in-a-condition",
            "A condition asks which groups another tool than the called one is in: as in Cedar, the actions of a schema are known.",
            json!({ "money": ["ping"] }),
            when(r#"Action::"ping" in Action::"money" && !(Action::"pay" in Action::"money")"#),
        )
        .accept(),
        with(
            "of-a-group-in-a-condition",
            "And in which one a group is.",
            money(),
            when(r#"Action::"money" in Action::"call_tool""#),
        )
        .accept(),
        with(
            "twice-the-same-tool",
            "A tool that is listed twice is in it once.",
            json!({ "money": ["pay", "pay"] }),
            policy("permit", within),
        )
        .accept(),
        with(
            "unknown-in-a-policy",
            "A group that is not there.",
            json!({}),
            policy("permit", within),
        )
        .config_error("policies"),
        wrong(
            "of-no-tool",
            "A group of a tool that is not there.",
            json!({ "money": ["pay", "print"] }),
            "toolGroups",
        ),
        wrong(
            "named-like-a-tool",
            "A group with the name of a tool.",
            json!({ "pay": ["ping"] }),
            "toolGroups",
        ),
        wrong(
            "named-like-all-tools",
            "A group with the name of the group of all tools.",
            json!({ "call_tool": ["ping"] }),
            "toolGroups",
        ),
        wrong(
            "of-a-group",
            "Groups hold tools, no groups.",
            json!({ "money": ["pay"], "more": ["money"] }),
            "toolGroups",
        ),
        wrong(
            "not-a-list",
            "A group is a list.",
            json!({ "money": "pay" }),
            "toolGroups.money",
        ),
        wrong(
            "null",
            "Null is no way to leave a member out.",
            json!({ "money": null }),
            "toolGroups.money",
        ),
    ]
}
