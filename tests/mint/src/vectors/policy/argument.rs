//! Arguments of each type, as the tool declares them and as policies see them.

use super::*;

pub(super) fn cases() -> Vec<Case> {
    [integers(), decimals(), enumerations(), texts(), sets()]
        .into_iter()
        .flatten()
        .collect()
}

pub(super) const SOURCE: &str = "MCP: a tool's inputSchema; JSON Schema 2020-12";

/// One tool, `call`, with these properties, all required, called with this text.
pub(super) fn call(
    id: &str,
    description: &str,
    properties: Value,
    condition: &str,
    input: &str,
) -> Case {
    let policies = format!("permit (principal, action, resource) when {{ {condition} }};");
    policy(id, SOURCE, description, "")
        .with("config", gate(&[tool("call", properties)], &policies))
        .with("request", json!({ "tool": "call", "inputText": input }))
}

fn integers() -> Vec<Case> {
    let n = |id: &str, description: &str, condition: &str, n: &str| {
        call(
            id,
            description,
            json!({ "n": { "type": "integer" } }),
            condition,
            &format!("{{\"n\":{n}}}"),
        )
    };
    let wrong = |id: &str, description: &str, text: &str| {
        n(id, description, "true", text).deny("arguments_invalid")
    };
    let most = "context.input.n == 9223372036854775807";
    vec![
        n(
            "integer-largest",
            "2^63 - 1, exactly.",
            most,
            "9223372036854775807",
        )
        .accept(),
        n(
            "integer-largest-but-one",
            "One less is not equal, as it would be for doubles.",
            most,
            "9223372036854775806",
        )
        .deny("policy_denied"),
        n(
            "integer-smallest",
            "-2^63, exactly.",
            "context.input.n < -9223372036854775807",
            "-9223372036854775808",
        )
        .accept(),
        n(
            "integer-2-53",
            "2^53 + 1, exactly.",
            "context.input.n == 9007199254740993",
            "9007199254740993",
        )
        .accept(),
        n(
            "integer-2-53-neighbour",
            "And its neighbour is another one.",
            "context.input.n == 9007199254740992",
            "9007199254740993",
        )
        .deny("policy_denied"),
        wrong("integer-too-large", "2^63.", "9223372036854775808"),
        wrong("integer-2-64", "2^64.", "18446744073709551616"),
        wrong("integer-too-small", "-2^63 - 1.", "-9223372036854775809"),
        wrong("integer-fraction", "A fraction.", "1.5"),
        wrong("integer-point-zero", "1.0 is written as a fraction.", "1.0"),
        wrong("integer-exponent", "1e3 is written as a fraction.", "1e3"),
        wrong("integer-text", "A number in quotes.", "\"1\""),
        wrong("integer-true", "A truth is no number.", "true"),
        wrong("integer-null", "Null is no number.", "null"),
        enumeration("integer", "[1,2]", "2").accept(),
        enumeration("integer-other", "[1,2]", "3").deny("arguments_invalid"),
        enumeration("integer-text", "[1,2]", "\"1\"").deny("arguments_invalid"),
    ]
}

/// A list of values is declared, of the type that the id starts with.
fn enumeration(id: &str, values: &str, value: &str) -> Case {
    let kind = id.split('-').next().unwrap_or(id);
    call(
        &format!("enum-of-{id}"),
        &format!("{values} is declared, and {value} is sent."),
        json!({ "v": { "type": kind, "enum": super::super::parsed(values) } }),
        "true",
        &format!("{{\"v\":{value}}}"),
    )
}

fn decimals() -> Vec<Case> {
    let amount = |id: &str, description: &str, condition: &str, amount: &str| {
        call(
            id,
            description,
            json!({ "amount": { "type": "number" } }),
            condition,
            &format!("{{\"amount\":{amount}}}"),
        )
    };
    let below = r#"context.input.amount.lessThanOrEqual(decimal("12.5"))"#;
    let is = |value: &str| format!(r#"context.input.amount == decimal("{value}")"#);
    vec![
        amount("decimal-equal", "At the bound.", below, "12.5").accept(),
        amount("decimal-below", "Below it.", below, "12.4999").accept(),
        amount("decimal-above", "Above it.", below, "12.5001").deny("policy_denied"),
        amount("decimal-integer", "An integer is a number.", &is("12.0"), "12").accept(),
        amount("decimal-point-zero", "However it is written.", &is("12.0"), "12.0").accept(),
        amount("decimal-exponent", "Even with an exponent.", &is("100.0"), "1e2").accept(),
        amount("decimal-tenth", "A tenth, which doubles don't have.", &is("0.1"), "0.1").accept(),
        amount("decimal-negative", "Below zero.", &is("-0.5"), "-0.5").accept(),
        amount("decimal-negative-zero", "Zero from below is zero.", &is("0.0"), "-0.0").accept(),
        amount("decimal-largest", "The largest whole number.", &is("922337203685477.0"), "922337203685477").accept(),
        amount("decimal-too-large", "One more.", "true", "922337203685478").deny("arguments_invalid"),
        amount("decimal-huge", "Far more.", "true", "1e300").deny("arguments_invalid"),
        amount("decimal-five-digits", "Five fractional digits: nothing is rounded.", "true", "12.34567").deny("arguments_invalid"),
        amount("decimal-tiny", "Nor to zero.", "true", "1e-9").deny("arguments_invalid"),
        amount("decimal-beyond-doubles", "More digits than a double has: the policy would see another number than the text says.", "true", "900000000000000.0001").deny("arguments_invalid"),
        amount("decimal-text", "A number in quotes.", "true", "\"12.5\"").deny("arguments_invalid"),
        amount("decimal-infinity", "No number of JSON.", "true", "1e400").deny("input_invalid"),
    ]
}

fn enumerations() -> Vec<Case> {
    vec![
        enumeration("number", "[0.5,1]", "0.5").accept(),
        enumeration("number-otherwise-written", "[0.5,1]", "1.0").accept(),
        enumeration("number-other", "[0.5,1]", "0.25").deny("arguments_invalid"),
        enumeration("boolean", "[true]", "true").accept(),
        enumeration("boolean-other", "[true]", "false").deny("arguments_invalid"),
    ]
}

fn texts() -> Vec<Case> {
    let level = json!({ "level": { "type": "string", "enum": ["low", "high"] } });
    let level = |id: &str, description: &str, input: &str| {
        call(
            id,
            description,
            level.clone(),
            r#"context.input.level == "low""#,
            input,
        )
    };
    let text = |id: &str, description: &str, condition: &str, input: &str| {
        call(
            id,
            description,
            json!({ "t": { "type": "string" } }),
            condition,
            input,
        )
    };
    let entity = r#"{"__entity":{"type":"Agent","id":"https://as.example admin"}}"#;
    vec![
        level("enum", "A value of the list.", r#"{"level":"low"}"#).accept(),
        level(
            "enum-other-value",
            "Another value of the list.",
            r#"{"level":"high"}"#,
        )
        .deny("policy_denied"),
        level(
            "enum-unknown",
            "A value that is not on it.",
            r#"{"level":"medium"}"#,
        )
        .deny("arguments_invalid"),
        level("enum-case", "Capital letters.", r#"{"level":"LOW"}"#).deny("arguments_invalid"),
        level("enum-empty", "Nothing.", r#"{"level":""}"#).deny("arguments_invalid"),
        text(
            "text-escaped",
            "Text is compared after unescaping.",
            r#"context.input.t == "web""#,
            r#"{"\u0074":"\u0077eb"}"#,
        )
        .accept(),
        text(
            "text-not-normalised",
            "And as it is: é in two characters is not é in one.",
            r#"context.input.t == "\u{e9}""#,
            r#"{"t":"e\u0301"}"#,
        )
        .deny("policy_denied"),
        text(
            "text-cedar",
            "Text that is a policy.",
            r#"context.input.t == "web""#,
            r#"{"t":"web\" || true || \""}"#,
        )
        .deny("policy_denied"),
        text(
            "text-entity",
            "What is a reference for Cedar's JSON reader is an object here.",
            "true",
            &format!("{{\"t\":{entity}}}"),
        )
        .deny("arguments_invalid"),
        text(
            "text-extension",
            "So is a call of an extension.",
            "true",
            r#"{"t":{"__extn":{"fn":"decimal","arg":"1.0"}}}"#,
        )
        .deny("arguments_invalid"),
        text(
            "text-entity-as-text",
            "And within quotes it is text.",
            r#"context.input.t like "*__entity*""#,
            &json!({ "t": entity }).to_string(),
        )
        .accept(),
        call(
            "boolean",
            "A truth.",
            json!({ "dry": { "type": "boolean" } }),
            "context.input.dry",
            r#"{"dry":true}"#,
        )
        .accept(),
        call(
            "boolean-false",
            "A falsehood.",
            json!({ "dry": { "type": "boolean" } }),
            "context.input.dry",
            r#"{"dry":false}"#,
        )
        .deny("policy_denied"),
        call(
            "boolean-text",
            "A truth in quotes.",
            json!({ "dry": { "type": "boolean" } }),
            "context.input.dry",
            r#"{"dry":"true"}"#,
        )
        .deny("arguments_invalid"),
        call(
            "boolean-number",
            "A truth in numbers.",
            json!({ "dry": { "type": "boolean" } }),
            "context.input.dry",
            r#"{"dry":1}"#,
        )
        .deny("arguments_invalid"),
    ]
}

fn sets() -> Vec<Case> {
    let tags = json!({ "tags": { "type": "array", "items": { "type": "string" } } });
    let tags = |id: &str, description: &str, condition: &str, input: &str| {
        call(id, description, tags.clone(), condition, input)
    };
    let pairs = json!({ "pairs": { "type": "array", "items": { "type": "array", "items": { "type": "integer" } } } });
    let rules = json!({ "rules": { "type": "array", "items": { "type": "object", "properties": { "port": { "type": "integer" } }, "required": ["port"] } } });
    vec![
        tags(
            "set-contains",
            "An element.",
            r#"context.input.tags.contains("b")"#,
            r#"{"tags":["a","b"]}"#,
        )
        .accept(),
        tags(
            "set-repeated",
            "Order and repetition mean nothing.",
            r#"context.input.tags == ["a", "b"]"#,
            r#"{"tags":["b","a","b"]}"#,
        )
        .accept(),
        tags(
            "set-all",
            "All of some.",
            r#"["a", "b", "c"].containsAll(context.input.tags)"#,
            r#"{"tags":["a","d"]}"#,
        )
        .deny("policy_denied"),
        tags(
            "set-empty",
            "None.",
            "context.input.tags.isEmpty()",
            r#"{"tags":[]}"#,
        )
        .accept(),
        tags(
            "set-wrong-element",
            "An element of another type.",
            "true",
            r#"{"tags":["a",1]}"#,
        )
        .deny("arguments_invalid"),
        tags(
            "set-null-element",
            "Null among them.",
            "true",
            r#"{"tags":[null]}"#,
        )
        .deny("arguments_invalid"),
        tags(
            "set-entity-element",
            "A reference of Cedar's among them.",
            "true",
            r#"{"tags":[{"__entity":{"type":"Agent","id":"x"}}]}"#,
        )
        .deny("arguments_invalid"),
        tags(
            "set-one",
            "One alone is no array.",
            "true",
            r#"{"tags":"a"}"#,
        )
        .deny("arguments_invalid"),
        call(
            "set-of-sets",
            "Sets in a set.",
            pairs.clone(),
            "context.input.pairs.contains([2, 1])",
            r#"{"pairs":[[1,2],[3]]}"#,
        )
        .accept(),
        call(
            "set-of-sets-wrong",
            "A wrong element, two levels down.",
            pairs,
            "true",
            r#"{"pairs":[[1],[2,"3"]]}"#,
        )
        .deny("arguments_invalid"),
        call(
            "set-of-records",
            "Records in a set.",
            rules.clone(),
            "context.input.rules.contains({ port: 22 })",
            r#"{"rules":[{"port":80},{"port":22}]}"#,
        )
        .accept(),
        call(
            "set-of-records-extra",
            "A member too many in one of them.",
            rules,
            "true",
            r#"{"rules":[{"port":80},{"port":22,"all":true}]}"#,
        )
        .deny("arguments_invalid"),
    ]
}
