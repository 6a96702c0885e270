//! Types, as Cedar's JSON schema spells them, and back.

use serde_json::{Map, Value, json};

use crate::tools::{Ip, Kind, Member, Record};

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

/// A record type of a Cedar schema, for facts that a host hands in as JSON.
///
/// # Errors
///
/// What JSON has no value for: entities, durations; and common types, which the caller resolves.
pub(super) fn from_cedar(json: &Value) -> Result<Record, String> {
    match read(json, "", 0)? {
        Kind::Record(record) => Ok(record),
        _ => Err("it is not a record".to_owned()),
    }
}

fn read(json: &Value, path: &str, depth: usize) -> Result<Kind, String> {
    let at = match path {
        "" => String::new(),
        path => format!("`{path}`: "),
    };
    if depth > MAX_DEPTH {
        return Err(format!("{at}nested deeper than {MAX_DEPTH}"));
    }
    let depth = depth.saturating_add(1);
    let text = |name: &str| json.get(name).and_then(Value::as_str);
    match (text("type"), text("name")) {
        (Some("Set"), _) => {
            let element = json
                .get("element")
                .ok_or_else(|| format!("{at}a set without `element`"))?;
            Ok(Kind::Set(Box::new(read(element, path, depth)?)))
        }
        (Some("Record"), _) => {
            if json.get("additionalAttributes") == Some(&Value::Bool(true)) {
                return Err(format!(
                    "{at}policies can't see attributes that are not declared"
                ));
            }
            let none = Map::new();
            let attributes = match json.get("attributes") {
                None => &none,
                Some(Value::Object(attributes)) => attributes,
                Some(_) => return Err(format!("{at}`attributes` is not an object")),
            };
            let members = attributes.iter().map(|(name, attribute)| {
                let path = match path {
                    "" => name.clone(),
                    path => format!("{path}.{name}"),
                };
                let required = match attribute.get("required") {
                    None => true,
                    Some(Value::Bool(required)) => *required,
                    Some(_) => return Err(format!("`{path}`: `required` is not a boolean")),
                };
                let member = Member {
                    kind: read(attribute, &path, depth)?,
                    required,
                    nullable: false,
                };
                Ok((name.clone(), member))
            });
            Ok(Kind::Record(Record {
                members: members.collect::<Result<_, _>>()?,
                closed: true,
            }))
        }
        (Some("Entity"), _) => Err(format!("{at}an entity can't be handed in as a fact")),
        (Some("EntityOrCommon" | "Extension"), Some(name)) | (Some(name), _) => {
            match name.strip_prefix("__cedar::").unwrap_or(name) {
                "Bool" | "Boolean" => Ok(Kind::Bool),
                "Long" => Ok(Kind::Long),
                "String" => Ok(Kind::String),
                "decimal" => Ok(Kind::Decimal),
                "datetime" => Ok(Kind::DateTime),
                "ipaddr" => Ok(Kind::Ip(Ip::Any)),
                name => Err(format!("{at}no JSON is of the type `{name}`")),
            }
        }
        (None, _) => Err(format!("{at}no type")),
    }
}

/// The attributes of one pair of a map.
pub(super) const KEY: &str = "key";
pub(super) const VALUE: &str = "value";
/// Facts nest two or three levels.
const MAX_DEPTH: usize = 16;
