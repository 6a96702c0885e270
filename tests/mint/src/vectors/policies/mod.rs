//! What surrounds policies: sources, templates, the host's schema, entities and facts, groups, profiles, lists, and what is said of a verdict.

use serde_json::{Value, json};

mod agentcore;
mod context;
mod error;
mod grant;
mod group;
mod host;
mod list;
mod named;
mod near;
mod said;
mod session;
mod source;
mod template;

use super::policy::{party, tool};
use super::{Case, changed, config, good, now};
use crate::AccessToken;

pub(super) fn cases() -> Vec<Case> {
    [
        session::cases(),
        named::cases(),
        group::cases(),
        host::cases(),
        source::cases(),
        template::cases(),
        said::cases(),
        near::cases(),
        agentcore::cases(),
        context::cases(),
        grant::cases(),
        list::cases(),
        error::cases(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

const ALL: &str = r#"@id("all") permit (principal, action, resource);"#;

/// A gate with one tool, so that every policy may look at its arguments.
fn counter(change: Value) -> Value {
    let properties = json!({ "amount": { "type": "integer" }, "to": { "type": "string" }, "rate": { "type": "number" } });
    let mut pay = tool("pay", properties);
    pay["inputSchema"]["required"] = json!(["amount", "to"]);
    let counter = changed(
        config(),
        json!({ "tools": [pay], "requiredScopes": { "pay": [] }, "policies": ALL }),
    );
    changed(counter, change)
}

/// A gate with two more: one that requires a scope, one that takes nothing.
fn desk(change: Value) -> Value {
    let mut desk = counter(json!({}));
    if let Some(tools) = desk["tools"].as_array_mut() {
        tools.push(tool("ping", json!({})));
        tools.push(tool("read", json!({ "path": { "type": "string" } })));
    }
    desk["requiredScopes"]["ping"] = json!([]);
    desk["requiredScopes"]["read"] = json!(["files:read"]);
    changed(desk, change)
}

fn facts() -> Value {
    json!({
        "principal": party("alice"),
        "actor": party("clerk"),
        "scopes": ["files:read"],
        "audience": [crate::AUDIENCE],
        "clientId": "desk",
        "tokenId": "t-1",
    })
}

/// 5 are paid to bob, by facts that are taken for proven.
fn rehearse(id: &str, source: &str, description: &str, change: Value) -> Case {
    now(Case::new("policy", id, source, description)
        .with("config", counter(change))
        .with("facts", facts())
        .with("request", pay()))
}

/// 5 are paid to bob, with a token.
fn call(id: &str, source: &str, description: &str, change: Value, token: &AccessToken) -> Case {
    now(Case::new("authorize", id, source, description)
        .with("config", counter(change))
        .token(token.mint())
        .with("request", pay()))
}

/// The gate is made, or not.
fn made(id: &str, source: &str, description: &str, change: Value) -> Case {
    Case::new("config", id, source, description).with("config", counter(change))
}

fn pay() -> Value {
    json!({ "tool": "pay", "input": { "amount": 5, "to": "bob" } })
}

/// One permit with this condition.
fn when(condition: &str) -> String {
    format!(r#"@id("p") permit (principal, action, resource) when {{ {condition} }};"#)
}

/// [`ALL`], and one forbid with this condition.
fn unless(condition: &str) -> String {
    format!(r#"{ALL} @id("f") forbid (principal, action, resource) when {{ {condition} }};"#)
}

/// A clerk who acts for alice.
fn clerk() -> AccessToken {
    good().actor("clerk")
}
