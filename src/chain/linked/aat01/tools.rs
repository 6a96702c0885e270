//! [`Tools`]: what an attenuating agent token grants: tools, and what their arguments may be.

use std::collections::BTreeMap;

use super::constraint::{Constraint, Reading};
use super::value::Plain;
use crate::denial::{Code, Denial, shown};
use crate::jose::json::{Object, Value};

/// Tool by tool, the constraint of each argument. A tool that is not there is not granted; one without constraints is granted
/// with any arguments.
#[derive(Debug, Default)]
pub(crate) struct Tools(BTreeMap<String, Arguments>);

type Arguments = BTreeMap<String, Constraint>;

impl Tools {
    /// The one entry of `authorization_details` that grants tools; `None` where there is none. Entries of other types grant
    /// nothing here (draft-niyikiza-oauth-attenuating-agent-tokens-01, section 3.3).
    pub(super) fn read(details: &Value) -> Result<Option<Self>, Denial> {
        let Value::Array(entries) = details else {
            return Err(malformed("is not an array"));
        };
        let mut granted = None;
        for entry in entries {
            // RFC 9396, section 2: objects, each with a `type`
            let Value::Object(entry) = entry else {
                return Err(malformed("has an entry that is not an object"));
            };
            match entry.get("type") {
                Some(Value::String(kind)) if kind == DETAIL_TYPE => {}
                Some(Value::String(_)) => continue,
                _ => return Err(malformed("has an entry without a `type` that is a string")),
            }
            if granted.is_some() {
                return Err(malformed(&format!(
                    "has two entries of type `{DETAIL_TYPE}`"
                )));
            }
            granted = Some(Self::of_entry(entry)?);
        }
        Ok(granted)
    }

    fn of_entry(entry: &Object) -> Result<Self, Denial> {
        // What another member would restrict must not go unchecked
        if entry
            .keys()
            .any(|name| !matches!(name.as_str(), "type" | "tools"))
        {
            return Err(malformed(&format!(
                "has an entry of type `{DETAIL_TYPE}` with another member than `tools`"
            )));
        }
        let Some(Value::Object(tools)) = entry.get("tools") else {
            return Err(malformed("has an entry without `tools` that is an object"));
        };
        if tools.len() > MAX_TOOLS {
            return Err(malformed(&format!("grants more than {MAX_TOOLS} tools")));
        }
        let tool = |(tool, arguments): (&String, &Value)| {
            check_name(tool)?;
            Ok((tool.clone(), read_arguments(tool, arguments)?))
        };
        tools.iter().map(tool).collect::<Result<_, _>>().map(Self)
    }

    /// Is this tool granted, with whatever arguments?
    pub(crate) fn check(&self, tool: &str) -> Result<(), Denial> {
        self.arguments(tool).map(|_| ())
    }

    /// The tools that are granted, sorted.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// Section 4.5 (I4): no other tool, the same arguments where the parent names any, and every constraint as strict.
    pub(in crate::chain::linked) fn first_beyond(&self, parent: &Self) -> Option<String> {
        self.0.iter().find_map(|(name, child)| {
            let Some(parent) = parent.0.get(name) else {
                return Some(format!("the tool `{}`", shown(name)));
            };
            if parent.is_empty() {
                return None;
            }
            if !child.keys().eq(parent.keys()) {
                return Some(format!("other arguments of the tool `{}`", shown(name)));
            }
            let wider = child
                .iter()
                .zip(parent.values())
                .find(|((_, child), parent)| !child.is_within(parent));
            wider.map(|((argument, _), _)| {
                let (argument, name) = (shown(argument), shown(name));
                format!("more of the argument `{argument}` of the tool `{name}`")
            })
        })
    }

    /// Section 7, step 6b: the tool, every argument that it names and no other, each within its constraint.
    pub(in crate::chain::linked) fn permits(
        &self,
        tool: &str,
        input: &Object,
    ) -> Result<(), Denial> {
        let arguments = self.arguments(tool)?;
        if arguments.is_empty() {
            return Ok(());
        }
        let refused = |argument: &str, why: &str| {
            let argument = shown(argument);
            Err(Denial::new(
                Code::AuthorityInsufficient,
                format!("the argument `{argument}` {why}"),
            ))
        };
        if let Some(other) = input.keys().find(|name| !arguments.contains_key(*name)) {
            return refused(other, "is none that the token grants");
        }
        for (argument, constraint) in arguments {
            match input.get(argument).map(Plain::read) {
                Some(Some(value)) if constraint.permits(&value) => {}
                Some(_) => return refused(argument, "is not what the token grants"),
                None => return refused(argument, "is missing, and the token has it constrained"),
            }
        }
        Ok(())
    }

    fn arguments(&self, tool: &str) -> Result<&Arguments, Denial> {
        self.0.get(tool).ok_or_else(|| {
            Denial::new(
                Code::AuthorityInsufficient,
                format!("the token does not grant the tool `{}`", shown(tool)),
            )
        })
    }
}

fn read_arguments(tool: &str, arguments: &Value) -> Result<Arguments, Denial> {
    let Value::Object(arguments) = arguments else {
        let tool = shown(tool);
        return Err(malformed(&format!(
            "has constraints of `{tool}` that are not an object"
        )));
    };
    let mut reading = Reading::new();
    let argument = |(name, constraint): (&String, &Value)| {
        check_name(name)?;
        let constraint = reading.constraint(constraint).map_err(|why| {
            let (tool, name) = (shown(tool), shown(name));
            malformed(&format!(
                "has a constraint of `{name}` of the tool `{tool}` that {why}"
            ))
        })?;
        Ok((name.clone(), constraint))
    };
    arguments.iter().map(argument).collect()
}

fn check_name(name: &str) -> Result<(), Denial> {
    match name.is_empty() || name.len() > MAX_NAME_BYTES {
        true => Err(malformed(&format!(
            "has the name of a tool or an argument that has not 1 to {MAX_NAME_BYTES} bytes"
        ))),
        false => Ok(()),
    }
}

fn malformed(why: &str) -> Denial {
    Denial::new(
        Code::DetailsMalformed,
        format!("`authorization_details` {why}"),
    )
}

/// Section 3.3.
pub(crate) const DETAIL_TYPE: &str = "attenuating_agent_token";
/// Bounds on what is compared at every step of a chain.
const MAX_TOOLS: usize = 256;
const MAX_NAME_BYTES: usize = 256;
