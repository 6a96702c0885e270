//! `authorization_details` in the configuration document: the types, and what tools require of them.

use std::collections::BTreeMap;

use super::Problem;
use crate::details::{ARGUMENT, DetailType, RequiredDetail};
use crate::gate::GateBuilder;
use crate::jose::json::{Object, Value};

#[derive(Clone, Debug, serde::Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct DetailsConfig {
    types: BTreeMap<String, DetailType>,
}

/// An entry as a token would have it, with `{ "$argument": "…" }` in place of a value.
pub(super) type RequiredConfig = Object;

impl DetailsConfig {
    pub(super) fn register(self, builder: GateBuilder) -> GateBuilder {
        let types = self.types.into_iter();
        types.fold(builder, |builder, (name, detail)| {
            builder.detail_type(name, detail)
        })
    }
}

pub(super) fn read(
    entries: Vec<RequiredConfig>,
    path: &str,
    problems: &mut Vec<Problem>,
) -> Vec<RequiredDetail> {
    let mut details = Vec::new();
    for (index, mut entry) in entries.into_iter().enumerate() {
        let path = |member: &str| format!("{path}[{index}].{member}");
        let Some(Value::String(kind)) = entry.remove("type") else {
            problems.push(Problem::new(path("type"), "not a string"));
            continue;
        };
        let members = entry.into_iter();
        details.push(members.fold(
            RequiredDetail::new(kind),
            |detail, (name, value)| match argument(&value) {
                None => detail.member(name, value.to_text()),
                Some(Some(argument)) => detail.argument(name, argument),
                Some(None) => {
                    problems.push(Problem::new(
                        path(&name),
                        "`$argument` stands alone, and names an argument of the tool",
                    ));
                    detail
                }
            },
        ));
    }
    details
}

/// The argument's name, in an object that has `$argument`.
fn argument(value: &Value) -> Option<Option<&str>> {
    let Value::Object(members) = value else {
        return None;
    };
    match members.get(ARGUMENT)? {
        Value::String(name) if members.len() == 1 => Some(Some(name)),
        _ => Some(None),
    }
}
