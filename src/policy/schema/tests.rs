//! What the validator is given is what Cedar reads in the JSON form.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;

use cedar_policy::Schema;
use cedar_policy_core::validator::ValidatorSchema;
use proptest::prelude::*;
use serde_json::json;

use super::super::load::Ground;
use super::super::tests::detail_types;
use super::super::types;
use super::super::vocabulary::PolicyProfile;
use super::Sight;
use crate::profile::Guarantees;
use crate::tools::Tools;
use crate::tools::tests::schemas::schema as declared;

const HOST: [&str; 4] = [
    "entity Team in [Team, Org]; entity Org { lead?: User, at?: datetime, kind: Kind } tags Set<String>;
     entity Agent in [Team] { owner?: User, price?: decimal } tags Long; entity User in Team;
     type Session = { calls: Long, from?: ipaddr, inner: { \"a b\": Set<{ n: __cedar::Long }> } };
     type Kind = String;",
    "entity Colour enum [\"red\", \"blue\"]; namespace A::B { entity T in [C] { c?: Colour, n: Name }; entity C; type Name = String; }",
    r#"{ "": { "entityTypes": { "Server": { "memberOfTypes": ["Region"] }, "Region": {} }, "actions": {} } }"#,
    "namespace AgentCore { entity OAuthUser in [Team] { level?: Long }; entity UnauthenticatedUser { x?: Long }; entity Team; }",
];

const TOOLS: &str = r#"[
    {"name": "nothing"}, {"name": "t___a"}, {"name": "t___b"}, {"name": "session"},
    {"name": "é/a-b.c", "inputSchema": {"type": "object", "required": ["flag"], "properties": {
        "flag": {"type": "boolean"}, "count": {"type": "integer"}, "price": {"type": "number"},
        "when": {"type": "string", "format": "date-time"}, "from": {"type": "string", "format": "ipv4"},
        "tags": {"type": "array", "items": {"type": "string"}}, "map": {"type": "object", "additionalProperties": {"type": "integer"}},
        "either": {"oneOf": [{"type": "string"}, {"type": "integer"}]},
        "__entity": {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}, "": {"type": "integer"}}}
    }}}
]"#;

fn grounds(tools: &Tools, host: Option<&str>) -> Vec<Ground> {
    let group = BTreeMap::from([(
        "all \" é".to_owned(),
        tools.names().map(str::to_owned).collect(),
    )]);
    let profiles = [PolicyProfile::Narrowgate, PolicyProfile::AgentCore];
    let mut grounds = Vec::new();
    for (profile, flag) in profiles
        .into_iter()
        .flat_map(|one| [(one, true), (one, false)])
    {
        let always = Guarantees {
            principal: flag,
            client_id: !flag,
            token_id: flag,
        };
        let groups = if flag { group.clone() } else { BTreeMap::new() };
        // What a profile does not take is no ground
        grounds.extend(Ground::new(
            profile,
            tools,
            &groups,
            "server",
            always,
            &detail_types(),
            host,
        ));
    }
    assert!(grounds.len() >= 2, "{host:?}");
    grounds
}

#[track_caller]
fn same(ground: &Ground) {
    for sight in [Sight::Permit, Sight::Forbid] {
        let read = Schema::from_json_value(ground.schema_json(sight)).unwrap();
        let read: &ValidatorSchema = read.as_ref();
        let made = ground.schema(sight).unwrap();
        let made: &ValidatorSchema = made.as_ref();
        assert_eq!(made, read, "{sight:?}");
    }
}

#[test]
fn it_is_what_cedar_reads() {
    let tools = Tools::parse(TOOLS).unwrap();
    for host in HOST.map(Some).into_iter().chain([None]) {
        grounds(&tools, host).iter().for_each(same);
    }
}

#[test]
fn what_cedar_does_not_read_is_not_made() {
    let tools = Tools::parse(TOOLS).unwrap();
    for host in [
        "entity Team { lead: Nobody };",
        "entity Team in [Nobody];",
        "type Session = { a: Nobody };",
        "entity Team; namespace A { entity Team; }",
        "type A = { a: A };",
    ] {
        let always = Guarantees::ALL;
        let profile = PolicyProfile::Narrowgate;
        let Ok(ground) = Ground::new(
            profile,
            &tools,
            &BTreeMap::new(),
            "server",
            always,
            &detail_types(),
            Some(host),
        ) else {
            continue;
        };
        for sight in [Sight::Permit, Sight::Forbid] {
            let read = Schema::from_json_value(ground.schema_json(sight)).unwrap_err();
            let made = ground.schema(sight).unwrap_err();
            let said: Vec<_> = made
                .iter()
                .map(|problem| (problem.path(), problem.message()))
                .collect();
            assert_eq!(said, [("schema", read.to_string().as_str())], "{host}");
        }
    }
}

fn written(properties: serde_json::Value) -> Option<(serde_json::Value, Vec<u8>)> {
    let list = json!([{ "name": "call", "inputSchema": properties }]);
    let tools = Tools::parse(&list.to_string()).ok()?;
    let shape = types::record(&tools.named("call").ok()?.input);
    let mut bytes = Vec::new();
    shape.write(&mut bytes);
    Some((shape.json(), bytes))
}

/// Prepared policies are taken for what they were validated against by these bytes.
#[test]
fn no_two_types_are_written_alike() {
    let of = |properties| json!({ "properties": properties });
    let text = json!({ "type": "string" });
    let nested =
        |inner: serde_json::Value| of(json!({ "a": { "type": "object", "properties": inner } }));
    let types = [
        of(json!({})),
        of(json!({ "a": text })),
        json!({ "properties": { "a": text }, "required": ["a"] }),
        of(json!({ "b": text })),
        of(json!({ "a": text, "b": text })),
        of(json!({ "ab": text })),
        of(json!({ "a": { "type": "boolean" } })),
        of(json!({ "a": { "type": "integer" } })),
        of(json!({ "a": { "type": "number" } })),
        of(json!({ "a": { "type": "string", "format": "date-time" } })),
        of(json!({ "a": { "type": "string", "format": "ipv4" } })),
        of(json!({ "a": { "type": "array", "items": text } })),
        of(json!({ "a": { "type": "array", "items": { "type": "integer" } } })),
        nested(json!({})),
        nested(json!({ "b": text })),
        nested(json!({ "b": text, "c": text })),
        json!({ "properties": { "a": { "type": "object", "properties": { "b": text } }, "c": text } }),
    ];
    let written: Vec<_> = types
        .into_iter()
        .map(|one| written(one).unwrap().1)
        .collect();
    for (place, one) in written.iter().enumerate() {
        for other in written.iter().skip(place + 1) {
            assert!(
                !one.starts_with(other) && !other.starts_with(one),
                "{one:?} {other:?}"
            );
        }
    }
}

proptest! {
    #![proptest_config(mint::cases(256))]

    #[test]
    fn types_are_written_alike_where_they_are_the_same(one in declared(), other in declared()) {
        let written = |schema| written(json!({ "properties": { "v": schema } }));
        if let (Some(one), Some(other)) = (written(one), written(other)) {
            prop_assert_eq!(one.0 == other.0, one.1 == other.1);
        }
    }

    #[test]
    fn it_is_what_cedar_reads_of_any_tool(schema in declared()) {
        let list = json!([{ "name": "call", "inputSchema": { "properties": { "v": schema } } }]);
        if let Ok(tools) = Tools::parse(&list.to_string()) {
            grounds(&tools, None).iter().for_each(same);
        }
    }
}
