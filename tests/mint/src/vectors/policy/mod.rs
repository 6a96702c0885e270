//! Policies on facts taken for proven.

use serde_json::{Map, Value, json};

mod argument;
mod context;
mod input;
mod party;

use super::{Case, changed, config, now};
use crate::{ISSUER, NOW};

pub(super) fn cases() -> Vec<Case> {
    [
        verdicts(),
        history(),
        errors(),
        mistakes(),
        party::cases(),
        context::cases(),
        argument::cases(),
        input::cases(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// A tool with these properties, all of them required.
pub(super) fn tool(name: &str, properties: Value) -> Value {
    let required: Vec<_> = properties
        .as_object()
        .map(Map::keys)
        .into_iter()
        .flatten()
        .cloned()
        .collect();
    json!({ "name": name, "inputSchema": { "type": "object", "properties": properties, "required": required } })
}

/// A gate with these tools, none of which requires a scope, and these policies.
pub(super) fn gate(tools: &[Value], policies: &str) -> Value {
    let required: Map<String, Value> = tools
        .iter()
        .filter_map(|tool| Some((tool["name"].as_str()?.to_owned(), json!([]))))
        .collect();
    changed(
        config(),
        json!({ "tools": tools, "requiredScopes": required, "policies": policies }),
    )
}

pub(super) fn party(subject: &str) -> Value {
    json!({ "issuer": ISSUER, "subject": subject })
}

fn facts() -> Value {
    json!({
        "principal": party("alice"),
        "actor": party("remediation-agent"),
        "priorActors": [party("monitoring-agent")],
        "scopes": ["write:rules"],
        "audience": [crate::AUDIENCE],
        "clientId": "desk",
        "tokenId": "t-2",
    })
}

/// One tool, `restart` of a `service`, called for `web`.
pub(super) fn policy(id: &str, source: &str, description: &str, policies: &str) -> Case {
    now(Case::new("policy", id, source, description)
        .with(
            "config",
            gate(
                &[tool("restart", json!({ "service": { "type": "string" } }))],
                policies,
            ),
        )
        .with("facts", facts())
        .with(
            "request",
            json!({ "tool": "restart", "input": { "service": "web" } }),
        ))
}

const CEDAR: &str = "Cedar: default deny, forbid wins, skip on error";
const ALL: &str = r#"@id("all") permit (principal, action, resource);"#;

fn verdicts() -> Vec<Case> {
    let deny = |id: &str, description: &str, policies: &str| {
        policy(id, CEDAR, description, policies).deny("policy_denied")
    };
    let with_forbid = |condition: &str| {
        format!(
            r#"{ALL} @id("not-db") forbid (principal, action, resource) when {{ {condition} }};"#
        )
    };
    let mut none = policy(
        "no-policies",
        CEDAR,
        "Without policies nothing is permitted.",
        "",
    );
    none = none.with("config", changed(config(), json!({ "tools": [tool("restart", json!({ "service": { "type": "string" } }))], "requiredScopes": { "restart": [] } })));
    vec![
        policy("permit", CEDAR, "A permit, by its `@id`.", ALL).accept_as(json!({ "policies": ["all"] })),
        policy("permit-unnamed", CEDAR, "A permit without `@id` is named by its position.", "permit (principal, action, resource);").accept_as(json!({ "policies": ["policy0"] })),
        policy("permit-two", CEDAR, "All that permit are named, sorted.", &format!(r#"@id("web") permit (principal, action == Action::"restart", resource) when {{ context.input.service == "web" }}; {ALL}"#)).accept_as(json!({ "policies": ["all", "web"] })),
        none.deny("policy_denied"),
        deny("empty-policies", "An empty text permits nothing.", ""),
        deny("comment-only", "Nor does a comment.", "// nothing yet"),
        deny("condition-not-met", "A permit whose condition is not met.", r#"permit (principal, action, resource) when { context.input.service == "db" };"#),
        deny("only-a-forbid", "A forbid that does not apply permits nothing.", r#"forbid (principal, action, resource) when { context.input.service == "db" };"#),
        deny("unless", "`unless` that applies.", r#"permit (principal, action, resource) unless { context.input.service == "web" };"#),
        policy("forbid-wins", CEDAR, "A forbid beside a permit.", &with_forbid(r#"context.input.service == "web""#)).deny("policy_forbidden"),
        policy("forbid-not-met", CEDAR, "A forbid for another service.", &with_forbid(r#"context.input.service == "db""#)).accept_as(json!({ "policies": ["all"] })),
        policy("permit-other-principal", CEDAR, "A permit for another agent.", r#"permit (principal == Agent::"https://as.example other", action, resource);"#).deny("policy_denied"),
        policy("forbid-before-scope-of-permit", CEDAR, "A forbid without any permit is still said to be a forbid.", "forbid (principal, action, resource);").deny("policy_forbidden"),
        policy("scope-insufficient", "RFC 6750, section 3.1", "A required scope comes before every policy.", ALL)
            .with("config", changed(gate(&[tool("restart", json!({ "service": { "type": "string" } }))], ALL), json!({ "requiredScopes": { "restart": ["write:rules", "admin"] } })))
            .deny("scope_insufficient"),
        policy("scope-sufficient", "RFC 6750, section 3.1", "A required scope that is there.", ALL)
            .with("config", changed(gate(&[tool("restart", json!({ "service": { "type": "string" } }))], ALL), json!({ "requiredScopes": { "restart": ["write:rules"] } })))
            .accept(),
    ]
}

fn history() -> Vec<Case> {
    let source =
        "RFC 8693, section 4.1: prior actors are not to be considered in access control decisions";
    let by_monitor = r#"forbid (principal, action, resource) when { context.delegation.prior_actors.contains(Agent::"https://as.example monitoring-agent") };"#;
    let permit =
        |condition: &str| format!("permit (principal, action, resource) when {{ {condition} }};");
    let refused = |id: &str, description: &str, condition: &str| {
        policy(id, source, description, &permit(condition)).config_error("policies")
    };
    vec![
        policy("forbid-by-prior-actor", source, "History may refuse.", &format!("{ALL} {by_monitor}")).deny("policy_forbidden"),
        policy("forbid-by-absent-prior-actor", source, "The one who is refused did not act before.", &format!("{ALL} {by_monitor}"))
            .with("facts", changed(facts(), json!({ "priorActors": [party("scanning-agent")] })))
            .accept(),
        policy("forbid-by-prior-actor-is-not-current", source, "The current actor is no prior one.", &format!("{ALL} {by_monitor}"))
            .with("facts", changed(facts(), json!({ "actor": party("monitoring-agent"), "priorActors": [] })))
            .accept(),
        policy("forbid-by-prior-actor-of-another-issuer", source, "The same name at another issuer is another one.", &format!("{ALL} {by_monitor}"))
            .with("facts", changed(facts(), json!({ "priorActors": [{ "issuer": "https://other.example", "subject": "monitoring-agent" }] })))
            .accept(),
        policy("forbid-any-history", source, "A forbid of every call through others.", &format!("{ALL} forbid (principal, action, resource) unless {{ context.delegation.prior_actors.isEmpty() }};")).deny("policy_forbidden"),
        policy("forbid-unless-prior-actor", source, "History does not lift a forbid.", &format!("{ALL} forbid (principal, action, resource) unless {{ context.delegation.prior_actors.contains(Agent::\"https://as.example monitoring-agent\") }};")).deny("policy_forbidden"),
        policy("forbid-without-history", source, "Nor does having one.", &format!("{ALL} forbid (principal, action, resource) when {{ context.delegation.prior_actors.isEmpty() }};")).deny("policy_forbidden"),
        refused("permit-by-prior-actor", "History may never permit.", r#"context.delegation.prior_actors.contains(Agent::"https://as.example monitoring-agent")"#),
        refused("permit-by-absence-of-prior-actor", "Nor its absence.", r#"!context.delegation.prior_actors.contains(Agent::"https://as.example x")"#),
        refused("permit-by-empty-history", "Nor that there is none.", "context.delegation.prior_actors.isEmpty()"),
        refused("permit-by-membership-in-history", "Nor membership in it.", r#"context.delegation.prior_actors.containsAny([principal])"#),
    ]
}

fn errors() -> Vec<Case> {
    let source = "Cedar skips what errs; here an error denies";
    let overflow = "context.input.n + 9223372036854775807 > 0";
    let case = |id: &str, description: &str, policies: &str, n: i64| {
        let tools = [
            tool("count", json!({ "n": { "type": "integer" } })),
            tool("other", json!({ "n": { "type": "integer" } })),
        ];
        policy(id, source, description, "")
            .with("config", gate(&tools, policies))
            .with("request", json!({ "tool": "count", "input": { "n": n } }))
    };
    let permit =
        format!(r#"@id("sum") permit (principal, action, resource) when {{ {overflow} }};"#);
    let forbid =
        format!(r#"{ALL} @id("sum") forbid (principal, action, resource) when {{ {overflow} }};"#);
    vec![
        case("permit-overflows", "A permit that can't be evaluated.", &permit, 1).deny("policy_error"),
        case("permit-does-not-overflow", "The same permit with a number that fits.", &permit, 0).accept(),
        case("forbid-overflows", "A forbid that can't be evaluated, beside a permit: Cedar alone would allow.", &forbid, 1).deny("policy_error"),
        case("forbid-does-not-overflow", "The same forbid, evaluated.", &forbid, 0).deny("policy_forbidden"),
        case("forbid-false", "The same forbid, evaluated to false.", &forbid, i64::MIN).accept_as(json!({ "policies": ["all"] })),
        case("other-permit-overflows", "One permit permits, another can't be evaluated.", &format!("{ALL} {permit}"), 1).deny("policy_error"),
        case("forbid-overflows-beside-forbid", "One forbid applies, another can't be evaluated.", &format!("{forbid} forbid (principal, action, resource);"), 1).deny("policy_error"),
        case("short-circuit", "What is not reached does not err.", &format!("permit (principal, action, resource) when {{ context.input.n == 1 || {overflow} }};"), 1).accept(),
        case("overflow-for-another-tool", "A policy for another tool is not evaluated.", &format!(r#"{ALL} forbid (principal, action == Action::"other", resource) when {{ {overflow} }};"#), 1).accept(),
        case("multiplication", "Another way to leave 64 bits.", "permit (principal, action, resource) when { context.input.n * 2 > 0 };", i64::MAX).deny("policy_error"),
        case("negation", "The least number has no opposite.", "permit (principal, action, resource) when { -context.input.n > 0 };", i64::MIN).deny("policy_error"),
    ]
}

fn mistakes() -> Vec<Case> {
    let source = "Policies are parsed and validated when the gate is built";
    let refused = |id: &str, description: &str, policies: &str| {
        policy(id, source, description, policies).config_error("policies")
    };
    vec![
        refused(
            "syntax",
            "No Cedar.",
            "permit (principal, action, resource)",
        ),
        refused("json", "Cedar's other form.", r#"{"effect":"permit"}"#),
        refused(
            "typo",
            "An argument that the tool does not declare.",
            r#"permit (principal, action, resource) when { context.input.servise == "web" };"#,
        ),
        refused(
            "type",
            "A text compared with a number.",
            "permit (principal, action, resource) when { context.input.service > 1 };",
        ),
        refused(
            "unknown-tool",
            "A tool that is not there.",
            r#"permit (principal, action == Action::"restrat", resource);"#,
        ),
        refused(
            "unknown-tool-in-list",
            "A tool that is not there, in a list.",
            r#"permit (principal, action in [Action::"restart", Action::"restrat"], resource);"#,
        ),
        refused(
            "unknown-type",
            "A type that is not there.",
            r#"permit (principal == Robot::"x", action, resource);"#,
        ),
        refused(
            "unknown-context",
            "Something that policies can't see.",
            r#"permit (principal, action, resource) when { context.ip == "127.0.0.1" };"#,
        ),
        refused(
            "forbid-typo",
            "A forbid with a mistake would protect nothing.",
            &format!(
                r#"{ALL} forbid (principal, action, resource) when {{ context.input.servise == "web" }};"#
            ),
        ),
        refused(
            "forbid-of-the-group",
            "`==` the group matches no tool, so this forbid would protect nothing.",
            &format!(r#"{ALL} forbid (principal, action == Action::"call_tool", resource);"#),
        ),
        refused(
            "forbid-of-no-principal",
            "No server is ever a principal, so this forbid would protect nothing.",
            &format!("{ALL} forbid (principal is Server, action, resource);"),
        ),
        refused(
            "right-to-left",
            "Text that runs right to left shows another policy than the one that is evaluated.",
            "permit (principal, action, resource) when { principal.subject == \"\u{202e}nimda\" };",
        ),
        refused(
            "same-id",
            "Two policies of one name.",
            &format!("{ALL} {ALL}"),
        ),
        refused(
            "same-id-as-position",
            "A name that another policy has by its position.",
            r#"permit (principal, action, resource); @id("policy0") forbid (principal, action, resource);"#,
        ),
        policy(
            "template",
            source,
            "A template permits nobody.",
            "permit (principal == ?principal, action, resource);",
        )
        .deny("policy_denied"),
        policy("without-tools", source, "Policies for no tool.", "")
            .with("config", changed(config(), json!({ "policies": ALL })))
            .config_error("policies"),
        policy(
            "tool-named-like-the-group",
            source,
            "A tool may not have the name of the group of all tools.",
            "",
        )
        .with("config", gate(&[tool("call_tool", json!({}))], ALL))
        .config_error("toolGroups"),
    ]
}

/// A string literal of Cedar.
fn cedar(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
