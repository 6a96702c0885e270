//! The gate of the story at 3 am, and who comes to it. Tokens are minted by `mint`, for [`mint::NOW`].

use mint::{AccessToken, Key, access_token};
use narrowgate::{Config, Denial, Gate, Grant, Presented, Request, UnixTime, Verified};
use serde_json::{Value, json};

pub(crate) const NOW: UnixTime = UnixTime::from_secs(mint::NOW);

/// Trusts `ed-1` of [`mint::ISSUER`], and has two tools.
pub(crate) fn document() -> Value {
    let block = json!({ "type": "object", "required": ["address", "minutes"], "properties": {
        "address": { "type": "string" },
        "minutes": { "type": "integer" },
    } });
    let keys: Value = serde_json::from_str(&mint::jwks([&key()])).unwrap();
    json!({
        "issuers": [{ "issuer": mint::ISSUER, "jwks": keys, "profile": "rfc9068", "algorithms": ["Ed25519"] }],
        "audience": mint::AUDIENCE,
        "tools": [{ "name": "block", "inputSchema": block }, { "name": "ping" }],
        "requiredScopes": { "block": ["write:rules"], "ping": [] },
        "policies": POLICIES,
        "resourceMetadata": "https://tools.example/meta",
    })
}

const POLICIES: &str = r#"
    @id("remediation") permit (principal == Agent::"https://as.example remediation-agent", action, resource);
    @id("an-hour-at-most") forbid (principal, action == Action::"block", resource) when { context.input.minutes > 60 };
    @id("sum") forbid (principal, action == Action::"block", resource) when { context.input.minutes - 9223372036854775807 > 0 };
"#;

/// The document with this member in place of its own.
pub(crate) fn with(member: &str, value: Value) -> Value {
    let mut document = document();
    document[member] = value;
    document
}

pub(crate) fn built(document: &Value) -> Gate {
    Config::from_json(&document.to_string())
        .and_then(Config::build)
        .unwrap()
}

pub(crate) fn gate() -> Gate {
    built(&document())
}

pub(crate) fn key() -> Key {
    Key::ed25519(1)
}

/// On behalf of Alice, with every scope that there is.
pub(crate) fn alice() -> AccessToken {
    access_token(&key()).scope("read:logs write:rules")
}

pub(crate) fn remediator() -> AccessToken {
    alice()
        .actor("monitoring-agent")
        .actor("remediation-agent")
        .scope("write:rules")
}

pub(crate) fn verify(gate: &Gate, token: &str) -> Result<Verified, Denial> {
    gate.verify(&Presented::token(token), NOW)
}

/// Root first.
pub(crate) fn verify_all(gate: &Gate, tokens: &[String]) -> Result<Verified, Denial> {
    let tokens: Vec<&str> = tokens.iter().map(String::as_str).collect();
    let (token, parents) = tokens.split_last().unwrap();
    gate.verify(&Presented::token(token).with_parents(parents), NOW)
}

pub(crate) fn authorize(
    gate: &Gate,
    token: &str,
    tool: &str,
    input: &str,
) -> Result<Grant, Denial> {
    gate.authorize(&Presented::token(token), &Request::tool(tool, input), NOW)
}
