//! The arguments that a proof names, beside those of the call.

use super::*;

pub(super) fn cases() -> Vec<Case> {
    arguments()
}

fn arguments() -> Vec<Case> {
    let source = &section("7, step 7f");
    let proof = |id: &str, description: &str, tool: &str, text: &str, hta: &str| {
        let case = proven(
            case(&format!("hta-{id}"), source, description),
            &chain(1),
            tool,
            &json!({}),
            |proof| proof.claim("hta", hta),
        );
        case.with("request", json!({ "tool": tool, "inputText": text }))
    };
    let set = |id: &str, description: &str, text: &str, hta: &str| {
        proof(id, description, "set", text, hta)
    };
    let other = |case: Case| case.deny("proof_request_mismatch");
    vec![
        set(
            "equal",
            "The same arguments.",
            r#"{"text":"a","count":1}"#,
            r#"{"text":"a","count":1}"#,
        )
        .accept(),
        set(
            "order",
            "In another order, with other white space.",
            r#"{ "count": 1, "text": "a" }"#,
            r#"{"text":"a","count":1}"#,
        )
        .accept(),
        set(
            "escapes",
            "In another spelling.",
            r#"{"text":"a/é"}"#,
            r#"{"text":"\u0061\/\u00e9"}"#,
        )
        .accept(),
        set(
            "number",
            "`1.0` is 1.",
            r#"{"number":1}"#,
            r#"{"number":1.0}"#,
        )
        .accept(),
        set(
            "exponent",
            "`5e-1` is 0.5.",
            r#"{"number":0.5}"#,
            r#"{"number":5e-1}"#,
        )
        .accept(),
        set(
            "large",
            "The largest whole number.",
            r#"{"count":9007199254740991}"#,
            r#"{"count":9007199254740991}"#,
        )
        .accept(),
        other(set(
            "beyond",
            "A whole number that some readers take for another.",
            r#"{"count":9007199254740993}"#,
            r#"{"count":9007199254740993}"#,
        )),
        other(set(
            "beyond-by-one",
            "Two that some readers take for one.",
            r#"{"count":9007199254740993}"#,
            r#"{"count":9007199254740992}"#,
        )),
        other(set(
            "beyond-63-bits",
            "One beyond 63 bits.",
            r#"{"count":18446744073709551615}"#,
            r#"{"count":18446744073709551615}"#,
        )),
        other(set(
            "value",
            "Another value.",
            r#"{"text":"a"}"#,
            r#"{"text":"b"}"#,
        )),
        other(set(
            "case",
            "Another letter case.",
            r#"{"text":"a"}"#,
            r#"{"text":"A"}"#,
        )),
        other(set(
            "normal-form",
            "Another normal form of Unicode.",
            r#"{"text":"\u00e9"}"#,
            r#"{"text":"e\u0301"}"#,
        )),
        other(set(
            "true-one",
            "`true` is not 1.",
            r#"{"flag":true}"#,
            r#"{"flag":1}"#,
        )),
        other(set(
            "text-one",
            "A string is no number.",
            r#"{"count":1}"#,
            r#"{"count":"1"}"#,
        )),
        other(set(
            "more",
            "An argument more than was proven.",
            r#"{"text":"a","count":1}"#,
            r#"{"text":"a"}"#,
        )),
        other(set(
            "fewer",
            "An argument less.",
            r#"{"text":"a"}"#,
            r#"{"text":"a","count":1}"#,
        )),
        other(set(
            "null",
            "Null is not absent.",
            r#"{}"#,
            r#"{"text":null}"#,
        )),
        other(set(
            "list-order",
            "Lists have an order.",
            r#"{"list":["a","b"]}"#,
            r#"{"list":["b","a"]}"#,
        )),
        other(set(
            "list-twice",
            "And entries count.",
            r#"{"list":["a"]}"#,
            r#"{"list":["a","a"]}"#,
        )),
        other(set(
            "none",
            "Arguments that were not proven.",
            r#"{"text":"a"}"#,
            "{}",
        )),
        set(
            "twice",
            "A member that stands twice in the proof.",
            r#"{"text":"a"}"#,
            r#"{"text":"b","text":"a"}"#,
        )
        .deny("proof_malformed"),
        set(
            "input-twice",
            "A member that stands twice in the call.",
            r#"{"text":"a","text":"a"}"#,
            r#"{"text":"a"}"#,
        )
        .deny("input_invalid"),
        set("input-array", "Arguments that are no object.", "[]", "{}").deny("input_invalid"),
        set("input-no-json", "Arguments that are no JSON.", "{", "{}").deny("input_invalid"),
    ]
}
