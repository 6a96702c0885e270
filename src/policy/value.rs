//! stand-in
use super::internal;
use crate::denial::Denial;
use crate::jose::json::{Object, Value};
use crate::tools::{Kind, Record, decimal};
use cedar_policy_core::FromNormalizedStr as _;
use cedar_policy_core::ast::{Name, PartialValue, Value as Cedar};
use cedar_policy_core::extensions::Extensions;
pub(super) fn datetime(text: &str) -> Result<Cedar, Denial> {
    call("datetime", text)
}
fn call(name: &str, text: &str) -> Result<Cedar, Denial> {
    let name = Name::from_normalized_str(name).map_err(internal)?;
    match Extensions::all_available()
        .func(&name)
        .map_err(internal)?
        .call(&[super::context::text(text)])
        .map_err(internal)?
    {
        PartialValue::Value(value) => Ok(value),
        PartialValue::Residual(other) => Err(internal(other)),
    }
}
pub(super) fn record(input: &Object, declared: &Record) -> Result<Cedar, Denial> {
    let members: Vec<(String, Cedar)> = input
        .iter()
        .map(|(name, value)| {
            let member = declared.get(name).ok_or_else(|| internal(name))?;
            Ok((name.clone(), cedar(value, &member.kind)?))
        })
        .collect::<Result<_, Denial>>()?;
    Ok(Cedar::record(members, None))
}
fn cedar(value: &Value, declared: &Kind) -> Result<Cedar, Denial> {
    match (declared, value) {
        (Kind::Bool, Value::Bool(value)) => Ok(Cedar::from(*value)),
        (Kind::Long, Value::Integer(value)) => Ok(Cedar::from(*value)),
        (Kind::Decimal, number) => {
            call("decimal", &decimal(number).ok_or_else(|| internal(number))?)
        }
        (Kind::String, Value::String(text)) => Ok(super::context::text(text)),
        (Kind::OneOf(kind, _), value) => cedar(value, kind),
        (Kind::Set(element), Value::Array(values)) => {
            let values: Vec<_> = values
                .iter()
                .map(|value| cedar(value, element))
                .collect::<Result<_, _>>()?;
            Ok(Cedar::set(values, None))
        }
        (Kind::Record(members), Value::Object(input)) => record(input, members),
        (_, other) => Err(internal(other)),
    }
}

pub(super) fn session(said: &Object, declared: &Record) -> Result<Cedar, Denial> {
    record(said, declared)
}
