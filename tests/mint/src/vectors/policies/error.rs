//! What can't be evaluated denies, and what JSON says is never what Cedar's JSON reader would make of it.

use super::*;

pub(super) fn cases() -> Vec<Case> {
    [errors(), arguments()].into_iter().flatten().collect()
}

const MOST: &str = "9223372036854775807";

fn errors() -> Vec<Case> {
    let source = "Cedar skips what errs; here an error denies";
    let overflow = format!("context.input.amount + {MOST} > 0");
    let ask = |id: &str, description: &str, policies: &str| {
        call(
            &format!("error-{id}"),
            source,
            description,
            json!({ "policies": policies }),
            &clerk(),
        )
    };
    let permit = |id: &str, condition: &str| {
        format!(r#"@id("{id}") permit (principal, action, resource) when {{ {condition} }};"#)
    };
    let forbid = |id: &str, condition: &str| {
        format!(r#"@id("{id}") forbid (principal, action, resource) when {{ {condition} }};"#)
    };
    vec![
        ask("in-a-permit", "In the only permit.", &permit("e", &overflow)).deny_with("policy_error", json!({ "policies": ["e"] })),
        ask("beside-a-permit", "Beside a permit that permits.", &format!("{ALL} {}", permit("e", &overflow))).deny_with("policy_error", json!({ "policies": ["e"] })),
        ask("in-a-forbid", "In a forbid, beside a permit: Cedar alone would allow.", &format!("{ALL} {}", forbid("e", &overflow))).deny_with("policy_error", json!({ "policies": ["e"] })),
        ask("beside-a-forbid", "In a forbid, beside one that applies.", &format!("{} {}", forbid("e", &overflow), forbid("f", "true"))).deny_with("policy_error", json!({ "policies": ["e"] })),
        ask("in-a-permit-beside-a-forbid", "In a permit, beside a forbid that applies.", &format!("{} {}", permit("e", &overflow), forbid("f", "true"))).deny_with("policy_forbidden", json!({ "policies": ["f"] })),
        ask("in-two", "In two: both are named.", &format!("{} {}", permit("b", &overflow), permit("a", &overflow))).deny_with("policy_error", json!({ "policies": ["a", "b"] })),
        ask("not-reached", "What is not reached does not err.", &permit("p", &format!("context.input.amount == 5 || {overflow}"))).accept(),
        ask("for-somebody-else", "A policy for somebody else is not evaluated.", &format!(r#"{ALL} forbid (principal == Agent::"https://as.example other", action, resource) when {{ {overflow} }};"#)).accept(),
        ask("negation", "The least number has no opposite.", &permit("p", "-context.input.amount > 0")).with("request", json!({ "tool": "pay", "input": { "amount": i64::MIN, "to": "bob" } })).deny("policy_error"),
        ask("product", "A product that leaves 64 bits.", &permit("p", "context.input.amount * 2 > 0")).with("request", json!({ "tool": "pay", "input": { "amount": i64::MAX, "to": "bob" } })).deny("policy_error"),
        ask("date", "A time that no calendar has.", &unless(r#"context.now.offset(duration("9223372036854775807ms")) < context.now"#)).deny("policy_error"),
        ask("unmade-ip", "A text that is no address, known when the gate is made.", &permit("p", r#"ip("10.0.0.300").isIpv4()"#)).config_error("policies"),
    ]
}

fn arguments() -> Vec<Case> {
    let source = "Arguments are what the tool declares, and never what Cedar's JSON reader would make of them";
    let ask = |id: &str, description: &str, input: &str| {
        call(
            &format!("argument-{id}"),
            source,
            description,
            json!({ "policies": ALL }),
            &clerk(),
        )
        .with("request", json!({ "tool": "pay", "inputText": input }))
    };
    vec![
        ask(
            "entity",
            "A reference in place of a text.",
            r#"{"amount":1,"to":{"__entity":{"type":"User","id":"x"}}}"#,
        )
        .deny("arguments_invalid"),
        ask(
            "extension",
            "A call in place of a number.",
            r#"{"amount":1,"to":"b","rate":{"__extn":{"fn":"decimal","arg":"1.0"}}}"#,
        )
        .deny("arguments_invalid"),
        ask(
            "entity-beside",
            "A reference beside what is declared.",
            r#"{"amount":1,"to":"b","__entity":{"type":"User","id":"x"}}"#,
        )
        .deny("arguments_invalid"),
        ask(
            "null",
            "Null in place of a text.",
            r#"{"amount":1,"to":null}"#,
        )
        .deny("arguments_invalid"),
        ask(
            "float",
            "A fraction in place of an integer.",
            r#"{"amount":1.5,"to":"b"}"#,
        )
        .deny("arguments_invalid"),
        ask(
            "beyond",
            "An integer over 64 bits.",
            r#"{"amount":9223372036854775808,"to":"b"}"#,
        )
        .deny("arguments_invalid"),
        ask(
            "beyond-for-a-number",
            "One in place of a number.",
            r#"{"amount":1,"to":"b","rate":9223372036854775808}"#,
        )
        .deny("arguments_invalid"),
        ask(
            "largest",
            "The largest.",
            r#"{"amount":9223372036854775807,"to":"b"}"#,
        )
        .accept(),
        ask(
            "rate",
            "A decimal.",
            r#"{"amount":1,"to":"b","rate":0.0001}"#,
        )
        .accept(),
        ask(
            "rate-too-fine",
            "One that is too fine.",
            r#"{"amount":1,"to":"b","rate":0.00001}"#,
        )
        .deny("arguments_invalid"),
    ]
}
