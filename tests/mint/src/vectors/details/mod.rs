//! `authorization_details` (RFC 9396): their form, what narrows them, and what a tool requires of them.

use serde_json::{Value, json};

mod call;
mod configuration;
mod entry;
mod form;
mod narrowing;

use super::policy::tool;
use super::{Case, changed, config, issuer, key, now};
use crate::{AUDIENCE, AccessToken, ISSUER, NOW, access_token};

pub(super) fn cases() -> Vec<Case> {
    [
        form::cases(),
        narrowing::cases(),
        entry::cases(),
        call::cases(),
        configuration::cases(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// A type with a member of every relation, and tools that require some of it.
fn bank() -> Value {
    changed(
        config(),
        json!({
            "tools": [
                {
                    "name": "send",
                    "inputSchema": {
                        "type": "object",
                        "properties": {
                            "amount": { "type": "number" },
                            "account": { "type": "string" },
                            "accounts": { "type": "array", "items": { "type": "string" } },
                            "currency": { "type": "string", "enum": ["EUR", "USD"] },
                            "note": { "type": "string" },
                        },
                        "required": ["amount", "currency"],
                    },
                },
                tool("read", json!({})),
                tool("ping", json!({})),
            ],
            "requiredScopes": { "send": ["payments"], "read": [], "ping": [] },
            "authorizationDetails": { "types": { "payment": payment() } },
            "requiredDetails": {
                "send": [send()],
                "read": [{ "type": "payment", "actions": ["read"] }],
            },
            "policies": r#"@id("all") permit (principal, action, resource);"#,
        }),
    )
}

fn payment() -> Value {
    json!({
        "members": {
            "amount": "atMost",
            "reserve": "atLeast",
            "accounts": "subset",
            "except": "superset",
            "currency": "equal",
        },
        "restricting": ["amount", "except"],
    })
}

/// What `send` requires.
fn send() -> Value {
    json!({
        "type": "payment",
        "actions": ["send"],
        "amount": { "$argument": "amount" },
        "currency": { "$argument": "currency" },
    })
}

fn alice() -> AccessToken {
    access_token(&key()).scope("payments")
}

fn with(token: &AccessToken, details: &str) -> AccessToken {
    token.clone().claim("authorization_details", details)
}
