//! One reader for every type: each is read by code that exists once in a module, which its size shows.
//!
//! What serde derives would take an array for a struct, member by member, and then a wrong type would not be an error: this reader
//! never offers it one.

use core::slice;
use std::collections::btree_map;

use serde::de::value::BorrowedStrDeserializer;
use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, Error as _, Expected, MapAccess, SeqAccess,
    Unexpected, VariantAccess, Visitor,
};

use super::Mistake;
use crate::jose::json::{Object, Value};

/// One value.
#[derive(Clone, Copy)]
pub(super) struct Reader<'de>(pub(super) &'de Value);

impl Reader<'_> {
    #[cold]
    fn refuse<T>(self, expected: &dyn Expected) -> Result<T, Mistake> {
        let found = match self.0 {
            Value::Null => Unexpected::Unit,
            Value::Bool(value) => Unexpected::Bool(*value),
            Value::Integer(number) => match u64::try_from(*number) {
                Ok(number) => Unexpected::Unsigned(number),
                Err(_) => Unexpected::Signed(*number),
            },
            Value::Beyond(number) => Unexpected::Unsigned(*number),
            Value::Float(number) => Unexpected::Float(*number),
            Value::String(text) => Unexpected::Str(text),
            Value::Array(_) => Unexpected::Seq,
            Value::Object(_) => Unexpected::Map,
        };
        Err(Mistake::invalid_type(found, expected))
    }

    fn no_tuple<T>() -> Result<T, Mistake> {
        Err(Mistake::custom("no document has such a member"))
    }
}

/// Each type asks for what it is made of, so that there is no code for what it is not.
impl<'de> Deserializer<'de> for Reader<'de> {
    type Error = Mistake;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            Value::Bool(value) => visitor.visit_bool(*value),
            Value::Integer(_) | Value::Beyond(_) => self.deserialize_u64(visitor),
            Value::Float(number) => visitor.visit_f64(*number),
            Value::String(text) => visitor.visit_borrowed_str(text),
            Value::Array(_) => self.deserialize_seq(visitor),
            Value::Object(members) => visitor.visit_map(Members::of(members)),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        match self.0 {
            Value::Bool(value) => visitor.visit_bool(*value),
            _ => self.refuse(&visitor),
        }
    }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        match self.0 {
            Value::Integer(number) => match u64::try_from(*number) {
                Ok(number) => visitor.visit_u64(number),
                Err(_) => visitor.visit_i64(*number),
            },
            Value::Beyond(number) => visitor.visit_u64(*number),
            _ => self.refuse(&visitor),
        }
    }

    fn deserialize_u32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        self.deserialize_u64(visitor)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        match self.0 {
            Value::String(text) => visitor.visit_borrowed_str(text),
            _ => self.refuse(&visitor),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        match self.0 {
            Value::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        let Value::Array(values) = self.0 else {
            return self.refuse(&visitor);
        };
        let mut entries = Entries {
            left: values.iter(),
            count: 0,
        };
        let value = visitor.visit_seq(&mut entries)?;
        match entries.left.len() {
            0 => Ok(value),
            _ => Err(Mistake::invalid_length(values.len(), &"fewer elements")),
        }
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Mistake> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        match self.0 {
            Value::Object(members) => visitor.visit_map(Members::of(members)),
            _ => self.refuse(&visitor),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Mistake> {
        match self.0 {
            Value::Object(members) => visitor.visit_map(Members::of(members)),
            _ => self.refuse(&"an object"),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Mistake> {
        match self.0 {
            Value::String(name) => visitor.visit_enum(Variant {
                name,
                settings: None,
            }),
            Value::Object(members) => match members.iter().next() {
                Some((name, value)) if members.len() == 1 => visitor.visit_enum(Variant {
                    name,
                    settings: Some(value),
                }),
                _ => Err(Mistake::invalid_length(members.len(), &"one member")),
            },
            _ => self.refuse(&"a name, or an object of one member"),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        visitor.visit_unit()
    }

    serde::forward_to_deserialize_any! {
        i8 i16 i32 i64 i128 u8 u16 u128 f32 f64 char bytes byte_buf unit unit_struct newtype_struct tuple_struct identifier
    }
}

struct Entries<'de> {
    left: slice::Iter<'de, Value>,
    count: usize,
}

impl<'de> SeqAccess<'de> for Entries<'de> {
    type Error = Mistake;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Mistake> {
        let Some(value) = self.left.next() else {
            return Ok(None);
        };
        let index = self.count;
        self.count = index.saturating_add(1);
        let element = seed.deserialize(Reader(value));
        element
            .map(Some)
            .map_err(|mistake| mistake.within_entry(index))
    }
}

struct Members<'de> {
    left: btree_map::Iter<'de, String, Value>,
    /// The one whose name was asked for last.
    open: Option<(&'de str, &'de Value)>,
}

impl<'de> Members<'de> {
    fn of(members: &'de Object) -> Self {
        Self {
            left: members.iter(),
            open: None,
        }
    }
}

impl<'de> MapAccess<'de> for Members<'de> {
    type Error = Mistake;

    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Mistake> {
        let Some((name, value)) = self.left.next() else {
            return Ok(None);
        };
        self.open = Some((name, value));
        seed.deserialize(BorrowedStrDeserializer::new(name))
            .map(Some)
            .map_err(|mistake: Mistake| mistake.within(name))
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Mistake> {
        let Some((name, value)) = self.open else {
            return Err(Mistake::custom("a member before its name"));
        };
        let member = seed.deserialize(Reader(value));
        member.map_err(|mistake| mistake.within(name))
    }
}

/// `"name"`, or `{"name": settings}`.
struct Variant<'de> {
    name: &'de str,
    settings: Option<&'de Value>,
}

impl<'de> EnumAccess<'de> for Variant<'de> {
    type Error = Mistake;
    type Variant = Self;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Self), Mistake> {
        let variant = seed.deserialize(BorrowedStrDeserializer::new(self.name))?;
        Ok((variant, self))
    }
}

impl<'de> VariantAccess<'de> for Variant<'de> {
    type Error = Mistake;

    fn unit_variant(self) -> Result<(), Mistake> {
        match self.settings {
            None => Ok(()),
            Some(value) => Reader(value)
                .refuse(&"a name alone")
                .map_err(|mistake| mistake.within(self.name)),
        }
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, Mistake> {
        let settings = match self.settings {
            Some(value) => seed.deserialize(Reader(value)),
            None => Err(Mistake::custom("it has settings: an object of one member")),
        };
        settings.map_err(|mistake| mistake.within(self.name))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, Mistake> {
        Reader::no_tuple()
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Mistake> {
        Reader::no_tuple()
    }
}
