//! Arguments to Cedar values, one by one, by the types that the tool declares (never through Cedar's JSON reader, for
//! which `{"__entity": …}` is a reference and not a string).

use std::sync::LazyLock;

use cedar_policy_core::ast::{
    Eid, EntityUID, ExtensionFunction, Name, PartialValue, Value as Cedar,
};
use cedar_policy_core::extensions::Extensions;

use super::internal;
use super::session::EntityTypes;
use super::types::{KEY, VALUE};
use crate::denial::Denial;
use crate::jose::jcs;
use crate::jose::json::{Object, Value};
use crate::tools::{Kind, Record, date_time, decimal};

/// What was checked against `declared` already: a mismatch here is a fault of ours. `entities` are the types of those that it names.
pub(super) fn record(
    input: &Object,
    declared: &Record,
    entities: &EntityTypes,
) -> Result<Cedar, Denial> {
    let mut members = Vec::with_capacity(input.len());
    for (name, value) in input {
        let member = declared.get(name).ok_or_else(|| internal(()))?;
        // What policies would see of null is nothing
        if *value != Value::Null || member.kind == Kind::Json {
            members.push((name.as_str(), cedar(value, &member.kind, entities)?));
        }
    }
    Ok(Cedar::record(members, None))
}

/// A date and time as Cedar's `datetime` spells it.
pub(super) fn datetime(text: &str) -> Result<Cedar, Denial> {
    DATETIME.call(text)
}

fn cedar(value: &Value, declared: &Kind, entities: &EntityTypes) -> Result<Cedar, Denial> {
    match (declared, value) {
        (Kind::Bool, Value::Bool(value)) => Ok(Cedar::from(*value)),
        (Kind::Long, Value::Integer(value)) => Ok(Cedar::from(*value)),
        (Kind::Decimal, number) => DECIMAL.call(&decimal(number).ok_or_else(|| internal(()))?),
        (Kind::String, Value::String(text)) => Ok(Cedar::from(text.as_str())),
        (Kind::DateTime, Value::String(text)) => {
            datetime(&date_time(text).ok_or_else(|| internal(()))?)
        }
        (Kind::Ip(_), Value::String(text)) => IP.call(text),
        (Kind::OneOf(kind, _) | Kind::Within(kind, _), value) => cedar(value, kind, entities),
        (Kind::Set(element), Value::Array(values)) => {
            let values: Vec<Cedar> = values
                .iter()
                .map(|value| cedar(value, element, entities))
                .collect::<Result<_, _>>()?;
            Ok(Cedar::set(values, None))
        }
        (Kind::Record(members), Value::Object(input)) => record(input, members, entities),
        (Kind::Map(kind), Value::Object(input)) => {
            let pairs: Vec<Cedar> = input
                .iter()
                .map(|(name, value)| {
                    let pair = [
                        (KEY, Cedar::from(name.as_str())),
                        (VALUE, cedar(value, kind, entities)?),
                    ];
                    Ok(Cedar::record(pair, None))
                })
                .collect::<Result<_, Denial>>()?;
            Ok(Cedar::set(pairs, None))
        }
        // The host's schema names the type, and whoever speaks for the host the id alone
        (Kind::Entity(name), Value::String(id)) => {
            let kind = entities.get(name).ok_or_else(|| internal(()))?.clone();
            let uid = EntityUID::from_components(kind, Eid::new(id.as_str()), None);
            Ok(Cedar::from(uid))
        }
        (Kind::Json, value) => jcs::canonical(value)
            .map(Cedar::from)
            .ok_or_else(|| internal(())),
        (Kind::Union(_, alternatives), value) => {
            let matching: Vec<(&str, Cedar)> = alternatives
                .iter()
                .filter(|one| one.kind.takes(value))
                .map(|one| Ok((one.name.as_str(), cedar(value, &one.kind, entities)?)))
                .collect::<Result<_, Denial>>()?;
            Ok(Cedar::record(matching, None))
        }
        (
            Kind::Bool
            | Kind::Long
            | Kind::String
            | Kind::DateTime
            | Kind::Ip(_)
            | Kind::Set(_)
            | Kind::Record(_)
            | Kind::Map(_)
            | Kind::Entity(_),
            _,
        ) => Err(internal(())),
    }
}

/// A function of Cedar's that makes a value of a text. Its name is read once: that took longer than the call.
struct Constructor(LazyLock<Option<&'static ExtensionFunction>>);

static DATETIME: Constructor = Constructor(LazyLock::new(|| constructor("datetime")));
static DECIMAL: Constructor = Constructor(LazyLock::new(|| constructor("decimal")));
static IP: Constructor = Constructor(LazyLock::new(|| constructor("ip")));

fn constructor(name: &str) -> Option<&'static ExtensionFunction> {
    let name: Name = name.parse().ok()?;
    Extensions::all_available().func(&name).ok()
}

impl Constructor {
    fn call(&self, text: &str) -> Result<Cedar, Denial> {
        let function = self.0.as_ref().ok_or_else(|| internal(()))?;
        match function.call(&[Cedar::from(text)]) {
            Ok(PartialValue::Value(value)) => Ok(value),
            Ok(PartialValue::Residual(_)) | Err(_) => Err(internal(())),
        }
    }
}
