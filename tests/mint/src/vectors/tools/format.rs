//! Formats that Cedar has a type for, values that are listed, and bounds.

use super::*;

pub(super) fn cases() -> Vec<Case> {
    [dates(), addresses(), lists(), bounds()]
        .into_iter()
        .flatten()
        .collect()
}

fn dates() -> Vec<Case> {
    let mut cases = table(
        r#"{"type":"string","format":"date-time"}"#,
        &[
            (
                "date-time",
                "A time, compared as one.",
                r#"context.input.v < datetime("2027-01-01")"#,
                "\"2026-12-31T23:59:59Z\"",
                "",
            ),
            (
                "date-time-late",
                "A later one.",
                r#"context.input.v < datetime("2027-01-01")"#,
                "\"2027-01-01T00:00:00Z\"",
                DENIED,
            ),
            (
                "date-time-offset",
                "An offset, with its colon.",
                r#"context.input.v == datetime("2026-12-31T22:00:00Z")"#,
                "\"2027-01-01T00:00:00+02:00\"",
                "",
            ),
            (
                "date-time-small-letters",
                "Small letters.",
                r#"context.input.v == datetime("2027-01-01T00:00:00Z")"#,
                "\"2027-01-01t00:00:00z\"",
                "",
            ),
            (
                "date-time-fraction",
                "A tenth of a second.",
                r#"context.input.v == datetime("2027-01-01T00:00:00.500Z")"#,
                "\"2027-01-01T00:00:00.5Z\"",
                "",
            ),
            (
                "date-time-microseconds-zero",
                "Microseconds that are none.",
                r#"context.input.v == datetime("2027-01-01T00:00:00.500Z")"#,
                "\"2027-01-01T00:00:00.500000Z\"",
                "",
            ),
            (
                "date-time-microseconds",
                "Microseconds: nothing is rounded.",
                "true",
                "\"2027-01-01T00:00:00.000001Z\"",
                INVALID,
            ),
            (
                "date-time-leap-day",
                "The day that only leap years have.",
                "true",
                "\"2028-02-29T00:00:00Z\"",
                "",
            ),
            (
                "date-time-no-leap-day",
                "In a year without it.",
                "true",
                "\"2027-02-29T00:00:00Z\"",
                INVALID,
            ),
            (
                "date-time-leap-second",
                "A second that Cedar does not have.",
                "true",
                "\"2016-12-31T23:59:60Z\"",
                INVALID,
            ),
            (
                "date-time-no-offset",
                "A time of no place.",
                "true",
                "\"2027-01-01T00:00:00\"",
                INVALID,
            ),
            (
                "date-time-offset-too-large",
                "An offset of a day.",
                "true",
                "\"2027-01-01T00:00:00+24:00\"",
                INVALID,
            ),
            (
                "date-time-space",
                "A space for the T.",
                "true",
                "\"2027-01-01 00:00:00Z\"",
                INVALID,
            ),
            (
                "date-time-date",
                "A date alone.",
                "true",
                "\"2027-01-01\"",
                INVALID,
            ),
            (
                "date-time-month-13",
                "No month.",
                "true",
                "\"2027-13-01T00:00:00Z\"",
                INVALID,
            ),
            (
                "date-time-signed",
                "A sign within.",
                "true",
                "\"2027-+1-01T00:00:00Z\"",
                INVALID,
            ),
            (
                "date-time-other-digits",
                "Digits of another script.",
                "true",
                "\"२०२७-01-01T00:00:00Z\"",
                INVALID,
            ),
            (
                "date-time-number",
                "Seconds.",
                "true",
                "1800000000",
                INVALID,
            ),
            (
                "date-time-extension",
                "A call of Cedar's.",
                "true",
                r#"{"__extn":{"fn":"datetime","arg":"2026-01-01"}}"#,
                INVALID,
            ),
        ],
    );
    cases.extend(table(
        r#"{"type":"string","format":"date"}"#,
        &[(
            "format-unknown",
            "A format that Cedar has no type for is a text, whatever it says.",
            r#"context.input.v == "tomorrow""#,
            "\"tomorrow\"",
            "",
        )],
    ));
    cases
}

fn addresses() -> Vec<Case> {
    let mut cases = table(
        r#"{"type":"string","format":"ipv4"}"#,
        &[
            (
                "ipv4",
                "An address in a range.",
                r#"context.input.v.isInRange(ip("10.0.0.0/8"))"#,
                "\"10.1.2.3\"",
                "",
            ),
            (
                "ipv4-outside",
                "One outside.",
                r#"context.input.v.isInRange(ip("10.0.0.0/8"))"#,
                "\"11.1.2.3\"",
                DENIED,
            ),
            (
                "ipv4-range",
                "A range is no address.",
                "true",
                "\"10.0.0.0/8\"",
                INVALID,
            ),
            (
                "ipv4-octal",
                "A zero before: octal for some.",
                "true",
                "\"010.0.0.1\"",
                INVALID,
            ),
            (
                "ipv4-short",
                "Two parts of four.",
                "true",
                "\"10.1\"",
                INVALID,
            ),
            (
                "ipv4-is-v6",
                "The other version.",
                "true",
                "\"::1\"",
                INVALID,
            ),
            (
                "ipv4-port",
                "A port behind it.",
                "true",
                "\"10.0.0.1:80\"",
                INVALID,
            ),
            ("ipv4-number", "As a number.", "true", "167772161", INVALID),
        ],
    );
    cases.extend(table(
        r#"{"type":"string","format":"ipv6"}"#,
        &[
            (
                "ipv6",
                "An address.",
                "context.input.v.isLoopback()",
                "\"::1\"",
                "",
            ),
            (
                "ipv6-otherwise-written",
                "However it is written.",
                "context.input.v.isLoopback()",
                "\"0:0:0:0:0:0:0:1\"",
                "",
            ),
            ("ipv6-zone", "A zone.", "true", "\"fe80::1%eth0\"", INVALID),
            (
                "ipv6-with-ipv4",
                "An address of the other version within.",
                "true",
                "\"::ffff:10.0.0.1\"",
                INVALID,
            ),
            (
                "ipv6-with-ipv4-in-hex",
                "The same address, spelt as others are.",
                "true",
                "\"::ffff:a00:1\"",
                INVALID,
            ),
            ("ipv6-range", "A range.", "true", "\"fe80::/10\"", INVALID),
            (
                "ipv6-is-v4",
                "The other version.",
                "true",
                "\"10.0.0.1\"",
                INVALID,
            ),
            (
                "ipv6-brackets",
                "As in a URL.",
                "true",
                "\"[::1]\"",
                INVALID,
            ),
        ],
    ));
    cases
}

fn lists() -> Vec<Case> {
    let mut cases = table(
        r#"{"const":"web"}"#,
        &[
            (
                "const",
                "A constant, with its type.",
                r#"context.input.v == "web""#,
                "\"web\"",
                "",
            ),
            ("const-other", "Another value.", "true", "\"db\"", INVALID),
        ],
    );
    cases.extend(table(
        r#"{"enum":[1,2.5]}"#,
        &[
            (
                "enum-untyped",
                "Values without a type: numbers.",
                r#"context.input.v == decimal("2.5")"#,
                "2.5",
                "",
            ),
            (
                "enum-untyped-integer",
                "An integer among them.",
                r#"context.input.v == decimal("1.0")"#,
                "1",
                "",
            ),
            ("enum-untyped-other", "None of them.", "true", "2", INVALID),
        ],
    ));
    cases.extend(table(
        r#"{"enum":[1,2]}"#,
        &[(
            "enum-untyped-long",
            "Integers stay integers.",
            "context.input.v + 1 == 3",
            "2",
            "",
        )],
    ));
    cases.extend(table(
        r#"{"oneOf":[{"const":"a","title":"A"},{"const":"b","title":"B"}]}"#,
        &[
            (
                "enum-titled",
                "Values with titles are values.",
                r#"context.input.v == "b""#,
                "\"b\"",
                "",
            ),
            (
                "enum-titled-other",
                "Another one.",
                "true",
                "\"c\"",
                INVALID,
            ),
        ],
    ));
    cases.extend(table(
        r#"{"type":["string","integer"],"enum":["all",1]}"#,
        &[
            (
                "enum-of-two-types",
                "Each type with its values.",
                "context.input.v has typeChoice1 && context.input.v.typeChoice1 == 1",
                "1",
                "",
            ),
            (
                "enum-of-two-types-other",
                "Another value of one.",
                "true",
                "2",
                INVALID,
            ),
        ],
    ));
    cases.extend(mistakes(&[
        (
            "enum-untyped-mixed",
            "Values of several types, and no type.",
            r#"{"enum":["a",1]}"#,
        ),
        (
            "enum-untyped-object",
            "Objects, and no type.",
            r#"{"enum":[{}]}"#,
        ),
        (
            "const-wrong-type",
            "A constant of another type.",
            r#"{"type":"string","const":1}"#,
        ),
        (
            "const-not-listed",
            "A constant that is not listed.",
            r#"{"const":"a","enum":["b"]}"#,
        ),
        ("enum-only-null", "Null alone.", r#"{"enum":[null]}"#),
    ]));
    cases
}

fn bounds() -> Vec<Case> {
    let mut cases = table(
        r#"{"type":"integer","minimum":1,"maximum":9007199254740991}"#,
        &[
            ("minimum", "The least.", "true", "1", ""),
            ("minimum-below", "One less.", "true", "0", INVALID),
            (
                "maximum-exact",
                "The most, compared without rounding.",
                "true",
                "9007199254740991",
                "",
            ),
        ],
    );
    for (schema, rows) in [
        (
            r#"{"type":"number","exclusiveMinimum":0,"exclusiveMaximum":1.5}"#,
            [
                ("exclusive-minimum", "0", INVALID),
                ("exclusive-between", "0.0001", ""),
                ("exclusive-maximum", "1.5", INVALID),
            ],
        ),
        (
            r#"{"type":"number","minimum":0,"exclusiveMinimum":true,"maximum":1}"#,
            [
                ("exclusive-of-openapi", "0", INVALID),
                ("exclusive-of-openapi-within", "1", ""),
                ("exclusive-of-openapi-beyond", "1.1", INVALID),
            ],
        ),
        (
            r#"{"type":"string","minLength":1,"maxLength":2}"#,
            [
                ("min-length", "\"\"", INVALID),
                ("max-length-code-points", "\"😀é\"", ""),
                ("max-length", "\"abc\"", INVALID),
            ],
        ),
        (
            r#"{"type":"array","items":{"type":"integer"},"minItems":1,"maxItems":2}"#,
            [
                ("min-items", "[]", INVALID),
                ("max-items-within", "[1,1]", ""),
                ("max-items-repeated", "[1,1,1]", INVALID),
            ],
        ),
        (
            r##"{"$ref":"#/$defs/n","maximum":5}"##,
            [
                ("bound-beside-a-reference", "6", INVALID),
                ("bound-beside-a-reference-within", "5", ""),
                ("bound-behind-a-reference", "0", INVALID),
            ],
        ),
        (
            r#"{"type":["integer","string"],"minimum":5,"minLength":2}"#,
            [
                ("bound-of-one-type", "4", INVALID),
                ("bound-of-one-type-within", "5", ""),
                ("bound-of-the-other-type", "\"a\"", INVALID),
            ],
        ),
    ] {
        for (id, value, outcome) in rows {
            let mut input = of_v(schema);
            input["$defs"] = json!({ "n": { "type": "integer", "minimum": 1 } });
            let text = format!("{{\"v\":{value}}}");
            let case = call(id, "A bound that the schema states.", input, "true", &text);
            cases.push(match outcome {
                "" => case.accept(),
                code => case.deny(code),
            });
        }
    }
    cases.extend(table(
        r#"{"type":"string","pattern":"^a$","multipleOf":2,"uniqueItems":true}"#,
        &[(
            "bound-left-to-the-server",
            "Other bounds are the server's.",
            r#"context.input.v == "b""#,
            "\"b\"",
            "",
        )],
    ));
    cases.extend(mistakes(&[
        (
            "bound-text",
            "A bound in quotes.",
            r#"{"type":"integer","minimum":"1"}"#,
        ),
        (
            "bound-null",
            "No bound.",
            r#"{"type":"integer","maximum":null}"#,
        ),
        (
            "bound-rounded",
            "A bound that readers round.",
            r#"{"type":"integer","maximum":1e300}"#,
        ),
        (
            "length-negative",
            "A length below zero.",
            r#"{"type":"string","maxLength":-1}"#,
        ),
        (
            "length-fraction",
            "A length between two.",
            r#"{"type":"string","minLength":1.5}"#,
        ),
        (
            "format-number",
            "A format that is no text.",
            r#"{"type":"string","format":1}"#,
        ),
    ]));
    cases
}
