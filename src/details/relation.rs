//! [`DetailType`]: what an operator says of a type of detail, which members it has and in which direction each narrows.

use std::collections::BTreeMap;

use crate::config::Problem;

/// How the value of a member may differ in what is derived: in a child token, or in the call that is made with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum DetailRelation {
    /// An array of strings, of which there may be fewer. Sets of exact strings; an empty one is malformed, since readers differ
    /// on whether it means nothing or everything.
    Subset,
    /// An array of strings, of which there may be more: for lists of what is excluded.
    Superset,
    /// Any JSON value, the same one. Numbers by value, so `1` is `1.0`; arrays with their order.
    Equal,
    /// A number, or a lower one. Integers of 64 bits are compared exactly; other numbers have to be below 2^53.
    AtMost,
    /// A number, or a higher one.
    AtLeast,
    /// Any JSON value, and any other one: it says something about the entry and restricts nothing. An identifier of an approval,
    /// a name for display.
    Informative,
}

/// A type of `authorization_details` (RFC 9396, section 2.1), as this server understands it.
///
/// The common fields are known for every type: `actions`, `locations`, `datatypes` and `privileges` are subsets, `identifier` is
/// equal. A token with an entry of this type that has any other member is refused: it may be a restriction.
///
/// ```
/// use narrowgate::{DetailRelation, DetailType};
/// let payment = DetailType::default()
///     .member("creditor", DetailRelation::Equal)
///     .member("amount", DetailRelation::AtMost)
///     .restricting("amount");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct DetailType {
    pub(super) members: BTreeMap<String, DetailRelation>,
    restricting: Vec<String>,
}

impl DetailType {
    /// A member that entries of this type may have. A common field is then compared in this way; `locations` too, as a subset or
    /// as equal, which otherwise says whose an entry is, see [`GateBuilder::detail_type`](crate::GateBuilder::detail_type).
    #[must_use]
    pub fn member(mut self, name: impl Into<String>, relation: DetailRelation) -> Self {
        self.members.insert(name.into(), relation);
        self
    }

    /// A member whose absence restricts nothing: an entry that has it is narrower than one that has it not. Without this, an
    /// entry with a member that its parent does not have is not narrower.
    #[must_use]
    pub fn restricting(mut self, name: impl Into<String>) -> Self {
        self.restricting.push(name.into());
        self
    }

    pub(super) fn relation(&self, name: &str) -> Option<DetailRelation> {
        let own = self.members.get(name).copied();
        own.or_else(|| common(name))
    }

    /// `locations` says whose an entry is, unless the operator says that it says something else.
    pub(super) fn has_places(&self) -> bool {
        !self.members.contains_key(LOCATIONS)
    }

    pub(super) fn is_restricting(&self, name: &str) -> bool {
        self.restricting.iter().any(|one| one == name)
    }

    /// What the operator got wrong in the type of this name.
    pub(super) fn mistakes(&self, name: &str) -> Vec<Problem> {
        let path = |member: &str| format!("authorizationDetails.types.{name}{member}");
        let mut problems = Vec::new();
        if name.is_empty() {
            problems.push(Problem::new(path(""), "a type is not empty"));
        }
        for member in self.members.keys() {
            if member.is_empty() || member == TYPE {
                problems.push(Problem::new(
                    path(&format!(".members.{member}")),
                    "`type` is compared by itself, and no name is empty",
                ));
            }
        }
        // RFC 9396, section 2.2: compared in another way, entries for other servers would grant here
        let places = self.members.get(LOCATIONS);
        if places.is_some_and(|relation| {
            !matches!(relation, DetailRelation::Subset | DetailRelation::Equal)
        }) {
            problems.push(Problem::new(
                path(&format!(".members.{LOCATIONS}")),
                "`locations` are a subset, or equal: else entries for other servers grant here",
            ));
        }
        for (index, member) in self.restricting.iter().enumerate() {
            if self.relation(member).is_none() {
                problems.push(Problem::new(
                    path(&format!(".restricting[{index}]")),
                    "the type has no member of this name",
                ));
            }
        }
        problems
    }
}

/// RFC 9396, section 2.2: fields that may be used by any type.
fn common(name: &str) -> Option<DetailRelation> {
    match name {
        "actions" | LOCATIONS | "datatypes" | "privileges" => Some(DetailRelation::Subset),
        "identifier" => Some(DetailRelation::Equal),
        _ => None,
    }
}

/// The types of a gate, and what it is called.
#[derive(Debug, Default)]
pub(crate) struct DetailTypes {
    types: BTreeMap<String, DetailType>,
    names: Vec<String>,
}

impl DetailTypes {
    pub(crate) fn new(types: BTreeMap<String, DetailType>, names: Vec<String>) -> Self {
        Self { types, names }
    }

    /// The types, sorted.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        self.types.keys().map(String::as_str)
    }

    /// As an issuer writes them, who may have other names for this server.
    pub(crate) fn of<'a>(&'a self, also: &'a [String]) -> Registered<'a> {
        Registered {
            types: &self.types,
            names: [&self.names, also],
        }
    }
}

/// The types that count, and the names of the server that they count at.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Registered<'a> {
    types: &'a BTreeMap<String, DetailType>,
    names: [&'a [String]; 2],
}

impl<'a> Registered<'a> {
    pub(super) fn named(self, kind: &str) -> Option<&'a DetailType> {
        self.types.get(kind)
    }

    /// Is this what the server is called?
    pub(super) fn is_here(self, location: &str) -> bool {
        let mut names = self.names.into_iter().flatten();
        names.any(|name| name == location)
    }
}

/// RFC 9396, section 2.2: "the location of the resource or RS".
pub(super) const LOCATIONS: &str = "locations";
/// The names of the common fields.
#[cfg(feature = "cedar")]
pub(super) const COMMON: [&str; 5] = [
    "actions",
    LOCATIONS,
    "datatypes",
    "privileges",
    "identifier",
];
pub(super) const TYPE: &str = "type";
