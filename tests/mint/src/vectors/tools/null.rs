//! Null where a tool takes it, and where it does not.

use super::*;

pub(super) fn cases() -> Vec<Case> {
    let is_web = r#"context.input has v && context.input.v == "web""#;
    let absent = "!(context.input has v)";
    let mut cases = table(
        r#"{"type":["string","null"]}"#,
        &[
            (
                "null-type-array",
                "A type or null: null is left out of what policies see.",
                absent,
                "null",
                "",
            ),
            (
                "null-type-array-value",
                "And a value is seen.",
                is_web,
                "\"web\"",
                "",
            ),
            (
                "null-type-array-text",
                "Text that says null is text.",
                absent,
                "\"null\"",
                DENIED,
            ),
            (
                "null-type-array-wrong",
                "Another type.",
                "true",
                "1",
                INVALID,
            ),
            (
                "null-does-not-permit",
                "A permit on a value is not met by null.",
                is_web,
                "null",
                DENIED,
            ),
        ],
    );
    cases.push(
        call(
            "null-required-unguarded",
            "Required, and it may be null: a policy has to ask for it.",
            of_v(r#"{"type":["string","null"]}"#),
            r#"context.input.v == "web""#,
            r#"{"v":"web"}"#,
        )
        .config_error("policies"),
    );
    cases.push(
        call(
            "null-required-absent",
            "Required, and not there: null would be.",
            of_v(r#"{"type":["string","null"]}"#),
            "true",
            "{}",
        )
        .deny(INVALID),
    );
    let forms = [
        ("any-of", r#"{"anyOf":[{"type":"string"},{"type":"null"}]}"#),
        (
            "any-of-first",
            r#"{"anyOf":[{"type":"null"},{"type":"string"}],"default":null}"#,
        ),
        ("one-of", r#"{"oneOf":[{"type":"string"},{"type":"null"}]}"#),
        ("openapi", r#"{"type":"string","nullable":true}"#),
        (
            "any-of-const",
            r#"{"anyOf":[{"type":"string"},{"const":null}]}"#,
        ),
        ("enum", r#"{"enum":["web","db",null]}"#),
        (
            "type-and-enum",
            r#"{"type":["string","null"],"enum":["web",null]}"#,
        ),
        (
            "of-a-reference",
            r##"{"anyOf":[{"$ref":"#/$defs/s"},{"type":"null"}]}"##,
        ),
    ];
    for (form, schema) in forms {
        let mut input = of_v(schema);
        input["$defs"] = json!({ "s": { "type": "string" } });
        for (suffix, description, condition, text) in [
            (
                "null",
                "Null, in another form of saying it.",
                absent,
                r#"{"v":null}"#,
            ),
            ("value", "A value, in that form.", is_web, r#"{"v":"web"}"#),
        ] {
            let id = format!("null-{form}-{suffix}");
            cases.push(call(&id, description, input.clone(), condition, text).accept());
        }
        let id = format!("null-{form}-wrong");
        cases.push(call(&id, "Another type.", input, "true", r#"{"v":false}"#).deny(INVALID));
    }
    for (id, description, schema) in [
        (
            "null-not-listed",
            "Nullable, and null is not among its values.",
            r#"{"type":["string","null"],"enum":["web"]}"#,
        ),
        (
            "null-listed-not-typed",
            "Among its values, and not of its type.",
            r#"{"type":"string","enum":["web",null]}"#,
        ),
        (
            "null-openapi-false",
            "`nullable` says no.",
            r#"{"type":"string","nullable":false}"#,
        ),
        (
            "null-twice-in-one-of",
            "Null matches two of which it may match one.",
            r#"{"oneOf":[{"type":["string","null"]},{"type":"null"}]}"#,
        ),
        (
            "null-of-all-of",
            "One part takes null, the other does not.",
            r#"{"allOf":[{"type":["string","null"]},{"type":"string"}]}"#,
        ),
    ] {
        cases.extend(table(schema, &[(id, description, "true", "null", INVALID)]));
    }
    cases.extend(table(
        r#"{"type":"array","items":{"type":["string","null"]}}"#,
        &[
            (
                "null-element",
                "Null among elements: policies can't see it there, so it is refused.",
                "true",
                r#"["web",null]"#,
                INVALID,
            ),
            (
                "null-no-element",
                "The same list without it.",
                r#"context.input.v.contains("web")"#,
                r#"["web"]"#,
                "",
            ),
        ],
    ));
    cases.extend(table(
        r#"{"type":"object","properties":{"a":{"type":["integer","null"]}}}"#,
        &[
            (
                "null-in-a-record",
                "Null, one level down.",
                "!(context.input.v has a)",
                r#"{"a":null}"#,
                "",
            ),
            (
                "null-for-a-record",
                "Null for the whole record.",
                "true",
                "null",
                INVALID,
            ),
        ],
    ));
    cases.extend(mistakes(&[
        ("null-only", "What can only be null.", r#"{"type":"null"}"#),
        (
            "null-only-in-any-of",
            "However it is said.",
            r#"{"anyOf":[{"type":"null"},{"const":null}]}"#,
        ),
        (
            "nullable-text",
            "`nullable` of another type.",
            r#"{"type":"string","nullable":"true"}"#,
        ),
        (
            "null-elements",
            "A list of nulls.",
            r#"{"type":"array","items":{"type":"null"}}"#,
        ),
    ]));
    cases
}
