//! Prepared policies: parsed and validated where there is time, as bytes that load without a parser and without a validator.
//!
//! ```text
//! magic, version          4 octets
//! ground                  32 octets: SHA-256 of the schema that they were validated against
//! texts                   count, then each: length, UTF-8
//! permits, forbids        count, then each: id, annotations, principal, action, resource, conditions
//! ```
//!
//! Numbers are LEB128, texts are named by their place in the table, expressions stand in prefix order. They come from the operator, as
//! the text of policies would; whatever else the bytes say is refused, and nothing of it overflows a stack.

mod read;
mod write;

use core::fmt;

use cedar_policy_core::ast::{BinaryOp, UnaryOp};

pub(super) use read::Reader;
pub(super) use write::write;

// What nests deeper was refused when it was loaded
use super::depth::MAX_DEPTH;
use super::engine::Policy;
use crate::jose::base64url;

/// Policies that load without a parser. Serialised as base64url.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreparedPolicies(Vec<u8>);

impl PreparedPolicies {
    pub(super) fn new(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// What [`PolicySource::prepared`](crate::PolicySource::prepared) takes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

/// As base64url, for the member `prepared` of a source.
impl fmt::Display for PreparedPolicies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&base64url::encode(&self.0))
    }
}

impl serde::Serialize for PreparedPolicies {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// What was read: policies of both effects.
pub(super) struct Prepared {
    pub(super) permits: Vec<Policy>,
    pub(super) forbids: Vec<Policy>,
}

/// What an expression starts with.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tag {
    False,
    True,
    Long,
    Text,
    Entity,
    Principal,
    Action,
    Resource,
    Context,
    If,
    And,
    Or,
    Unary(UnaryOp),
    Binary(BinaryOp),
    Call,
    Get,
    Has,
    HasPath,
    Like,
    Is,
    Set,
    Record,
}

/// Their octets: the place in this list. It is only ever added to.
const TAGS: [Tag; 35] = [
    Tag::False,
    Tag::True,
    Tag::Long,
    Tag::Text,
    Tag::Entity,
    Tag::Principal,
    Tag::Action,
    Tag::Resource,
    Tag::Context,
    Tag::If,
    Tag::And,
    Tag::Or,
    Tag::Unary(UnaryOp::Not),
    Tag::Unary(UnaryOp::Neg),
    Tag::Unary(UnaryOp::IsEmpty),
    Tag::Binary(BinaryOp::Eq),
    Tag::Binary(BinaryOp::Less),
    Tag::Binary(BinaryOp::LessEq),
    Tag::Binary(BinaryOp::Add),
    Tag::Binary(BinaryOp::Sub),
    Tag::Binary(BinaryOp::Mul),
    Tag::Binary(BinaryOp::In),
    Tag::Binary(BinaryOp::Contains),
    Tag::Binary(BinaryOp::ContainsAll),
    Tag::Binary(BinaryOp::ContainsAny),
    Tag::Binary(BinaryOp::GetTag),
    Tag::Binary(BinaryOp::HasTag),
    Tag::Call,
    Tag::Get,
    Tag::Has,
    Tag::HasPath,
    Tag::Like,
    Tag::Is,
    Tag::Set,
    Tag::Record,
];

/// What a constraint on principal or resource starts with.
const ANY: u8 = 0;
const EQUAL: u8 = 1;
const WITHIN: u8 = 2;
const IS: u8 = 3;
const IS_WITHIN: u8 = 4;

/// In a pattern: the number after that of the last character.
const WILDCARD: usize = 0x11_0000;
const MAGIC: &[u8; 4] = b"NGP\x01";

#[cfg(test)]
mod tests;
