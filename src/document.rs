//! What a host writes, read strictly out of JSON that [`json::parse`] took: where an object stands, an object has to stand,
//! and a mistake says where it is.

mod reader;
#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests;

use core::fmt;
use core::marker::PhantomData;

use serde::de::value::SeqAccessDeserializer;
use serde::de::{
    Deserialize, DeserializeOwned, Deserializer, Error, Expected, SeqAccess, Unexpected, Visitor,
};

use crate::jose::base64url;
use crate::jose::json::{self, Bounds, Fault, Value};
use reader::Reader;

/// Reads a value of a document, or all of it.
pub(crate) fn read<T: DeserializeOwned>(value: &Value) -> Result<T, Mistake> {
    T::deserialize(Reader(value))
}

/// Within bounds that are far above what a host has to say.
pub(crate) fn parse(text: &str) -> Result<Value, Fault> {
    json::parse(text.as_bytes(), Bounds::CONFIGURATION)
}

/// What is wrong, and where.
#[derive(Debug)]
pub(crate) struct Mistake(Box<Found>);

#[derive(Debug)]
struct Found {
    /// Empty for what was read as a whole.
    path: String,
    sentence: String,
}

impl Mistake {
    /// For example `issuers[0].jwks`.
    pub(crate) fn path(&self) -> &str {
        &self.0.path
    }

    pub(crate) fn sentence(&self) -> &str {
        &self.0.sentence
    }

    fn within(mut self, step: &str) -> Self {
        let separator = match self.0.path.chars().next() {
            None | Some('[') => "",
            Some(_) => ".",
        };
        self.0.path = format!("{step}{separator}{}", self.0.path);
        self
    }

    fn within_entry(self, index: usize) -> Self {
        self.within(&format!("[{index}]"))
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.sentence)
    }
}

impl core::error::Error for Mistake {}

impl Error for Mistake {
    fn custom<T: fmt::Display>(sentence: T) -> Self {
        Self(Box::new(Found {
            path: String::new(),
            sentence: sentence.to_string(),
        }))
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        match found {
            Unexpected::Unit => {
                Self::custom(format_args!("invalid type: null, expected {expected}"))
            }
            found => Self::custom(format_args!("invalid type: {found}, expected {expected}")),
        }
    }
}

/// A string, or an array.
pub(crate) enum TextOrArray<T> {
    Text(String),
    Array(Vec<T>),
}

impl<T> TextOrArray<T> {
    /// `expecting` ends the sentence about what is neither.
    pub(crate) fn deserialize<'de, D>(reader: D, expecting: &'static str) -> Result<Self, D::Error>
    where
        D: Deserializer<'de>,
        T: Deserialize<'de>,
    {
        struct Either<T> {
            expecting: &'static str,
            element: PhantomData<T>,
        }
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Either<T> {
            type Value = TextOrArray<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.expecting)
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
                Ok(TextOrArray::Text(text.to_owned()))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, entries: A) -> Result<Self::Value, A::Error> {
                let entries = SeqAccessDeserializer::new(entries);
                Vec::deserialize(entries).map(TextOrArray::Array)
            }
        }
        let element = PhantomData;
        reader.deserialize_any(Either { expecting, element })
    }
}

/// 32 octets, written as base64url.
#[derive(Clone, Copy, serde::Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Digest(pub(crate) [u8; 32]);

impl TryFrom<String> for Digest {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        base64url::decode(&text)
            .and_then(|octets| octets.try_into().ok())
            .map(Self)
            .ok_or("not 32 octets in base64url")
    }
}
