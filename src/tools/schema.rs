//! JSON Schema to types: the keywords that say what policies will see. Keywords that only narrow what a server takes
//! (`pattern`, `multipleOf`, other formats) are the server's to check.

use std::collections::BTreeMap;

use super::bound::Bounds;
use super::kind::{Alternative, Ip, Kind, Member, Others, Record, Rule};
use super::merge::Type;
use super::union::{choice, union};
use crate::jose::json::{Object, Value};

/// The arguments that an `inputSchema` declares.
pub(super) fn read_input(schema: &Object) -> Result<Record, String> {
    let mut reader = Reader {
        root: schema,
        open: Vec::new(),
        schemas: 0,
        merged: 0,
    };
    let read = reader.read_object(schema, "$", 0)?;
    let record = match read.kind {
        // What says nothing of its members has none
        Some(Kind::Map(_) | Kind::Json) => Record::default(),
        Some(Kind::Record(record)) => record,
        Some(Kind::Union(..)) => {
            return Err(
                "$: the arguments as a whole are several types: they have to be one object"
                    .to_owned(),
            );
        }
        _ => return Err("$: not an object".to_owned()),
    };
    match record.levels() > MAX_LEVELS {
        true => Err(format!("$: nested deeper than {MAX_LEVELS}")),
        false => Ok(record),
    }
}

/// Unions in unions multiply, and nest: looked at before the next ones do.
fn readable(read: Type, path: &str) -> Result<Type, String> {
    let kind = read.kind.as_ref();
    // The arguments as a whole, which are read here too, are no level
    if kind.map_or(0, Kind::levels) > MAX_LEVELS.saturating_add(1) {
        return Err(format!("{path}: nested deeper than {MAX_LEVELS}"));
    }
    match kind.map_or(0, Kind::readings) > MAX_READINGS {
        true => Err(format!(
            "{path}: unions in unions, by which one value may be read in more than {MAX_READINGS} ways"
        )),
        false => Ok(read),
    }
}

pub(super) struct Reader<'s> {
    pub(super) root: &'s Object,
    /// The references that are being followed.
    pub(super) open: Vec<&'s str>,
    /// How many were read, those behind a reference each time that it is followed.
    schemas: usize,
    /// How many types were compared, so that parts say together what each says.
    merged: usize,
}

impl<'s> Reader<'s> {
    pub(super) fn read(
        &mut self,
        schema: &'s Value,
        path: &str,
        depth: usize,
    ) -> Result<Type, String> {
        match schema {
            Value::Bool(true) => Ok(Type::ANY),
            Value::Bool(false) => Err(format!("{path}: the schema `false` takes no value")),
            Value::Object(schema) => self.read_object(schema, path, depth),
            _ => Err(format!("{path}: the schema is not an object")),
        }
    }

    fn read_object(
        &mut self,
        schema: &'s Object,
        path: &str,
        depth: usize,
    ) -> Result<Type, String> {
        self.schemas = self.schemas.saturating_add(1);
        if self.schemas > MAX_SCHEMAS {
            return Err(format!(
                "{path}: more than {MAX_SCHEMAS} schemas, with those that references repeat"
            ));
        }
        if depth >= MAX_DEPTH {
            return Err(format!("{path}: nested deeper than {MAX_DEPTH}"));
        }
        if let Some(name) = UNTYPED.iter().find(|name| schema.contains_key(**name)) {
            return Err(format!("{path}: `{name}` has no counterpart in Cedar"));
        }
        let at = |what: &'static str| format!("{path}: {what}");
        let depth = depth.saturating_add(1);
        let mut read = self.read_typed(schema, path, depth)?;
        if let Some(reference) = schema.get("$ref") {
            let referred = self.follow(reference, path, depth)?;
            read = self.merge(read, referred, path)?;
        }
        for part in list(schema, "allOf", path)? {
            let part = self.read(part, path, depth)?;
            read = self.merge(read, part, path)?;
        }
        for (name, rule) in [("anyOf", Rule::Any), ("oneOf", Rule::One)] {
            let alternatives = list(schema, name, path)?;
            if !alternatives.is_empty() {
                let union = self.read_union(alternatives, rule, path, depth)?;
                read = self.merge(read, readable(union, path)?, path)?;
            }
        }
        match (schema.get("enum"), schema.get("const")) {
            (None, None) => {}
            (Some(Value::Array(values)), None) => read = read.listed(values).map_err(at)?,
            (None, Some(value)) => {
                read = read.listed(core::slice::from_ref(value)).map_err(at)?;
            }
            (Some(Value::Array(values)), Some(value)) => {
                let values = values.iter().filter(|one| one.is_same(value)).cloned();
                read = read.listed(&values.collect::<Vec<_>>()).map_err(at)?;
            }
            (Some(_), _) => return Err(format!("{path}: `enum` is not an array")),
        }
        let bounds = Bounds::read(schema).map_err(|sentence| format!("{path}: {sentence}"))?;
        read.kind = read.kind.map(|kind| bounds.of(kind));
        readable(read, path)
    }

    /// Each type of one is compared with each of the other at most: looked at before, as references and parts repeat that.
    fn merge(&mut self, one: Type, other: Type, path: &str) -> Result<Type, String> {
        let size = |read: &Type| read.kind.as_ref().map_or(0, Kind::size);
        let work = size(&one).saturating_mul(size(&other));
        self.merged = self.merged.saturating_add(work);
        if self.merged > MAX_MERGED {
            return Err(format!(
                "{path}: its parts, and those of other schemas of the tool, are too large to be taken together"
            ));
        }
        let both = one.and(other).map_err(|what| format!("{path}: {what}"))?;
        readable(both, path)
    }

    /// What `type` and its companions say.
    fn read_typed(&mut self, schema: &'s Object, path: &str, depth: usize) -> Result<Type, String> {
        let openapi_nullable = match schema.get("nullable") {
            None => false,
            Some(Value::Bool(nullable)) => *nullable,
            Some(_) => return Err(format!("{path}: `nullable` is not a boolean")),
        };
        let names: Vec<&str> = match schema.get("type") {
            Some(Value::String(name)) => vec![name],
            Some(Value::Array(names)) if !names.is_empty() => names
                .iter()
                .map(|name| match name {
                    Value::String(name) => Ok(name.as_str()),
                    _ => Err(format!("{path}: `type` holds something else than strings")),
                })
                .collect::<Result<_, _>>()?,
            Some(_) => return Err(format!("{path}: `type` is no string, and no list of them")),
            None if schema.contains_key("properties")
                || schema.contains_key("additionalProperties") =>
            {
                vec!["object"]
            }
            None if schema.contains_key("items") => vec!["array"],
            None => return Ok(Type::ANY),
        };
        let mut alternatives = Vec::new();
        for (index, name) in names
            .iter()
            .enumerate()
            .filter(|(_, name)| **name != "null")
        {
            alternatives.push(Alternative {
                name: choice(index),
                kind: self.read_named(name, schema, path, depth)?,
            });
        }
        let nullable = openapi_nullable || names.contains(&"null");
        Ok(union(alternatives, Rule::Any, nullable))
    }

    fn read_named(
        &mut self,
        name: &str,
        schema: &'s Object,
        path: &str,
        depth: usize,
    ) -> Result<Kind, String> {
        match name {
            "boolean" => Ok(Kind::Bool),
            "integer" => Ok(Kind::Long),
            "number" => Ok(Kind::Decimal),
            "string" => match schema.get("format") {
                Some(Value::String(format)) => Ok(match format.as_str() {
                    "date-time" => Kind::DateTime,
                    "ipv4" => Kind::Ip(Ip::V4),
                    "ipv6" => Kind::Ip(Ip::V6),
                    _ => Kind::String,
                }),
                None => Ok(Kind::String),
                Some(_) => Err(format!("{path}: `format` is not a string")),
            },
            "array" => match schema.get("items") {
                None => Ok(Kind::Set(Box::new(Kind::Json))),
                Some(Value::Array(_)) => Err(format!(
                    "{path}: `items` is a list, and Cedar has no tuples"
                )),
                Some(items) => {
                    let path = format!("{path}[]");
                    Ok(Kind::Set(Box::new(self.read_element(items, &path, depth)?)))
                }
            },
            "object" => self.read_members(schema, path, depth),
            _ => Err(format!(
                "{path}: the type `{name}` is not one of JSON Schema"
            )),
        }
    }

    /// Null among elements is refused in each call, so what can only be null is none of them.
    fn read_element(
        &mut self,
        schema: &'s Value,
        path: &str,
        depth: usize,
    ) -> Result<Kind, String> {
        let read = self.read(schema, path, depth)?;
        read.kind.ok_or_else(|| only_null(path))
    }

    fn read_members(
        &mut self,
        schema: &'s Object,
        path: &str,
        depth: usize,
    ) -> Result<Kind, String> {
        let not_strings = || format!("{path}: `required` is not an array of strings");
        let required: Vec<&str> = match schema.get("required") {
            None => Vec::new(),
            Some(Value::Array(names)) => names
                .iter()
                .map(|name| match name {
                    Value::String(name) => Ok(name.as_str()),
                    _ => Err(not_strings()),
                })
                .collect::<Result<_, _>>()?,
            Some(_) => return Err(not_strings()),
        };
        let properties = match schema.get("properties") {
            None => None,
            Some(Value::Object(properties)) => Some(properties).filter(|names| !names.is_empty()),
            Some(_) => return Err(format!("{path}: `properties` is not an object")),
        };
        let others = schema.get("additionalProperties");
        match (properties, others) {
            (None, Some(others @ Value::Object(_))) => {
                let path = format!("{path}.*");
                return Ok(Kind::Map(Box::new(
                    self.read_element(others, &path, depth)?,
                )));
            }
            (None, None | Some(Value::Bool(true))) if required.is_empty() => {
                return Ok(Kind::Map(Box::new(Kind::Json)));
            }
            (_, None | Some(Value::Bool(_) | Value::Object(_))) => {}
            (_, Some(_)) => {
                return Err(format!("{path}: `additionalProperties` is not a schema"));
            }
        }
        let mut members = BTreeMap::new();
        let declared: Vec<&str> = properties
            .into_iter()
            .flat_map(|properties| properties.keys().map(String::as_str))
            .collect();
        for (name, schema) in properties.into_iter().flatten() {
            let path = format!("{path}.{name}");
            let read = self.read(schema, &path, depth)?;
            let member = Member {
                kind: read.kind.ok_or_else(|| only_null(&path))?,
                required: required.contains(&name.as_str()),
                nullable: read.nullable,
            };
            members.insert(name.clone(), member);
        }
        // Asked for, and not said what it is by name
        for name in required.into_iter().filter(|name| !declared.contains(name)) {
            let path = format!("{path}.{name}");
            let read = match others {
                None => Type::ANY,
                Some(others) => self.read(others, &path, depth)?,
            };
            let member = Member {
                kind: read.kind.ok_or_else(|| only_null(&path))?,
                required: true,
                nullable: read.nullable,
            };
            members.insert(name.to_owned(), member);
        }
        let others = self.read_others(others, path, depth);
        Ok(Kind::Record(Record { members, others }))
    }

    /// They are refused in each call, so this is for what two schemas say together.
    fn read_others(&mut self, others: Option<&'s Value>, path: &str, depth: usize) -> Others {
        let schema = match others {
            None => return Others::Any,
            Some(Value::Bool(false)) => return Others::Refused,
            Some(schema) => schema,
        };
        let open = self.open.len();
        let read = self.read(schema, path, depth);
        // Where reading ended within a reference, that is left
        self.open.truncate(open);
        match read.map(|read| read.kind) {
            Ok(Some(Kind::Json)) => Others::Any,
            Ok(Some(kind)) => Others::Of(Box::new(kind)),
            Ok(None) | Err(_) => Others::Unsaid,
        }
    }

    fn read_union(
        &mut self,
        schemas: &'s [Value],
        rule: Rule,
        path: &str,
        depth: usize,
    ) -> Result<Type, String> {
        let mut alternatives = Vec::new();
        let mut nullable: usize = 0;
        for (index, schema) in schemas.iter().enumerate() {
            let read = self.read(schema, path, depth)?;
            nullable = nullable.saturating_add(usize::from(read.nullable));
            alternatives.extend(read.kind.map(|kind| Alternative {
                name: choice(index),
                kind,
            }));
        }
        // `oneOf` of several that are null, or anything, has no null: it would be more than one of them
        let nullable = match rule {
            Rule::Any => nullable > 0,
            Rule::One => nullable == 1,
        };
        // Alternatives that say nothing of types (`required` alone, `pattern`) are the server's to tell apart
        match !alternatives.is_empty() && alternatives.iter().all(|one| one.kind == Kind::Json) {
            true => Ok(Type::ANY),
            false => Ok(union(alternatives, rule, nullable)),
        }
    }
}

fn only_null(path: &str) -> String {
    format!("{path}: it can only be null, which Cedar does not have")
}

fn list<'s>(schema: &'s Object, name: &str, path: &str) -> Result<&'s [Value], String> {
    match schema.get(name) {
        None => Ok(&[]),
        Some(Value::Array(schemas)) if !schemas.is_empty() => Ok(schemas),
        Some(_) => Err(format!("{path}: `{name}` is not an array of schemas")),
    }
}

/// Keywords by which a value has members or elements that the others don't tell of.
const UNTYPED: [&str; 11] = [
    "$dynamicRef",
    "$recursiveRef",
    "additionalItems",
    "dependencies",
    "dependentSchemas",
    "else",
    "if",
    "not",
    "patternProperties",
    "prefixItems",
    "then",
];
/// Of schemas in schemas, with references and combinations. Reading recurses.
const MAX_DEPTH: usize = 64;
/// Of types in types: input schemas nest two or three levels; Cedar's types recurse.
const MAX_LEVELS: usize = 16;
/// Of one tool. References double with every level of them, where each is used twice.
const MAX_SCHEMAS: usize = 4096;
/// Of one tool. Unions multiply, and each part may be as large as all that was read before it.
const MAX_MERGED: usize = 4_194_304;
/// So many alternatives one value is compared with.
const MAX_READINGS: usize = 128;
