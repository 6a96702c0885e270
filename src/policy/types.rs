//! Types of arguments, as Cedar's JSON schema spells them.

use serde_json::{Map, Value, json};

use crate::tools::{Kind, Record};

/// What policies see of such an object.
pub(super) fn record(declared: &Record) -> Value {
    let attributes = declared.members.iter().map(|(name, member)| {
        let attribute = attribute(&member.kind, member.is_always_seen());
        (name.clone(), attribute)
    });
    json!({ "type": "Record", "attributes": attributes.collect::<Map<_, _>>() })
}

fn attribute(declared: &Kind, required: bool) -> Value {
    let mut attribute = kind(declared);
    if let Value::Object(attribute) = &mut attribute {
        attribute.insert("required".to_owned(), Value::Bool(required));
    }
    attribute
}

fn kind(declared: &Kind) -> Value {
    match declared {
        Kind::Bool => json!({ "type": "Boolean" }),
        Kind::Long => json!({ "type": "Long" }),
        Kind::Decimal => json!({ "type": "Extension", "name": "decimal" }),
        Kind::DateTime => json!({ "type": "Extension", "name": "datetime" }),
        Kind::Ip(_) => json!({ "type": "Extension", "name": "ipaddr" }),
        Kind::String | Kind::Json => json!({ "type": "String" }),
        Kind::Entity(name) => json!({ "type": "Entity", "name": name }),
        Kind::OneOf(of, _) | Kind::Within(of, _) => kind(of),
        Kind::Set(element) => json!({ "type": "Set", "element": kind(element) }),
        Kind::Record(declared) => record(declared),
        Kind::Map(of) => json!({ "type": "Set", "element": { "type": "Record", "attributes": {
            KEY: { "type": "String" },
            VALUE: kind(of),
        } } }),
        Kind::Union(_, alternatives) => {
            let attributes = alternatives
                .iter()
                .map(|one| (one.name.clone(), attribute(&one.kind, false)));
            json!({ "type": "Record", "attributes": attributes.collect::<Map<_, _>>() })
        }
    }
}

/// The attributes of one pair of a map.
pub(super) const KEY: &str = "key";
pub(super) const VALUE: &str = "value";
