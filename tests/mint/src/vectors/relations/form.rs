//! Scopes as tokens write them: a string or an array, as configured, and malformed by segments.

use super::*;

pub(super) fn cases() -> Vec<Case> {
    let relations = [
        ("exact", json!("exact")),
        ("segments", colon()),
        ("implies", roles()),
    ];
    relations
        .iter()
        .flat_map(|(mode, relation)| arrays(mode, relation))
        .chain(segments())
        .collect()
}

fn token(id: &str, description: &str, config: Value, token: AccessToken) -> Case {
    now(Case::new("token", id, SOURCE, description).with("config", config)).token(token.mint())
}

/// Scopes in the claim `scp`, as an array where `form` says so.
fn custom(relation: &Value, form: &str) -> Value {
    let mut config = trusting(relation.clone());
    config["issuers"][0]["profile"] = json!({ "custom": { "typ": ["desk-access+jwt"], "principal": "sub", "actor": "none", "scopes": { "claim": "scp", "form": form } } });
    config
}

fn arrays(mode: &str, relation: &Value) -> Vec<Case> {
    let with = |id: &str, description: &str, form: &str, claim: &str| {
        let plain = access_token(&key()).header("typ", "\"desk-access+jwt\"");
        token(
            &format!("{mode}-form-{id}"),
            description,
            custom(relation, form),
            plain.claim("scp", claim),
        )
    };
    let many = |count: usize| {
        let tokens: Vec<String> = (0..count).map(|number| format!("r:{number}")).collect();
        json!(tokens.join(" ")).to_string()
    };
    let plain = access_token(&key());
    vec![
        with(
            "array",
            "An array, because the setting says so.",
            "array",
            r#"["a","b"]"#,
        )
        .accept_as(json!({ "scopes": ["a", "b"] })),
        with("array-empty", "An array of nothing.", "array", "[]")
            .accept_as(json!({ "scopes": [] })),
        with(
            "array-repeated",
            "A set has nothing twice.",
            "array",
            r#"["a","a"]"#,
        )
        .accept_as(json!({ "scopes": ["a"] })),
        with(
            "array-space",
            "An entry with a space is not two.",
            "array",
            r#"["a b"]"#,
        )
        .deny("scope_malformed"),
        with(
            "array-entry-empty",
            "An entry without a name.",
            "array",
            r#"["a",""]"#,
        )
        .deny("scope_malformed"),
        with(
            "array-entry-number",
            "An entry that is no string.",
            "array",
            r#"["a",1]"#,
        )
        .deny("scope_malformed"),
        with(
            "array-nested",
            "An array in the array.",
            "array",
            r#"[["a"]]"#,
        )
        .deny("scope_malformed"),
        with(
            "array-not-set",
            "An array where a string is configured.",
            "string",
            r#"["a","b"]"#,
        )
        .deny("scope_malformed"),
        with(
            "string-not-set",
            "A string where an array is configured.",
            "array",
            r#""a b""#,
        )
        .deny("scope_malformed"),
        with("null", "Null is not absent.", "string", "null").deny("scope_malformed"),
        with("number", "A number.", "string", "1").deny("scope_malformed"),
        with("object", "An object.", "string", "{}").deny("scope_malformed"),
        with("256", "As many as the limit.", "string", &many(256)).accept(),
        with("257", "One more.", "string", &many(257)).deny("scope_too_large"),
        with(
            "cyrillic",
            "A letter that looks like another.",
            "array",
            "[\"r\u{435}ad\"]",
        )
        .deny("scope_malformed"),
        token(
            &format!("{mode}-form-rfc9068-array"),
            "An array where the profile has a string.",
            trusting(relation.clone()),
            plain.clone().claim("scope", r#"["a","b"]"#),
        )
        .deny("scope_malformed"),
        token(
            &format!("{mode}-form-rfc9068-absent"),
            "No scope is no authority.",
            trusting(relation.clone()),
            plain,
        )
        .accept_as(json!({ "scopes": [] })),
    ]
}

fn segments() -> Vec<Case> {
    let of = |id: &str, description: &str, scope: &str| {
        token(
            &format!("token-{id}"),
            description,
            trusting(colon()),
            access_token(&key()).scope(scope),
        )
    };
    let malformed = [
        ("star", "*"),
        ("partial-star", "read:lo*"),
        ("inner-star", "a:*:b"),
        ("empty-segment", "read:"),
        ("empty-first", ":read"),
        ("empty-between", "a::b"),
        ("star-word", "read*"),
        ("two-stars", "a:*:*"),
        ("colon", ":"),
    ];
    let malformed = malformed.map(|(id, scope)| {
        let among = format!("read:logs {scope} openid");
        of(&format!("malformed-{id}"), "One malformed scope refuses the token: whoever reads it another way sees another authority.", &among).deny("scope_malformed")
    });
    let is = [
        of(
            "literal-and-wildcard",
            "Literals and wildcards.",
            "read read:logs read:*",
        )
        .accept_as(json!({ "scopes": ["read", "read:*", "read:logs"] })),
        of("opaque", "What is listed.", "openid").accept_as(json!({ "scopes": ["openid"] })),
        token(
            "token-exact-star",
            "To the exact relation all of it is names.",
            trusting(json!("exact")),
            access_token(&key()).scope("* read: a:*:b :"),
        )
        .accept(),
        token(
            "token-implies-star",
            "To a table, too.",
            trusting(roles()),
            access_token(&key()).scope("* read: a:*:b :"),
        )
        .accept(),
        token(
            "token-both-star",
            "Among segments it is not.",
            trusting(both()),
            access_token(&key()).scope("*"),
        )
        .deny("scope_malformed"),
    ];
    malformed.into_iter().chain(is).collect()
}
