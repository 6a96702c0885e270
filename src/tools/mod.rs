//! [`Tools`]: the tools that a server offers, read from an MCP `tools/list` result, and the check of a call's
//! arguments against them.

use core::fmt;
use std::collections::BTreeMap;

use crate::denial::{Code, Denial, shown};
use crate::jose::json::{self, Bounds, Object, Value};
use crate::limits::Limits;

/// The tools of one server, by name, each with the types of its arguments.
#[derive(Clone, Debug, Default)]
pub struct Tools(BTreeMap<String, Tool>);

#[derive(Clone, Debug)]
pub(crate) struct Tool {
    pub(crate) input: Record,
}

/// An object with known members. Others are refused: what policies can't see must not get through.
pub(crate) type Record = BTreeMap<String, Member>;

#[derive(Clone, Debug)]
pub(crate) struct Member {
    pub(crate) kind: Kind,
    pub(crate) required: bool,
}

/// The types that JSON Schema and Cedar have in common.
#[derive(Clone, Debug)]
pub(crate) enum Kind {
    Bool,
    /// JSON Schema `integer`: 64 bits, exactly.
    Long,
    /// JSON Schema `number`: a decimal with at most four fractional digits.
    Decimal,
    String,
    /// JSON Schema `enum`: of that type, and one of these values.
    OneOf(Box<Kind>, Vec<Value>),
    Set(Box<Kind>),
    Record(Record),
}

impl Tools {
    /// Reads the array `tools` of an MCP `tools/list` result, or the result itself.
    ///
    /// # Errors
    ///
    /// Where JSON Schema says what Cedar can't: `{"oneOf":…}`, `{"type":["string","null"]}`, an array without
    /// `items`. The sentence names the tool and the JSON path.
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
                None => Record::new(),
                Some(Value::Object(schema)) => {
                    read_record(schema, "$", 0).map_err(|sentence| error(name, sentence))?
                }
                Some(_) => return Err(error(name, "`inputSchema` is not an object".to_owned())),
            };
            if tools.insert(name.clone(), Tool { input }).is_some() {
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
        check_record(&input, &self.input, &Path::Root)?;
        Ok(input)
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

fn check_record(input: &Object, declared: &Record, path: &Path<'_>) -> Result<(), Denial> {
    for (name, value) in input {
        let path = Path::Member(path, name);
        match declared.get(name) {
            Some(member) => check_value(value, &member.kind, &path)?,
            None => return Err(path.refuse("is not declared by the tool")),
        }
    }
    match declared
        .iter()
        .find(|(name, member)| member.required && !input.contains_key(*name))
    {
        Some((name, _)) => Err(Path::Member(path, name).refuse("is missing")),
        None => Ok(()),
    }
}

/// Depth is that of the declaration, which is bounded.
fn check_value(value: &Value, kind: &Kind, path: &Path<'_>) -> Result<(), Denial> {
    match (kind, value) {
        (Kind::Bool, Value::Bool(_)) | (Kind::Long, Value::Integer(_)) => Ok(()),
        (Kind::String, Value::String(_)) => Ok(()),
        (Kind::OneOf(kind, values), _) => {
            check_value(value, kind, path)?;
            match values.iter().any(|one| one.is_same(value)) {
                true => Ok(()),
                false => Err(path.refuse("is none of the values that the tool declares")),
            }
        }
        (Kind::Decimal, Value::Integer(_) | Value::Float(_)) => match decimal(value) {
            Some(_) => Ok(()),
            None => Err(path.refuse("has more than four fractional digits, or is too large")),
        },
        (Kind::Set(kind), Value::Array(values)) => values
            .iter()
            .enumerate()
            .try_for_each(|(index, value)| check_value(value, kind, &Path::Element(path, index))),
        (Kind::Record(declared), Value::Object(input)) => check_record(input, declared, path),
        (
            Kind::Bool | Kind::Long | Kind::Decimal | Kind::String | Kind::Set(_) | Kind::Record(_),
            _,
        ) => Err(path.refuse(&format!("is {}, not {}", value.kind(), kind.name()))),
    }
}

/// A number as Cedar's `decimal` spells it: at most four fractional digits, within ±922337203685477.5807.
pub(crate) fn decimal(value: &Value) -> Option<String> {
    match value {
        Value::Integer(whole) => {
            (whole.unsigned_abs() <= 922_337_203_685_477).then(|| format!("{whole}.0"))
        }
        // A double holds eleven digits before the point and four behind it; above that, two numbers would be one
        Value::Float(number) if number.abs() < 1e11 => {
            let text = number.to_string();
            match text.split_once('.') {
                None => Some(format!("{text}.0")),
                Some((_, fraction)) => (fraction.len() <= 4).then_some(text),
            }
        }
        _ => None,
    }
}

impl Kind {
    fn name(&self) -> &'static str {
        match self {
            Self::Bool => "a boolean",
            Self::Long => "an integer of 64 bits",
            Self::Decimal => "a number",
            Self::String => "a string",
            Self::OneOf(kind, _) => kind.name(),
            Self::Set(_) => "an array",
            Self::Record(_) => "an object",
        }
    }
}

fn read_record(schema: &Object, path: &str, depth: usize) -> Result<Record, String> {
    match schema.get("type") {
        None => {}
        Some(Value::String(name)) if name == "object" => {}
        Some(_) => return Err(format!("{path}: not an object")),
    }
    refuse_combinators(schema, path)?;
    let required: Vec<&str> = match schema.get("required") {
        None => Vec::new(),
        Some(Value::Array(names)) => names
            .iter()
            .map(|name| match name {
                Value::String(name) => Ok(name.as_str()),
                _ => Err(format!("{path}: `required` is not an array of strings")),
            })
            .collect::<Result<_, _>>()?,
        Some(_) => return Err(format!("{path}: `required` is not an array of strings")),
    };
    let properties = match schema.get("properties") {
        None => &Object::new(),
        Some(Value::Object(properties)) => properties,
        Some(_) => return Err(format!("{path}: `properties` is not an object")),
    };
    if let Some(name) = required
        .iter()
        .find(|name| !properties.contains_key(**name))
    {
        return Err(format!("{path}: `{name}` is required and not declared"));
    }
    properties
        .iter()
        .map(|(name, schema)| {
            let path = format!("{path}.{name}");
            let member = Member {
                kind: read_kind(schema, &path, depth)?,
                required: required.contains(&name.as_str()),
            };
            Ok((name.clone(), member))
        })
        .collect()
}

fn read_kind(schema: &Value, path: &str, depth: usize) -> Result<Kind, String> {
    let Value::Object(schema) = schema else {
        return Err(format!("{path}: the schema is not an object"));
    };
    if depth >= MAX_DEPTH {
        return Err(format!("{path}: nested deeper than {MAX_DEPTH}"));
    }
    refuse_combinators(schema, path)?;
    let Some(Value::String(name)) = schema.get("type") else {
        return Err(format!("{path}: `type` is not one string"));
    };
    let kind = match name.as_str() {
        "boolean" => Kind::Bool,
        "integer" => Kind::Long,
        "number" => Kind::Decimal,
        "string" => Kind::String,
        "array" => match schema.get("items") {
            Some(items) => {
                let path = format!("{path}[]");
                Kind::Set(Box::new(read_kind(items, &path, depth.saturating_add(1))?))
            }
            None => return Err(format!("{path}: an array without `items`")),
        },
        "object" => Kind::Record(read_record(schema, path, depth.saturating_add(1))?),
        _ => {
            return Err(format!(
                "{path}: the type `{name}` has no counterpart in Cedar"
            ));
        }
    };
    match schema.get("enum") {
        None => Ok(kind),
        Some(Value::Array(values)) => {
            let fits = |value: &Value| check_value(value, &kind, &Path::Root).is_ok();
            match !values.is_empty() && values.iter().all(fits) {
                true => Ok(Kind::OneOf(Box::new(kind), values.clone())),
                false => Err(format!(
                    "{path}: `enum` is empty, or holds another type than `{name}`"
                )),
            }
        }
        Some(_) => Err(format!("{path}: `enum` is not an array")),
    }
}

fn refuse_combinators(schema: &Object, path: &str) -> Result<(), String> {
    const COMBINATORS: [&str; 9] = [
        "$ref",
        "allOf",
        "anyOf",
        "const",
        "else",
        "if",
        "not",
        "oneOf",
        "patternProperties",
    ];
    match COMBINATORS.iter().find(|name| schema.contains_key(**name)) {
        Some(name) => Err(format!("{path}: `{name}` is not supported")),
        None => Ok(()),
    }
}

/// Where in the arguments, as a JSON path: `$.rules[2].port`.
enum Path<'a> {
    Root,
    Member(&'a Path<'a>, &'a str),
    Element(&'a Path<'a>, usize),
}

impl Path<'_> {
    fn refuse(&self, what: &str) -> Denial {
        Denial::new(Code::ArgumentsInvalid, format!("argument `{self}` {what}"))
    }
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Root => f.write_str("$"),
            Self::Member(parent, name) => write!(f, "{parent}.{}", shown(name)),
            Self::Element(parent, index) => write!(f, "{parent}[{index}]"),
        }
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
/// Input schemas nest two or three levels; Cedar's types recurse.
const MAX_DEPTH: usize = 16;
