//! [`Kind`]: the types that JSON Schema and Cedar have in common.

use std::collections::BTreeMap;

use super::bound::Bound;
use crate::jose::json::Value;

/// An object with known members. Others are refused: what policies can't see must not get through.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Record {
    pub(crate) members: BTreeMap<String, Member>,
    pub(crate) others: Others,
}

/// What JSON Schema says of the members that are not declared.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum Others {
    #[default]
    Any,
    /// It would refuse them, too.
    Refused,
    /// They are of this type, or null where its schema says so: that is not kept.
    Of(Box<Kind>),
    /// What has no counterpart in Cedar.
    Unsaid,
}

impl Record {
    pub(crate) fn get(&self, name: &str) -> Option<&Member> {
        self.members.get(name)
    }

    /// How many levels of types in types.
    pub(super) fn levels(&self) -> usize {
        let kinds = self.members.values().map(|member| member.kind.levels());
        kinds.max().unwrap_or_default()
    }
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Member {
    pub(crate) kind: Kind,
    pub(crate) required: bool,
    /// Null may stand in its place, and policies then see none.
    pub(crate) nullable: bool,
}

impl Member {
    /// Do policies see it in every call?
    #[cfg(feature = "cedar")]
    pub(crate) fn is_always_seen(&self) -> bool {
        self.required && (!self.nullable || self.kind == Kind::Json)
    }
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Kind {
    Bool,
    /// JSON Schema `integer`: 64 bits, exactly.
    Long,
    /// JSON Schema `number`: a decimal with at most four fractional digits.
    Decimal,
    String,
    /// A text of `format` `date-time`.
    DateTime,
    /// A text of `format` `ipv4` or `ipv6`.
    Ip(Ip),
    /// JSON Schema `enum`: of that type, and one of these values.
    OneOf(Box<Kind>, Vec<Value>),
    /// Of that type, and within all of these bounds.
    Within(Box<Kind>, Vec<Bound>),
    Set(Box<Kind>),
    Record(Record),
    /// An object whose members have any names, and values of one type: a set of pairs.
    Map(Box<Kind>),
    /// Anything: policies see its JSON as text.
    Json,
    Union(Rule, Vec<Alternative>),
    /// An entity of this type, by its id: never from JSON Schema, which has no word for it.
    #[cfg(feature = "cedar")]
    Entity(String),
}

/// Which addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ip {
    V4,
    V6,
    /// Of either version, or a range of them: never from JSON Schema, which has no word for it.
    #[cfg(feature = "cedar")]
    Any,
}

/// How many alternatives of a union a value may match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rule {
    /// `anyOf`, and several types.
    Any,
    /// `oneOf`.
    One,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Alternative {
    /// `typeChoice0`, by its position in the schema.
    pub(crate) name: String,
    pub(crate) kind: Kind,
}

impl Kind {
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Bool => "a boolean",
            Self::Long => "an integer of 64 bits",
            Self::Decimal => "a number",
            Self::String | Self::DateTime | Self::Ip(_) => "a string",
            Self::OneOf(kind, _) | Self::Within(kind, _) => kind.name(),
            Self::Set(_) => "an array",
            Self::Record(_) | Self::Map(_) => "an object",
            Self::Json => "any JSON",
            Self::Union(..) => "one of several types",
            #[cfg(feature = "cedar")]
            Self::Entity(_) => "a string",
        }
    }

    /// Without what is said of its values.
    pub(crate) fn plain(&self) -> &Self {
        match self {
            Self::OneOf(kind, _) | Self::Within(kind, _) => kind.plain(),
            _ => self,
        }
    }

    /// The types that it is made of.
    pub(crate) fn inner(&self) -> Box<dyn Iterator<Item = &Self> + '_> {
        match self {
            Self::Bool
            | Self::Long
            | Self::Decimal
            | Self::String
            | Self::DateTime
            | Self::Ip(_)
            | Self::Json => Box::new(core::iter::empty()),
            #[cfg(feature = "cedar")]
            Self::Entity(_) => Box::new(core::iter::empty()),
            Self::OneOf(kind, _) | Self::Within(kind, _) | Self::Set(kind) | Self::Map(kind) => {
                Box::new(core::iter::once(&**kind))
            }
            Self::Record(record) => Box::new(record.members.values().map(|member| &member.kind)),
            Self::Union(_, alternatives) => Box::new(alternatives.iter().map(|one| &one.kind)),
        }
    }

    /// How many levels of types in types.
    pub(super) fn levels(&self) -> usize {
        let inner = self.inner().map(Self::levels).max().unwrap_or_default();
        match self {
            Self::OneOf(..) | Self::Within(..) => inner,
            _ => inner.saturating_add(1),
        }
    }

    /// How many types it is made of, with the values that they list.
    pub(super) fn size(&self) -> usize {
        let own = match self {
            Self::OneOf(_, values) => values.len(),
            Self::Within(_, bounds) => bounds.len(),
            Self::Record(Record {
                others: Others::Of(kind),
                ..
            }) => kind.size().saturating_add(1),
            _ => 1,
        };
        self.inner()
            .map(Self::size)
            .fold(own, usize::saturating_add)
    }

    /// How often one value inside of an argument is looked at, at most, because of unions in unions.
    pub(super) fn readings(&self) -> usize {
        let inner = self.inner().map(Self::readings);
        match self {
            Self::Union(..) => inner.fold(0, usize::saturating_add),
            _ => inner.max().unwrap_or(1),
        }
    }
}
