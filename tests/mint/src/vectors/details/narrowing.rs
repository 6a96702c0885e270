//! A lineage: is each entry of the child covered by one of its parent?

use super::form::with_payment;
use super::*;

pub(super) fn cases() -> Vec<Case> {
    [sets(), members(), notes(), numbers()]
        .into_iter()
        .flatten()
        .collect()
}

pub(super) fn pair(id: &str, description: &str, parent: &str, child: &str) -> Case {
    let tokens = [
        with(&alice(), parent).mint(),
        with(&agent("monitoring-agent"), child).mint(),
    ];
    chain(id, description, &tokens)
}

pub(super) fn chain(id: &str, description: &str, tokens: &[String]) -> Case {
    let source = "RFC 9396, sections 2 and 2.2; authority only narrows";
    now(Case::new("chain", &format!("narrow-{id}"), source, description).with("config", bank()))
        .lineage(tokens)
}

pub(super) fn agent(name: &str) -> AccessToken {
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

/// Members that say something about an entry, and restrict nothing.
fn notes() -> Vec<Case> {
    let note = |id: &str, description: &str, parent: &str, child: &str| {
        let config = with_payment(json!({ "members": { "note": "informative" } }));
        payments(id, description, parent, child).with("config", config)
    };
    let (a, b) = (r#""note":"a""#, r#""note":["b"]"#);
    vec![
        note("note", "A note may differ.", a, b).accept(),
        note("note-dropped", "It may be left out.", a, "").accept(),
        note("note-added", "Or added.", "", b).accept(),
        note(
            "note-beside",
            "What stands beside it is compared.",
            r#""note":"a","identifier":"x""#,
            r#""note":"a""#,
        )
        .deny_at(2, "authority_widened"),
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
