//! A call: is what the tool requires covered by one entry?

use super::*;

pub(super) fn cases() -> Vec<Case> {
    [granted(), arguments(), places(), order()]
        .into_iter()
        .flatten()
        .collect()
}

fn call(id: &str, description: &str, tool: &str, input: Value, token: &AccessToken) -> Case {
    let source = "RFC 9396, sections 2 and 2.2";
    now(
        Case::new("authorize", &format!("call-{id}"), source, description)
            .with("config", bank())
            .with("request", json!({ "tool": tool, "input": input })),
    )
    .token(token.mint())
}

fn euros(amount: Value) -> Value {
    json!({ "amount": amount, "currency": "EUR" })
}

/// Sends 100 euros, with these details.
fn hundred(id: &str, description: &str, details: &str) -> Case {
    call(
        id,
        description,
        "send",
        euros(json!(100)),
        &with(&alice(), details),
    )
}

fn denied(case: Case) -> Case {
    case.deny("authority_insufficient")
}

const SEND: &str =
    r#"[{"type":"payment","actions":["read","send"],"amount":100,"currency":"EUR"}]"#;

fn granted() -> Vec<Case> {
    vec![
        hundred("exact", "What is asked for is what was granted.", SEND).accept_as(json!({ "details": ["payment"], "policies": ["all"] })),
        hundred("unlimited", "An absent member that restricts.", r#"[{"type":"payment","actions":["send"],"currency":"EUR"}]"#).accept(),
        denied(hundred("none", "A token without an entry.", "[]")),
        denied(call("absent", "A token without the claim.", "send", euros(json!(100)), &alice())),
        denied(hundred("too-much", "A hundred of fifty.", r#"[{"type":"payment","actions":["send"],"amount":50,"currency":"EUR"}]"#)),
        denied(hundred("nearly", "A cent too much.", r#"[{"type":"payment","actions":["send"],"amount":99.99,"currency":"EUR"}]"#)),
        denied(hundred("other-currency", "Of dollars.", r#"[{"type":"payment","actions":["send"],"amount":100,"currency":"USD"}]"#)),
        denied(hundred("other-action", "To read.", r#"[{"type":"payment","actions":["read"],"amount":100,"currency":"EUR"}]"#)),
        denied(hundred("no-action", "Without an action that it requires, whose absence is not said to restrict nothing.", r#"[{"type":"payment","amount":100,"currency":"EUR"}]"#)),
        denied(hundred("no-currency", "Without a currency.", r#"[{"type":"payment","actions":["send"],"amount":100}]"#)),
        denied(hundred("further-restriction", "A restriction that the tool knows nothing of.", r#"[{"type":"payment","actions":["send"],"amount":100,"currency":"EUR","accounts":["A"]}]"#)),
        denied(hundred("further-exception", "Nor of what is excluded.", r#"[{"type":"payment","actions":["send"],"amount":100,"currency":"EUR","except":[]}]"#)),
        denied(hundred("mixed", "The action of one entry and the amount of another.", r#"[{"type":"payment","actions":["send"],"amount":50,"currency":"EUR"},{"type":"payment","actions":["read"],"amount":500,"currency":"EUR"}]"#)),
        denied(hundred("union", "Two of fifty are not one of a hundred.", r#"[{"type":"payment","actions":["send"],"amount":50,"currency":"EUR"},{"type":"payment","actions":["send"],"amount":50,"currency":"EUR"}]"#)),
        hundred("second", "The second entry covers it.", r#"[{"type":"payment","actions":["send"],"amount":50,"currency":"EUR"},{"type":"other"},{"type":"payment","actions":["send"],"amount":500,"currency":"EUR"}]"#).accept(),
        denied(hundred("unregistered", "A type that nobody registered, though it says the same.", r#"[{"type":"Payment","actions":["send"],"amount":100,"currency":"EUR"}]"#)),
        hundred("malformed", "A restriction that is not understood.", r#"[{"type":"payment","actions":["send"],"amount":100,"currency":"EUR","until":"noon"}]"#).deny("details_malformed"),
        call("not-required", "A tool that requires none.", "ping", json!({}), &alice()).accept(),
        call("fixed", "A requirement without arguments.", "read", json!({}), &with(&alice(), r#"[{"type":"payment","actions":["read"]}]"#)).accept(),
        denied(call("fixed-other", "Another action.", "read", json!({}), &with(&alice(), r#"[{"type":"payment","actions":["send"]}]"#))),
    ]
}

fn arguments() -> Vec<Case> {
    let requiring = |case: Case, member: &str, argument: &str| {
        let mut required = send();
        required[member] = json!({ "$argument": argument });
        case.with(
            "config",
            changed(bank(), json!({ "requiredDetails": { "send": [required] } })),
        )
    };
    let accounts =
        r#"[{"type":"payment","actions":["send"],"currency":"EUR","accounts":["A","B"]}]"#;
    let pays = |id: &str, description: &str, argument: &str, input: Value| {
        let input = changed(euros(json!(5)), input);
        requiring(
            call(id, description, "send", input, &with(&alice(), accounts)),
            "accounts",
            argument,
        )
    };
    let two = |case: Case| {
        let read = json!({ "type": "payment", "actions": ["read"] });
        case.with(
            "config",
            changed(
                bank(),
                json!({ "requiredDetails": { "send": [send(), read] } }),
            ),
        )
    };
    let amount = |id: &str, granted: &str, text: &str| {
        let details = format!(
            r#"[{{"type":"payment","actions":["send"],"amount":{granted},"currency":"EUR"}}]"#
        );
        call(&format!("amount-{id}"), "The argument as it came.", "send", json!({}), &with(&alice(), &details))
            .with("request", json!({ "tool": "send", "inputText": format!(r#"{{"amount":{text},"currency":"EUR"}}"#) }))
    };
    vec![
        pays("argument-string", "A string is a set of one.", "account", json!({ "account": "A" })).accept(),
        denied(pays("argument-other-string", "Another string.", "account", json!({ "account": "C" }))),
        denied(pays("argument-star", "A star.", "account", json!({ "account": "*" }))),
        denied(pays("argument-absent", "An argument that is not there restricts nothing, so it denies.", "account", json!({}))),
        pays("argument-array", "An array.", "accounts", json!({ "accounts": ["B", "A"] })).accept(),
        denied(pays("argument-array-more", "With one that was not granted.", "accounts", json!({ "accounts": ["A", "C"] }))),
        denied(pays("argument-array-empty", "An empty one: to a tool it may be all of them.", "accounts", json!({ "accounts": [] }))),
        denied(pays("argument-array-absent", "None.", "accounts", json!({}))),
        denied(pays("argument-elsewhere", "The value under another name.", "account", json!({ "note": "A" }))),
        denied(requiring(hundred("argument-added", "A member that the token's entry has not, and that is not said to restrict.", SEND), "accounts", "currency")),
        denied(requiring(hundred("reserve", "A number that may only rise.", r#"[{"type":"payment","actions":["send"],"amount":100,"currency":"EUR","reserve":101}]"#), "reserve", "amount")),
        requiring(hundred("reserve-met", "And has.", r#"[{"type":"payment","actions":["send"],"amount":100,"currency":"EUR","reserve":100}]"#), "reserve", "amount").accept(),
        two(hundred("two-required", "Two are required, and one entry covers both.", r#"[{"type":"payment","actions":["read"]},{"type":"payment","actions":["send"],"currency":"EUR"}]"#)).accept(),
        denied(two(hundred("two-required-one-granted", "The second one is not covered.", r#"[{"type":"payment","actions":["send"],"currency":"EUR"}]"#))),
        amount("decimal", "100", "100.0000").accept(),
        denied(amount("decimal-more", "100", "100.0001")),
        amount("large", "9007199254740992", "9007199254740993").deny("arguments_invalid"),
        amount("large-equal", "9007199254740993", "9007199254740993").with("config", with_integers()).accept(),
        denied(amount("large-more", "9007199254740992", "9007199254740993").with("config", with_integers())),
        amount("string", "100", r#""1""#).deny("arguments_invalid"),
    ]
}

/// [`bank`], where an amount is an integer of 64 bits: a `number` has four fractional digits and so fewer before them.
fn with_integers() -> Value {
    let mut config = bank();
    config["tools"][0]["inputSchema"]["properties"]["amount"] = json!({ "type": "integer" });
    config
}

fn places() -> Vec<Case> {
    let at = |id: &str, description: &str, locations: &str| {
        let entry = format!(
            r#"[{{"type":"payment","actions":["send"],"currency":"EUR","locations":{locations}}}]"#
        );
        hundred(&format!("at-{id}"), description, &entry)
    };
    let mut own = bank();
    own["authorizationDetails"]["types"]["payment"]["members"]["locations"] = json!("subset");
    own["requiredDetails"]["send"][0]["locations"] = json!(["vault"]);
    vec![
        at(
            "this-server",
            "It is for this server, which the tool need not say.",
            r#"["https://tools.example/mcp"]"#,
        )
        .accept(),
        at(
            "two-servers",
            "For this one and another.",
            r#"["https://other.example","https://tools.example/mcp"]"#,
        )
        .accept(),
        denied(at(
            "another-server",
            "For another one alone.",
            r#"["https://other.example"]"#,
        )),
        denied(at(
            "nearly-this-server",
            "Nearly this one.",
            r#"["https://tools.example/mcp/x"]"#,
        )),
        at(
            "own-locations",
            "An operator to whom `locations` are something else.",
            r#"["vault","till"]"#,
        )
        .with("config", own.clone())
        .accept(),
        denied(
            at(
                "own-locations-other",
                "There they are compared.",
                r#"["https://tools.example/mcp"]"#,
            )
            .with("config", own),
        ),
    ]
}

fn order() -> Vec<Case> {
    let lineage = |case: Case, parent: &str, child: &str| {
        let child = with(&alice().actor("desk-agent"), child);
        case.lineage(&[with(&alice(), parent).mint(), child.mint()])
    };
    let fifty = r#"[{"type":"payment","actions":["send"],"amount":50,"currency":"EUR"}]"#;
    vec![
        call(
            "scope-first",
            "The scope comes before.",
            "send",
            euros(json!(100)),
            &alice().scope(""),
        )
        .deny("scope_insufficient"),
        call(
            "arguments-first",
            "And so do the arguments.",
            "send",
            json!({ "amount": 100 }),
            &alice(),
        )
        .deny("arguments_invalid"),
        denied(
            hundred("policies-after", "The policies come after.", "[]").with(
                "config",
                changed(
                    bank(),
                    json!({ "policies": "forbid (principal, action, resource);" }),
                ),
            ),
        ),
        lineage(
            hundred("lineage", "The last token counts.", SEND),
            SEND,
            SEND,
        )
        .accept(),
        denied(lineage(
            hundred("lineage-narrowed", "It was granted less.", SEND),
            SEND,
            fifty,
        )),
        denied(lineage(
            hundred("lineage-dropped", "It was granted none.", SEND),
            SEND,
            "[]",
        )),
        lineage(
            hundred("lineage-widened", "It claims more.", SEND),
            fifty,
            SEND,
        )
        .deny_at(2, "authority_widened"),
    ]
}
