//! A lineage: is each entry of the child covered by one of its parent?

use super::form::with_payment;
use super::*;

pub(super) fn cases() -> Vec<Case> {
    [sets(), members(), numbers(), entries(), other_types()]
        .into_iter()
        .flatten()
        .collect()
}

fn pair(id: &str, description: &str, parent: &str, child: &str) -> Case {
    let tokens = [
        with(&alice(), parent).mint(),
        with(&agent("monitoring-agent"), child).mint(),
    ];
    chain(id, description, &tokens)
}

fn chain(id: &str, description: &str, tokens: &[String]) -> Case {
    let source = "RFC 9396, sections 2 and 2.2; authority only narrows";
    now(Case::new("chain", &format!("narrow-{id}"), source, description).with("config", bank()))
        .lineage(tokens)
}

fn agent(name: &str) -> AccessToken {
    alice().actor(name).expires(NOW + 500).issued(NOW - 50)
}

/// One `payment` each, with these members.
fn payments(id: &str, description: &str, parent: &str, child: &str) -> Case {
    let entry = |members: &str| match members {
        "" => r#"[{"type":"payment"}]"#.to_owned(),
        members => format!(r#"[{{"type":"payment",{members}}}]"#),
    };
    pair(id, description, &entry(parent), &entry(child))
}

fn narrower(id: &str, description: &str, parent: &str, child: &str) -> Case {
    payments(id, description, parent, child).accept()
}

fn wider(id: &str, description: &str, parent: &str, child: &str) -> Case {
    payments(id, description, parent, child).deny_at(2, "authority_widened")
}

fn sets() -> Vec<Case> {
    let mut cases = Vec::new();
    for name in [
        "actions",
        "locations",
        "datatypes",
        "privileges",
        "accounts",
    ] {
        let set = |values: &str| format!(r#""{name}":[{values}]"#);
        let case = |id: &str| format!("{name}-{id}");
        let (two, one, other) = (set(r#""a","b""#), set(r#""b""#), set(r#""b","c""#));
        cases.extend([
            narrower(
                &case("equal"),
                "The same set, in another order.",
                &two,
                &set(r#""b","a","a""#),
            ),
            narrower(&case("fewer"), "Fewer.", &two, &one),
            wider(&case("more"), "One that the parent has not.", &one, &other),
            wider(&case("others"), "Others.", &set(r#""a""#), &one),
            wider(
                &case("dropped"),
                "The child is no longer restricted by it.",
                &two,
                "",
            ),
            wider(
                &case("added"),
                "A member that the parent has not: what its absence means is not known.",
                "",
                &one,
            ),
            wider(
                &case("case"),
                "Strings are compared byte by byte.",
                &two,
                &set(r#""A""#),
            ),
            wider(&case("star"), "A star is a string.", &two, &set(r#""*""#)),
            wider(
                &case("star-at-the-parent"),
                "At the parent as well.",
                &set(r#""*""#),
                &one,
            ),
            wider(
                &case("prefix"),
                "A longer string is another one.",
                &two,
                &set(r#""a:b""#),
            ),
        ]);
    }
    cases.extend([
        narrower(
            "except-more",
            "More is excluded.",
            r#""except":["a"]"#,
            r#""except":["a","b"]"#,
        ),
        wider(
            "except-fewer",
            "Less is excluded.",
            r#""except":["a","b"]"#,
            r#""except":["a"]"#,
        ),
        wider(
            "except-emptied",
            "Nothing is excluded any more.",
            r#""except":["a"]"#,
            r#""except":[]"#,
        ),
        wider("except-dropped", "Nor here.", r#""except":["a"]"#, ""),
        narrower(
            "except-added",
            "A restriction that the parent has not.",
            "",
            r#""except":["a"]"#,
        ),
    ]);
    cases
}

fn members() -> Vec<Case> {
    vec![
        narrower(
            "identifier-equal",
            "The same identifier.",
            r#""identifier":"a""#,
            r#""identifier":"a""#,
        ),
        wider(
            "identifier-other",
            "Another one.",
            r#""identifier":"a""#,
            r#""identifier":"b""#,
        ),
        wider("identifier-dropped", "None.", r#""identifier":"a""#, ""),
        wider(
            "identifier-added",
            "One where the parent has none.",
            "",
            r#""identifier":"a""#,
        ),
        narrower(
            "currency-equal",
            "Equal values, numbers by value, objects in any order.",
            r#""currency":{"a":[1,2.50],"b":null}"#,
            r#""currency":{"b":null,"a":[1.0,25e-1]}"#,
        ),
        wider(
            "currency-array-order",
            "Arrays have an order.",
            r#""currency":[1,2]"#,
            r#""currency":[2,1]"#,
        ),
        wider(
            "currency-kind",
            "A number is no string.",
            r#""currency":1"#,
            r#""currency":"1""#,
        ),
        wider(
            "currency-nested-more",
            "An object with one member more.",
            r#""currency":{"a":1}"#,
            r#""currency":{"a":1,"b":2}"#,
        ),
        wider(
            "second-member",
            "One member narrows, another widens.",
            r#""actions":["a","b"],"amount":5"#,
            r#""actions":["a"],"amount":6"#,
        ),
        narrower(
            "every-member",
            "All of them narrow.",
            r#""actions":["a","b"],"amount":5,"reserve":1,"except":[],"identifier":"x""#,
            r#""actions":["a"],"amount":4,"reserve":2,"except":["y"],"identifier":"x""#,
        ),
        narrower(
            "elsewhere",
            "For another server it narrows in the same way.",
            r#""locations":["https://other.example"],"actions":["a","b"]"#,
            r#""locations":["https://other.example"],"actions":["a"]"#,
        ),
        wider(
            "elsewhere-wider",
            "And widens.",
            r#""locations":["https://other.example"],"actions":["a"]"#,
            r#""locations":["https://other.example"],"actions":["a","b"]"#,
        ),
        wider(
            "from-elsewhere",
            "What was for another server is for this one.",
            r#""locations":["https://other.example"]"#,
            r#""locations":["https://tools.example/mcp"]"#,
        ),
        narrower(
            "elsewhere-unregistered-equal",
            "What is not understood is the same.",
            r#""locations":["https://other.example"],"colour":1"#,
            r#""colour":1.0,"locations":["https://other.example"]"#,
        ),
        wider(
            "elsewhere-unregistered-other",
            "Or is not.",
            r#""locations":["https://other.example"],"colour":1"#,
            r#""locations":["https://other.example"],"colour":2"#,
        ),
        wider(
            "elsewhere-unregistered-dropped",
            "Nor is it without what is not understood.",
            r#""locations":["https://other.example"],"colour":1"#,
            r#""locations":["https://other.example"]"#,
        ),
        narrower(
            "overridden",
            "An operator for whom `actions` are what is excluded.",
            r#""actions":["a"]"#,
            r#""actions":["a","b"]"#,
        )
        .with(
            "config",
            with_payment(json!({ "members": { "actions": "superset" } })),
        ),
        wider(
            "overridden-wider",
            "There, fewer are more.",
            r#""actions":["a","b"]"#,
            r#""actions":["a"]"#,
        )
        .with(
            "config",
            with_payment(json!({ "members": { "actions": "superset" } })),
        ),
    ]
}

fn numbers() -> Vec<Case> {
    let at_most = |id: &str, parent: &str, child: &str| {
        let member = |number: &str| format!(r#""amount":{number}"#);
        payments(
            &format!("amount-{id}"),
            "A number that may only fall.",
            &member(parent),
            &member(child),
        )
    };
    let at_least = |id: &str, parent: &str, child: &str| {
        let member = |number: &str| format!(r#""reserve":{number}"#);
        payments(
            &format!("reserve-{id}"),
            "A number that may only rise.",
            &member(parent),
            &member(child),
        )
    };
    let widened = |case: Case| case.deny_at(2, "authority_widened");
    vec![
        at_most("equal", "100", "100.0").accept(),
        at_most("less", "100", "99.99").accept(),
        at_most("negative", "0", "-1").accept(),
        widened(at_most("more", "100", "101")),
        widened(at_most("more-by-a-fraction", "100", "100.01")),
        widened(at_most("exponent", "100", "1e3")),
        widened(at_most("large", "9007199254740992", "9007199254740993")),
        at_most("large-less", "9007199254740993", "9007199254740992").accept(),
        widened(at_most(
            "largest",
            "9223372036854775806",
            "9223372036854775807",
        )),
        at_most("mixed", "9007199254740993", "9007199254740991.0").accept(),
        narrower(
            "amount-added",
            "A restriction that the parent has not.",
            "",
            r#""amount":5"#,
        ),
        wider(
            "amount-dropped",
            "The child is no longer restricted.",
            r#""amount":5"#,
            "",
        ),
        at_least("equal", "-1.5", "-1.50").accept(),
        at_least("more", "-1.5", "-1").accept(),
        widened(at_least("less", "-1.5", "-2")),
        wider(
            "reserve-added",
            "It is not said to restrict.",
            "",
            r#""reserve":5"#,
        ),
        wider(
            "reserve-dropped",
            "The child is no longer restricted.",
            r#""reserve":5"#,
            "",
        ),
    ]
}

fn entries() -> Vec<Case> {
    let mixed = r#"[{"type":"payment","actions":["read"],"accounts":["A"]},{"type":"payment","actions":["write"],"accounts":["B"]}]"#;
    let widened = |case: Case| case.deny_at(2, "authority_widened");
    let bare = |tokens: [AccessToken; 2]| tokens.map(|token| token.mint());
    let payment = r#"[{"type":"payment","actions":["send"]}]"#;
    vec![
        widened(pair("mixed", "Read on A and write on B are not write on A.", mixed, r#"[{"type":"payment","actions":["write"],"accounts":["A"]}]"#)),
        widened(pair("union", "Nor are they both on A.", mixed, r#"[{"type":"payment","actions":["read","write"],"accounts":["A"]}]"#)),
        widened(pair("union-of-amounts", "Two payments of 50 are not one of 100.", r#"[{"type":"payment","amount":50},{"type":"payment","amount":50}]"#, r#"[{"type":"payment","amount":100}]"#)),
        pair("one-of-two", "One of two entries.", mixed, r#"[{"type":"payment","actions":["write"],"accounts":["B"]}]"#).accept_as(json!({ "details": ["payment"] })),
        pair("order", "Entries have no order.", mixed, r#"[{"type":"payment","accounts":["B"],"actions":["write"]},{"accounts":["A"],"actions":["read"],"type":"payment"}]"#).accept(),
        pair("split", "One entry may become two.", r#"[{"type":"payment","actions":["read","write"]}]"#, r#"[{"type":"payment","actions":["read"]},{"type":"payment","actions":["write"]}]"#).accept(),
        widened(pair("second-entry", "One entry narrows, another is new.", payment, r#"[{"type":"payment","actions":["send"]},{"type":"payment","actions":["read"]}]"#)),
        pair("none-left", "No entry under one.", payment, "[]").accept_as(json!({ "details": [] })),
        chain("absent", "No claim under one.", &bare([with(&alice(), payment), agent("monitoring-agent")])).accept_as(json!({ "details": [] })),
        widened(chain("of-nothing", "A parent without details grants none, rather than all.", &bare([alice(), with(&agent("monitoring-agent"), payment)]))),
        widened(pair("of-empty", "Nor does one with none.", "[]", payment)),
        chain("third", "What was given up in the middle does not come back.", &[
            with(&alice(), payment).mint(),
            with(&agent("monitoring-agent"), "[]").mint(),
            with(&agent("monitoring-agent").actor("remediation-agent"), payment).mint(),
        ]).deny_at(3, "authority_widened"),
        chain("malformed-parent", "A parent is read like any other token.", &bare([with(&alice(), r#"[{"type":"payment","x":1}]"#), agent("monitoring-agent")])).deny_at(1, "details_malformed"),
    ]
}

fn other_types() -> Vec<Case> {
    let widened = |case: Case| case.deny_at(2, "authority_widened");
    vec![
        widened(pair(
            "another-type",
            "Another type.",
            r#"[{"type":"payment"}]"#,
            r#"[{"type":"other"}]"#,
        )),
        widened(pair(
            "type-case",
            "A type in other letters.",
            r#"[{"type":"payment"}]"#,
            r#"[{"type":"Payment"}]"#,
        )),
        pair(
            "unregistered-equal",
            "The same entry, spelled in another way.",
            r#"[{"type":"other","a":["x","y"],"n":10}]"#,
            r#"[{"n":1e1,"a":["x","y"],"type":"other"}]"#,
        )
        .accept(),
        widened(pair(
            "unregistered-fewer",
            "What narrows is not known.",
            r#"[{"type":"other","actions":["x","y"]}]"#,
            r#"[{"type":"other","actions":["x"]}]"#,
        )),
        widened(pair(
            "unregistered-order",
            "Nor whether an array is a set.",
            r#"[{"type":"other","actions":["x","y"]}]"#,
            r#"[{"type":"other","actions":["y","x"]}]"#,
        )),
        widened(pair(
            "unregistered-dropped",
            "A member less.",
            r#"[{"type":"other","a":1}]"#,
            r#"[{"type":"other"}]"#,
        )),
        widened(pair(
            "unregistered-added",
            "A member more.",
            r#"[{"type":"other"}]"#,
            r#"[{"type":"other","a":1}]"#,
        )),
        widened(pair(
            "unregistered-large",
            "Two integers that some readers take for one.",
            r#"[{"type":"other","n":9007199254740992}]"#,
            r#"[{"type":"other","n":9007199254740993}]"#,
        )),
        widened(pair(
            "unregistered-rounded",
            "Two integers of more than 64 bits.",
            r#"[{"type":"other","n":100000000000000000000}]"#,
            r#"[{"type":"other","n":100000000000000000001}]"#,
        )),
        pair(
            "unregistered-one-of-two",
            "One of two.",
            r#"[{"type":"other","a":1},{"type":"other","a":2}]"#,
            r#"[{"type":"other","a":2}]"#,
        )
        .accept(),
        pair(
            "unregistered-none",
            "None of one.",
            r#"[{"type":"other","a":1}]"#,
            "[]",
        )
        .accept(),
    ]
}
