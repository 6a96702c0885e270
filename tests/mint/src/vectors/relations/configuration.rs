//! Configurations whose relations do not go with the rest.

use super::*;

pub(super) fn cases() -> Vec<Case> {
    let mistake = |id: &str, description: &str, config: Value, path: &str| {
        gate(id, description, config).config_error(path)
    };
    let relation = |id: &str, description: &str, relation: Value, path: &str| {
        let id = format!("config-{id}");
        mistake(
            &id,
            description,
            trusting(relation),
            &format!("issuers[0].scopeRelation{path}"),
        )
    };
    let requires = |relation: Value, scope: &str| {
        let tools =
            json!({ "tools": [tool("ping", json!({}))], "requiredScopes": { "ping": [scope] } });
        changed(trusting(relation), tools)
    };
    let profile = |profile: Value, issuer: &str, relation: Value| {
        let mut config = changed(
            trusting(relation),
            json!({ "proofs": { "origin": "https://tools.example" } }),
        );
        config["issuers"][0]["profile"] = profile;
        config["issuers"][0]["issuer"] = json!(issuer);
        config["issuers"][0]["algorithms"] = json!(["ES256"]);
        config
    };
    let custom =
        json!({ "custom": { "typ": ["desk-access+jwt"], "principal": "sub", "actor": "none" } });
    let domain = "spiffe://example.org";
    let mut second = requires(json!("exact"), "*");
    let mut other = second["issuers"][0].clone();
    other["issuer"] = json!("https://other.example");
    other["scopeRelation"] = colon();
    second["issuers"] = json!([second["issuers"][0].take(), other]);
    vec![
        relation("name", "No relation has this name.", json!("wildcards"), ""),
        relation("null", "Nothing is no relation.", json!(null), ""),
        relation("empty", "It says nothing.", json!({}), ""),
        relation(
            "unknown-member",
            "A misspelt setting.",
            json!({ "implied": {} }),
            ".implied",
        ),
        relation(
            "separator",
            "None of the three.",
            json!({ "segments": { "separator": "," } }),
            ".segments.separator",
        ),
        relation(
            "opaque",
            "No token.",
            json!({ "segments": { "separator": ":", "opaque": ["a b"] } }),
            ".segments.opaque[0]",
        ),
        relation(
            "cycle",
            "Two names of one strength.",
            json!({ "implies": { "a": ["b"], "b": ["a"] } }),
            ".implies.b",
        ),
        relation(
            "malformed-name",
            "Names have segments.",
            json!({ "segments": { "separator": ":" }, "implies": { "a": ["*"] } }),
            ".implies.a",
        ),
        mistake(
            "config-required-star",
            "What a tool requires has segments, too.",
            requires(colon(), "*"),
            "requiredScopes.ping",
        ),
        mistake(
            "config-required-empty-segment",
            "What nobody's token can say.",
            requires(colon(), "read:"),
            "requiredScopes.ping",
        ),
        mistake(
            "config-required-partial-star",
            "Nor this.",
            requires(both(), "read:lo*"),
            "requiredScopes.ping",
        ),
        mistake(
            "config-required-by-one-issuer",
            "Malformed by one of two issuers.",
            second,
            "requiredScopes.ping",
        ),
        mistake(
            "config-svid",
            "JWT-SVIDs have no scopes.",
            profile(json!("spiffe-jwt-svid"), domain, colon()),
            "issuers[0].scopeRelation",
        ),
        mistake(
            "config-wit",
            "Nor have workload identity tokens.",
            profile(json!({ "wimse-wit": {} }), domain, roles()),
            "issuers[0].scopeRelation",
        ),
        mistake(
            "config-custom-without-scopes",
            "Nor have these, as they are described.",
            profile(custom, "https://as.example", colon()),
            "issuers[0].scopeRelation",
        ),
        gate(
            "config-required-opaque",
            "What is listed may be required.",
            requires(colon(), "openid"),
        )
        .accept(),
        gate(
            "config-required-wildcard",
            "So may a wildcard.",
            requires(colon(), "read:*"),
        )
        .accept(),
        gate(
            "config-required-exact",
            "To the exact relation all of it is names.",
            requires(json!("exact"), "*"),
        )
        .accept(),
        gate(
            "config-required-implies",
            "To a table, too.",
            requires(roles(), "*"),
        )
        .accept(),
    ]
}

fn gate(id: &str, description: &str, config: Value) -> Case {
    let source = "Configuration: a mistake of the operator is never a denial";
    now(Case::new("token", id, source, description).with("config", config))
        .token(access_token(&key()).mint())
}
