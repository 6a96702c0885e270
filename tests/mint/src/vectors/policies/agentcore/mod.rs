//! The profile `agentcore`: policies written for Amazon Bedrock AgentCore decide unchanged.

use super::*;

mod documented;

pub(super) fn cases() -> Vec<Case> {
    [documented::cases(), tags(), history(), ours(), mistakes()]
        .into_iter()
        .flatten()
        .collect()
}

const GATEWAY: &str = r#"resource == AgentCore::Gateway::"https://tools.example/mcp""#;
const USER: &str = "principal is AgentCore::OAuthUser";

/// A refund tool and a query of one target, and a tool of another.
fn gateway(change: Value) -> Value {
    let refund = tool(
        "RefundTool___process_refund",
        json!({ "amount": { "type": "integer" }, "orderId": { "type": "string" } }),
    );
    let quote = tool(
        "PriceTool___quote",
        json!({ "price": { "type": "number" } }),
    );
    let tools = json!([refund, tool("RefundTool___list", json!({})), quote]);
    let required = json!({ "RefundTool___process_refund": [], "RefundTool___list": [], "PriceTool___quote": [] });
    let gateway = changed(
        config(),
        json!({ "tools": tools, "requiredScopes": required, "policyProfile": "agentcore" }),
    );
    changed(gateway, change)
}

fn refund(amount: i64) -> Value {
    json!({ "tool": "RefundTool___process_refund", "input": { "amount": amount, "orderId": "o-1" } })
}

fn price(price: f64) -> Value {
    json!({ "tool": "PriceTool___quote", "input": { "price": price } })
}

fn listing() -> Value {
    json!({ "tool": "RefundTool___list", "input": {} })
}

fn asked(
    id: &str,
    source: &str,
    description: &str,
    policies: &str,
    token: &AccessToken,
    request: Value,
) -> Case {
    now(
        Case::new("authorize", &format!("agentcore-{id}"), source, description)
            .with("config", gateway(json!({ "policies": policies })))
            .token(token.mint())
            .with("request", request),
    )
}

/// Claims as text.
fn tags() -> Vec<Case> {
    let source = "AgentCore: every claim is a string tag; numbers and booleans as text, arrays and objects as JSON text, null left out";
    let tag = |id: &str, description: &str, json: &str, condition: &str| {
        asked(
            &format!("tag-{id}"),
            source,
            description,
            &format!("permit ({USER}, action, resource) when {{ {condition} }};"),
            &good().claim("x", json),
            listing(),
        )
    };
    let is = |text: &str| format!(r#"principal.hasTag("x") && principal.getTag("x") == {text}"#);
    let rows: [(&str, &str, &str, String); 16] = [
        ("text", "A text.", r#""a""#, is(r#""a""#)),
        ("empty", "An empty text is there.", r#""""#, is(r#""""#)),
        ("number", "A number.", "7", is(r#""7""#)),
        ("negative", "A number below zero.", "-7", is(r#""-7""#)),
        ("fraction", "A fraction.", "1.50", is(r#""1.5""#)),
        (
            "long",
            "2^63 - 1, exactly.",
            "9223372036854775807",
            is(r#""9223372036854775807""#),
        ),
        ("true", "A truth.", "true", is(r#""true""#)),
        ("false", "A falsehood.", "false", is(r#""false""#)),
        (
            "null",
            "Null is left out.",
            "null",
            r#"!principal.hasTag("x")"#.to_owned(),
        ),
        (
            "array",
            "An array.",
            r#"["a", 1,true]"#,
            is(r#""[\"a\",1,true]""#),
        ),
        (
            "array-like",
            "Which is searched as text.",
            r#"["admins","dev"]"#,
            r#"principal.hasTag("x") && principal.getTag("x") like "*\"admins\"*""#.to_owned(),
        ),
        ("array-empty", "An empty array.", "[]", is(r#""[]""#)),
        (
            "object",
            "An object.",
            r#"{"b":1,"a":{"c":null}}"#,
            is(r#""{\"a\":{\"c\":null},\"b\":1}""#),
        ),
        (
            "entity",
            "What is a reference for Cedar's JSON reader is an object.",
            r#"{"__entity":{"type":"AgentCore::OAuthUser","id":"admin"}}"#,
            is(r#""{\"__entity\":{\"id\":\"admin\",\"type\":\"AgentCore::OAuthUser\"}}""#),
        ),
        (
            "extension",
            "So is a call of an extension.",
            r#"{"__extn":{"fn":"decimal","arg":"1.0"}}"#,
            is(r#""{\"__extn\":{\"arg\":\"1.0\",\"fn\":\"decimal\"}}""#),
        ),
        (
            "unicode",
            "Any letters.",
            r#""\u00e9\ud83d\ude00""#,
            is("\"é😀\""),
        ),
    ];
    let accepted = rows
        .into_iter()
        .map(|(id, description, json, condition)| tag(id, description, json, &condition).accept());
    let standard = |id: &str, description: &str, condition: &str| {
        asked(
            id,
            source,
            description,
            &format!("permit ({USER}, action, resource) when {{ {condition} }};"),
            &clerk(),
            listing(),
        )
        .accept()
    };
    accepted
        .chain([
            standard("user", "The user is the subject.", r#"principal == AgentCore::OAuthUser::"alice" && principal.id == "alice""#),
            standard("tag-of-the-issuer", "Claims of the standards are tags, too.", r#"principal.hasTag("iss") && principal.getTag("iss") == "https://as.example" && principal.hasTag("client_id") && principal.getTag("client_id") == "desk""#),
            standard("tag-of-the-audience", "The audience, as it stands in the token.", r#"principal.hasTag("aud") && principal.getTag("aud") == "https://tools.example/mcp""#),
            standard("tag-of-the-time", "Times are numbers.", r#"principal.hasTag("exp") && principal.getTag("exp") == "1760000600""#),
            standard("tag-of-the-actor", "`act` is an object.", r#"principal.hasTag("act") && principal.getTag("act") like "*\"clerk\"*""#),
            tag("unguarded", "A tag has to be asked for with `hasTag`.", r#""a""#, r#"principal.getTag("x") == "a""#).config_error("policies"),
            tag("beyond-64-bits", "An integer that is not known exactly has no text: the token is refused.", "9223372036854775808", r#"principal.hasTag("x")"#).deny("claim_invalid"),
            tag("float-of-the-same", "Nor is its text that of another number.", "9007199254740993.0", r#"principal.hasTag("x") && principal.getTag("x") == "9007199254740992""#).deny("claim_invalid"),
        ])
        .collect()
}

fn history() -> Vec<Case> {
    let source =
        "RFC 8693, section 4.1: prior actors are not to be considered in access control decisions";
    let seen = r#"principal.hasTag("act") && principal.getTag("act") like "*crawler*""#;
    let token = good().actor("crawler").actor("clerk");
    let permit = format!("permit ({USER}, action, resource) when {{ {seen} }};");
    let all = format!("permit ({USER}, action, resource);");
    let forbid = format!("{all} forbid ({USER}, action, resource) when {{ {seen} }};");
    let lifted = format!("{all} forbid ({USER}, action, resource) unless {{ {seen} }};");
    let ask = |id: &str, description: &str, policies: &str, token: &AccessToken| {
        asked(id, source, description, policies, token, listing())
    };
    vec![
        ask(
            "history-permits",
            "A permit sees the outermost actor of `act` alone.",
            &permit,
            &token,
        )
        .deny("policy_denied"),
        ask(
            "history-permits-current",
            "Which it does see.",
            &permit,
            &good().actor("crawler"),
        )
        .accept(),
        ask(
            "history-forbids",
            "A forbid sees all of it.",
            &forbid,
            &token,
        )
        .deny("policy_forbidden"),
        ask(
            "history-does-not-forbid",
            "And does not apply where nobody of that name acted.",
            &forbid,
            &clerk(),
        )
        .accept(),
        ask(
            "history-does-not-lift",
            "It lifts no `forbid … unless`.",
            &lifted,
            &token,
        )
        .deny("policy_forbidden"),
    ]
}

/// What the other profile has is under one optional attribute.
fn ours() -> Vec<Case> {
    let source = "What AgentCore does not have is under `context.narrowgate`";
    let case = |id: &str, description: &str, condition: &str, yes: bool| {
        let policies = format!(
            "permit ({USER}, action, resource) when {{ context has narrowgate && {condition} }};"
        );
        let case = asked(
            &format!("ours-{id}"),
            source,
            description,
            &policies,
            &clerk().scope("a b"),
            listing(),
        );
        match yes {
            true => case.accept(),
            false => case.deny("policy_denied"),
        }
    };
    vec![
        case(
            "scopes",
            "Scopes as a set.",
            r#"context.narrowgate.token.scopes.contains("a")"#,
            true,
        ),
        case(
            "scopes-part",
            "Of which a part of a text is none.",
            r#"context.narrowgate.token.scopes.contains("a b")"#,
            false,
        ),
        case(
            "actor",
            "Who acts.",
            r#"context.narrowgate.delegation has actor && context.narrowgate.delegation.actor == Agent::"https://as.example clerk""#,
            true,
        ),
        case(
            "principal",
            "On whose behalf.",
            r#"context.narrowgate.delegation.principal == User::"https://as.example alice""#,
            true,
        ),
        case(
            "tool",
            "The tool's name.",
            r#"context.narrowgate.tool.name == "RefundTool___list""#,
            true,
        ),
        asked(
            "ours-unguarded",
            source,
            "It is optional, so that it breaks no policy that was written without it.",
            &when("context.narrowgate.delegation.depth == 1"),
            &clerk(),
            listing(),
        )
        .config_error("policies"),
    ]
}

fn mistakes() -> Vec<Case> {
    let source = "The profile `agentcore`";
    let made = |id: &str, description: &str, change: Value| {
        Case::new("config", &format!("agentcore-{id}"), source, description)
            .with("config", gateway(change))
    };
    let other = super::super::issuer("https://other.example", &super::super::key());
    let both = json!([
        super::super::issuer(crate::ISSUER, &super::super::key()),
        other
    ]);
    let all = "permit (principal, action, resource);";
    vec![
        made("two-issuers", "A user is named by `sub` alone, so there is one issuer.", json!({ "policies": all, "issuers": both })).config_error("policyProfile"),
        made("linked", "What an agent wrote is no claim to be a tag.", json!({ "policies": all, "issuers": [{ "issuer": crate::ISSUER, "profile": { "adc-03-bound": {} }, "jwks": both[0]["jwks"], "algorithms": ["Ed25519"] }] })).config_error("policyProfile"),
        made("other-vocabulary", "The other profile's names.", json!({ "policies": r#"permit (principal, action == Action::"RefundTool___list", resource);"# })).config_error("policies"),
        made("other-principal", "No agent is a principal here: a forbid of one would protect nothing.", json!({ "policies": format!("{all} forbid (principal is Agent, action, resource);") })).config_error("policies"),
        made("unknown-tool", "A tool that is not there.", json!({ "policies": r#"permit (principal, action == AgentCore::Action::"RefundTool__list", resource);"# })).config_error("policies"),
        made("unknown-profile", "A profile that is not there.", json!({ "policies": all, "policyProfile": "AgentCore" })).config_error("policyProfile"),
        made("group", "Groups of the operator's own.", json!({ "toolGroups": { "safe": ["RefundTool___list"] }, "policies": r#"permit (principal, action in AgentCore::Action::"safe", resource);"# })).accept_as(json!({ "warnings": [] })),
        made("group-named-like-a-target", "A group with the name of a target would get its tools.", json!({ "toolGroups": { "RefundTool": ["PriceTool___quote"] }, "policies": all })).config_error("toolGroups"),
        made("group-named-like-a-root", "`Mcp` and `CallTool` are taken.", json!({ "toolGroups": { "Mcp": [] }, "policies": all })).config_error("toolGroups"),
        made("bare-resource", "A policy for every gateway is one for this one.", json!({ "policies": all })).accept(),
        made("schema", "The host's schema may say more of users.", json!({ "schema": "namespace AgentCore { entity OAuthUser { dept?: String }; }", "policies": format!(r#"permit ({USER}, action, resource) when {{ principal has dept && principal.dept == "x" }};"#) })).accept(),
        made("schema-of-the-id", "But not of their name.", json!({ "schema": "namespace AgentCore { entity OAuthUser { id?: String }; }", "policies": all })).config_error("schema"),
    ]
}
