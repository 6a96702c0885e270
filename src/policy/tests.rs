//! What is built natively fits the schema that policies are validated against, for both sights.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use cedar_policy_core::ast::Context;
use cedar_policy_core::entities::{Entities, TCComputation};
use cedar_policy_core::extensions::Extensions;
use cedar_policy_core::validator::CoreSchema;

use proptest::prelude::*;
use serde_json::json;

use super::simulate::Facts;
use super::*;
use crate::approval::Approval;
use crate::limits::Limits;
use crate::profile::Guarantees;
use crate::tools::tests::schemas::{sample, schema as declared};

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

fn loaded(text: &str, tools: &Tools) -> Policies {
    let ground = ground(tools, PolicyProfile::Narrowgate);
    ground.load(&[text.into()], &[], 0).unwrap().0
}

fn ground(tools: &Tools, profile: PolicyProfile) -> Ground {
    Ground::new(
        profile,
        tools,
        &BTreeMap::new(),
        "server",
        Guarantees::ALL,
        None,
    )
    .unwrap()
}

#[test]
fn requests_and_entities_fit_the_schema() {
    let tools = Tools::parse(TOOLS).unwrap();
    for profile in [PolicyProfile::Narrowgate, PolicyProfile::AgentCore] {
        let ground = ground(&tools, profile);
        let all = "permit (principal, action, resource); forbid (principal, action, resource);";
        let policies = ground.load(&[all.into()], &[], 0).unwrap().0;
        for (text, (tool, input)) in FACTS.iter().flat_map(|text| CALLS.map(|call| (text, call))) {
            let facts = policies.rehearse(&Facts::from_json(text).unwrap()).unwrap();
            let declared = tools.named(tool).unwrap();
            let input = declared.read_input(input, &Limits::default()).unwrap();
            fits_the_schema(&ground, &policies, &facts, tool, &input);
        }
    }
}

#[track_caller]
fn fits_the_schema(
    ground: &Ground,
    policies: &Policies,
    facts: &TokenFacts,
    tool: &str,
    input: &Object,
) {
    let approvals = [
        None,
        Some(Approval::by("i", "t")),
        Some(Approval::by("i", "s")),
    ];
    for approval in &approvals {
        let call = Call {
            tool,
            input,
            session: None,
            approval: approval.as_ref(),
            now: UnixTime::from_secs(1_800_000_000),
        };
        let seen = policies
            .seen(&Possession::default(), call, ground.tools())
            .unwrap();
        let of_tool = facts.of_tool(policies, tool).unwrap();
        let forbids = of_tool.forbids.iter();
        let forbids = forbids.map(|sight| (schema::Sight::Forbid, sight));
        for (which, sight) in forbids.chain([(schema::Sight::Permit, &of_tool.permits)]) {
            let schema = cedar_policy::Schema::from_json_value(ground.schema_json(which)).unwrap();
            let extensions = Extensions::all_available();
            let core = CoreSchema::new(schema.as_ref());
            cedar_policy_core::ast::Request::new(
                (facts.principal.clone(), None),
                (of_tool.action.clone(), None),
                (policies.vocabulary().server().clone(), None),
                Context::Value(Arc::new(policies.context(&sight.context, &seen))),
                Some(&core),
                extensions,
            )
            .unwrap();
            Entities::from_entities(
                policies.entities(sight, &seen).unwrap().iter().cloned(),
                Some(&core),
                TCComputation::EnforceAlreadyComputed,
                extensions,
            )
            .unwrap();
        }
    }
}

proptest! {
    /// Whatever a tool declares, and whatever it is called with: it is refused, or it is of the type that policies were
    /// validated against.
    #[test]
    fn any_arguments_are_refused_or_fit_the_schema(schema in declared(), numbers in prop::collection::vec(any::<u8>(), 32)) {
        let list = json!([{ "name": "call", "inputSchema": { "properties": { "v": schema } } }]);
        if let Ok(tools) = Tools::parse(&list.to_string()) {
            let input = json!({ "v": sample(&schema, &mut numbers.into_iter()) }).to_string();
            let all = "permit (principal, action, resource);";
            if let Ok(input) = tools.named("call").unwrap().read_input(&input, &Limits::default()) {
                let ground = ground(&tools, PolicyProfile::Narrowgate);
                let policies = ground.load(&[all.into()], &[], 0).unwrap().0;
                let facts = policies.rehearse(&Facts::from_json(FACTS[0]).unwrap()).unwrap();
                fits_the_schema(&ground, &policies, &facts, "call", &input);
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
    let written = types::record(&read).json();
    assert_eq!(types::from_cedar(&written), Ok(read.clone()));
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
    let policies = loaded(only_group, &tools);
    let facts = policies.rehearse(&Facts::from_json(FACTS[1]).unwrap());
    let facts = facts.unwrap();
    let input = Object::new();
    for tool in tools.names().chain(tools.names()) {
        let call = Call {
            tool,
            input: &input,
            session: None,
            approval: None,
            now: UnixTime::from_secs(1_800_000_000),
        };
        let permitting = policies.decide_by(&facts, &Possession::default(), call, &tools);
        let ids: Vec<String> = permitting
            .unwrap()
            .iter()
            .map(|policy| policy.id().to_owned())
            .collect();
        assert_eq!(ids, ["policy0"], "{tool}");
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
