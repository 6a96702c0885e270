//! Configurations that make no gate, and some that do.

use serde_json::{Value, json};

use super::super::policy::tool;
use super::super::{Case, changed, config, good, issuer, key, key_set, now};
use crate::{ISSUER, Key};

pub(super) fn cases() -> Vec<Case> {
    [document(), issuers()].into_iter().flatten().collect()
}

/// Two tools; every part is there.
pub(super) fn plain() -> Value {
    changed(
        config(),
        json!({
            "tools": [tool("ping", json!({})), tool("read-logs", json!({}))],
            "requiredScopes": { "ping": [], "read-logs": ["read:logs"] },
            "policies": "permit (principal, action, resource);",
            "resourceMetadata": "https://tools.example/.well-known/oauth-protected-resource/mcp",
        }),
    )
}

pub(super) fn with(id: &str, description: &str, config: Value) -> Case {
    now(Case::new(
        "authorize",
        id,
        "Configuration: a mistake of the operator is never a denial",
        description,
    )
    .with("config", config))
    .token(good().mint())
    .with("request", json!({ "tool": "ping", "input": {} }))
}

/// [`plain`] with this change is refused at `path`.
pub(super) fn refused(id: &str, description: &str, change: Value, path: &str) -> Case {
    with(
        &format!("config-{id}"),
        description,
        changed(plain(), change),
    )
    .config_error(path)
}

pub(super) fn accepted(id: &str, description: &str, change: Value) -> Case {
    with(
        &format!("config-{id}"),
        description,
        changed(plain(), change),
    )
    .accept()
}

fn without(member: &str) -> Value {
    let mut config = plain();
    config
        .as_object_mut()
        .expect("an object")
        .retain(|name, _| name != member);
    config
}

fn document() -> Vec<Case> {
    let absent = |id: &str, description: &str, member: &str, path: &str| {
        with(&format!("config-{id}"), description, without(member)).config_error(path)
    };
    vec![
        accepted("good", "A configuration without a mistake.", json!({})),
        refused(
            "unknown-member",
            "A misspelt setting must not be silently absent.",
            json!({ "maxdepth": 1 }),
            "maxdepth",
        ),
        refused(
            "snake-case",
            "Nor one in another spelling.",
            json!({ "max_depth": 1 }),
            "max_depth",
        ),
        absent("no-issuers-member", "No `issuers`.", "issuers", ""),
        absent(
            "no-audience-member",
            "No `audience`: it has no default.",
            "audience",
            "",
        ),
        refused(
            "issuers-object",
            "`issuers` is an array.",
            json!({ "issuers": issuer(ISSUER, &key()) }),
            "issuers",
        ),
        refused(
            "audience-number",
            "`audience` is text.",
            json!({ "audience": 1 }),
            "audience",
        ),
        refused(
            "audience-empty-list",
            "No audience.",
            json!({ "audience": [] }),
            "audience",
        ),
        refused(
            "audience-empty",
            "An empty audience.",
            json!({ "audience": "" }),
            "audience",
        ),
        refused(
            "audience-empty-among-others",
            "An empty audience beside a good one.",
            json!({ "audience": ["https://tools.example/mcp", ""] }),
            "audience",
        ),
        refused(
            "metadata-quote",
            "A quote could leave the header.",
            json!({ "resourceMetadata": "https://tools.example/\", error=\"" }),
            "resourceMetadata",
        ),
        refused(
            "metadata-newline",
            "So could a line break.",
            json!({ "resourceMetadata": "https://tools.example/\r\nSet-Cookie: a=b" }),
            "resourceMetadata",
        ),
        refused(
            "metadata-backslash",
            "So could an escape.",
            json!({ "resourceMetadata": "https://tools.example/\\" }),
            "resourceMetadata",
        ),
        refused(
            "metadata-non-ascii",
            "A header holds ASCII.",
            json!({ "resourceMetadata": "https://tools.example/é" }),
            "resourceMetadata",
        ),
        refused(
            "metadata-empty",
            "Nothing is no address.",
            json!({ "resourceMetadata": "" }),
            "resourceMetadata",
        ),
        with(
            "config-without-policies",
            "No policies: the gate is built, and permits nothing.",
            without("policies"),
        )
        .deny("policy_denied"),
    ]
}

fn issuers() -> Vec<Case> {
    let one = |change: Value| json!({ "issuers": [changed(issuer(ISSUER, &key()), change)] });
    let one_refused = |id: &str, description: &str, change: Value, path: &str| {
        refused(id, description, one(change), path)
    };
    vec![
        refused(
            "no-issuer",
            "Nobody is trusted.",
            json!({ "issuers": [] }),
            "issuers",
        ),
        refused(
            "issuer-twice",
            "One issuer, configured twice: which keys count?",
            json!({ "issuers": [issuer(ISSUER, &key()), issuer(ISSUER, &Key::ed25519(2))] }),
            "issuers[1].issuer",
        ),
        one_refused(
            "issuer-empty",
            "An issuer without a name.",
            json!({ "issuer": "" }),
            "issuers[0].issuer",
        ),
        one_refused(
            "issuer-space",
            "A space in its name.",
            json!({ "issuer": "https://as.example x" }),
            "issuers[0].issuer",
        ),
        one_refused(
            "issuer-unknown-member",
            "A misspelt setting.",
            json!({ "algorithm": "Ed25519" }),
            "issuers[0].algorithm",
        ),
        one_refused(
            "algorithms-none",
            "`none`.",
            json!({ "algorithms": ["none"] }),
            "issuers[0].algorithms[0]",
        ),
        one_refused(
            "algorithms-hs256",
            "An HMAC beside a good one.",
            json!({ "algorithms": ["Ed25519", "HS256"] }),
            "issuers[0].algorithms[1]",
        ),
        one_refused(
            "algorithms-case",
            "Another spelling.",
            json!({ "algorithms": ["ed25519"] }),
            "issuers[0].algorithms[0]",
        ),
        one_refused(
            "algorithms-empty",
            "None allowed.",
            json!({ "algorithms": [] }),
            "issuers[0].algorithms",
        ),
        one_refused(
            "algorithms-text",
            "`algorithms` is an array.",
            json!({ "algorithms": "Ed25519" }),
            "issuers[0].algorithms",
        ),
        one_refused(
            "profile-unknown",
            "A profile that is not there.",
            json!({ "profile": "rfc9067" }),
            "issuers[0].profile",
        ),
        one_refused(
            "jwks-empty",
            "A key set without keys.",
            json!({ "jwks": { "keys": [] } }),
            "issuers[0].jwks",
        ),
        one_refused(
            "jwks-html",
            "An error page for a key set.",
            json!({ "jwks": "<html>" }),
            "issuers[0].jwks",
        ),
        one_refused(
            "jwks-symmetric",
            "A secret in a key set.",
            json!({ "jwks": { "keys": [{ "kty": "oct", "k": "AAAA" }] } }),
            "issuers[0].jwks",
        ),
        one_refused(
            "jwks-url",
            "An address: nothing is fetched.",
            json!({ "jwks": "https://as.example/jwks" }),
            "issuers[0].jwks",
        ),
        refused(
            "second-issuers-keys",
            "The path names the issuer.",
            json!({ "issuers": [issuer(ISSUER, &key()), changed(issuer("https://other.example", &key()), json!({ "jwks": {} }))] }),
            "issuers[1].jwks",
        ),
        accepted(
            "two-issuers",
            "Two issuers with one key, each for its own tokens.",
            json!({ "issuers": [issuer(ISSUER, &key()), { "issuer": "https://other.example", "jwks": key_set([&key()]), "profile": "rfc9068", "algorithms": ["Ed25519", "ES256"] }] }),
        ),
    ]
}
