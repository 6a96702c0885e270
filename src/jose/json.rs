//! Strict JSON: one value, no member named twice, bounded depth and width.
//!
//! `serde_json` does the syntax (RFC 8259, UTF-8, no lone surrogates, no trailing bytes); what it leaves
//! to the caller is decided here.

mod compare;

use core::cell::Cell;
use core::fmt;
use std::collections::BTreeMap;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, Serializer};

use crate::limits::Limits;

/// A JSON value. Integers are kept apart from other numbers, so that none is rounded.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    Null,
    Bool(bool),
    Integer(i64),
    /// An integer from 2^63 to 2^64 - 1: kept from being rounded, and taken by nobody.
    Beyond(u64),
    /// Fractions, exponents, and integers of more than 64 bits.
    Float(f64),
    String(String),
    Array(Vec<Value>),
    Object(Object),
}

/// A JSON object: every name once.
pub(crate) type Object = BTreeMap<String, Value>;

impl Value {
    /// As text.
    pub(crate) fn to_text(&self) -> String {
        // Nothing in a value of JSON can't be written
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The type's name, for sentences.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "a boolean",
            Self::Integer(_) => "an integer",
            Self::Beyond(_) => "an integer beyond 63 bits",
            Self::Float(_) => "a number",
            Self::String(_) => "a string",
            Self::Array(_) => "an array",
            Self::Object(_) => "an object",
        }
    }
}

/// Why text is not a JSON value that we take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    Syntax,
    DuplicateMember,
    TooDeep,
    TooLarge,
}

/// How far to look.
#[derive(Clone, Copy)]
pub(crate) struct Bounds {
    pub(crate) depth: usize,
    pub(crate) members: usize,
}

impl Bounds {
    /// For what an operator wrote: larger than any token, still bounded.
    pub(crate) const CONFIGURATION: Self = Self {
        depth: 64,
        members: 65_536,
    };
}

impl From<&Limits> for Bounds {
    fn from(limits: &Limits) -> Self {
        Self {
            depth: limits.json_depth,
            members: limits.json_members,
        }
    }
}

/// Reads exactly one JSON value.
///
/// # Errors
///
/// `{"a":1,"a":2}` and `{"a":1,"\u0061":2}` repeat a member (RFC 8259, section 4, leaves it open; RFC 7515,
/// section 4, lets us refuse); `"\u0000"` holds a NUL; `[[…]]` may be too deep.
pub(crate) fn parse(text: &[u8], bounds: Bounds) -> Result<Value, Fault> {
    let fault = Cell::new(Fault::Syntax);
    let seed = Seed::new(bounds, &fault);
    let mut reader = serde_json::Deserializer::from_slice(text);
    let value = seed.deserialize(&mut reader).map_err(|_| fault.get())?;
    reader.end().map_err(|_| Fault::Syntax)?;
    Ok(value)
}

/// As it was read, but for spaces and the order of members.
impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Integer(number) => serializer.serialize_i64(*number),
            Self::Beyond(number) => serializer.serialize_u64(*number),
            Self::Float(number) => serializer.serialize_f64(*number),
            Self::String(text) => serializer.serialize_str(text),
            Self::Array(values) => serializer.collect_seq(values),
            Self::Object(members) => serializer.collect_map(members),
        }
    }
}

/// A part of what [`parse`] took.
impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let fault = Cell::new(Fault::Syntax);
        Seed::new(Bounds::CONFIGURATION, &fault).deserialize(deserializer)
    }
}

#[derive(Clone, Copy)]
struct Seed<'a> {
    depth: usize,
    members: usize,
    fault: &'a Cell<Fault>,
}

impl<'a> Seed<'a> {
    fn new(bounds: Bounds, fault: &'a Cell<Fault>) -> Self {
        Self {
            depth: bounds.depth,
            members: bounds.members,
            fault,
        }
    }

    fn refuse<E: serde::de::Error>(self, fault: Fault) -> E {
        self.fault.set(fault);
        E::custom("refused")
    }

    /// A NUL ends a string for C programs downstream of us: two readers, two meanings.
    fn text<E: serde::de::Error>(self, text: String) -> Result<String, E> {
        if text.contains('\0') {
            return Err(self.refuse(Fault::Syntax));
        }
        Ok(text)
    }

    fn deeper<E: serde::de::Error>(self) -> Result<Self, E> {
        let depth = self
            .depth
            .checked_sub(1)
            .ok_or_else(|| self.refuse(Fault::TooDeep))?;
        Ok(Self { depth, ..self })
    }
}

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Integer(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(i64::try_from(value).map_or(Value::Beyond(value), Value::Integer))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Value::Float(value))
    }

    fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<Value, E> {
        self.visit_string(value.to_owned())
    }

    fn visit_string<E: serde::de::Error>(self, value: String) -> Result<Value, E> {
        self.text(value).map(Value::String)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let inner = self.deeper()?;
        let mut values = Vec::new();
        while let Some(value) = seq.next_element_seed(inner)? {
            if values.len() == self.members {
                return Err(self.refuse(Fault::TooLarge));
            }
            values.push(value);
        }
        Ok(Value::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let inner = self.deeper()?;
        let mut object = Object::new();
        while let Some(name) = map.next_key::<String>()? {
            if object.len() == self.members {
                return Err(self.refuse(Fault::TooLarge));
            }
            let name = self.text(name)?;
            let value = map.next_value_seed(inner)?;
            if object.insert(name, value).is_some() {
                return Err(self.refuse(Fault::DuplicateMember));
            }
        }
        Ok(Value::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOUNDS: Bounds = Bounds {
        depth: 3,
        members: 4,
    };

    #[test]
    fn keeps_integers_apart() {
        assert_eq!(
            parse(b"9223372036854775807", BOUNDS),
            Ok(Value::Integer(i64::MAX))
        );
        assert_eq!(
            parse(b"9223372036854775808", BOUNDS),
            Ok(Value::Beyond(1 << 63))
        );
        assert!(matches!(parse(b"1.0", BOUNDS), Ok(Value::Float(_))));
    }

    #[test]
    fn refuses() {
        for (text, fault) in [
            (r#"{"a":1,"a":1}"#, Fault::DuplicateMember),
            (r#"{"a":1,"\u0061":1}"#, Fault::DuplicateMember),
            (r#"{"x":{"b":1,"b":2}}"#, Fault::DuplicateMember),
            ("[[[[1]]]]", Fault::TooDeep),
            ("[1,2,3,4,5]", Fault::TooLarge),
            (r#"{"a":1,"b":1,"c":1,"d":1,"e":1}"#, Fault::TooLarge),
            ("", Fault::Syntax),
            ("{} {}", Fault::Syntax),
            ("\u{feff}{}", Fault::Syntax),
            ("NaN", Fault::Syntax),
            ("1e400", Fault::Syntax),
            (r#""\ud800""#, Fault::Syntax),
            (r#""\u0000""#, Fault::Syntax),
            (r#"{"\u0000":1}"#, Fault::Syntax),
            ("/**/1", Fault::Syntax),
        ] {
            assert_eq!(parse(text.as_bytes(), BOUNDS), Err(fault), "{text}");
        }
        assert_eq!(parse(b"\"\xff\"", BOUNDS), Err(Fault::Syntax));
    }
}
