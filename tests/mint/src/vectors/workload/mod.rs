//! Workloads: JWT-SVIDs, workload identity tokens, transaction tokens, and what is no token of theirs.

mod configuration;
mod domain;
mod proven;
mod svid;
mod txn;
mod wit;

use serde_json::{Value, json};

use super::{Case, changed, issuer, key_set, now};
use crate::{AUDIENCE, AccessToken, ISSUER, Key, NOW, access_token, compact, string};

pub(super) fn cases() -> Vec<Case> {
    [
        svid::cases(),
        domain::cases(),
        wit::cases(),
        txn::cases(),
        proven::cases(),
        configuration::cases(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The trust domain of nearly every case.
const DOMAIN: &str = "spiffe://example.org";
const WORKLOAD: &str = "spiffe://example.org/agent/7";
/// Its transaction token service.
const SERVICE: &str = "https://txn.example.org";

fn key() -> Key {
    Key::es256(1)
}

/// An issuer of the configuration.
fn trusted(name: &str, profile: Value, key: &Key) -> Value {
    json!({ "issuer": name, "jwks": key_set([key]), "profile": profile, "algorithms": [key.alg()] })
}

/// A gate that takes proofs, and trusts these.
fn gate(issuers: impl IntoIterator<Item = Value>) -> Value {
    let issuers: Vec<_> = issuers.into_iter().collect();
    json!({ "issuers": issuers, "audience": AUDIENCE, "proofs": { "origin": "https://tools.example" } })
}

/// Another kind of token than [`access_token`], with the claims that all kinds here have.
fn token(key: &Key, typ: &str) -> AccessToken {
    ["iss", "client_id", "jti"]
        .into_iter()
        .fold(
            access_token(key).header("typ", string(typ)),
            |token, name| token.without(name),
        )
        .subject(WORKLOAD)
}

/// As `scheme` carried it.
fn carried(case: Case, token: &str, scheme: &str) -> Case {
    let proofs = json!({ "scheme": scheme, "method": "POST", "target": "/mcp" });
    case.with("presented", json!({ "token": token, "proofs": proofs }))
}

/// A member stands in the payload twice.
fn twice(token: &AccessToken, name: &str, json: &str, key: &Key) -> String {
    let payload = token.payload_text();
    let rest = payload.strip_prefix('{').expect("an object");
    let payload = format!("{{{}:{json},{rest}", string(name));
    compact(token.header_text(), payload, key)
}

/// What a claim must not be: a name for it, and its JSON.
fn wrong(kind: &str) -> Vec<(&'static str, String)> {
    let values = [
        ("null", "null"),
        ("true", "true"),
        ("number", "17"),
        ("string", r#""17""#),
        ("array", r#"["17"]"#),
        ("object", r#"{"a":"17"}"#),
        ("empty-array", "[]"),
    ];
    let mut values: Vec<_> = values
        .into_iter()
        .filter(|(name, _)| *name != kind)
        .map(|(name, json)| (name, json.to_owned()))
        .collect();
    if kind == "string" {
        values.push(("empty", r#""""#.to_owned()));
    }
    if kind == "number" {
        values.push(("huge", "1e300".to_owned()));
        values.push(("negative", "-1".to_owned()));
    }
    values
}

/// The table of one claim: absent, of every other type, and twice.
fn table(
    case: impl Fn(&str, &str) -> Case,
    present: impl Fn(Case, String) -> Case,
    token: &AccessToken,
    (name, kind): (&str, &str),
    (absent, invalid): (&str, &str),
    key: &Key,
) -> Vec<Case> {
    let id = name.replace('_', "-");
    let mut cases = vec![
        present(
            case(&format!("{id}-absent"), &format!("No `{name}`.")),
            token.clone().without(name).mint(),
        )
        .deny(absent),
        present(
            case(&format!("{id}-twice"), &format!("`{name}` stands twice.")),
            twice(token, name, "1", key),
        )
        .deny("json_duplicate_member"),
    ];
    cases.extend(wrong(kind).into_iter().map(|(what, json)| {
        let sentence = match what {
            "null" | "true" => format!("`{name}` is {what}."),
            _ => format!("`{name}` is of another kind: {}.", what.replace('-', " ")),
        };
        present(
            case(&format!("{id}-{what}"), &sentence),
            token.clone().claim(name, json).mint(),
        )
        .deny(invalid)
    }));
    cases
}
