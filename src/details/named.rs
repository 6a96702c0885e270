//! What details name, for policies: texts, of all entries of a type together. Cedar has no way to ask whether any element of a set is
//! such and such, so it could do nothing with the entries themselves.

use std::collections::{BTreeMap, BTreeSet};

use super::member::{Bound, Member, Members};
use super::relation::{COMMON, DetailRelation, DetailType, LOCATIONS};
use super::{Details, Entry};
use crate::jose::json::Value;

impl DetailType {
    /// The members whose values are texts. Numbers are not among them: Cedar's `decimal` holds fewer than details compare.
    pub(crate) fn texts(&self) -> impl Iterator<Item = &str> {
        let common = COMMON.into_iter();
        let own = self.members.keys().map(String::as_str);
        let names: BTreeSet<&str> = common.chain(own).collect();
        names.into_iter().filter(|name| {
            matches!(
                self.relation(name),
                Some(DetailRelation::Subset | DetailRelation::Superset | DetailRelation::Equal)
            )
        })
    }
}

/// What the entries of one type name.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Named<'a> {
    /// How many there are.
    pub(crate) entries: usize,
    /// By member, what any of them names.
    pub(crate) any: BTreeMap<&'a str, BTreeSet<&'a str>>,
}

impl Details {
    /// Of the entries of this type that grant something here.
    pub(crate) fn named(&self, kind: &str) -> Named<'_> {
        let mut named = Named::default();
        for entry in self.entries.get(kind).into_iter().flatten() {
            let Some(Members(members)) = entry.granted() else {
                continue;
            };
            named.entries = named.entries.saturating_add(1);
            let places = entry.places().map(|places| (LOCATIONS, places));
            let members = members.iter().map(|(name, member)| (name.as_str(), member));
            for (name, member) in members.chain(places) {
                let texts = named.any.entry(name).or_default();
                texts.extend(member.bound.texts());
            }
        }
        named
    }
}

impl Entry {
    fn places(&self) -> Option<&Member> {
        match self {
            Self::Known { locations, .. } => locations.as_ref(),
            Self::Opaque(_) => None,
        }
    }
}

impl Bound {
    fn texts(&self) -> impl Iterator<Item = &str> {
        let (many, one) = match self {
            Self::Subset(texts) | Self::Superset(texts) => (Some(texts), None),
            Self::Equal(Value::String(text)) => (None, Some(text.as_str())),
            Self::Equal(_) | Self::AtMost(_) | Self::AtLeast(_) => (None, None),
        };
        let many = many.into_iter().flatten().map(String::as_str);
        many.chain(one)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::details::DetailTypes;
    use crate::jose::json::{Bounds, parse};

    fn types() -> DetailTypes {
        let files = DetailType::default()
            .member("except", DetailRelation::Superset)
            .member("zone", DetailRelation::Equal)
            .member("cap", DetailRelation::AtMost)
            .member("note", DetailRelation::Informative)
            .member("datatypes", DetailRelation::Informative);
        let types = BTreeMap::from([("files".to_owned(), files)]);
        DetailTypes::new(types, vec!["https://here.example".to_owned()])
    }

    #[test]
    fn members_are_those_that_hold_texts() {
        let types = types();
        let texts: Vec<&str> = types.of(&[]).named("files").unwrap().texts().collect();
        assert_eq!(
            texts,
            [
                "actions",
                "except",
                "identifier",
                "locations",
                "privileges",
                "zone"
            ]
        );
    }

    #[test]
    fn entries_that_grant_here_are_taken_together() {
        let claim = json!([
            { "type": "files", "actions": ["read", "list"], "except": ["a"], "zone": "eu", "cap": 3, "note": "x" },
            { "type": "files", "actions": ["read", "write"], "zone": 7, "locations": ["https://here.example", "https://b.example"] },
            { "type": "files", "actions": ["delete"], "locations": ["https://b.example"] },
            { "type": "other", "actions": ["all"] },
        ]);
        let claim = parse(claim.to_string().as_bytes(), Bounds::CONFIGURATION).unwrap();
        let types = types();
        let details = Details::read(&claim, Some(types.of(&[]))).unwrap();
        let any = BTreeMap::from([
            ("actions", BTreeSet::from(["list", "read", "write"])),
            ("cap", BTreeSet::new()),
            ("except", BTreeSet::from(["a"])),
            (
                "locations",
                BTreeSet::from(["https://b.example", "https://here.example"]),
            ),
            ("zone", BTreeSet::from(["eu"])),
        ]);
        assert_eq!(details.named("files"), Named { entries: 2, any });
        assert_eq!(details.named("other"), Named::default());
    }
}
