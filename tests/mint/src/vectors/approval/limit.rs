//! How many, how large, how much work; and documents that are none.

use super::*;

pub(super) fn cases() -> Vec<Case> {
    [numbers(), work(), documents(), order()]
        .into_iter()
        .flatten()
        .collect()
}

fn numbered(count: usize) -> Vec<String> {
    (1..=count)
        .map(|number| good().claim("jti", string(&format!("ap-{number}"))).mint())
        .collect()
}

fn numbers() -> Vec<Case> {
    let source = "A handful of approvals";
    let several = |id: &str, description: &str, count: usize| {
        case(id, source, description).with(
            "presented",
            presented(&agent(), &numbered(count), &[answer(&remembered(), true)]),
        )
    };
    let words = |count: usize| vec!["?".to_owned(); count];
    vec![
        several("limit-four", "Four.", 4).accept_as(used()),
        several("limit-five", "Five.", 5).deny("too_many_tokens"),
        case(
            "limit-many",
            source,
            "Ten thousand, of which none is looked at.",
        )
        .with("presented", presented(&agent(), &words(10_000), &[]))
        .deny("too_many_tokens"),
        case("limit-bytes", source, "One larger than a token may be.")
            .with(
                "config",
                changed(config(), json!({ "limits": { "tokenBytes": 600 } })),
            )
            .with(
                "presented",
                presented(
                    &agent(),
                    &[good().claim("note", string(&"x".repeat(300))).mint()],
                    &[],
                ),
            )
            .deny("approval_invalid"),
    ]
}

/// Signatures of tokens and approvals are one sum.
fn work() -> Vec<Case> {
    let source = "Work with signatures is charged before it is done";
    let limited = |id: &str, description: &str, work: u32, count: usize| {
        case(id, source, description)
            .with(
                "config",
                changed(
                    config(),
                    json!({ "limits": { "signatureWork": work, "rememberedTokens": 0 } }),
                ),
            )
            .with(
                "presented",
                presented(&agent(), &numbered(count), &[answer(&remembered(), true)]),
            )
    };
    vec![
        limited("work-enough", "A token and two approvals.", 3, 2).accept_as(used()),
        limited("work-exceeded", "A unit less.", 2, 2).deny("work_exceeded"),
        limited("work-token-alone", "As much as the token costs.", 1, 1).deny("work_exceeded"),
    ]
}

fn documents() -> Vec<Case> {
    let source = "A wrong type is never \"absent\"";
    let document = |id: &str, approvals: Value| {
        let description = format!(
            "`approvals` is {}.",
            match approvals.to_string() {
                short if short.len() < 40 => short,
                _ => "something else".to_owned(),
            }
        );
        case(&format!("document-{id}"), source, &description).with(
            "presented",
            json!({ "token": agent().mint(), "proofs": { "approvals": approvals } }),
        )
    };
    let refused = |id: &str, approvals: Value| document(id, approvals).deny("proof_malformed");
    vec![
        super::required(document("empty", json!([])), &asked()),
        refused("text", json!(good().mint())),
        refused("null", json!(null)),
        refused("number", json!(1)),
        refused("false", json!(false)),
        refused("object", json!({ "0": good().mint() })),
        refused("of-null", json!([null])),
        refused("of-number", json!([1])),
        refused("of-list", json!([[good().mint()]])),
        refused("of-object", json!([{ "approval": good().mint() }])),
        case("document-singular", source, "A member that nobody knows.")
            .with(
                "presented",
                json!({ "token": agent().mint(), "proofs": { "approval": good().mint() } }),
            )
            .deny("proof_malformed"),
    ]
}

/// After the call, and before policies.
fn order() -> Vec<Case> {
    let source = "Approvals come after the arguments and before the policies";
    let bad = |id: &str, description: &str, request: Value| {
        case(id, source, description)
            .with("presented", presented(&agent(), &["?".to_owned()], &[]))
            .with("request", request)
    };
    let scopes = changed(
        config(),
        json!({ "requiredScopes": { "pay": ["pay"], "pay-later": [] } }),
    );
    let pay = |arguments: Value| json!({ "tool": "pay", "input": arguments });
    vec![
        bad(
            "order-tool",
            "A tool that nobody knows.",
            json!({ "tool": "no", "input": {} }),
        )
        .deny("tool_unknown"),
        bad("order-scope", "A scope that is missing.", pay(json!({})))
            .with("config", scopes)
            .deny("scope_insufficient"),
        bad(
            "order-arguments",
            "Arguments that are wrong.",
            pay(json!({ "amount": 500 })),
        )
        .deny("arguments_invalid"),
        bad(
            "order-policy",
            "Forbidden anyway.",
            pay(json!({ "amount": 5, "to": "mallory" })),
        )
        .deny("approval_invalid"),
        bad(
            "order-none-needed",
            "Permitted anyway.",
            pay(json!({ "amount": 5, "to": "carol" })),
        )
        .deny("approval_invalid"),
        case("order-token", source, "The token comes first.")
            .with(
                "presented",
                presented(
                    &agent().expires(NOW - 60).issued(NOW - 600),
                    &["?".to_owned()],
                    &[],
                ),
            )
            .deny("token_expired"),
    ]
}
