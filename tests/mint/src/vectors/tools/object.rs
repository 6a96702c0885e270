//! Objects of any members, values of any type, and members that nobody declared.

use super::*;

pub(super) fn cases() -> Vec<Case> {
    let pair = r#"context.input.v.contains({ key: "team", value: "web" })"#;
    let mut cases = table(
        r#"{"type":"object","additionalProperties":{"type":"string"}}"#,
        &[
            (
                "map",
                "An object of any names: a set of pairs.",
                pair,
                r#"{"team":"web","env":"prod"}"#,
                "",
            ),
            (
                "map-other",
                "Another value.",
                pair,
                r#"{"team":"db"}"#,
                DENIED,
            ),
            (
                "map-empty",
                "No pair.",
                "context.input.v.isEmpty()",
                "{}",
                "",
            ),
            (
                "map-wrong-value",
                "A value of another type.",
                "true",
                r#"{"team":1}"#,
                INVALID,
            ),
            (
                "map-null",
                "A null: policies would not see its name.",
                "true",
                r#"{"team":null}"#,
                INVALID,
            ),
            (
                "map-entity",
                "Names of Cedar's JSON are names.",
                r#"context.input.v.contains({ key: "__entity", value: "x" })"#,
                r#"{"__entity":"x"}"#,
                "",
            ),
            ("map-array", "No object.", "true", "[]", INVALID),
        ],
    );
    cases.extend(table(
        r#"{"additionalProperties":{"type":"object","properties":{"port":{"type":"integer"}},"required":["port"]}}"#,
        &[
            ("map-of-records", "Records by name.", r#"context.input.v.contains({ key: "a", value: { port: 22 } })"#, r#"{"a":{"port":22}}"#, ""),
            ("map-of-records-extra", "A member too many in one.", "true", r#"{"a":{"port":22,"x":1}}"#, INVALID),
        ],
    ));
    for (form, schema) in [
        ("empty", "{}"),
        ("true", "true"),
        ("described", r#"{"description":"Anything."}"#),
        (
            "required-alternatives",
            r#"{"anyOf":[{"required":["a"]},{"required":["b"]}]}"#,
        ),
    ] {
        let id = |what: &str| format!("any-{form}{what}");
        let seen = r#"context.input.v == "{\"a\":[1,null],\"b\":\"x\"}""#;
        cases.extend(table(
            schema,
            &[
                (
                    &id(""),
                    "Anything: policies see its JSON, in one spelling.",
                    seen,
                    r#"{ "b":"x", "a":[1.0,null] }"#,
                    "",
                ),
                (
                    &id("-text"),
                    "A text in its quotes.",
                    r#"context.input.v == "\"x\"""#,
                    "\"x\"",
                    "",
                ),
                (
                    &id("-null"),
                    "Null is a value there.",
                    r#"context.input.v == "null""#,
                    "null",
                    "",
                ),
                (
                    &id("-rounded"),
                    "A number that readers round has no one spelling.",
                    "true",
                    "[9007199254740993]",
                    INVALID,
                ),
            ],
        ));
    }
    for (form, schema) in [
        ("object", r#"{"type":"object"}"#),
        (
            "object-true",
            r#"{"type":"object","additionalProperties":true}"#,
        ),
        (
            "object-empty",
            r#"{"type":"object","properties":{},"additionalProperties":{}}"#,
        ),
    ] {
        let id = format!("any-{form}");
        let seen = r#"context.input.v.contains({ key: "a", value: "{\"b\":1}" })"#;
        cases.extend(table(
            schema,
            &[
                (
                    &id,
                    "An object of which nothing is said: pairs of names and JSON.",
                    seen,
                    r#"{"a":{"b":1}}"#,
                    "",
                ),
                (
                    &format!("{id}-text"),
                    "No object.",
                    "true",
                    "\"{}\"",
                    INVALID,
                ),
            ],
        ));
    }
    cases.extend(table(
        r#"{"type":"array"}"#,
        &[
            (
                "any-elements",
                "A list of which nothing is said.",
                r#"context.input.v.containsAll(["1", "\"a\"", "null"])"#,
                r#"[1,"a",null]"#,
                "",
            ),
            ("any-elements-object", "No list.", "true", "{}", INVALID),
        ],
    ));
    cases.extend(table(
        r#"{"type":"array","items":{"type":"array","items":{"type":"array","items":{"format":"ipv4","type":"string"}}}}"#,
        &[("set-of-sets-of-sets", "Lists in lists in lists.", r#"context.input.v.contains([[ip("10.0.0.1")]])"#, r#"[[["10.0.0.1"]],[]]"#, "")],
    ));
    for (form, schema) in [
        (
            "absent",
            r#"{"type":"object","properties":{"a":{"type":"integer"}}}"#,
        ),
        (
            "true",
            r#"{"type":"object","properties":{"a":{"type":"integer"}},"additionalProperties":true}"#,
        ),
        (
            "false",
            r#"{"type":"object","properties":{"a":{"type":"integer"}},"additionalProperties":false}"#,
        ),
        (
            "schema",
            r#"{"type":"object","properties":{"a":{"type":"integer"}},"additionalProperties":{"type":"integer"}}"#,
        ),
    ] {
        cases.extend(table(
            schema,
            &[
                (
                    &format!("undeclared-{form}"),
                    "A member that is not declared, whatever `additionalProperties` says.",
                    "true",
                    r#"{"a":1,"b":2}"#,
                    INVALID,
                ),
                (
                    &format!("declared-{form}"),
                    "The declared one alone.",
                    "context.input.v has a",
                    r#"{"a":1}"#,
                    "",
                ),
            ],
        ));
    }
    let root = |id: &str, description: &str, schema: &str, input: &str| {
        call(id, description, parsed(schema), "true", input)
    };
    cases.extend([
        root(
            "root-open",
            "No arguments are declared, and any would be taken: none is.",
            r#"{"type":"object","additionalProperties":true}"#,
            r#"{"a":1}"#,
        )
        .deny(INVALID),
        root(
            "root-map",
            "Nor where they have a type.",
            r#"{"type":"object","additionalProperties":{"type":"string"}}"#,
            r#"{"a":"b"}"#,
        )
        .deny(INVALID),
        root(
            "root-open-none",
            "And without arguments it is called.",
            r#"{"type":"object","additionalProperties":true}"#,
            "{}",
        )
        .accept(),
        call(
            "required-undeclared",
            "Asked for, and not said what it is: anything.",
            parsed(r#"{"type":"object","required":["a"]}"#),
            r#"context.input.a == "1""#,
            r#"{"a":1}"#,
        )
        .accept(),
        root(
            "required-undeclared-missing",
            "And it has to be there.",
            r#"{"type":"object","required":["a"]}"#,
            "{}",
        )
        .deny(INVALID),
    ]);
    cases.extend(mistakes(&[
        ("schema-false", "A schema that takes nothing.", "false"),
        ("schema-text", "No schema.", r#""string""#),
        (
            "schema-type-unknown",
            "No type of JSON Schema.",
            r#"{"type":"int"}"#,
        ),
        (
            "schema-type-number",
            "A type that is no text.",
            r#"{"type":1}"#,
        ),
        ("schema-types-none", "No type at all.", r#"{"type":[]}"#),
        (
            "schema-types-number",
            "A number among types.",
            r#"{"type":["string",1]}"#,
        ),
        (
            "schema-not",
            "What it is not.",
            r#"{"type":"string","not":{"const":"a"}}"#,
        ),
        (
            "schema-if",
            "One schema or another.",
            r#"{"if":{"type":"string"},"then":{"minLength":1},"else":{}}"#,
        ),
        (
            "schema-pattern-properties",
            "Types by the shape of a name.",
            r#"{"type":"object","patternProperties":{"^a":{"type":"string"}}}"#,
        ),
        (
            "schema-prefix-items",
            "A tuple.",
            r#"{"type":"array","prefixItems":[{"type":"string"}]}"#,
        ),
        (
            "schema-items-list",
            "A tuple of older drafts.",
            r#"{"type":"array","items":[{"type":"string"}]}"#,
        ),
        (
            "schema-dependent",
            "Members that bring others.",
            r#"{"type":"object","dependentSchemas":{"a":{}}}"#,
        ),
        (
            "schema-properties-list",
            "Properties that are a list.",
            r#"{"type":"object","properties":[]}"#,
        ),
        (
            "schema-required-text",
            "`required` that is no list.",
            r#"{"type":"object","required":"a"}"#,
        ),
        (
            "schema-additional-text",
            "`additionalProperties` that is no schema.",
            r#"{"type":"object","additionalProperties":"no"}"#,
        ),
    ]));
    cases
}
