//! Values of several types: each alternative that a value matches is in reach of policies.

use super::*;

pub(super) fn cases() -> Vec<Case> {
    let mut cases = table(
        r#"{"type":["string","integer"]}"#,
        &[
            (
                "types-first",
                "The first of two types.",
                r#"context.input.v has typeChoice0 && context.input.v.typeChoice0 == "a""#,
                "\"a\"",
                "",
            ),
            (
                "types-second",
                "The second.",
                "context.input.v has typeChoice1 && context.input.v.typeChoice1 == 1",
                "1",
                "",
            ),
            (
                "types-one-at-a-time",
                "And not the first.",
                "context.input.v has typeChoice0",
                "1",
                DENIED,
            ),
            ("types-neither", "None of them.", "true", "true", INVALID),
            ("types-null", "Nor null.", "true", "null", INVALID),
            (
                "types-imitated",
                "The record that policies see is no argument.",
                "true",
                r#"{"typeChoice0":"a"}"#,
                INVALID,
            ),
        ],
    );
    cases.extend(table(
        r#"{"type":["null","string","integer"]}"#,
        &[
            (
                "types-with-null",
                "Counted as they are written, null included.",
                "context.input has v && context.input.v has typeChoice2",
                "1",
                "",
            ),
            (
                "types-with-null-null",
                "And null is left out.",
                "!(context.input has v)",
                "null",
                "",
            ),
        ],
    ));
    // Both match: neither hides the other
    let both = r#"{"anyOf":[{"type":"integer"},{"type":"number"}]}"#;
    cases.extend(table(
        both,
        &[
            ("any-of-both", "An integer is a number: both are there.", r#"context.input.v has typeChoice0 && context.input.v.typeChoice0 == 7 && context.input.v has typeChoice1 && context.input.v.typeChoice1 == decimal("7.0")"#, "7", ""),
            ("any-of-one", "A fraction is a number alone.", "!(context.input.v has typeChoice0) && context.input.v has typeChoice1", "7.5", ""),
            ("any-of-integer-otherwise", "7.0 is an integer, too, for JSON Schema, and could not be shown as one: a forbid on integers would be evaded.", "true", "7.0", INVALID),
            ("any-of-digits", "Nor is a number that has no decimal let through as something else.", "true", "7.12345", INVALID),
        ],
    ));
    cases.push(
        policy("any-of-forbid", SOURCE, "A forbid on one alternative is not evaded by what matches another, too.", "")
            .with(
                "config",
                gate(
                    &[json!({ "name": "call", "inputSchema": of_v(both) })],
                    "permit (principal, action, resource); forbid (principal, action, resource) when { context.input.v has typeChoice0 && context.input.v.typeChoice0 > 5 };",
                ),
            )
            .with("request", json!({ "tool": "call", "inputText": r#"{"v":7}"# }))
            .deny("policy_forbidden"),
    );
    cases.extend(table(
        r#"{"oneOf":[{"type":"integer"},{"type":"number"}]}"#,
        &[
            (
                "one-of-both",
                "`oneOf` may not match two.",
                "true",
                "7",
                INVALID,
            ),
            (
                "one-of-second",
                "And one it may.",
                "context.input.v has typeChoice1",
                "7.5",
                "",
            ),
            ("one-of-none", "Nor none.", "true", "\"7\"", INVALID),
        ],
    ));
    cases.extend(table(
        r#"{"anyOf":[{"type":"string","format":"date-time"},{"type":"string"}]}"#,
        &[
            ("any-of-format", "A time is a text, too.", r#"context.input.v has typeChoice0 && context.input.v.typeChoice0 < datetime("2027-01-01") && context.input.v has typeChoice1"#, "\"2026-01-01T00:00:00Z\"", ""),
            ("any-of-text", "A text that is no time.", r#"!(context.input.v has typeChoice0) && context.input.v has typeChoice1 && context.input.v.typeChoice1 == "soon""#, "\"soon\"", ""),
            ("any-of-nearly-a-time", "A time that Cedar does not have is not let through as a text: a forbid on times would be evaded.", "true", "\"2026-01-01T00:00:00.0001Z\"", INVALID),
        ],
    ));
    cases.extend(table(
        r#"{"anyOf":[{"type":"string","format":"ipv4"},{"type":"string"}]}"#,
        &[
            (
                "any-of-host",
                "A name.",
                "!(context.input.v has typeChoice0) && context.input.v has typeChoice1",
                "\"tools.example\"",
                "",
            ),
            (
                "any-of-nearly-an-address",
                "An address that others read is not let through as a name.",
                "true",
                "\"0x7f.1\"",
                INVALID,
            ),
        ],
    ));
    cases.extend(records());
    let many = |count: usize| -> Value {
        (0..count)
            .map(|n| json!({ "type": "object", "properties": { format!("p{n}"): { "type": "integer" } }, "required": [format!("p{n}")], "additionalProperties": false }))
            .collect()
    };
    let nested = json!({ "anyOf": (0..12).map(|n| json!({ "type": "object", "properties": {
        "a": { "anyOf": many(12) }, format!("n{n}"): { "type": "integer" } } })).collect::<Vec<_>>() });
    let open = |part: &str| -> Value {
        (0..12)
            .map(|n| json!({ "properties": { format!("{part}{n}"): { "type": "integer" } } }))
            .collect()
    };
    let multiplied = json!({ "allOf": [{ "anyOf": open("a") }, { "anyOf": open("b") }, { "anyOf": open("c") }] });
    let turned: Vec<Value> = (0..10)
        .flat_map(|_| {
            [
                json!({ "type": ["string", "integer"] }),
                json!({ "type": ["integer", "string"] }),
            ]
        })
        .collect();
    let v = |schema: Value| json!({ "type": "object", "properties": { "v": schema } });
    cases.extend([
        call("union-of-many", "A hundred alternatives.", v(json!({ "anyOf": many(100) })), "context.input has v && context.input.v has typeChoice99 && context.input.v.typeChoice99.p99 == 1", r#"{"v":{"p99":1}}"#).accept(),
        refused("union-of-too-many", "Two hundred.", v(json!({ "anyOf": many(200) }))),
        refused("union-nested", "Twelve times twelve, one inside of the other.", v(nested)),
        refused("union-multiplied", "Twelve times twelve times twelve, together.", v(multiplied)),
        refused("union-of-parts", "Twenty parts, each of which puts one more around the last.", v(json!({ "allOf": turned }))),
        refused("union-of-arguments", "The arguments as a whole are one object.", json!({ "anyOf": [{ "properties": { "a": { "type": "string" } } }, { "properties": { "b": { "type": "string" } } }] })),
        call("union-of-required", "Which arguments are required with which is the server's to check.", json!({ "type": "object", "properties": { "a": { "type": "string" }, "b": { "type": "string" } }, "anyOf": [{ "required": ["a"] }, { "required": ["b"] }] }), r#"context.input has a && context.input.a == "x""#, r#"{"a":"x"}"#).accept(),
    ]);
    cases.extend(mistakes(&[
        ("union-empty", "No alternative.", r#"{"anyOf":[]}"#),
        (
            "union-object",
            "No list of alternatives.",
            r#"{"oneOf":{}}"#,
        ),
        (
            "union-of-lists",
            "The empty list is a list of integers, too, and policies could not see it as one.",
            r#"{"type":"array","items":{"type":"string"},"anyOf":[{"type":"array","items":{"type":"integer"}},{"type":"array"}]}"#,
        ),
        (
            "union-of-listed-dates",
            "A server may read the leap second as a date, and policies could not see it as one.",
            r#"{"allOf":[{"enum":["a","2016-12-31T23:59:60Z"]},{"anyOf":[{"type":"string","format":"date-time"},{"type":"string"}]}]}"#,
        ),
        (
            "union-of-contradictions",
            "No alternative is left.",
            r#"{"type":"string","anyOf":[{"type":"integer"},{"type":"boolean"}]}"#,
        ),
    ]));
    cases
}

fn records() -> Vec<Case> {
    let closed = r#"{"oneOf":[
        {"type":"object","properties":{"kind":{"const":"file"},"path":{"type":"string"}},"required":["kind","path"],"additionalProperties":false},
        {"type":"object","properties":{"kind":{"const":"url"},"url":{"type":"string"}},"required":["kind","url"],"additionalProperties":false}]}"#;
    let open = r#"{"anyOf":[
        {"type":"object","properties":{"a":{"type":"string"}}},
        {"type":"object","properties":{"a":{"type":"string"},"b":{"type":"string"}}}]}"#;
    let of_lists = r#"{"anyOf":[{"type":"array","items":{"type":"string"}},{"type":"string"}]}"#;
    let beside = r#"{"type":"object","properties":{"id":{"type":"string"}},"required":["id"],"oneOf":[
        {"properties":{"by":{"const":"name"}},"required":["by"]},
        {"properties":{"by":{"const":"age"},"years":{"type":"integer"}},"required":["by","years"]}]}"#;
    let url = r#"context.input.v has typeChoice1 && context.input.v.typeChoice1.url == "x""#;
    [
        table(
            closed,
            &[
                ("records", "Objects told apart by a constant.", url, r#"{"kind":"url","url":"x"}"#, ""),
                ("records-first", "The other one.", url, r#"{"kind":"file","path":"x"}"#, DENIED),
                ("records-mixed", "A member of the other.", "true", r#"{"kind":"url","url":"x","path":"y"}"#, INVALID),
                ("records-unknown", "Neither.", "true", r#"{"kind":"ftp","url":"x"}"#, INVALID),
            ],
        ),
        table(
            open,
            &[
                ("open-records-first", "What both declare is seen as both.", "context.input.v has typeChoice0 && context.input.v has typeChoice1", r#"{"a":"x"}"#, ""),
                ("open-records-second", "The first takes other members, of which policies on it would know nothing: refused.", "true", r#"{"a":"x","b":"y"}"#, INVALID),
            ],
        ),
        table(
            of_lists,
            &[
                ("one-or-many", "One.", r#"context.input.v has typeChoice1 && context.input.v.typeChoice1 == "a""#, "\"a\"", ""),
                ("one-or-many-list", "Or many.", r#"context.input.v has typeChoice0 && context.input.v.typeChoice0.contains("a")"#, r#"["a","b"]"#, ""),
                ("one-or-many-wrong", "Or wrong ones.", "true", r#"["a",1]"#, INVALID),
            ],
        ),
        table(
            beside,
            &[
                ("beside-members", "Members beside alternatives are in each of them.", r#"context.input.v has typeChoice1 && context.input.v.typeChoice1.id == "x" && context.input.v.typeChoice1.years == 3"#, r#"{"id":"x","by":"age","years":3}"#, ""),
                ("beside-members-missing", "And required in each.", "true", r#"{"by":"age","years":3}"#, INVALID),
            ],
        ),
        table(
            r#"{"properties":{"a":{"type":"string"}},"anyOf":[{"additionalProperties":{"type":"string"}},{"type":"object"}]}"#,
            &[
                ("beside-map", "Any names beside one that is declared: a server may read it as either.", r#"context.input.v has typeChoice0 && context.input.v.typeChoice0 has a && context.input.v.typeChoice0.a == "x" && context.input.v has typeChoice1"#, r#"{"a":"x"}"#, ""),
                ("beside-map-other", "A name that policies don't see.", "true", r#"{"a":"x","b":"y"}"#, INVALID),
            ],
        ),
        table(
            r#"{"properties":{"a":{"type":"string"}},"oneOf":[{"additionalProperties":{"type":"string"}},{"type":"object"}]}"#,
            &[("beside-one-map", "It is both of them, where it may be one.", "true", r#"{"a":"x"}"#, INVALID)],
        ),
    ]
    .into_iter()
    .flatten()
    .collect()
}
