//! What two schemas say together of one value: `allOf`, a reference with something beside it, alternatives of a typed value.

use std::collections::BTreeMap;

use super::kind::{Alternative, Kind, Member, Record};
use crate::jose::json::Value;

/// What one schema says of a value.
#[derive(Clone, Debug)]
pub(super) struct Type {
    /// None where it can only be null.
    pub(super) kind: Option<Kind>,
    pub(super) nullable: bool,
}

impl Type {
    pub(super) const ANY: Self = Self {
        kind: Some(Kind::Json),
        nullable: true,
    };

    /// `Err` where they contradict each other.
    pub(super) fn and(self, other: Self) -> Result<Self, &'static str> {
        let kind = match (self.kind, other.kind) {
            (Some(one), Some(other)) => Some(both(one, other)?),
            (None, _) | (_, None) => None,
        };
        let nullable = self.nullable && other.nullable;
        match nullable || kind.is_some() {
            true => Ok(Self { kind, nullable }),
            false => Err("its parts have no value in common"),
        }
    }

    /// One of these values. `Err` where there is none, or one of another type.
    pub(super) fn listed(self, values: &[Value]) -> Result<Self, &'static str> {
        let nullable = self.nullable && values.contains(&Value::Null);
        let values: Vec<Value> = values
            .iter()
            .filter(|value| **value != Value::Null)
            .cloned()
            .collect();
        let kind = match self.kind {
            _ if values.is_empty() => None,
            None => None,
            Some(Kind::Json) => Some(list(inferred(&values)?, values)?),
            Some(kind) => Some(list(kind, values)?),
        };
        match nullable || kind.is_some() {
            true => Ok(Self { kind, nullable }),
            false => Err(NO_VALUE),
        }
    }
}

fn list(kind: Kind, values: Vec<Value>) -> Result<Kind, &'static str> {
    if !values.iter().all(|value| kind.takes(value)) {
        return Err(NO_VALUE);
    }
    match kind {
        Kind::Union(rule, alternatives) => {
            let alternatives = alternatives.into_iter().filter_map(|one| {
                let values: Vec<Value> = values
                    .iter()
                    .filter(|value| one.kind.takes(value))
                    .cloned()
                    .collect();
                let kind = (!values.is_empty()).then(|| list(one.kind, values))?;
                Some(kind.map(|kind| Alternative {
                    kind,
                    name: one.name,
                }))
            });
            Ok(Kind::Union(rule, alternatives.collect::<Result<_, _>>()?))
        }
        kind => Ok(Kind::OneOf(Box::new(kind), values)),
    }
}

/// The type of values that stand without one.
fn inferred(values: &[Value]) -> Result<Kind, &'static str> {
    let all = |is: fn(&Value) -> bool| values.iter().all(is);
    if all(|value| matches!(value, Value::String(_))) {
        Ok(Kind::String)
    } else if all(|value| matches!(value, Value::Bool(_))) {
        Ok(Kind::Bool)
    } else if all(|value| matches!(value, Value::Integer(_))) {
        Ok(Kind::Long)
    } else if all(|value| matches!(value, Value::Integer(_) | Value::Float(_))) {
        Ok(Kind::Decimal)
    } else {
        Err("its values are not of one type, and no `type` says of which")
    }
}

fn both(one: Kind, other: Kind) -> Result<Kind, &'static str> {
    if one == other {
        return Ok(one);
    }
    match (one, other) {
        (Kind::Json, kind) | (kind, Kind::Json) => Ok(kind),
        (Kind::Union(rule, alternatives), kind) | (kind, Kind::Union(rule, alternatives)) => {
            let alternatives: Vec<Alternative> = alternatives
                .into_iter()
                .filter_map(|alternative| {
                    Some(Alternative {
                        kind: both(kind.clone(), alternative.kind).ok()?,
                        name: alternative.name,
                    })
                })
                .collect();
            match alternatives.is_empty() {
                true => Err(CONTRADICTION),
                false => Ok(Kind::Union(rule, alternatives)),
            }
        }
        (Kind::Within(of, bounds), kind) | (kind, Kind::Within(of, bounds)) => {
            Ok(Kind::Within(Box::new(both(*of, kind)?), bounds))
        }
        (Kind::OneOf(of, values), kind) | (kind, Kind::OneOf(of, values)) => {
            let kind = both(*of, kind)?;
            let values: Vec<Value> = values.into_iter().filter(|one| kind.takes(one)).collect();
            match values.is_empty() {
                true => Err(CONTRADICTION),
                false => Ok(Kind::OneOf(Box::new(kind), values)),
            }
        }
        (Kind::Long, Kind::Decimal) | (Kind::Decimal, Kind::Long) => Ok(Kind::Long),
        (Kind::String, text @ (Kind::DateTime | Kind::Ip(_)))
        | (text @ (Kind::DateTime | Kind::Ip(_)), Kind::String) => Ok(text),
        (Kind::Set(one), Kind::Set(other)) => Ok(Kind::Set(Box::new(both(*one, *other)?))),
        (Kind::Map(one), Kind::Map(other)) => Ok(Kind::Map(Box::new(both(*one, *other)?))),
        (Kind::Map(any), Kind::Record(record)) | (Kind::Record(record), Kind::Map(any))
            if *any == Kind::Json =>
        {
            Ok(Kind::Record(record))
        }
        (Kind::Record(one), Kind::Record(other)) => records(one, other).map(Kind::Record),
        _ => Err(CONTRADICTION),
    }
}

/// The members of both. What one part declares and another one refuses is in no call.
fn records(mut one: Record, mut other: Record) -> Result<Record, &'static str> {
    keep_known(&mut one, &other)?;
    keep_known(&mut other, &one)?;
    let closed = one.closed || other.closed;
    let mut members: BTreeMap<String, Member> = one.members;
    for (name, member) in other.members {
        let member = match members.remove(&name) {
            None => member,
            Some(known) => Member {
                kind: both(known.kind, member.kind)?,
                required: known.required || member.required,
                nullable: known.nullable && member.nullable,
            },
        };
        members.insert(name, member);
    }
    Ok(Record { members, closed })
}

fn keep_known(record: &mut Record, by: &Record) -> Result<(), &'static str> {
    let is_refused = |name: &String| by.closed && !by.members.contains_key(name);
    let lost = |(name, member): (&String, &Member)| member.required && is_refused(name);
    if record.members.iter().any(lost) {
        return Err(CONTRADICTION);
    }
    record.members.retain(|name, _| !is_refused(name));
    Ok(())
}

const CONTRADICTION: &str = "its parts contradict each other";
const NO_VALUE: &str = "`enum` or `const` lists no value of the type, or one of another";
