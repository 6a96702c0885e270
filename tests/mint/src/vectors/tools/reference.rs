//! References within the schema, and schemas that hold together.

use super::*;

fn with(definitions: Value, v: Value) -> Value {
    json!({ "type": "object", "properties": { "v": v }, "required": ["v"], "$defs": definitions })
}

pub(super) fn cases() -> Vec<Case> {
    let bank = json!({ "type": "object", "properties": { "country": { "$ref": "#/$defs/country" } }, "required": ["country"] });
    let defs = json!({ "bank": bank, "country": { "enum": ["CH", "AQ"] }, "a/b~c": { "type": "integer" } });
    let swiss = r#"context.input.v.country == "CH""#;
    let to = |id: &str, description: &str, v: Value, condition: &str, text: &str| {
        call(id, description, with(defs.clone(), v), condition, text)
    };
    let bank = json!({ "$ref": "#/$defs/bank" });
    let mut older = with(json!({}), json!({ "$ref": "#/definitions/n" }));
    older["definitions"] = json!({ "n": { "type": "integer" } });
    let mut cases = vec![
        to("reference", "A reference, in which there is another one.", bank.clone(), swiss, r#"{"v":{"country":"CH"}}"#).accept(),
        to("reference-other", "Another value behind it.", bank.clone(), swiss, r#"{"v":{"country":"AQ"}}"#).deny(DENIED),
        to("reference-wrong", "No value of the other.", bank.clone(), "true", r#"{"v":{"country":"DE"}}"#).deny(INVALID),
        to("reference-described", "With a description beside it.", json!({ "$ref": "#/$defs/bank", "description": "Where." }), swiss, r#"{"v":{"country":"CH"}}"#).accept(),
        to("reference-twice", "The same one twice is no circle.", json!({ "type": "object", "properties": { "a": bank, "b": bank } }), r#"context.input.v has b && context.input.v.b.country == "CH""#, r#"{"v":{"a":{"country":"AQ"},"b":{"country":"CH"}}}"#).accept(),
        to("reference-escaped", "A name with a slash (RFC 6901).", json!({ "$ref": "#/$defs/a~1b~0c" }), "context.input.v == 1", r#"{"v":1}"#).accept(),
        call("reference-definitions", "Where older drafts keep them.", older, "context.input.v == 1", r#"{"v":1}"#).accept(),
        call(
            "reference-of-all",
            "The arguments as a whole behind a reference.",
            json!({ "$ref": "#/$defs/in", "$defs": { "in": { "type": "object", "properties": { "v": { "type": "integer" } } } } }),
            "context.input has v && context.input.v == 1",
            r#"{"v":1}"#,
        )
        .accept(),
    ];
    let circle = json!({ "node": { "type": "object", "properties": { "next": { "$ref": "#/$defs/node" } } } });
    let two = json!({ "a": { "$ref": "#/$defs/b" }, "b": { "allOf": [{ "$ref": "#/$defs/a" }] } });
    let wide: serde_json::Map<String, Value> = (0..20)
        .map(|n| {
            let next = json!({ "$ref": format!("#/$defs/d{}", n + 1) });
            let schema = json!({ "anyOf": [next, next] });
            (format!("d{n}"), schema)
        })
        .chain([("d20".to_owned(), json!({ "type": "string" }))])
        .collect();
    let doubled: serde_json::Map<String, Value> = (0..14)
        .map(|n| {
            let next = json!({ "$ref": format!("#/$defs/d{}", n + 1) });
            let schema = json!({ "type": "object", "properties": { "a": next, "b": next } });
            (format!("d{n}"), schema)
        })
        .chain([("d14".to_owned(), json!({ "type": "string" }))])
        .collect();
    let chain: serde_json::Map<String, Value> = (0..1000)
        .map(|n| {
            (
                format!("d{n}"),
                json!({ "$ref": format!("#/$defs/d{}", n + 1) }),
            )
        })
        .collect();
    let first = json!({ "$ref": "#/$defs/d0" });
    cases.extend([
        refused(
            "reference-to-itself",
            "A list of any length has no type in Cedar.",
            with(circle.clone(), json!({ "$ref": "#/$defs/node" })),
        ),
        refused(
            "reference-in-a-circle",
            "Two that refer to each other.",
            with(two, json!({ "$ref": "#/$defs/a" })),
        ),
        refused(
            "reference-to-the-whole",
            "To the schema itself.",
            with(circle, json!({ "$ref": "#" })),
        ),
        refused(
            "reference-unknown",
            "To nothing.",
            with(json!({}), json!({ "$ref": "#/$defs/x" })),
        ),
        refused(
            "reference-remote",
            "Into another document: nothing is fetched.",
            with(
                json!({}),
                json!({ "$ref": "https://schemas.example/a.json#/$defs/x" }),
            ),
        ),
        refused(
            "reference-elsewhere",
            "To a property.",
            with(json!({}), json!({ "$ref": "#/properties/v" })),
        ),
        refused(
            "reference-number",
            "That is no text.",
            with(json!({}), json!({ "$ref": 1 })),
        ),
        refused(
            "reference-dynamic",
            "One that depends on who asks.",
            with(json!({}), json!({ "$dynamicRef": "#a" })),
        ),
        refused(
            "references-double-alternatives",
            "Twenty levels that double: a million alternatives.",
            with(Value::Object(wide), first.clone()),
        ),
        refused(
            "references-double-members",
            "Fourteen levels that double: 16,384 members.",
            with(Value::Object(doubled), first.clone()),
        ),
        refused(
            "references-in-a-row",
            "A thousand, one behind the other.",
            with(Value::Object(chain), first),
        ),
    ]);
    cases.extend(all_of());
    cases
}

fn all_of() -> Vec<Case> {
    let base = r##"{"allOf":[{"type":"object","properties":{"a":{"type":"string"},"n":{"type":"number"}}},{"properties":{"b":{"type":"integer"},"n":{"type":"integer"}},"required":["a","b"]}]}"##;
    let mut cases = table(
        base,
        &[
            (
                "all-of",
                "The members of both.",
                r#"context.input.v.a == "x" && context.input.v.b == 1"#,
                r#"{"a":"x","b":1}"#,
                "",
            ),
            (
                "all-of-missing",
                "What one requires of the other.",
                "true",
                r#"{"b":1}"#,
                INVALID,
            ),
            (
                "all-of-narrower",
                "A member of both, of the narrower type.",
                "context.input.v has n && context.input.v.n > 1",
                r#"{"a":"x","b":1,"n":2}"#,
                "",
            ),
            (
                "all-of-wider",
                "And not of the wider one.",
                "true",
                r#"{"a":"x","b":1,"n":2.5}"#,
                INVALID,
            ),
            (
                "all-of-undeclared",
                "A member of neither.",
                "true",
                r#"{"a":"x","b":1,"c":1}"#,
                INVALID,
            ),
        ],
    );
    cases.extend(table(
        r#"{"type":"string","allOf":[{"minLength":2},{"type":"string","enum":["a","bb"]}],"maxLength":4}"#,
        &[
            ("all-of-enum", "Values and bounds together.", r#"context.input.v == "bb""#, "\"bb\"", ""),
            ("all-of-enum-other", "None of the values.", "true", "\"bbb\"", INVALID),
        ],
    ));
    cases.extend(table(
        r#"{"allOf":[{"properties":{"a":{"type":"string"}},"additionalProperties":false},{"properties":{"b":{"type":"string"}}}]}"#,
        &[("all-of-refused-by-one", "What one part declares and the other refuses.", "true", r#"{"b":"x"}"#, INVALID)],
    ));
    cases.extend(table(
        r#"{"allOf":[{"additionalProperties":{"type":"string"}},{"properties":{"a":{"maxLength":2,"type":["string","integer"]}}}]}"#,
        &[
            ("all-of-map", "A member that the other part takes by any name.", r#"context.input.v has a && context.input.v.a has typeChoice0 && context.input.v.a.typeChoice0 == "x""#, r#"{"a":"x"}"#, ""),
            ("all-of-map-type", "It has to be of the type of both.", "true", r#"{"a":1}"#, INVALID),
            ("all-of-map-bounds", "And within bounds.", "true", r#"{"a":"xyz"}"#, INVALID),
        ],
    ));
    cases.extend(table(
        r#"{"allOf":[{"properties":{"a":{"type":"string"}},"additionalProperties":{"type":"integer"}},{"properties":{"b":{"type":["string","integer"]}}}]}"#,
        &[
            ("all-of-others", "What one part says of names that it does not declare holds for those of the other.", "context.input.v has b && context.input.v.b has typeChoice1", r#"{"b":1}"#, ""),
            ("all-of-others-type", "Of another type.", "true", r#"{"b":"x"}"#, INVALID),
            ("all-of-others-declared", "And not for those that it declares.", r#"context.input.v has a && context.input.v.a == "x""#, r#"{"a":"x"}"#, ""),
        ],
    ));
    cases.extend(table(
        r#"{"properties":{"a":{"type":"string"}},"additionalProperties":{"not":{}}}"#,
        &[(
            "others-without-counterpart",
            "What is said of other names has no type in Cedar: they are refused in any case.",
            r#"context.input.v has a"#,
            r#"{"a":"x"}"#,
            "",
        )],
    ));
    cases.extend(mistakes(&[
        ("all-of-others-null", "Null may be one of the other names, or not: nothing says so.", r#"{"allOf":[{"properties":{"a":{"type":"string"}},"additionalProperties":{"type":"integer"}},{"properties":{"b":{"type":["integer","null"]}}}]}"#),
        ("all-of-others-unsaid", "What is said of other names has no type in Cedar, and the other part declares one.", r#"{"allOf":[{"properties":{"a":{"type":"string"}},"additionalProperties":{"not":{}}},{"properties":{"b":{"type":"string"}}}]}"#),
        ("all-of-contradiction", "A text that is a number.", r#"{"allOf":[{"type":"string"},{"type":"integer"}]}"#),
        ("all-of-member-contradiction", "A member that is both.", r#"{"allOf":[{"properties":{"a":{"type":"string"}}},{"properties":{"a":{"type":"integer"}}}]}"#),
        ("all-of-enum-contradiction", "Values that have none in common.", r#"{"allOf":[{"enum":["a"]},{"enum":["b"]}]}"#),
        ("all-of-null-contradiction", "Null, and not null.", r#"{"allOf":[{"type":"null"},{"type":"string"}]}"#),
        ("all-of-empty", "No part.", r#"{"allOf":[]}"#),
        ("all-of-object", "No list of parts.", r#"{"allOf":{}}"#),
    ]));
    cases
}
