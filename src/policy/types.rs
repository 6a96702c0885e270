//! stand-in
use crate::tools::{Kind, Record};
use serde_json::{Map, Value, json};
pub(super) fn from_cedar(_: &Value) -> Result<Record, String> {
    Err("stand-in".to_owned())
}
pub(super) fn record(members: &Record) -> Value {
    let attributes: Map<String, Value> = members
        .iter()
        .map(|(name, member)| {
            let mut attribute = kind(&member.kind);
            if let Value::Object(attribute) = &mut attribute {
                attribute.insert("required".to_owned(), Value::Bool(member.required));
            }
            (name.clone(), attribute)
        })
        .collect();
    json!({ "type": "Record", "attributes": attributes })
}

fn kind(declared: &Kind) -> Value {
    match declared {
        Kind::Bool => json!({ "type": "Boolean" }),
        Kind::Long => json!({ "type": "Long" }),
        Kind::Decimal => json!({ "type": "Extension", "name": "decimal" }),
        Kind::String => json!({ "type": "String" }),
        Kind::OneOf(of, _) => kind(of),
        Kind::Set(element) => json!({ "type": "Set", "element": kind(element) }),
        Kind::Record(members) => record(members),
    }
}
