#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use serde_json::json;

use super::super::session::EntityTypes;
use super::super::{types, value};
use super::*;
use crate::limits::Limits;

fn of(namespaces: Value) -> Option<Result<Record, String>> {
    session(&HostSchema::of(namespaces.as_object().unwrap().clone()))
}

fn written(text: &str) -> Result<Record, String> {
    let (fragment, _) = cedar_policy::SchemaFragment::from_cedarschema_str(text).unwrap();
    of(fragment.to_json_value().unwrap()).unwrap()
}

#[test]
fn types_of_facts_are_read_and_written_alike() {
    let read = written(
        "type Session = { calls: Long, tags?: Set<String>, ok: Bool, at: datetime, from?: ipaddr, price: decimal,
            inner: { \"a b\": Set<{ n: __cedar::Long }> } };",
    )
    .unwrap();
    let members: Vec<&str> = read.members.keys().map(String::as_str).collect();
    assert_eq!(
        members,
        ["at", "calls", "from", "inner", "ok", "price", "tags"]
    );
    let again = json!({ "": { "commonTypes": { "Session": types::record(&read).json() } } });
    assert_eq!(of(again), Some(Ok(read.clone())));
    let input = r#"{"calls": 3, "ok": true, "at": "2026-01-01T00:00:00+01:00", "from": "10.0.0.0/8", "price": 2.5,
        "inner": {"a b": [{"n": 1}]}}"#;
    let input = crate::tools::parse_object(input, &Limits::default()).unwrap();
    crate::tools::check(&input, &read).unwrap();
    let value = value::record(&input, &read, &EntityTypes::default()).unwrap();
    assert!(value.to_string().contains("10.0.0.0/8"), "{value}");
}

/// In the namespace where the name stands, then in the one without a name; common types first.
#[test]
fn names_are_resolved_as_cedar_does() {
    let read = written(
        r#"
        type Session = { near: A::Inner, far: Kind, own: A::Team, plain: Long, named: A::Alias };
        type Kind = { n: Long };
        entity Level enum ["low", "high"];
        namespace A {
            type Inner = { team: Team, kind: Kind, level: Set<Level>, text: String };
            type Alias = Inner;
            entity Team;
        }"#,
    )
    .unwrap();
    let entity = |name: &str| Kind::Entity(name.to_owned());
    let member = |record: &Record, name: &str| record.members[name].kind.clone();
    let inner = match member(&read, "near") {
        Kind::Record(inner) => inner,
        _ => Record::default(),
    };
    assert_eq!(member(&read, "own"), entity("A::Team"));
    assert_eq!(member(&read, "plain"), Kind::Long);
    assert_eq!(member(&read, "named"), Kind::Record(inner.clone()));
    assert_eq!(member(&inner, "team"), entity("A::Team"));
    assert_eq!(member(&inner, "kind"), member(&read, "far"));
    assert_eq!(member(&inner, "text"), Kind::String);
    let levels = ["low", "high"].map(|id| json::Value::String(id.to_owned()));
    let level = Kind::OneOf(Box::new(entity("Level")), levels.to_vec());
    assert_eq!(member(&inner, "level"), Kind::Set(Box::new(level)));
}

#[test]
fn types_that_no_fact_has_are_refused() {
    let with = |attribute: Value| json!({ "type": "Record", "attributes": { "a": attribute } });
    for (json, sentence) in [
        (json!({ "type": "Long" }), "it is not a record"),
        (
            with(json!({ "type": "Set", "element": { "type": "Entity", "name": "User" } })),
            "`a`: `User` is an entity of Narrowgate's, and no fact of the host's",
        ),
        (
            with(
                json!({ "type": "Record", "attributes": { "b": { "type": "EntityOrCommon", "name": "Usr" } } }),
            ),
            "`a.b`: no JSON is of the type `Usr`",
        ),
        (
            with(json!({ "type": "Entity", "name": "Team" })),
            "`a`: `Team` is not declared",
        ),
        (
            with(json!({ "type": "Extension", "name": "duration" })),
            "`a`: no JSON is of the type `duration`",
        ),
        (
            with(json!({ "type": "Set" })),
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
            with(json!({ "type": "Long", "required": 1 })),
            "`a`: `required` is not a boolean",
        ),
        (with(json!({ "type": "EntityOrCommon" })), "`a`: no name"),
        (with(json!({})), "`a`: no type"),
        (
            with(json!({ "type": "Session" })),
            "`a`: the type `Session` holds itself",
        ),
    ] {
        let schema = json!({ "": { "commonTypes": { "Session": json } } });
        assert_eq!(of(schema), Some(Err(sentence.to_owned())));
    }
    assert_eq!(of(json!({ "": {} })), None);
}

#[test]
fn what_has_no_end_is_refused() {
    let deep = (0..100).fold(
        json!({ "type": "Long" }),
        |element, _| json!({ "type": "Set", "element": element }),
    );
    let deep = of(json!({ "": { "commonTypes": { "Session": deep } } }));
    assert_eq!(deep, Some(Err("nested deeper than 16".to_owned())));

    let chain: Vec<String> = (0..1000)
        .map(|n| format!("type T{n} = T{};", n + 1))
        .collect();
    let chain = format!("type Session = T0; {} type T1000 = Long;", chain.concat());
    assert_eq!(written(&chain), Err("nested deeper than 16".to_owned()));

    let circle = written("type Session = { a: { b: Set<A> } }; type A = { c: B }; type B = A;");
    let sentence = "`a.b.c`: the type `A` holds itself";
    assert_eq!(circle, Err(sentence.to_owned()));

    // Each type mentions the next one ten times
    let wide = |n: usize| (0..10).map(|m| format!("a{m}: T{n},")).collect::<String>();
    let wide: Vec<String> = (0..6)
        .map(|n| format!("type T{n} = {{ {} }};", wide(n + 1)))
        .collect();
    let wide = format!("type Session = T0; {} type T6 = Long;", wide.concat());
    let refused = written(&wide).unwrap_err();
    assert!(
        refused.ends_with("more than 4096 types in all"),
        "{refused}"
    );
}
