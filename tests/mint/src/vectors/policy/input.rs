//! The arguments as a whole.

use super::argument::{SOURCE, call};
use super::*;

const ALL: &str = "permit (principal, action, resource);";

pub(super) fn cases() -> Vec<Case> {
    [records(), optional(), shape(), text(), limits()]
        .into_iter()
        .flatten()
        .collect()
}

fn records() -> Vec<Case> {
    let to = json!({ "to": { "type": "object", "properties": {
        "name": { "type": "string" },
        "bank": { "type": "object", "properties": { "country": { "type": "string" } }, "required": ["country"] },
    }, "required": ["name", "bank"] } });
    let to = |id: &str, description: &str, input: &str| {
        call(
            id,
            description,
            to.clone(),
            r#"context.input.to.bank.country == "CH""#,
            input,
        )
    };
    vec![
        to(
            "record",
            "A member two levels down.",
            r#"{"to":{"name":"Bob","bank":{"country":"CH"}}}"#,
        )
        .accept(),
        to(
            "record-other",
            "Another value there.",
            r#"{"to":{"name":"Bob","bank":{"country":"AQ"}}}"#,
        )
        .deny("policy_denied"),
        to(
            "record-missing",
            "It is missing.",
            r#"{"to":{"name":"Bob","bank":{}}}"#,
        )
        .deny("arguments_invalid"),
        to(
            "record-extra",
            "One more there.",
            r#"{"to":{"name":"Bob","bank":{"country":"CH","branch":1}}}"#,
        )
        .deny("arguments_invalid"),
        to(
            "record-null",
            "Null in its place.",
            r#"{"to":{"name":"Bob","bank":null}}"#,
        )
        .deny("arguments_invalid"),
        to(
            "record-array",
            "An array in its place.",
            r#"{"to":{"name":"Bob","bank":[{"country":"CH"}]}}"#,
        )
        .deny("arguments_invalid"),
        to(
            "record-entity",
            "A reference of Cedar's in its place.",
            r#"{"to":{"name":"Bob","bank":{"__entity":{"type":"Server","id":"x"}}}}"#,
        )
        .deny("arguments_invalid"),
    ]
}

fn optional() -> Vec<Case> {
    let config = |policies: &str| {
        let schema = json!({ "type": "object", "properties": { "service": { "type": "string" }, "reason": { "type": "string" } }, "required": ["service"] });
        gate(
            &[json!({ "name": "restart", "inputSchema": schema })],
            policies,
        )
    };
    let has = r#"permit (principal, action, resource) when { context.input has reason && context.input.reason == "incident" };"#;
    let case = |id: &str, description: &str, policies: &str, input: Value| {
        policy(id, SOURCE, description, "")
            .with("config", config(policies))
            .with("request", json!({ "tool": "restart", "input": input }))
    };
    vec![
        case(
            "optional-present",
            "An optional argument that is there.",
            has,
            json!({ "service": "web", "reason": "incident" }),
        )
        .accept(),
        case(
            "optional-absent",
            "And that is not.",
            has,
            json!({ "service": "web" }),
        )
        .deny("policy_denied"),
        case(
            "optional-null",
            "Null is not absent.",
            has,
            json!({ "service": "web", "reason": null }),
        )
        .deny("arguments_invalid"),
        case(
            "optional-unguarded",
            "A policy that reads it without asking whether it is there.",
            r#"permit (principal, action, resource) when { context.input.reason == "incident" };"#,
            json!({ "service": "web" }),
        )
        .config_error("policies"),
        case(
            "optional-forbid",
            "A forbid that asks first.",
            &format!(
                "{ALL} forbid (principal, action, resource) unless {{ context.input has reason }};"
            ),
            json!({ "service": "web" }),
        )
        .deny("policy_forbidden"),
    ]
}

fn shape() -> Vec<Case> {
    let wrong = |id: &str, description: &str, input: Value| {
        policy(id, SOURCE, description, ALL)
            .with("request", json!({ "tool": "restart", "input": input }))
            .deny("arguments_invalid")
    };
    let no_schema = |id: &str, description: &str, input: Value| {
        policy(id, SOURCE, description, "")
            .with("config", gate(&[json!({ "name": "ping" })], ALL))
            .with("request", json!({ "tool": "ping", "input": input }))
    };
    vec![
        wrong(
            "argument-missing",
            "A required argument is missing.",
            json!({}),
        ),
        wrong(
            "argument-extra",
            "An argument that the tool does not declare: policies could not see it.",
            json!({ "service": "web", "force": true }),
        ),
        wrong(
            "argument-type",
            "A number for a text.",
            json!({ "service": 1 }),
        ),
        wrong(
            "argument-null",
            "Null for a text.",
            json!({ "service": null }),
        ),
        wrong(
            "argument-case",
            "Another spelling of the name.",
            json!({ "Service": "web" }),
        ),
        wrong(
            "argument-entity",
            "A member that Cedar's JSON reader would take for a reference.",
            json!({ "service": "web", "__entity": { "type": "Agent", "id": "x" } }),
        ),
        wrong(
            "argument-proto",
            "A name that every JavaScript object has.",
            json!({ "service": "web", "__proto__": {} }),
        ),
        no_schema(
            "no-schema",
            "A tool that declares nothing takes nothing.",
            json!({}),
        )
        .accept(),
        no_schema(
            "no-schema-extra",
            "And so refuses everything.",
            json!({ "a": 1 }),
        )
        .deny("arguments_invalid"),
    ]
}

fn text() -> Vec<Case> {
    let source = "RFC 8259; the arguments are the text of one JSON object";
    let bad = |id: &str, description: &str, text: &str| {
        policy(id, source, description, ALL)
            .with("request", json!({ "tool": "restart", "inputText": text }))
            .deny("input_invalid")
    };
    vec![
        bad(
            "input-duplicate",
            "`service` twice: the policy and the tool could each see another one.",
            r#"{"service":"web","service":"db"}"#,
        ),
        bad(
            "input-duplicate-escaped",
            "`service` twice, once with an escape.",
            r#"{"service":"web","\u0073ervice":"db"}"#,
        ),
        bad("input-array", "An array.", r#"["web"]"#),
        bad("input-null", "Null.", "null"),
        bad("input-string", "A text.", "\"web\""),
        bad("input-empty", "Nothing.", ""),
        bad("input-not-json", "No JSON.", "service=web"),
        bad(
            "input-trailing",
            "Something after the object.",
            r#"{"service":"web"} {}"#,
        ),
        bad(
            "input-bom",
            "A byte order mark.",
            "\u{feff}{\"service\":\"web\"}",
        ),
        bad(
            "input-nul",
            "A NUL in a text.",
            r#"{"service":"web\u0000"}"#,
        ),
        bad(
            "input-lone-surrogate",
            "Half a surrogate pair.",
            r#"{"service":"\ud800"}"#,
        ),
        bad("input-comment", "A comment.", "{\"service\":\"web\"/**/}"),
        bad("input-nan", "Not a number.", r#"{"service":NaN}"#),
        policy("input-spaced", source, "White space means nothing.", ALL)
            .with(
                "request",
                json!({ "tool": "restart", "inputText": "\n{ \"service\" :\t\"web\" }\r\n" }),
            )
            .accept(),
    ]
}

fn limits() -> Vec<Case> {
    let source = "Narrowgate's limits: inputBytes, jsonDepth, jsonMembers";
    let limited = |id: &str, description: &str, limits: Value, text: &str| {
        let case = policy(id, source, description, "")
            .with("request", json!({ "tool": "call", "inputText": text }));
        let config = changed(
            gate(
                &[tool(
                    "call",
                    json!({ "tags": { "type": "array", "items": { "type": "integer" } } }),
                )],
                ALL,
            ),
            json!({ "limits": limits }),
        );
        case.with("config", config)
    };
    let deep = format!("{{\"tags\":{}1{}}}", "[".repeat(32), "]".repeat(32));
    let deepest = format!("{{\"tags\":{}1{}}}", "[".repeat(31), "]".repeat(31));
    let many = |count: usize| format!("{{\"tags\":[{}0]}}", "0,".repeat(count - 1));
    vec![
        limited(
            "input-at-limit",
            "16 bytes, 16 allowed.",
            json!({ "inputBytes": 16 }),
            r#"{"tags":[1,234]}"#,
        )
        .accept(),
        limited(
            "input-over-limit",
            "17 bytes.",
            json!({ "inputBytes": 16 }),
            r#"{"tags":[1,2345]}"#,
        )
        .deny("input_too_large"),
        limited("input-too-deep", "33 levels.", json!({}), &deep).deny("input_too_large"),
        limited(
            "input-deep",
            "32 levels are read, and are not what the tool declares.",
            json!({}),
            &deepest,
        )
        .deny("arguments_invalid"),
        limited("input-256-elements", "256 elements.", json!({}), &many(256)).accept(),
        limited("input-257-elements", "257 elements.", json!({}), &many(257))
            .deny("input_too_large"),
        limited(
            "input-over-limit-and-not-json",
            "The size comes first.",
            json!({ "inputBytes": 4 }),
            "{{{{{",
        )
        .deny("input_too_large"),
    ]
}
