//! Configuration documents that no vector can hold: their text matters.

use crate::support::{document, with};
use narrowgate::Config;
use serde_json::json;

#[track_caller]
fn refused(text: &str) {
    assert!(
        Config::from_json(text).and_then(Config::build).is_err(),
        "{text}"
    );
}

/// Which of the two counts would depend on the reader, and the weaker one could.
#[test]
fn a_member_that_stands_twice_is_refused_wherever_it_stands() {
    let text = document().to_string();
    assert!(Config::from_json(&text).and_then(Config::build).is_ok());
    for (once, twice) in [
        (r#""ping":[]"#, r#""ping":["admin"],"ping":[]"#),
        (
            r#""audience":"#,
            r#""audience":"https://other.example","audience":"#,
        ),
        (r#""kty":"OKP""#, r#""kty":"RSA","kty":"OKP""#),
        (r#""algorithms":"#, r#""algorithms":[],"algorithms":"#),
        (r#""name":"ping""#, r#""name":"pong","name":"ping""#),
        (r#""type":"integer""#, r#""type":"string","type":"integer""#),
    ] {
        let changed = text.replacen(once, twice, 1);
        assert_ne!(changed, text);
        refused(&changed);
    }
}

#[test]
fn what_is_no_document_is_refused() {
    for text in [
        "",
        "null",
        "[]",
        "{}",
        "{",
        "\u{feff}{}",
        "// none",
        "{} {}",
    ] {
        refused(text);
    }
    refused(&"[".repeat(100_000));
    refused(&format!("{}x", document()));
}

#[test]
fn a_mistake_is_never_a_denial_and_names_its_place() {
    let error = Config::from_json(&with("leeway", json!(301)).to_string())
        .and_then(Config::build)
        .err()
        .unwrap();
    let paths: Vec<_> = error
        .problems()
        .iter()
        .map(narrowgate::Problem::path)
        .collect();
    assert_eq!(paths, ["leeway"]);
}

#[test]
fn mistakes_say_what_is_wrong() {
    let refused = |document: &serde_json::Value, sentence: &str| {
        let error = Config::from_json(&document.to_string())
            .and_then(Config::build)
            .err()
            .unwrap();
        assert_eq!(error.to_string(), sentence);
    };
    refused(
        &with("issuers", json!([])),
        "issuers: no issuer is trusted, so no token could pass",
    );
    refused(&with("leeway", json!(301)), "leeway: at most 300 seconds");
    refused(&with("maxDepth", json!(11)), "maxDepth: at most 10");
    refused(
        &with("requiredScopes", json!({ "ping": [] })),
        "requiredScopes.block: say which scopes the tool requires; an empty list says none",
    );
    let mut two = with("leeway", json!(301));
    two["maxDepth"] = json!(11);
    refused(&two, "maxDepth: at most 10; leeway: at most 300 seconds");
}
