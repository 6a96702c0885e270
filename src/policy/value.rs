//! Arguments to Cedar values, one by one, by the types that the tool declares (never through Cedar's JSON reader, for
//! which `{"__entity": …}` is a reference and not a string).

use cedar_policy::RestrictedExpression;

use super::internal;
use crate::denial::Denial;
use crate::jose::json::{Object, Value};
use crate::tools::{Kind, Record, decimal};

/// The arguments were checked against `declared` already; a mismatch here is a fault of ours.
pub(super) fn record(input: &Object, declared: &Record) -> Result<RestrictedExpression, Denial> {
    let members: Vec<(String, RestrictedExpression)> = input
        .iter()
        .map(|(name, value)| {
            let member = declared.get(name).ok_or_else(|| internal(name))?;
            Ok((name.clone(), cedar(value, &member.kind)?))
        })
        .collect::<Result<_, Denial>>()?;
    RestrictedExpression::new_record(members).map_err(internal)
}

fn cedar(value: &Value, declared: &Kind) -> Result<RestrictedExpression, Denial> {
    match (declared, value) {
        (Kind::Bool, Value::Bool(value)) => Ok(RestrictedExpression::new_bool(*value)),
        (Kind::Long, Value::Integer(value)) => Ok(RestrictedExpression::new_long(*value)),
        (Kind::Decimal, number) => decimal(number)
            .map(RestrictedExpression::new_decimal)
            .ok_or_else(|| internal(number)),
        (Kind::String, Value::String(text)) => Ok(RestrictedExpression::new_string(text.clone())),
        (Kind::OneOf(kind, _), value) => cedar(value, kind),
        (Kind::Set(element), Value::Array(values)) => {
            let values: Vec<_> = values
                .iter()
                .map(|value| cedar(value, element))
                .collect::<Result<_, _>>()?;
            Ok(RestrictedExpression::new_set(values))
        }
        (Kind::Record(members), Value::Object(input)) => record(input, members),
        (Kind::Bool | Kind::Long | Kind::String | Kind::Set(_) | Kind::Record(_), other) => {
            Err(internal(other))
        }
    }
}
