//! What is built natively fits the schema that policies are validated against, for both sights.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use cedar_policy::Entities;

use super::schema::{Sight, for_tools};
use super::simulate::Facts;
use super::*;
use crate::approval::Approval;
use crate::limits::Limits;
use crate::profile::Guarantees;

const TOOLS: &str = r#"[
    {"name": "nothing"},
    {"name": "é/a-b.c", "inputSchema": {"type": "object", "required": ["flag", "when"], "properties": {
        "flag": {"type": "boolean"},
        "when": {"type": "string", "enum": ["now", "later"]},
        "count": {"type": "integer"},
        "price": {"type": "number"},
        "tags": {"type": "array", "items": {"type": "string"}},
        "__entity": {"type": "object", "required": ["id"], "properties": {
            "id": {"type": "string"},
            "levels": {"type": "array", "items": {"type": "array", "items": {"type": "integer", "enum": [1, 2]}}}
        }}
    }}}
]"#;

const CALLS: [(&str, &str); 4] = [
    ("nothing", "{}"),
    ("é/a-b.c", r#"{"flag": true, "when": "now"}"#),
    (
        "é/a-b.c",
        r#"{"flag": false, "when": "later", "count": -9223372036854775808, "price": 1.25, "tags": []}"#,
    ),
    (
        "é/a-b.c",
        r#"{"flag": true, "when": "now", "tags": ["a", "a"], "__entity": {"id": "x", "levels": [[], [1, 2]]}}"#,
    ),
];

const FACTS: [&str; 3] = [
    r#"{"principal": {"issuer": "i", "subject": "s"}, "scopes": []}"#,
    r#"{"principal": {"issuer": "i", "subject": "s"}, "scopes": ["a", "b"], "audience": ["x"],
        "actor": {"issuer": "i", "subject": "a \" b"}}"#,
    r#"{"principal": {"issuer": "i", "subject": "s"}, "scopes": ["a"], "clientId": "c", "tokenId": "t",
        "actor": {"issuer": "i", "subject": "a"},
        "priorActors": [{"issuer": "i", "subject": "b"}, {"issuer": "j", "subject": "c"}]}"#,
];

#[test]
fn requests_and_entities_fit_the_schema() {
    let tools = Tools::parse(TOOLS).unwrap();
    let policies = Policies::parse(
        "permit (principal, action, resource);",
        &tools,
        "server",
        Guarantees::ALL,
    )
    .unwrap();
    for text in FACTS {
        let facts = policies
            .simulated(&Facts::from_json(text).unwrap())
            .unwrap()
            .unwrap();
        let approvals = [
            None,
            Some(Approval::by("i", "t")),
            Some(Approval::by("i", "s")),
        ];
        let calls = CALLS
            .iter()
            .flat_map(|call| approvals.iter().map(move |by| (call, by)));
        for ((tool, input), approval) in calls {
            let input = tools
                .named(tool)
                .unwrap()
                .read_input(input, &Limits::default())
                .unwrap();
            let call = policies
                .call(
                    tool,
                    &input,
                    &tools,
                    approval.as_ref(),
                    UnixTime::from_secs(1_800_000_000),
                )
                .unwrap();
            let slice = policies.by_tool.get(*tool).unwrap();
            let forbids = facts
                .seen_by_forbids
                .iter()
                .map(|seen| (Sight::Forbid, seen));
            for (sight, seen) in forbids.chain([(Sight::Permit, &facts.seen_by_permits)]) {
                let schema = for_tools(&tools, Guarantees::ALL, sight).unwrap();
                policies
                    .request(slice, &facts, seen, &call, Some(&schema))
                    .unwrap();
                let entities = policies.entities(slice, &facts, &call).unwrap();
                Entities::from_entities(entities.iter().cloned(), Some(&schema)).unwrap();
            }
        }
    }
}

/// What a token keeps per tool is bounded, and a tool that was dropped decides as before.
#[test]
fn a_token_may_be_used_for_more_tools_than_it_keeps() {
    let list: Vec<String> = (0..100).map(|n| format!(r#"{{"name": "t{n}"}}"#)).collect();
    let tools = Tools::parse(&format!("[{}]", list.join(","))).unwrap();
    let only_group =
        r#"permit (principal, action, resource) when { action in Action::"call_tool" };"#;
    let policies = Policies::parse(only_group, &tools, "server", Guarantees::ALL).unwrap();
    let facts = policies.simulated(&Facts::from_json(FACTS[1]).unwrap());
    let facts = facts.unwrap();
    let now = UnixTime::from_secs(1_800_000_000);
    for name in tools.names().chain(tools.names()) {
        let permitting = policies.decide(&facts, name, &Object::new(), &tools, None, now);
        assert_eq!(permitting, Ok(vec!["policy0".to_owned()]), "{name}");
    }
}

/// Somebody may paste a token where facts belong.
#[test]
fn unreadable_facts_are_not_quoted() {
    let token = "eyJhbGciOiJFZERTQSJ9.e30.AAAA";
    for (text, expected) in [
        (
            format!(r#"{{"scopes":"{token}"}}"#),
            "the facts can't be read: `scopes` is of the wrong type, or unknown",
        ),
        (
            format!(r#"{{"principal":{{"issuer":"a","subject":["{token}"]}},"scopes":[]}}"#),
            "the facts can't be read: `principal.subject` is of the wrong type, or unknown",
        ),
        (
            r#"{"scopes":[],"x":1}"#.to_owned(),
            "the facts can't be read: `x` is of the wrong type, or unknown",
        ),
        (format!(r#""{token}""#), "the facts can't be read"),
        (
            format!(r#"{{"scopes":[]}}{token}"#),
            "the facts can't be read",
        ),
        (token.to_owned(), "the facts can't be read"),
        ("{}".to_owned(), "the facts can't be read"),
    ] {
        let denial = Facts::from_json(&text).unwrap_err();
        assert_eq!(denial.to_string(), expected);
    }
}
