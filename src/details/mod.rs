//! [`Details`]: `authorization_details`, what a token grants besides scopes (RFC 9396).

mod member;
#[cfg(feature = "cedar")]
mod named;
mod relation;
mod require;
#[cfg(test)]
mod tests;

use core::fmt;
use std::collections::BTreeMap;

pub use relation::{DetailRelation, DetailType};
pub(crate) use relation::{DetailTypes, Registered};
pub use require::RequiredDetail;
pub(crate) use require::{ARGUMENT, Requirement, read_required};

use crate::denial::{Code, Denial, shown};
use crate::jose::json::{Object, Value};
use member::{Bound, Member, Members};
use relation::{LOCATIONS, TYPE};

/// The entries by type, each on its own: what one of them says adds nothing to another.
#[derive(Clone, Debug, Default)]
pub(crate) struct Details {
    entries: BTreeMap<String, Vec<Entry>>,
    limits: bool,
}

#[derive(Clone, Debug)]
enum Entry {
    /// Of a registered type, with members that it has.
    Known {
        /// Is it for this server? One that is for another one grants nothing here.
        here: bool,
        /// Apart from the other members, where they say whose the entry is.
        locations: Option<Member>,
        members: Members,
    },
    /// Of a type that nobody registered, or for another server that has more members. It grants nothing, and nothing is
    /// narrower than it but itself.
    Opaque(Value),
}

/// What is not granted: an entry of a type, and where there is one that comes near, by which member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Beyond<'a> {
    kind: &'a str,
    member: Option<&'a str>,
}

impl Details {
    /// RFC 9396, section 2: an array of objects, each with a `type`, which says what else is in it.
    pub(crate) fn read(claim: &Value, registered: Option<Registered<'_>>) -> Result<Self, Denial> {
        let wrong = || {
            Denial::new(
                Code::ClaimInvalid,
                "`authorization_details` is not an array of objects with a `type`",
            )
        };
        let Value::Array(entries) = claim else {
            return Err(wrong());
        };
        let mut details = Self::default();
        for entry in entries {
            let Value::Object(members) = entry else {
                return Err(wrong());
            };
            let kind = match members.get(TYPE) {
                Some(Value::String(kind)) if !kind.is_empty() => kind,
                _ => return Err(wrong()),
            };
            let same: &mut Vec<_> = details.entries.entry(kind.clone()).or_default();
            if same.len() >= MOST_OF_A_TYPE {
                return Err(malformed(format!(
                    "`authorization_details` has more than {MOST_OF_A_TYPE} entries of type `{}`",
                    shown(kind)
                )));
            }
            let known = registered.and_then(|types| Some((types, types.named(kind)?)));
            same.push(match known {
                Some((types, of)) => Entry::read(kind, members, types, of)?,
                None => Entry::Opaque(entry.clone()),
            });
        }
        Ok(details)
    }

    /// They don't add to the scopes: they limit what those are for. Whoever derives a token without them widens it.
    pub(crate) fn limiting(self) -> Self {
        Self {
            limits: true,
            ..self
        }
    }

    /// Does `parent` limit, and this does not?
    pub(crate) fn is_freed_of(&self, parent: &Self) -> bool {
        parent.limits && !self.limits
    }

    /// The first entry that no single entry of `parent` covers. Two that cover it together don't.
    pub(crate) fn first_beyond<'a>(&'a self, parent: &'a Self) -> Option<Beyond<'a>> {
        self.entries.iter().find_map(|(kind, entries)| {
            let granted = parent
                .entries
                .get(kind)
                .map(Vec::as_slice)
                .unwrap_or_default();
            entries.iter().find_map(|entry| {
                let beyond = |parent: &'a Entry| entry.first_beyond(parent);
                covered(kind, granted.iter().map(beyond)).err()
            })
        })
    }

    /// Do they cover what a tool requires, for a call with these arguments?
    pub(crate) fn check(
        &self,
        required: Option<&Vec<Requirement>>,
        input: &Object,
    ) -> Result<(), Denial> {
        if self.limits && required.is_none() {
            return Err(Denial::new(
                Code::AuthorityInsufficient,
                "details limit the token, and the tool requires none that could be compared with them",
            ));
        }
        let mut required = required.into_iter().flatten();
        required.try_for_each(|requirement| requirement.check(self, input))
    }

    /// Is what a call needs covered by one entry that is for this server?
    fn check_call<'a>(&'a self, kind: &'a str, call: &'a Members) -> Result<(), Beyond<'a>> {
        let entries = self
            .entries
            .get(kind)
            .map(Vec::as_slice)
            .unwrap_or_default();
        let here = entries.iter().filter_map(Entry::granted);
        covered(kind, here.map(|granted| call.first_beyond(granted)))
    }

    /// The types of which something is granted here, sorted.
    pub(crate) fn types(&self) -> impl Iterator<Item = &str> {
        let granted = |entries: &[Entry]| entries.iter().any(|entry| entry.granted().is_some());
        let types = self.entries.iter();
        types.filter_map(move |(kind, entries)| granted(entries).then_some(kind.as_str()))
    }
}

/// Each verdict is of one entry: the member by which it does not cover, which may be none in particular.
fn covered<'a>(
    kind: &'a str,
    verdicts: impl Iterator<Item = Option<&'a str>>,
) -> Result<(), Beyond<'a>> {
    let mut first = None;
    for (index, verdict) in verdicts.enumerate() {
        match verdict {
            None => return Ok(()),
            // Where several come near, no member is the reason
            Some(member) => first = (index == 0).then_some(member),
        }
    }
    let member = first.filter(|member| *member != TYPE);
    Err(Beyond { kind, member })
}

impl Entry {
    /// Of a registered type.
    fn read(
        kind: &str,
        entry: &Object,
        types: Registered<'_>,
        of: &DetailType,
    ) -> Result<Self, Denial> {
        // RFC 9396, section 2.2: an entry that is for other servers alone is not for this one to understand
        let elsewhere = of.has_places()
            && match entry.get(LOCATIONS) {
                Some(Value::Array(places)) if !places.is_empty() => places
                    .iter()
                    .all(|place| matches!(place, Value::String(place) if !types.is_here(place))),
                _ => false,
            };
        match read_members(kind, entry, of) {
            Ok(mut members) => Ok(Self::Known {
                here: !elsewhere,
                locations: match of.has_places() {
                    true => members.0.remove(LOCATIONS),
                    false => None,
                },
                members,
            }),
            Err(_) if elsewhere => Ok(Self::Opaque(Value::Object(entry.clone()))),
            Err(denial) => Err(denial),
        }
    }

    /// The member by which it is not narrower than `parent`; `type` where it is another thing altogether.
    fn first_beyond<'a>(&'a self, parent: &'a Self) -> Option<&'a str> {
        match (self, parent) {
            (
                Self::Known {
                    locations: places,
                    members: child,
                    ..
                },
                Self::Known {
                    locations, members, ..
                },
            ) => match Member::is_beyond(places.as_ref(), locations.as_ref()) {
                true => Some(LOCATIONS),
                false => child.first_beyond(members),
            },
            (Self::Opaque(child), Self::Opaque(parent)) => match child.is_same(parent) {
                true => None,
                false => Some(TYPE),
            },
            (Self::Known { .. } | Self::Opaque(_), _) => Some(TYPE),
        }
    }

    /// What it grants here.
    fn granted(&self) -> Option<&Members> {
        match self {
            Self::Known {
                here: true,
                members,
                ..
            } => Some(members),
            Self::Known { here: false, .. } | Self::Opaque(_) => None,
        }
    }
}

impl fmt::Display for Beyond<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(member) = self.member {
            write!(f, "`{}` of ", shown(member))?;
        }
        write!(f, "a `{}` detail", shown(self.kind))
    }
}

fn read_members(kind: &str, entry: &Object, of: &DetailType) -> Result<Members, Denial> {
    let restricts =
        |name: &str| name != TYPE && of.relation(name) != Some(DetailRelation::Informative);
    let members = entry.iter().filter(|(name, _)| restricts(name));
    members
        .map(|(name, value)| {
            let refuse = |what: &str| {
                malformed(format!(
                    "`{}` of a `{}` detail {what}",
                    shown(name),
                    shown(kind)
                ))
            };
            // RFC 9396, section 2: what the type does not define may be a restriction
            let relation = of
                .relation(name)
                .ok_or_else(|| refuse("is not registered, and may restrict it"))?;
            let bound = Bound::read(relation, value)
                .map_err(|expected| refuse(&format!("is not {expected}")))?;
            let restricting = of.is_restricting(name);
            Ok((name.clone(), Member { bound, restricting }))
        })
        .collect::<Result<_, _>>()
        .map(Members)
}

fn malformed(sentence: String) -> Denial {
    Denial::new(Code::DetailsMalformed, sentence)
}

/// Each entry of a child is held against each of its parent: with this bound the work stays linear in the size of a token.
const MOST_OF_A_TYPE: usize = 32;
