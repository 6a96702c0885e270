//! Values of a request's context, made natively.

use std::collections::BTreeMap;

use cedar_policy_core::ast::{EntityUID, Value};
use smol_str::SmolStr;

/// The members of a record.
pub(super) type Attributes = BTreeMap<SmolStr, Value>;

pub(super) fn text(text: &str) -> Value {
    Value::from(SmolStr::new(text))
}

pub(super) fn texts<'a>(texts: impl IntoIterator<Item = &'a str>) -> Value {
    Value::set(texts.into_iter().map(text), None)
}

pub(super) fn entities(uids: impl IntoIterator<Item = EntityUID>) -> Value {
    Value::set(uids.into_iter().map(Value::from), None)
}

/// What is not said is not there.
pub(super) fn record<const N: usize>(members: [(&'static str, Option<Value>); N]) -> Value {
    let said = members.into_iter();
    Value::record(
        said.filter_map(|(name, value)| Some((SmolStr::new_static(name), value?))),
        None,
    )
}
