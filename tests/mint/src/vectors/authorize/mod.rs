//! The whole: an autonomous response at 3 am, and who must not be able to join in.

use serde_json::{Value, json};

mod configuration;
mod identity;
mod limit;
mod null;

use super::policy::tool;
use super::{Case, changed, config, issuer, key, now};
use crate::{AccessToken, ISSUER, Key, NOW, access_token};

pub(super) fn cases() -> Vec<Case> {
    [
        story(),
        order(),
        identity::cases(),
        configuration::cases(),
        limit::cases(),
        null::cases(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The configuration of the story.
fn night() -> Value {
    changed(
        config(),
        json!({
            "tools": [
                tool("read-logs", json!({ "service": { "type": "string" } })),
                tool("block-address", json!({ "address": { "type": "string" }, "minutes": { "type": "integer" } })),
                tool("ping", json!({})),
            ],
            "requiredScopes": { "read-logs": ["read:logs"], "block-address": ["read:network", "write:rules"], "ping": [] },
            "policies": POLICIES,
            "resourceMetadata": "https://tools.example/.well-known/oauth-protected-resource/mcp",
        }),
    )
}

const POLICIES: &str = r#"@id("agents-read") permit (principal is Agent, action == Action::"read-logs", resource);
@id("remediation-blocks") permit (principal == Agent::"https://as.example remediation-agent", action == Action::"block-address", resource)
  when { context.delegation.principal == User::"https://as.example alice" };
@id("anyone-pings") permit (principal, action == Action::"ping", resource);
@id("an-hour-at-most") forbid (principal, action == Action::"block-address", resource) when { context.input.minutes > 60 };
@id("never-localhost") forbid (principal, action == Action::"block-address", resource) when { context.input.address == "127.0.0.1" };
@id("scanners-taint") forbid (principal, action == Action::"block-address", resource)
  when { context.delegation.prior_actors.contains(Agent::"https://as.example scanning-agent") };
@id("only-at-night") forbid (principal, action == Action::"block-address", resource)
  when { context.now >= datetime("2025-10-09T09:00:00Z") };"#;

fn authorize(
    id: &str,
    source: &str,
    description: &str,
    tokens: &[AccessToken],
    tool: &str,
    input: Value,
) -> Case {
    let tokens: Vec<String> = tokens.iter().map(AccessToken::mint).collect();
    let case = now(Case::new("authorize", id, source, description).with("config", night()));
    let case = if let [token] = tokens.as_slice() {
        case.token(token.as_str())
    } else {
        case.lineage(&tokens)
    };
    case.with("request", json!({ "tool": tool, "input": input }))
}

fn alice() -> AccessToken {
    access_token(&key())
        .scope("read:logs read:network write:rules")
        .expires(NOW + 3600)
}

fn remediator() -> AccessToken {
    alice()
        .actor("monitoring-agent")
        .actor("remediation-agent")
        .scope("read:network write:rules")
}

fn block(address: &str, minutes: i64) -> Value {
    json!({ "address": address, "minutes": minutes })
}

fn attack() -> Value {
    block("203.0.113.9", 30)
}

fn story() -> Vec<Case> {
    let source = "The demo: an autonomous response at 3 am";
    let call = |id: &str, description: &str, token: AccessToken, input: Value| {
        authorize(id, source, description, &[token], "block-address", input)
    };
    let family = [alice(), alice().actor("monitoring-agent"), remediator()];
    vec![
        call(
            "remediation-blocks",
            "The remediation agent blocks an address.",
            remediator(),
            attack(),
        )
        .accept_as(json!({
            "principal": { "issuer": ISSUER, "subject": "alice" },
            "actor": { "issuer": ISSUER, "subject": "remediation-agent" },
            "scopes": ["read:network", "write:rules"],
            "tool": "block-address",
            "policies": ["remediation-blocks"],
            "tokenId": "t-2",
        })),
        authorize(
            "remediation-blocks-with-lineage",
            source,
            "The same, with every hop's own token.",
            &family,
            "block-address",
            attack(),
        )
        .accept_as(json!({ "policies": ["remediation-blocks"] })),
        authorize(
            "investigation-reads",
            source,
            "The investigation agent reads logs.",
            &[alice().actor("investigation-agent").scope("read:logs")],
            "read-logs",
            json!({ "service": "web" }),
        )
        .accept_as(json!({ "policies": ["agents-read"] })),
        authorize(
            "investigation-blocks",
            source,
            "It has not the scope to block.",
            &[alice()
                .actor("investigation-agent")
                .scope("read:logs read:network")],
            "block-address",
            attack(),
        )
        .deny("scope_insufficient"),
        call(
            "investigation-has-the-scope",
            "It was given the scope; the policy still does not permit it.",
            alice().actor("investigation-agent"),
            attack(),
        )
        .deny("policy_denied"),
        call(
            "monitoring-was-remediation",
            "A prior actor that could, and a current one that can't.",
            alice().actor("remediation-agent").actor("monitoring-agent"),
            attack(),
        )
        .deny("policy_denied"),
        call(
            "alice-herself",
            "Alice has no agent, and the policy is for agents.",
            alice(),
            attack(),
        )
        .deny("policy_denied"),
        authorize(
            "alice-reads",
            source,
            "Nor may she read without one.",
            &[alice()],
            "read-logs",
            json!({ "service": "web" }),
        )
        .deny("policy_denied"),
        authorize(
            "alice-pings",
            source,
            "She may ping.",
            &[alice()],
            "ping",
            json!({}),
        )
        .accept_as(json!({ "actor": null, "policies": ["anyone-pings"] })),
        call(
            "two-hours",
            "A policy forbids the arguments.",
            remediator(),
            block("203.0.113.9", 61),
        )
        .deny("policy_forbidden"),
        call(
            "an-hour",
            "At the bound.",
            remediator(),
            block("203.0.113.9", 60),
        )
        .accept(),
        call(
            "localhost",
            "Another policy forbids the arguments.",
            remediator(),
            block("127.0.0.1", 1),
        )
        .deny("policy_forbidden"),
        call(
            "tainted",
            "A policy forbids a prior actor.",
            alice().actor("scanning-agent").actor("remediation-agent"),
            attack(),
        )
        .deny("policy_forbidden"),
        call(
            "too-late",
            "Nine o'clock: the night is over.",
            remediator(),
            attack(),
        )
        .with("now", NOW + 400)
        .deny("policy_forbidden"),
        call("just-in-time", "A second before.", remediator(), attack())
            .with("now", NOW + 399)
            .accept(),
        call(
            "expired",
            "The token has expired.",
            remediator().expires(NOW - 31),
            attack(),
        )
        .deny("token_expired"),
        call(
            "another-audience",
            "The token is for another server.",
            remediator().audience("https://other.example"),
            attack(),
        )
        .deny("audience_mismatch"),
        call(
            "forged",
            "Nobody signed the token.",
            remediator().signed_by(&Key::ed25519(2)),
            attack(),
        )
        .deny("signature_invalid"),
        call(
            "too-deep",
            "Six agents.",
            (0..4).fold(remediator(), |token, n| token.actor(&format!("agent-{n}"))),
            attack(),
        )
        .deny("depth_exceeded"),
        authorize(
            "widened",
            source,
            "The remediation agent has a scope that its parent has not.",
            &[
                alice(),
                alice().actor("monitoring-agent").scope("read:logs"),
                remediator(),
            ],
            "block-address",
            attack(),
        )
        .deny_at(3, "scope_widened"),
    ]
}

/// Nothing of a later step is looked at before an earlier one has passed.
fn order() -> Vec<Case> {
    let source = "The order of checks";
    let bad = json!({ "adress": 1 });
    let case = |id: &str, description: &str, token: AccessToken, tool: &str, input: Value| {
        authorize(id, source, description, &[token], tool, input)
    };
    let forged = remediator()
        .signed_by(&Key::ed25519(2))
        .expires(1)
        .audience("x");
    vec![
        case(
            "no-token",
            "Without a token nothing else is said.",
            remediator(),
            "nope",
            bad.clone(),
        )
        .token("")
        .deny("token_missing"),
        case(
            "clock-first",
            "The clock comes before the token.",
            forged.clone(),
            "nope",
            bad.clone(),
        )
        .with("now", 0)
        .deny("clock_invalid"),
        case(
            "signature-before-claims",
            "The signature comes before audience and time.",
            forged,
            "nope",
            bad.clone(),
        )
        .deny("signature_invalid"),
        case(
            "algorithm-before-signature",
            "The algorithm comes before the signature.",
            remediator()
                .header("alg", "\"none\"")
                .signed_by(&Key::ed25519(2)),
            "nope",
            bad.clone(),
        )
        .deny("algorithm_not_allowed"),
        case(
            "issuer-before-algorithm",
            "The issuer comes before the algorithm: the list is the issuer's.",
            remediator()
                .header("alg", "\"none\"")
                .issuer("https://evil.example"),
            "nope",
            bad.clone(),
        )
        .deny("issuer_unknown"),
        case(
            "audience-before-time",
            "The audience comes before the time.",
            remediator().audience("x").expires(NOW - 40),
            "nope",
            bad.clone(),
        )
        .deny("audience_mismatch"),
        case(
            "time-before-tool",
            "The token comes before the tool.",
            remediator().expires(NOW - 40),
            "nope",
            bad.clone(),
        )
        .deny("token_expired"),
        case(
            "tool-before-arguments",
            "The tool comes before its arguments.",
            alice().scope(""),
            "nope",
            bad.clone(),
        )
        .deny("tool_unknown"),
        case(
            "scope-before-arguments",
            "The scope comes before the arguments.",
            alice().scope(""),
            "block-address",
            bad.clone(),
        )
        .deny("scope_insufficient"),
        case(
            "arguments-before-policy",
            "The arguments come before the policies.",
            alice(),
            "block-address",
            bad,
        )
        .deny("arguments_invalid"),
        case(
            "scope-before-policy",
            "The scope comes before the policies.",
            alice().scope(""),
            "block-address",
            block("127.0.0.1", 1),
        )
        .deny("scope_insufficient"),
        case(
            "forbid-before-permit",
            "That it is forbidden comes before that it is not permitted.",
            alice(),
            "block-address",
            block("127.0.0.1", 1),
        )
        .deny("policy_forbidden"),
    ]
}
