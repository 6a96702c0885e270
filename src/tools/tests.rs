//! Sentences and defaults, which vectors don't tell of; and what holds for any schema and any arguments.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod properties;
pub(crate) mod schemas;

use serde_json::json;

use super::*;

fn tool(tool: &serde_json::Value) -> Result<Tool, ToolsError> {
    let name = tool["name"].as_str().unwrap_or_default().to_owned();
    Tools::parse(&json!([tool]).to_string()).map(|mut tools| tools.0.remove(&name).unwrap())
}

fn of(input: &str) -> Result<Tool, ToolsError> {
    let input: serde_json::Value = serde_json::from_str(input).unwrap();
    tool(&json!({ "name": "call", "inputSchema": input }))
}

#[test]
fn says_where_a_schema_has_no_counterpart() {
    for (schema, sentence) in [
        (
            r#"{"properties":{"a":{"type":"array","items":{"properties":{"b":{"not":{}}}}}}}"#,
            "tool `call`: $.a[].b: `not` has no counterpart in Cedar",
        ),
        (
            r#"{"properties":{"a":{"additionalProperties":{"type":"null"}}}}"#,
            "tool `call`: $.a.*: it can only be null, which Cedar does not have",
        ),
        (
            r##"{"properties":{"a":{"$ref":"#/$defs/a"}},"$defs":{"a":{"items":{"$ref":"#/$defs/a"}}}}"##,
            "tool `call`: $.a[]: `$ref` leads back to itself, and Cedar's types have an end",
        ),
        (
            r##"{"properties":{"a":{"$ref":"https://x.example#/$defs/a"}}}"##,
            "tool `call`: $.a: `$ref` is not to a schema in `#/$defs` or `#/definitions`",
        ),
        (
            r#"{"properties":{"a":{"allOf":[{"type":"string"},{"type":"integer"}]}}}"#,
            "tool `call`: $.a: its parts contradict each other",
        ),
        (
            r#"{"properties":{"a":{"type":"integer","minimum":"1"}}}"#,
            "tool `call`: $.a: `minimum` is not a number below 2^53",
        ),
        (r#"{"type":"string"}"#, "tool `call`: $: not an object"),
    ] {
        assert_eq!(of(schema).err().unwrap().to_string(), sentence);
    }
}

#[test]
fn says_where_an_argument_is_wrong_and_never_what_it_is() {
    let tool = of(r#"{"required":["n"],"properties":{
        "n": {"type":"integer","minimum":1},
        "to": {"type":"array","items":{"additionalProperties":{"type":"string","format":"ipv4"}}},
        "when": {"type":"string","format":"date-time"},
        "price": {"type":"number"},
        "any": {},
        "either": {"type":["boolean","integer"]},
        "é": {"enum":["secret"]}
    }}"#)
    .unwrap();
    for (input, sentence) in [
        ("{}", "argument `$.n` is missing"),
        (
            r#"{"n":null}"#,
            "argument `$.n` is null, not an integer of 64 bits",
        ),
        (
            r#"{"n":0}"#,
            "argument `$.n` is less, or more, than the tool declares",
        ),
        (
            r#"{"n":1,"to":[{},{"a":"10.0.0.1","b":"secret"}]}"#,
            "argument `$.to[1].b` is not an IPv4 address in plain notation",
        ),
        (
            r#"{"n":1,"to":[null]}"#,
            "argument `$.to[0]` is null, which policies can't see there",
        ),
        (
            r#"{"n":1,"when":"secret"}"#,
            "argument `$.when` is not a date and time of RFC 3339, with an offset and at most milliseconds",
        ),
        (
            r#"{"n":1,"price":0.123456}"#,
            "argument `$.price` has more than four fractional digits, or is too large",
        ),
        (
            r#"{"n":1,"any":[9007199254740993]}"#,
            "argument `$.any` holds a number beyond 2^53 - 1, which readers take for another",
        ),
        (
            r#"{"n":1,"either":"secret"}"#,
            "argument `$.either` is none of the alternatives that the tool declares",
        ),
        (
            r#"{"n":1,"either":1.0}"#,
            "argument `$.either` may be read as one of the alternatives in a way that policies can't see",
        ),
        (
            r#"{"n":1,"é":"other secret"}"#,
            "argument `$.(not shown)` is none of the values that the tool declares",
        ),
        (
            r#"{"n":1,"secret \" \n":1}"#,
            "argument `$.(not shown)` is not declared by the tool",
        ),
    ] {
        let denial = tool.read_input(input, &Limits::default()).unwrap_err();
        assert_eq!(denial.to_string(), sentence);
        assert_eq!(denial.code(), Code::ArgumentsInvalid);
    }
}

#[test]
fn hints_have_the_defaults_of_mcp() {
    let read = |annotations: serde_json::Value| {
        tool(&json!({ "name": "call", "annotations": annotations }))
            .unwrap()
            .annotations()
            .clone()
    };
    let default = Annotations {
        title: None,
        read_only: false,
        destructive: true,
        idempotent: false,
        open_world: true,
    };
    assert_eq!(
        *tool(&json!({ "name": "call" })).unwrap().annotations(),
        default
    );
    assert_eq!(read(json!({})), default);
    assert_eq!(
        read(
            json!({ "title": "Call", "readOnlyHint": true, "destructiveHint": false, "idempotentHint": true, "openWorldHint": false })
        ),
        Annotations {
            title: Some("Call".to_owned()),
            read_only: true,
            destructive: false,
            idempotent: true,
            open_world: false,
        }
    );
}

/// The parser refuses it before anything recurses.
#[test]
fn deep_arguments_are_refused() {
    let tool = of(r#"{"properties":{"v":{}}}"#).unwrap();
    for (open, close) in [("[", "]"), ("{\"v\":", "}")] {
        for levels in [1_000, 10_000] {
            let input = format!("{{\"v\":{}1{}}}", open.repeat(levels), close.repeat(levels));
            let denial = tool.read_input(&input, &Limits::default()).unwrap_err();
            assert_eq!(denial.code(), Code::InputTooLarge);
        }
    }
}

/// The deepest schemas and arguments that are read at all, on a stack as small as WebAssembly's.
#[test]
fn the_deepest_that_is_read_fits_a_small_stack() {
    let run = || {
        let nested = |open: &str, close: &str, levels| {
            format!("{}{{}}{}", open.repeat(levels), close.repeat(levels))
        };
        for (open, close) in [
            (r#"{"properties":{"a":"#, "}}"),
            (r#"{"items":"#, "}"),
            (r#"{"anyOf":[{"type":"null"},"#, "]}"),
            (r#"{"allOf":["#, "]}"),
        ] {
            for levels in [10, 16, 28, 60, 1000] {
                let schema = nested(open, close, levels);
                let tools = format!(
                    r#"[{{"name":"call","inputSchema":{{"properties":{{"v":{schema}}}}}}}]"#
                );
                let _ = Tools::parse(&tools);
            }
        }
        let definitions: serde_json::Map<_, _> = (0..200)
            .map(|n| {
                (
                    format!("d{n}"),
                    json!({ "allOf": [{ "$ref": format!("#/$defs/d{}", n + 1) }] }),
                )
            })
            .collect();
        for first in [150, 180, 190, 199] {
            let schema = json!({ "properties": { "v": { "$ref": format!("#/$defs/d{first}") } }, "$defs": definitions });
            let _ = tool(&json!({ "name": "call", "inputSchema": schema }));
        }
        let tool = of(r#"{"properties":{"v":{}}}"#).unwrap();
        let limits = Limits {
            json_depth: 64,
            ..Limits::default()
        };
        let input = format!("{{\"v\":{}1{}}}", "[".repeat(63), "]".repeat(63));
        tool.read_input(&input, &limits).unwrap();
    };
    let thread = std::thread::Builder::new().stack_size(1 << 20);
    thread.spawn(run).unwrap().join().unwrap();
}

#[test]
fn parts_nest_no_deeper_than_their_schemas() {
    for (one, other) in [
        (r#"{"enum":["a","b"]}"#, r#"{"enum":["b","a"]}"#),
        (
            r#"{"type":"integer","minimum":1}"#,
            r#"{"type":"integer","minimum":2}"#,
        ),
        (
            r#"{"allOf":[{"type":"integer","minimum":1}],"enum":[3,4]}"#,
            r#"{"enum":[4,3],"minimum":2}"#,
        ),
    ] {
        let parts = vec![format!("{one},{other}"); 600].join(",");
        let read = of(&format!(
            r#"{{"properties":{{"a":{{"allOf":[{parts}]}}}}}}"#
        ));
        let mut kind = &read.unwrap().input.members["a"].kind;
        let mut nested = 0;
        while let Kind::OneOf(of, _) | Kind::Within(of, _) = kind {
            nested += 1;
            kind = of;
        }
        assert!(nested <= 4, "{nested}");
    }
}

/// The ways to read a value stay few, as each alternative has one in common.
#[test]
fn parts_of_several_types_end() {
    let parts = vec![r#"{"type":["string","integer"]},{"type":["integer","string"]}"#; 600];
    let parts = parts.join(",");
    let read = of(&format!(
        r#"{{"properties":{{"a":{{"allOf":[{parts}]}}}}}}"#
    ));
    assert_eq!(
        read.err().unwrap().to_string(),
        "tool `call`: $.a: nested deeper than 16"
    );
}

#[test]
fn work_on_parts_is_bounded() {
    let parts = (0..7).map(|part| {
        let alternative = |which: usize| {
            let members: Vec<_> = (0..140)
                .map(|n| format!(r#""{part}{which}{n}":{{}}"#))
                .collect();
            format!(r#"{{"properties":{{{}}}}}"#, members.join(","))
        };
        format!(r#"{{"anyOf":[{},{}]}}"#, alternative(0), alternative(1))
    });
    let parts: Vec<String> = parts
        .chain(vec![r#"{"type":"object"}"#.to_owned(); 20])
        .collect();
    let schema = format!(
        r#"{{"properties":{{"a":{{"allOf":[{}]}}}}}}"#,
        parts.join(",")
    );
    assert_eq!(
        of(&schema).err().unwrap().to_string(),
        "tool `call`: $.a: its parts, and those of other schemas of the tool, are too large to be taken together"
    );
}

/// A server may read a leap second as a date, and 1.0 as an integer: policies can't.
#[test]
fn no_alternative_is_left_out_that_a_listed_value_may_be_of() {
    for (values, alternatives) in [
        (
            r#"["a","2016-12-31T23:59:60Z"]"#,
            r#"{"type":"string","format":"date-time"},{"type":"string"}"#,
        ),
        ("[1.0,2.5]", r#"{"type":"integer"},{"type":"number"}"#),
    ] {
        let read = of(&format!(
            r#"{{"properties":{{"a":{{"allOf":[{{"enum":{values}}},{{"anyOf":[{alternatives}]}}]}}}}}}"#
        ));
        assert_eq!(
            read.err().unwrap().to_string(),
            "tool `call`: $.a: its parts have only such values in common as Cedar has no type for"
        );
    }
}
