//! Wishes that make no gate.

use super::*;

pub(super) fn cases() -> Vec<Case> {
    let wish = |id: &str, description: &str, wish: Value, path: &str| {
        case(
            &format!("setting-{id}"),
            description,
            chain(wish),
            &[good()],
        )
        .config_error(path)
    };
    let of_issuer = |id: &str, description: &str, settings: Value, path: &str| {
        let config = issuer_with(config(), settings);
        let path = format!("issuers[0].{path}");
        case(&format!("setting-{id}"), description, config, &[good()]).config_error(&path)
    };
    let depth = |id: &str, value: Value| {
        of_issuer(
            &format!("depth-{id}"),
            "A number of actors, ten at most.",
            json!({ "maxDepth": value }),
            "maxDepth",
        )
    };
    let delegators = |id: &str, description: &str, value: Value, path: &str| {
        of_issuer(
            &format!("delegators-{id}"),
            description,
            json!({ "mayNotDelegate": value }),
            path,
        )
    };
    vec![
        wish("null", "Null is no object.", Value::Null, "chain"),
        wish(
            "array",
            "An array would be read by place.",
            json!(["issuer", "signed"]),
            "chain",
        ),
        wish("text", "A word alone.", json!("issuer"), "chain"),
        wish(
            "unknown-member",
            "A misspelt wish must not be silently absent.",
            json!({ "withIn": "issuer" }),
            "chain.withIn",
        ),
        wish(
            "within-unknown",
            "A boundary that there is not.",
            json!({ "within": "domain" }),
            "chain.within",
        ),
        wish(
            "within-case",
            "Another spelling.",
            json!({ "within": "trustDomain" }),
            "chain.within",
        ),
        wish(
            "within-array",
            "Several.",
            json!({ "within": ["issuer", "tenant"] }),
            "chain.within",
        ),
        wish(
            "evidence-unknown",
            "Evidence that there is not.",
            json!({ "evidence": "proven" }),
            "chain.evidence",
        ),
        wish(
            "evidence-true",
            "A truth.",
            json!({ "evidence": true }),
            "chain.evidence",
        ),
        depth("eleven", json!(11)),
        depth("negative", json!(-1)),
        depth("fraction", json!(1.5)),
        depth("text", json!("1")),
        delegators("text", "A name alone.", json!("a"), "mayNotDelegate"),
        delegators("null", "Null is no list.", Value::Null, "mayNotDelegate"),
        delegators(
            "number",
            "A number is no name.",
            json!(["a", 1]),
            "mayNotDelegate[1]",
        ),
        delegators(
            "empty",
            "An empty name.",
            json!(["a", ""]),
            "mayNotDelegate[1]",
        ),
        delegators(
            "control",
            "A name with a line break.",
            json!(["a\nb"]),
            "mayNotDelegate[0]",
        ),
        delegators(
            "colon",
            "A colon, and no URI.",
            json!(["a b:c"]),
            "mayNotDelegate[0]",
        ),
        delegators(
            "twice",
            "One name twice.",
            json!(["a", "b", "a"]),
            "mayNotDelegate[2]",
        ),
    ]
}
