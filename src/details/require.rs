//! [`RequiredDetail`]: a detail that a tool asks for, part of it taken from the arguments of the call.

use std::collections::BTreeMap;

use super::Details;
use super::member::{Bound, Member, Members};
use super::relation::{DetailRelation, DetailType, LOCATIONS, TYPE};
use crate::config::Problem;
use crate::denial::{Code, Denial, shown};
use crate::jose::json::{self, Bounds, Object, Value};
use crate::tools::{Kind, Tool, Tools};

/// A detail that a call needs, as a token would have it. It has to have every member that the token's entry has: one that it
/// leaves out would be one that it does not restrict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequiredDetail {
    kind: String,
    members: BTreeMap<String, Asked>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Asked {
    Json(String),
    Argument(String),
}

impl RequiredDetail {
    /// Of this type, which [`GateBuilder::detail_type`](crate::GateBuilder::detail_type) registers.
    pub fn new(kind: impl Into<String>) -> Self {
        Self {
            kind: kind.into(),
            members: BTreeMap::new(),
        }
    }

    /// A member with a value, as JSON text without `$argument`.
    #[must_use]
    pub fn member(mut self, name: impl Into<String>, json: impl Into<String>) -> Self {
        self.members.insert(name.into(), Asked::Json(json.into()));
        self
    }

    /// A member with the value of an argument of the call, a property of the tool's input. A string that stands alone is a set
    /// of one. A call without the argument is denied.
    #[must_use]
    pub fn argument(mut self, name: impl Into<String>, argument: impl Into<String>) -> Self {
        self.members
            .insert(name.into(), Asked::Argument(argument.into()));
        self
    }

    /// `None` where there is a mistake of the operator's.
    fn read(
        &self,
        path: &str,
        tool: &Tool,
        types: &BTreeMap<String, DetailType>,
        problems: &mut Vec<Problem>,
    ) -> Option<Requirement> {
        let Some(of) = types.get(&self.kind) else {
            problems.push(Problem::new(
                format!("{path}.{TYPE}"),
                "no type of this name is registered in `authorizationDetails.types`",
            ));
            return None;
        };
        let before = problems.len();
        let mut members = BTreeMap::new();
        for (name, asked) in &self.members {
            match read_member(name, asked, of, tool) {
                Ok(needed) => {
                    members.insert(name.clone(), needed);
                }
                Err(sentence) => problems.push(Problem::new(format!("{path}.{name}"), sentence)),
            }
        }
        (problems.len() == before).then(|| Requirement {
            kind: self.kind.clone(),
            members,
        })
    }
}

fn read_member(name: &str, asked: &Asked, of: &DetailType, tool: &Tool) -> Result<Needed, String> {
    if name == LOCATIONS && of.has_places() {
        return Err("they are compared with what this gate is called".to_owned());
    }
    let relation = of
        .relation(name)
        .filter(|_| name != TYPE)
        .ok_or("the type has no member of this name")?;
    if relation == DetailRelation::Informative {
        return Err("nothing is compared with it".to_owned());
    }
    let restricting = of.is_restricting(name);
    match asked {
        Asked::Json(text) => {
            let value = json::parse(text.as_bytes(), Bounds::CONFIGURATION)
                .map_err(|_| "not JSON without repeated members")?;
            if names_argument(&value) {
                return Err(
                    "`$argument` stands for a whole member, and not inside of one".to_owned(),
                );
            }
            let bound = Bound::read(relation, &value).map_err(|kind| format!("not {kind}"))?;
            Ok(Needed::Fixed(Member { bound, restricting }))
        }
        Asked::Argument(argument) => match tool.input.get(argument) {
            None => Err(format!("the tool declares no argument `{argument}`")),
            Some(declared) if !suits(relation, &declared.kind) => Err(format!(
                "the argument `{argument}` is of a type that is not compared in this way"
            )),
            Some(_) => Ok(Needed::Argument {
                name: argument.clone(),
                relation,
                restricting,
            }),
        },
    }
}

/// Is there `$argument` anywhere inside? It would be compared as it stands there. JSON depth has bounded it already.
fn names_argument(value: &Value) -> bool {
    match value {
        Value::Object(members) => members
            .iter()
            .any(|(name, member)| name == ARGUMENT || names_argument(member)),
        Value::Array(entries) => entries.iter().any(names_argument),
        Value::Null
        | Value::Bool(_)
        | Value::Integer(_)
        | Value::Beyond(_)
        | Value::Float(_)
        | Value::String(_) => false,
    }
}

fn suits(relation: DetailRelation, kind: &Kind) -> bool {
    use DetailRelation::{AtLeast, AtMost, Equal, Informative, Subset, Superset};
    match (relation, kind.plain()) {
        (Equal, _)
        | (Subset | Superset, Kind::String)
        | (AtMost | AtLeast, Kind::Long | Kind::Decimal) => true,
        (Subset | Superset, Kind::Set(of)) => matches!(of.plain(), Kind::String),
        (Subset | Superset | AtMost | AtLeast | Informative, _) => false,
    }
}

/// What the tools of a gate require, by tool, with every mistake of the operator in types and requirements.
pub(crate) fn read_required(
    types: &BTreeMap<String, DetailType>,
    required: &BTreeMap<String, Vec<RequiredDetail>>,
    tools: &Tools,
    problems: &mut Vec<Problem>,
) -> BTreeMap<String, Vec<Requirement>> {
    for (name, detail) in types {
        problems.append(&mut detail.mistakes(name));
    }
    let mut read = BTreeMap::new();
    for (name, details) in required {
        let path = format!("requiredDetails.{name}");
        let Ok(tool) = tools.named(name) else {
            problems.push(Problem::new(path, "there is no tool of this name"));
            continue;
        };
        if details.is_empty() {
            problems.push(Problem::new(path.as_str(), "it asks for nothing"));
        }
        let details = details.iter().enumerate().filter_map(|(index, detail)| {
            detail.read(&format!("{path}[{index}]"), tool, types, problems)
        });
        read.insert(name.clone(), details.collect());
    }
    read
}

/// A required detail, read: its type is registered, and its members are of it.
#[derive(Clone, Debug)]
pub(crate) struct Requirement {
    kind: String,
    members: BTreeMap<String, Needed>,
}

#[derive(Clone, Debug)]
enum Needed {
    Fixed(Member),
    Argument {
        name: String,
        relation: DetailRelation,
        restricting: bool,
    },
}

impl Requirement {
    /// Is it covered, for a call with these arguments?
    pub(super) fn check(&self, details: &Details, input: &Object) -> Result<(), Denial> {
        let call = self.members.iter().map(|(name, needed)| {
            let member = needed.of_call(input).map_err(|sentence| {
                insufficient(format!(
                    "`{}` of the `{}` detail that the tool requires can't be told: {sentence}",
                    shown(name),
                    shown(&self.kind)
                ))
            })?;
            Ok((name.clone(), member))
        });
        let call = Members(call.collect::<Result<_, Denial>>()?);
        details.check_call(&self.kind, &call).map_err(|beyond| {
            insufficient(format!(
                "the tool requires {beyond} for these arguments, which was not granted"
            ))
        })
    }
}

impl Needed {
    fn of_call(&self, input: &Object) -> Result<Member, String> {
        match self {
            Self::Fixed(member) => Ok(member.clone()),
            Self::Argument {
                name,
                relation,
                restricting,
            } => {
                // To the tool an argument that is absent may mean anything, so nothing covers it
                let value: &Value = input
                    .get(name)
                    .ok_or_else(|| format!("the call has no argument `{}`", shown(name)))?;
                let bound = Bound::read_argument(*relation, value).map_err(|expected| {
                    format!("the argument `{}` is not {expected}", shown(name))
                })?;
                Ok(Member {
                    bound,
                    restricting: *restricting,
                })
            }
        }
    }
}

fn insufficient(sentence: String) -> Denial {
    Denial::new(Code::AuthorityInsufficient, sentence)
}

/// In the configuration document it names an argument.
pub(crate) const ARGUMENT: &str = "$argument";
