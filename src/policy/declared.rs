//! A record type of the host's schema, read for facts that the host hands in as JSON: its common types resolved, its entities by
//! their ids.

use serde_json::{Map, Value};

use super::host_schema::{HostSchema, is_ours};
use crate::jose::json;
use crate::tools::{Ip, Kind, Member, Others, Record};

/// The type `Session`, where the schema declares it.
///
/// # Errors
///
/// What JSON has no value for: durations, and parties of tokens; and what has no end, or is too large.
pub(super) fn session(host: &HostSchema) -> Option<Result<Record, String>> {
    let declared = host.declared("", "commonTypes", "Session")?;
    let mut reading = Reading {
        host,
        open: vec![("", "Session")],
        left: MAX_TYPES,
    };
    let read = reading.kind(declared, "", 0).and_then(|kind| match kind {
        Kind::Record(record) => Ok(record),
        _ => Err(Wrong::of("it is not a record")),
    });
    Some(read.map_err(|wrong| wrong.sentence()))
}

struct Reading<'h> {
    host: &'h HostSchema,
    /// The common types that are being read, with their namespaces, each inside of the one before it.
    open: Vec<(&'h str, &'h str)>,
    /// How many types may still be read: each mention of a common type reads it anew.
    left: usize,
}

/// What a name may stand for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sought {
    Common,
    Entity,
    Either,
}

/// What a name stands for.
enum Found<'h> {
    Common((&'h str, &'h str), &'h Value),
    Entity((&'h str, &'h str), Option<&'h Value>),
}

/// What is wrong, and where.
struct Wrong {
    sentence: String,
    /// From the innermost member.
    path: Vec<String>,
}

impl<'h> Reading<'h> {
    fn kind(&mut self, json: &'h Value, namespace: &'h str, depth: usize) -> Result<Kind, Wrong> {
        if depth > MAX_DEPTH {
            return Err(Wrong::of(format!("nested deeper than {MAX_DEPTH}")));
        }
        self.left = self
            .left
            .checked_sub(1)
            .ok_or_else(|| Wrong::of(format!("more than {MAX_TYPES} types in all")))?;
        let depth = depth.saturating_add(1);
        let text = |name: &str| json.get(name).and_then(Value::as_str);
        let name = || text("name").ok_or_else(|| Wrong::of("no name"));
        match text("type") {
            Some("Set") => {
                let element = json.get("element");
                let element = element.ok_or_else(|| Wrong::of("a set without `element`"))?;
                let element = self.kind(element, namespace, depth)?;
                Ok(Kind::Set(Box::new(element)))
            }
            Some("Record") => self.record(json, namespace, depth).map(Kind::Record),
            Some("Entity") => self.named(name()?, Sought::Entity, namespace, depth),
            Some("EntityOrCommon") => self.named(name()?, Sought::Either, namespace, depth),
            Some("Extension") => builtin(name()?),
            Some(name) => self.named(name, Sought::Common, namespace, depth),
            None => Err(Wrong::of("no type")),
        }
    }

    fn record(
        &mut self,
        json: &'h Value,
        namespace: &'h str,
        depth: usize,
    ) -> Result<Record, Wrong> {
        if json.get("additionalAttributes") == Some(&Value::Bool(true)) {
            let sentence = "policies can't see attributes that are not declared";
            return Err(Wrong::of(sentence));
        }
        let attributes = match json.get("attributes") {
            None => None,
            Some(Value::Object(attributes)) => Some(attributes),
            Some(_) => return Err(Wrong::of("`attributes` is not an object")),
        };
        let members = attributes.into_iter().flat_map(Map::iter);
        let members = members.map(|(name, attribute)| {
            let required = match attribute.get("required") {
                None => Ok(true),
                Some(Value::Bool(required)) => Ok(*required),
                Some(_) => Err(Wrong::of("`required` is not a boolean")),
            };
            let read = required.and_then(|required| {
                let kind = self.kind(attribute, namespace, depth)?;
                Ok((kind, required))
            });
            let (kind, required) = read.map_err(|wrong| wrong.within(name))?;
            let member = Member {
                kind,
                required,
                nullable: false,
            };
            Ok((name.clone(), member))
        });
        Ok(Record {
            members: members.collect::<Result<_, Wrong>>()?,
            others: Others::Refused,
        })
    }

    /// As Cedar resolves names (RFC 24 of Cedar): in the namespace that the name stands in, then in the one without a name; a common
    /// type before an entity.
    fn find(&self, name: &'h str, sought: Sought, namespace: &'h str) -> Option<Found<'h>> {
        let places = match name.rsplit_once("::") {
            Some(place) => [Some(place), None],
            None => [Some((namespace, name)), Some(("", name))],
        };
        places.into_iter().flatten().find_map(|place| {
            let (namespace, name) = place;
            let common = self.host.declared(namespace, "commonTypes", name);
            let common = common.filter(|_| sought != Sought::Entity);
            let entity = self.host.declared(namespace, "entityTypes", name);
            let is_entity = entity.is_some() || is_ours(namespace, name);
            match common {
                Some(common) => Some(Found::Common(place, common)),
                None => {
                    (is_entity && sought != Sought::Common).then_some(Found::Entity(place, entity))
                }
            }
        })
    }

    fn named(
        &mut self,
        name: &'h str,
        sought: Sought,
        namespace: &'h str,
        depth: usize,
    ) -> Result<Kind, Wrong> {
        match self.find(name, sought, namespace) {
            None if sought == Sought::Entity => Err(Wrong::of(format!("`{name}` is not declared"))),
            None => builtin(name),
            Some(Found::Common(place, declared)) => {
                let (namespace, name) = place;
                if self.open.contains(&place) {
                    return Err(Wrong::of(format!("the type `{name}` holds itself")));
                }
                self.open.push(place);
                let kind = self.kind(declared, namespace, depth);
                self.open.pop();
                kind
            }
            // What is known of them, tokens say
            Some(Found::Entity((namespace, name), _)) if is_ours(namespace, name) => {
                Err(Wrong::of(format!(
                    "`{name}` is an entity of Narrowgate's, and no fact of the host's"
                )))
            }
            Some(Found::Entity((namespace, name), declared)) => {
                let kind = Kind::Entity(match namespace {
                    "" => name.to_owned(),
                    namespace => format!("{namespace}::{name}"),
                });
                let listed = declared.and_then(|declared| declared.get("enum"));
                let Some(ids) = listed.and_then(Value::as_array) else {
                    return Ok(kind);
                };
                let ids = ids.iter().filter_map(Value::as_str);
                let ids = ids.map(|id| json::Value::String(id.to_owned()));
                Ok(Kind::OneOf(Box::new(kind), ids.collect()))
            }
        }
    }
}

/// A type of Cedar's own.
fn builtin(name: &str) -> Result<Kind, Wrong> {
    match name.strip_prefix("__cedar::").unwrap_or(name) {
        "Bool" | "Boolean" => Ok(Kind::Bool),
        "Long" => Ok(Kind::Long),
        "String" => Ok(Kind::String),
        "decimal" => Ok(Kind::Decimal),
        "datetime" => Ok(Kind::DateTime),
        "ipaddr" => Ok(Kind::Ip(Ip::Any)),
        name => Err(Wrong::of(format!("no JSON is of the type `{name}`"))),
    }
}

impl Wrong {
    fn of(sentence: impl Into<String>) -> Self {
        Self {
            sentence: sentence.into(),
            path: Vec::new(),
        }
    }

    fn within(mut self, member: &str) -> Self {
        self.path.push(member.to_owned());
        self
    }

    /// `` `a.b`: no type ``
    fn sentence(mut self) -> String {
        self.path.reverse();
        match self.path.join(".") {
            path if path.is_empty() => self.sentence,
            path => format!("`{path}`: {}", self.sentence),
        }
    }
}

/// Facts nest two or three levels. A mention of a common type is one, too.
const MAX_DEPTH: usize = 16;
/// As many as one tool may have.
const MAX_TYPES: usize = 4096;

#[cfg(test)]
mod tests;
