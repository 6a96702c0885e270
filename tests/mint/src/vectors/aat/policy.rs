//! What policies see of the tools that a chain grants.

use super::*;

const SOURCE: &str = "The tools that the presented token names, in `context.token.tools`";

pub(super) fn cases() -> Vec<Case> {
    let asked = |id: &str, description: &str, condition: &str, tokens: &[Linked]| {
        let policies = format!(
            "permit (principal, action, resource) when {{ context.token has tools && {condition} }};"
        );
        let config = changed(
            gate(json!({})),
            json!({ "policies": policies, "authorizationDetails": { "types": { "attenuating_agent_token": {} } } }),
        );
        call(&format!("policy-{id}"), SOURCE, description, tokens).with("config", config)
    };
    let all = r#"context.token.tools == ["ping", "read-file", "set"]"#;
    let narrowed = root().child(&agent(1)).claim(
        "authorization_details",
        details(json!({ "ping": {}, "set": {} })),
    );
    let narrowed = [root(), narrowed];
    vec![
        asked("tools", "All that the root names.", all, &chain(1)).accept(),
        asked("tools-of-a-child", "And its child.", all, &chain(2)).accept(),
        asked("tools-fewer", "A child with fewer.", all, &narrowed).deny("policy_denied"),
        asked(
            "tool",
            "One of them.",
            r#"context.token.tools.contains("set")"#,
            &narrowed,
        )
        .accept(),
        asked(
            "tool-left-out",
            "One that the child left out.",
            r#"context.token.tools.contains("read-file")"#,
            &narrowed,
        )
        .deny("policy_denied"),
        asked(
            "tools-are-no-details",
            "The entry of the chain is none of a registered type, and there are no scopes.",
            "context.token.details.attenuating_agent_token.entries == 0 && context.token.scopes.isEmpty()",
            &narrowed,
        )
        .accept(),
    ]
}
