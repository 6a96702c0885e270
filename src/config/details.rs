//! `authorization_details` in the configuration document: the types, and what tools require of them.

use std::collections::BTreeMap;

use serde_json::Value;

use super::Problem;
use crate::details::{ARGUMENT, DetailType, RequiredDetail};
use crate::document::named_objects;
use crate::gate::GateBuilder;

#[derive(Clone, Debug, serde::Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct DetailsConfig {
    #[serde(deserialize_with = "named_objects")]
    types: BTreeMap<String, DetailType>,
}

/// An entry as a token would have it, with `{ "$argument": "…" }` in place of a value.
pub(super) type RequiredConfig = BTreeMap<String, Value>;

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
                None => detail.member(name, value.to_string()),
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
    let members = value.as_object()?;
    let name = members.get(ARGUMENT)?;
    Some(name.as_str().filter(|_| members.len() == 1))
}
