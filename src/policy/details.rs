//! [`DetailTypes`]: `authorization_details` as policies see them, a record for each type that the operator has registered.

use std::collections::{BTreeMap, BTreeSet};

use cedar_policy_core::ast::Value;
use smol_str::SmolStr;

use super::context::{Attributes, record, texts};
use super::internal;
use super::shape::{Attribute, Shape};
use crate::denial::Denial;
use crate::details::{DetailType, Details};

/// The members of each type that hold texts.
#[derive(Clone, Debug, Default)]
pub(super) struct DetailTypes(BTreeMap<String, BTreeSet<String>>);

impl DetailTypes {
    pub(super) fn new(registered: &BTreeMap<String, DetailType>) -> Self {
        let types = registered.iter().map(|(name, of)| {
            let members = of.texts().map(str::to_owned).collect();
            (name.clone(), members)
        });
        Self(types.collect())
    }

    /// Nothing is optional: an entry that names nothing, and a token without entries, are empty sets.
    pub(super) fn shape(&self) -> Shape {
        let always = |name: &str, shape| Attribute {
            name: SmolStr::new(name),
            shape,
            required: true,
        };
        let types = self.0.iter().map(|(name, members)| {
            let texts = |member: &String| always(member, Shape::set(Shape::Text));
            let any = Shape::Record(members.iter().map(texts).collect());
            let of_type = vec![always("any", any), always("entries", Shape::Long)];
            always(name, Shape::Record(of_type))
        });
        Shape::Record(types.collect())
    }

    /// What a token's entries name.
    pub(super) fn value(&self, details: &Details) -> Result<Value, Denial> {
        let types = self.0.iter().map(|(name, members)| {
            let named = details.named(name);
            let of_member = |member: &str| named.any.get(member).into_iter().flatten().copied();
            let any: Attributes = members
                .iter()
                .map(|member| (SmolStr::new(member), texts(of_member(member))))
                .collect();
            let entries = i64::try_from(named.entries).map_err(internal)?;
            let of_type = record([
                ("any", Some(Value::record(any, None))),
                ("entries", Some(Value::from(entries))),
            ]);
            Ok((SmolStr::new(name), of_type))
        });
        let types: Attributes = types.collect::<Result<_, Denial>>()?;
        Ok(Value::record(types, None))
    }
}
