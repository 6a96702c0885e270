//! Types of tools to what policies see of them, and types of Cedar's JSON schema to those of tools.

use serde_json::{Map, Value};
use smol_str::SmolStr;

use super::shape::{Attribute, Shape};
use crate::tools::{Ip, Kind, Member, Record};

/// What policies see of such an object.
pub(super) fn record(declared: &Record) -> Shape {
    let members = declared.members.iter();
    let members = members.map(|(name, member)| Attribute {
        name: SmolStr::new(name),
        shape: kind(&member.kind),
        required: member.is_always_seen(),
    });
    Shape::Record(members.collect())
}

fn kind(declared: &Kind) -> Shape {
    match declared {
        Kind::Bool => Shape::Bool,
        Kind::Long => Shape::Long,
        Kind::Decimal => Shape::Decimal,
        Kind::DateTime => Shape::DateTime,
        Kind::Ip(_) => Shape::Ip,
        Kind::String | Kind::Json => Shape::Text,
        Kind::OneOf(of, _) | Kind::Within(of, _) => kind(of),
        Kind::Set(element) => Shape::set(kind(element)),
        Kind::Record(declared) => record(declared),
        Kind::Map(of) => Shape::set(Shape::Record(vec![
            Attribute::required(KEY, Shape::Text),
            Attribute::required(VALUE, kind(of)),
        ])),
        Kind::Union(_, alternatives) => {
            let attributes = alternatives.iter().map(|one| Attribute {
                name: SmolStr::new(&one.name),
                shape: kind(&one.kind),
                required: false,
            });
            Shape::Record(attributes.collect())
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
