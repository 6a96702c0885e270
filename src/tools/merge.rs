//! What two schemas say together of one value: `allOf`, a reference with something beside it, alternatives of a typed value.

use std::collections::BTreeMap;

use super::bound::Bound;
use super::kind::{Alternative, Kind, Member, Others, Record};
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
            (Some(one), Some(other)) => Some(both(one, other).map_err(Conflict::sentence)?),
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

/// Why two types are not one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Conflict {
    /// No value is of both.
    Disjoint,
    /// Some values are of both, or may be, and no type of ours is theirs: lists of texts and lists of numbers have the empty one in common.
    Unsaid,
}

impl Conflict {
    fn sentence(self) -> &'static str {
        match self {
            Self::Disjoint => "its parts contradict each other",
            Self::Unsaid => "its parts have only such values in common as Cedar has no type for",
        }
    }
}

fn both(one: Kind, other: Kind) -> Result<Kind, Conflict> {
    if one == other {
        return Ok(one);
    }
    match (one, other) {
        (Kind::Json, kind) | (kind, Kind::Json) => Ok(kind),
        (Kind::Union(rule, alternatives), kind) | (kind, Kind::Union(rule, alternatives)) => {
            let mut common = Vec::new();
            for Alternative { name, kind: one } in alternatives {
                match both(kind.clone(), one) {
                    Ok(kind) => common.push(Alternative { name, kind }),
                    Err(Conflict::Disjoint) => {}
                    // Left out, policies would not see a value as what a server may read it as
                    Err(Conflict::Unsaid) => return Err(Conflict::Unsaid),
                }
            }
            match common.is_empty() {
                true => Err(Conflict::Disjoint),
                false => Ok(Kind::Union(rule, common)),
            }
        }
        (Kind::Within(of, bounds), kind) | (kind, Kind::Within(of, bounds)) => {
            Ok(within(both(*of, kind)?, bounds))
        }
        (Kind::OneOf(of, values), kind) | (kind, Kind::OneOf(of, values)) => {
            among_listed(both(*of, kind)?, values)
        }
        (Kind::Long, Kind::Decimal) | (Kind::Decimal, Kind::Long) => Ok(Kind::Long),
        (Kind::String, text @ (Kind::DateTime | Kind::Ip(_)))
        | (text @ (Kind::DateTime | Kind::Ip(_)), Kind::String) => Ok(text),
        // Somebody may read a date as an address
        (Kind::DateTime | Kind::Ip(_), Kind::DateTime | Kind::Ip(_)) => Err(Conflict::Unsaid),
        (Kind::Set(one), Kind::Set(other)) => Ok(Kind::Set(Box::new(elements(*one, *other)?))),
        (Kind::Map(one), Kind::Map(other)) => Ok(Kind::Map(Box::new(elements(*one, *other)?))),
        (Kind::Map(of), Kind::Record(record)) | (Kind::Record(record), Kind::Map(of)) => {
            let others = match *of {
                Kind::Json => Others::Any,
                kind => Others::Of(Box::new(kind)),
            };
            let members = BTreeMap::new();
            records(Record { members, others }, record).map(Kind::Record)
        }
        (Kind::Record(one), Kind::Record(other)) => records(one, other).map(Kind::Record),
        _ => Err(Conflict::Disjoint),
    }
}

/// Next to the plain type, so that parts nest no deeper the more there are of them.
fn within(kind: Kind, bounds: Vec<Bound>) -> Kind {
    match kind {
        Kind::Within(of, mut all) => {
            all.extend(bounds);
            Kind::Within(of, all)
        }
        Kind::OneOf(of, values) => Kind::OneOf(Box::new(within(*of, bounds)), values),
        kind => Kind::Within(Box::new(kind), bounds),
    }
}

fn among_listed(kind: Kind, mut values: Vec<Value>) -> Result<Kind, Conflict> {
    let taken = |one: &Value| kind.takes(one);
    // As with alternatives: a server may read it as of this type
    if values.iter().any(|one| !taken(one) && !kind.refuses(one)) {
        return Err(Conflict::Unsaid);
    }
    values.retain(taken);
    match (values.is_empty(), kind) {
        (true, _) => Err(Conflict::Disjoint),
        // Those that are left are in its list too
        (false, Kind::OneOf(of, _)) => Ok(Kind::OneOf(of, values)),
        (false, kind) => Ok(Kind::OneOf(Box::new(kind), values)),
    }
}

/// Where no element is of both types, the value without any still is.
fn elements(one: Kind, other: Kind) -> Result<Kind, Conflict> {
    both(one, other).map_err(|_| Conflict::Unsaid)
}

/// The members of both. What one part declares and another one refuses is in no call.
fn records(mut one: Record, other: Record) -> Result<Record, Conflict> {
    let mut members = BTreeMap::new();
    let mut conflict = None;
    let mut add = |name: String, member: Result<Option<Member>, Conflict>| match member {
        Ok(member) => members.extend(member.map(|member| (name, member))),
        Err(Conflict::Disjoint) => conflict = Some(Conflict::Disjoint),
        Err(Conflict::Unsaid) => {
            conflict.get_or_insert(Conflict::Unsaid);
        }
    };
    for (name, member) in other.members {
        let member = match one.members.remove(&name) {
            Some(known) => both_members(known, member).map(Some),
            None => among(member, &one.others),
        };
        add(name, member);
    }
    for (name, member) in one.members {
        add(name, among(member, &other.others));
    }
    match conflict {
        Some(conflict) => Err(conflict),
        None => Ok(Record {
            members,
            others: both_others(one.others, other.others),
        }),
    }
}

fn both_members(one: Member, other: Member) -> Result<Member, Conflict> {
    let required = one.required || other.required;
    let nullable = one.nullable && other.nullable;
    match both(one.kind, other.kind) {
        Ok(kind) => Ok(Member {
            kind,
            required,
            nullable,
        }),
        Err(Conflict::Disjoint) if required && !nullable => Err(Conflict::Disjoint),
        // Left out, or null, it is of both
        Err(_) => Err(Conflict::Unsaid),
    }
}

/// A member that another part does not declare. `None` where it is in no call.
fn among(member: Member, others: &Others) -> Result<Option<Member>, Conflict> {
    match others {
        Others::Any => Ok(Some(member)),
        Others::Refused if member.required => Err(Conflict::Disjoint),
        Others::Refused => Ok(None),
        Others::Of(_) if member.nullable => Err(Conflict::Unsaid),
        Others::Of(kind) => {
            let other = Member {
                kind: kind.as_ref().clone(),
                required: false,
                nullable: false,
            };
            both_members(member, other).map(Some)
        }
        Others::Unsaid => Err(Conflict::Unsaid),
    }
}

fn both_others(one: Others, other: Others) -> Others {
    match (one, other) {
        (Others::Refused, _) | (_, Others::Refused) => Others::Refused,
        (Others::Any, others) | (others, Others::Any) => others,
        (Others::Of(one), Others::Of(other)) => {
            both(*one, *other).map_or(Others::Unsaid, |kind| Others::Of(Box::new(kind)))
        }
        (Others::Unsaid, _) | (_, Others::Unsaid) => Others::Unsaid,
    }
}

const NO_VALUE: &str = "`enum` or `const` lists no value of the type, or one of another";
