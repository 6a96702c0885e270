//! What is built natively fits the schema that policies are validated against, for both sights.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use cedar_policy::Entities;
use proptest::prelude::*;
use serde_json::json;

use super::schema::{Sight, for_tools};
use super::simulate::Facts;
use super::*;
use crate::limits::Limits;
use crate::profile::Guarantees;
use crate::tools::tests::schemas::{sample, schema};

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
        for (tool, input) in CALLS {
            let input = tools
                .named(tool)
                .unwrap()
                .read_input(input, &Limits::default())
                .unwrap();
            let call = policies
                .call(tool, &input, &tools, UnixTime::from_secs(1_800_000_000))
                .unwrap();
            let slice = policies.by_tool.get(tool).unwrap();
            let forbids = facts
                .seen_by_forbids
                .iter()
                .map(|seen| (Sight::Forbid, seen));
            for (sight, seen) in forbids.chain([(Sight::Permit, &facts.seen_by_permits)]) {
                let schema = for_tools(&tools, Guarantees::ALL, sight).unwrap();
                policies
                    .request(slice, &facts, seen, &call, Some(&schema))
                    .unwrap();
                let entities = facts.entities(&slice.action).unwrap();
                Entities::from_entities(entities.iter().cloned(), Some(&schema)).unwrap();
            }
        }
    }
}

proptest! {
    /// Whatever a tool declares, and whatever it is called with: it is refused, or it is of the type that policies were
    /// validated against.
    #[test]
    fn any_arguments_are_refused_or_fit_the_schema(schema in schema(), numbers in prop::collection::vec(any::<u8>(), 32)) {
        let list = json!([{ "name": "call", "inputSchema": { "properties": { "v": schema } } }]);
        if let Ok(tools) = Tools::parse(&list.to_string()) {
            let input = json!({ "v": sample(&schema, &mut numbers.into_iter()) }).to_string();
            let all = "permit (principal, action, resource);";
            let policies = Policies::parse(all, &tools, "server", Guarantees::ALL).unwrap();
            if let Ok(input) = tools.named("call").unwrap().read_input(&input, &Limits::default()) {
                let now = UnixTime::from_secs(1_800_000_000);
                let call = policies.call("call", &input, &tools, now).unwrap();
                let facts = policies.simulated(&Facts::from_json(FACTS[0]).unwrap()).unwrap().unwrap();
                let schema = for_tools(&tools, Guarantees::ALL, Sight::Permit).unwrap();
                let slice = policies.by_tool.get("call").unwrap();
                let request = policies.request(slice, &facts, &facts.seen_by_permits, &call, Some(&schema));
                prop_assert!(request.is_ok(), "{list} {input:?}");
            }
        }
    }
}

#[test]
fn types_of_facts_are_read_and_written_alike() {
    let (fragment, _) = cedar_policy::SchemaFragment::from_cedarschema_str(
        "type Session = { calls: Long, tags?: Set<String>, ok: Bool, at: datetime, from?: ipaddr, price: decimal,
            inner: { \"a b\": Set<{ n: __cedar::Long }> } };",
    )
    .unwrap();
    let json = fragment.to_json_value().unwrap();
    let session = &json[""]["commonTypes"]["Session"];
    let read = types::from_cedar(session).unwrap();
    let members: Vec<&str> = read.members.keys().map(String::as_str).collect();
    assert_eq!(
        members,
        ["at", "calls", "from", "inner", "ok", "price", "tags"]
    );
    assert_eq!(types::from_cedar(&types::record(&read)), Ok(read.clone()));
    let input = r#"{"calls": 3, "ok": true, "at": "2026-01-01T00:00:00+01:00", "from": "10.0.0.0/8", "price": 2.5,
        "inner": {"a b": [{"n": 1}]}}"#;
    let input = crate::tools::parse_object(input, &Limits::default()).unwrap();
    crate::tools::check(&input, &read).unwrap();
    let value = value::record(&input, &read).unwrap().to_string();
    assert!(value.contains("10.0.0.0/8"), "{value}");
}

#[test]
fn types_that_no_fact_has_are_refused() {
    for (json, sentence) in [
        (json!({ "type": "Long" }), "it is not a record"),
        (
            json!({ "type": "Record", "attributes": { "a": { "type": "Set", "element": { "type": "Entity", "name": "User" } } } }),
            "`a`: an entity can't be handed in as a fact",
        ),
        (
            json!({ "type": "Record", "attributes": { "a": { "type": "Record", "attributes": { "b": { "type": "EntityOrCommon", "name": "User" } } } } }),
            "`a.b`: no JSON is of the type `User`",
        ),
        (
            json!({ "type": "Record", "attributes": { "a": { "type": "Extension", "name": "duration" } } }),
            "`a`: no JSON is of the type `duration`",
        ),
        (
            json!({ "type": "Record", "attributes": { "a": { "type": "Set" } } }),
            "`a`: a set without `element`",
        ),
        (
            json!({ "type": "Record", "attributes": [] }),
            "`attributes` is not an object",
        ),
        (
            json!({ "type": "Record", "additionalAttributes": true }),
            "policies can't see attributes that are not declared",
        ),
        (
            json!({ "type": "Record", "attributes": { "a": {} } }),
            "`a`: no type",
        ),
    ] {
        assert_eq!(types::from_cedar(&json), Err(sentence.to_owned()));
    }
    let deep = (0..100).fold(
        json!({ "type": "Long" }),
        |element, _| json!({ "type": "Set", "element": element }),
    );
    assert!(
        types::from_cedar(&deep)
            .unwrap_err()
            .starts_with("nested deeper")
    );
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
        let permitting = policies.decide(&facts, name, &Object::new(), &tools, now);
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
