//! [`ScopeRelation`]: when one scope covers another. The one relation that delegates and enforces.

use core::fmt;
use std::collections::{BTreeMap, BTreeSet};

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};

use super::Scope;
use super::implies::Implies;
use super::segments::{Segments, Separator};
use crate::config::{ConfigError, Problem};
use crate::denial::{Code, Denial};

/// How the scopes of one issuer compare. It is configuration, because tokens don't say: `read:*` is an opaque name to one
/// issuer and a wildcard to another, and who guesses is wrong about one of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum ScopeRelation {
    /// A token covers itself alone, byte by byte (RFC 6749, section 3.3, knows no other relation).
    #[default]
    Exact,
    /// Tokens have segments, and a wildcard at the end covers what is below it.
    Segments(Segments),
    /// A table says which token implies which.
    Implies(Implies),
}

impl ScopeRelation {
    /// Reads the form that a configuration document has: `"exact"`, `{"segments":{"separator":":","opaque":["openid"]}}`,
    /// `{"implies":{"admin":["read","write"]}}`, or both members.
    ///
    /// # Errors
    ///
    /// `"Exact"` and `{}` are no relation, `{"segments":{"separator":"-"}}` has an unknown separator; and the errors of
    /// [`Segments::opaque`] and [`Implies::new`].
    pub fn from_json(text: &str) -> Result<Self, ConfigError> {
        crate::config::read_document::<Document>(text)?.read()
    }

    /// Is each token one that the relation can compare? What is malformed must not be in a place where it grants something.
    pub(crate) fn check(&self, scope: &Scope) -> Result<(), Denial> {
        match self.first_malformed(scope) {
            None => Ok(()),
            Some(_) => Err(Denial::new(
                Code::ScopeMalformed,
                "a scope is neither segments, nor a wildcard, nor one of the opaque ones of its issuer",
            )),
        }
    }

    pub(crate) fn first_malformed<'a>(&self, scope: &'a Scope) -> Option<&'a str> {
        let segments = self.segments()?;
        scope.iter().find(|token| !segments.takes(token))
    }

    /// The first token of `asked` that `granted` does not cover; none where `asked` is narrower, or the same.
    ///
    /// One covering token is enough, and needed: below a wildcard there are infinitely many literals, so no set of narrower
    /// tokens covers it.
    pub(crate) fn first_beyond<'a>(&self, asked: &'a Scope, granted: &Scope) -> Option<&'a str> {
        let granted = self.granted(granted);
        asked.iter().find(|token| !self.covers(&granted, token))
    }

    /// The same where another issuer granted, by a relation of its own: a token is covered by the same one, and only if it
    /// says no more here than its name.
    pub(crate) fn first_beyond_other<'a>(
        &self,
        asked: &'a Scope,
        granted: &Scope,
    ) -> Option<&'a str> {
        asked
            .iter()
            .find(|token| !self.is_single(token) || !granted.contains(token))
    }

    /// Is one of the granted tokens this one, or a wildcard over it? A few look-ups, however much is granted.
    fn covers(&self, granted: &Granted<'_>, asked: &str) -> bool {
        let mut wildcards = self
            .segments()
            .into_iter()
            .flat_map(|segments| segments.wildcards_over(asked));
        granted.has(asked) || wildcards.any(|wildcard| granted.has(&wildcard))
    }

    /// Does it cover itself alone?
    fn is_single(&self, token: &str) -> bool {
        let is_wildcard = self
            .segments()
            .is_some_and(|segments| segments.is_wildcard(token));
        !is_wildcard && self.implied(token).next().is_none()
    }

    fn granted<'a>(&'a self, scope: &'a Scope) -> Granted<'a> {
        let implied = scope.iter().flat_map(|token| self.implied(token));
        Granted {
            implied: implied.collect(),
            scope,
        }
    }

    fn implied(&self, token: &str) -> impl Iterator<Item = &str> {
        let table = match self {
            Self::Exact | Self::Segments(_) => None,
            Self::Implies(table) => Some(table),
        };
        table.into_iter().flat_map(|table| table.below(token))
    }

    fn segments(&self) -> Option<&Segments> {
        match self {
            Self::Exact => None,
            Self::Segments(segments) => Some(segments),
            Self::Implies(table) => table.segments(),
        }
    }
}

/// A scope with what follows from it.
struct Granted<'a> {
    scope: &'a Scope,
    implied: BTreeSet<&'a str>,
}

impl Granted<'_> {
    fn has(&self, token: &str) -> bool {
        self.scope.contains(token) || self.implied.contains(token)
    }
}

/// A relation as a document says it; with neither member it is the exact one.
#[derive(Clone, Debug, Default)]
pub(crate) struct Document {
    segments: Option<SegmentsDocument>,
    implies: Option<BTreeMap<String, Vec<String>>>,
}

#[derive(Clone, Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct SegmentsDocument {
    separator: Separator,
    #[serde(default)]
    opaque: Vec<String>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Members {
    #[serde(default, deserialize_with = "said")]
    segments: Option<SegmentsDocument>,
    #[serde(default, deserialize_with = "said")]
    implies: Option<BTreeMap<String, Vec<String>>>,
}

impl Document {
    pub(crate) fn read(self) -> Result<ScopeRelation, ConfigError> {
        let segments = self
            .segments
            .map(|document| Segments::new(document.separator).opaque(document.opaque));
        Ok(match (segments.transpose()?, self.implies) {
            (None, None) => ScopeRelation::Exact,
            (Some(segments), None) => ScopeRelation::Segments(segments),
            (None, Some(rows)) => ScopeRelation::Implies(Implies::new(rows)?),
            (Some(segments), Some(rows)) => {
                ScopeRelation::Implies(Implies::among_segments(segments, rows)?)
            }
        })
    }

    /// As a member of an issuer of the configuration.
    pub(crate) fn read_at(self, path: &str, problems: &mut Vec<Problem>) -> ScopeRelation {
        self.read().unwrap_or_else(|error| {
            problems.extend(error.problems().iter().map(|problem| {
                Problem::new(format!("{path}.{}", problem.path()), problem.message())
            }));
            ScopeRelation::Exact
        })
    }
}

impl<'de> Deserialize<'de> for Document {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct NameOrMembers;
        impl<'de> Visitor<'de> for NameOrMembers {
            type Value = Document;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("`exact`, or an object with `segments`, `implies` or both")
            }

            fn visit_str<E: Error>(self, name: &str) -> Result<Document, E> {
                match name {
                    "exact" => Ok(Document::default()),
                    other => Err(E::invalid_value(serde::de::Unexpected::Str(other), &self)),
                }
            }

            fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<Document, A::Error> {
                let Members { segments, implies } =
                    Members::deserialize(MapAccessDeserializer::new(members))?;
                match (&segments, &implies) {
                    (None, None) => Err(A::Error::invalid_length(0, &self)),
                    _ => Ok(Document { segments, implies }),
                }
            }
        }
        deserializer.deserialize_any(NameOrMembers)
    }
}

/// Whoever writes null says something that there is no reading of.
fn said<'de, D: Deserializer<'de>, T: Deserialize<'de>>(member: D) -> Result<Option<T>, D::Error> {
    T::deserialize(member).map(Some)
}
