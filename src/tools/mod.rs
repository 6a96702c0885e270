//! [`Tools`]: the tools that a server offers, read from an MCP `tools/list` result, and the check of a call's
//! arguments against them.

mod annotations;
mod bound;
mod check;
mod kind;
mod merge;
mod reference;
mod schema;
mod text;
mod union;

use core::fmt;
use std::collections::BTreeMap;

pub(crate) use annotations::Annotations;
pub(crate) use check::check;
#[cfg(feature = "cedar")]
pub(crate) use kind::{Ip, Member, Others};
pub(crate) use kind::{Kind, Record};
#[cfg(feature = "cedar")]
pub(crate) use text::{date_time, decimal};

use crate::denial::{Code, Denial, shown};
use crate::jose::json::{self, Bounds, Object, Value};
use crate::limits::Limits;

/// The tools of one server, by name, each with the types of its arguments.
#[derive(Clone, Debug, Default)]
pub struct Tools(BTreeMap<String, Tool>);

#[derive(Clone, Debug)]
pub(crate) struct Tool {
    pub(crate) input: Record,
    #[cfg_attr(
        not(any(feature = "cedar", test)),
        expect(
            dead_code,
            reason = "without policies it is read for its mistakes alone"
        )
    )]
    annotations: Annotations,
}

impl Tools {
    /// Reads the array `tools` of an MCP `tools/list` result, or the result itself.
    ///
    /// # Errors
    ///
    /// Where JSON Schema says what Cedar can't: `patternProperties`, `if`, a reference into another document. The sentence
    /// names the tool and the JSON path.
    pub fn parse(text: &str) -> Result<Self, ToolsError> {
        let error = |tool: &str, sentence: String| ToolsError {
            tool: tool.to_owned(),
            sentence,
        };
        let value = json::parse(text.as_bytes(), Bounds::CONFIGURATION)
            .map_err(|_| error("", "not JSON without repeated members".to_owned()))?;
        let list = match value {
            Value::Array(list) => list,
            Value::Object(mut result) => match result.remove("tools") {
                Some(Value::Array(list)) => list,
                _ => return Err(error("", "no array `tools`".to_owned())),
            },
            _ => return Err(error("", "not an array of tools".to_owned())),
        };
        let mut tools = BTreeMap::new();
        for tool in &list {
            let Value::Object(tool) = tool else {
                return Err(error("", "a tool is not an object".to_owned()));
            };
            let Some(Value::String(name)) = tool.get("name") else {
                return Err(error("", "a tool has no `name`".to_owned()));
            };
            if name.is_empty() || name.len() > MAX_NAME_BYTES {
                return Err(error(
                    name,
                    format!("a name has 1 to {MAX_NAME_BYTES} bytes"),
                ));
            }
            let input = match tool.get("inputSchema") {
                None => Record::default(),
                Some(Value::Object(schema)) => {
                    schema::read_input(schema).map_err(|sentence| error(name, sentence))?
                }
                Some(_) => return Err(error(name, "`inputSchema` is not an object".to_owned())),
            };
            let annotations = Annotations::read(tool).map_err(|sentence| error(name, sentence))?;
            let tool = Tool { input, annotations };
            if tools.insert(name.clone(), tool).is_some() {
                return Err(error(name, "two tools have this name".to_owned()));
            }
        }
        Ok(Self(tools))
    }

    /// The names, sorted.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    #[cfg(feature = "cedar")]
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &Tool)> {
        self.0.iter().map(|(name, tool)| (name.as_str(), tool))
    }

    /// The tool of this name.
    pub(crate) fn named(&self, name: &str) -> Result<&Tool, Denial> {
        self.0.get(name).ok_or_else(|| {
            Denial::new(
                Code::ToolUnknown,
                format!("there is no tool `{}`", shown(name)),
            )
        })
    }
}

impl Tool {
    /// The arguments of a call: JSON text that must be what the tool declares.
    pub(crate) fn read_input(&self, input: &str, limits: &Limits) -> Result<Object, Denial> {
        let input = parse_object(input, limits)?;
        check(&input, &self.input)
            .map_err(|fault| Denial::new(Code::ArgumentsInvalid, format!("argument {fault}")))?;
        Ok(input)
    }

    /// What its server says of its ways.
    #[cfg(any(feature = "cedar", test))]
    pub(crate) fn annotations(&self) -> &Annotations {
        &self.annotations
    }
}

/// The text of an object, whatever it holds.
pub(crate) fn parse_object(input: &str, limits: &Limits) -> Result<Object, Denial> {
    if input.len() > limits.input_bytes {
        return Err(Denial::new(
            Code::InputTooLarge,
            format!("the arguments have more than {} bytes", limits.input_bytes),
        ));
    }
    match json::parse(input.as_bytes(), Bounds::from(limits)) {
        Ok(Value::Object(input)) => Ok(input),
        Ok(other) => Err(Denial::new(
            Code::InputInvalid,
            format!("the arguments are {}, not an object", other.kind()),
        )),
        Err(fault) => Err(match fault {
            json::Fault::Syntax => Denial::new(Code::InputInvalid, "the arguments are not JSON"),
            json::Fault::DuplicateMember => {
                Denial::new(Code::InputInvalid, "the arguments name a member twice")
            }
            json::Fault::TooDeep => {
                Denial::new(Code::InputTooLarge, "the arguments are nested too deep")
            }
            json::Fault::TooLarge => {
                Denial::new(Code::InputTooLarge, "the arguments have too many members")
            }
        }),
    }
}

/// What is wrong with a list of tools, and in which one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToolsError {
    tool: String,
    sentence: String,
}

impl fmt::Display for ToolsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.tool.as_str() {
            "" => f.write_str(&self.sentence),
            tool => write!(f, "tool `{tool}`: {}", self.sentence),
        }
    }
}

impl core::error::Error for ToolsError {}

/// MCP recommends at most 128 characters.
const MAX_NAME_BYTES: usize = 512;

#[cfg(test)]
pub(crate) mod tests;
