//! [`Session`]: what the host says of a call, of the type that its schema declares.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use cedar_policy_core::FromNormalizedStr as _;
use cedar_policy_core::ast::{Entity, EntityType, Name, Value};

use super::host::entities_in;
use super::{Policies, value};
use crate::denial::{Code, Denial};
use crate::jose::json::Object;
use crate::tools::{self, Kind, Record};

/// The type of the facts.
#[derive(Clone, Debug)]
pub(super) struct Session {
    declared: Record,
    /// The types of the entities among them, by name.
    entities: EntityTypes,
}

/// Types of entities, parsed once each.
pub(super) type EntityTypes = BTreeMap<String, EntityType>;

impl Session {
    pub(super) fn new(declared: Record) -> Result<Self, String> {
        let mut names = HashSet::new();
        let mut open: Vec<&Kind> = vec![];
        open.extend(declared.members.values().map(|member| &member.kind));
        while let Some(kind) = open.pop() {
            match kind {
                Kind::Entity(name) => {
                    names.insert(name.clone());
                }
                kind => open.extend(kind.inner()),
            }
        }
        let entities = names.into_iter().map(|name| {
            let kind = Name::from_normalized_str(&name).map_err(|error| error.to_string())?;
            Ok((name, EntityType::from(kind)))
        });
        Ok(Self {
            entities: entities.collect::<Result<_, String>>()?,
            declared,
        })
    }

    fn read(&self, said: &Object) -> Result<Value, Denial> {
        tools::check(said, &self.declared).map_err(|fault| {
            let sentence = format!("in what the host says of the call, {fault}");
            Denial::new(Code::SessionInvalid, sentence)
        })?;
        value::record(said, &self.declared, &self.entities)
    }
}

impl Policies {
    /// What the host says of the call, which has to be of the type that its schema declares, and has to be there if it does.
    pub(super) fn session(&self, said: Option<&Object>) -> Result<Option<Value>, Denial> {
        match (&self.rules.session, said) {
            (Some(declared), Some(said)) => declared.read(said).map(Some),
            (None, None) => Ok(None),
            (Some(_), None) => Err(Denial::new(
                Code::SessionInvalid,
                "the host's schema declares `Session`, and the host says nothing of the call",
            )),
            (None, Some(_)) => Err(Denial::new(
                Code::SessionInvalid,
                "the host's schema declares no `Session`, so what the host says of the call can't be read",
            )),
        }
    }

    /// The host's entities that its facts lead to. Of an id that none of them has nothing is known.
    pub(super) fn named_in(&self, session: Option<&Value>) -> Vec<Arc<Entity>> {
        let names_any = |session: &Session| !session.entities.is_empty();
        match session {
            Some(said) if self.rules.session.as_ref().is_some_and(names_any) => {
                self.host().reach(entities_in(said))
            }
            _ => Vec::new(),
        }
    }
}
