//! The schema as Cedar's validator holds it. Cedar would read it from its JSON form: of all that is done to make a gate, that
//! would take the longest. Only what a host declares is read by Cedar, whose names it resolves.

use std::collections::BTreeMap;
use std::sync::Arc;

use cedar_policy::Schema;
use cedar_policy_core::ast::{Eid, EntityType, EntityUID};
use cedar_policy_core::validator::types::{AttributeType, Attributes, OpenTag, Type};
use cedar_policy_core::validator::{ValidatorActionId, ValidatorEntityType, ValidatorSchema};
use serde_json::{Map, json};
use smol_str::SmolStr;

use super::super::shape::{Shape, Types, entity_type, record};
use super::super::types;
use super::{Plan, Sight, own};

impl Plan<'_> {
    /// What [`Self::json`] says.
    ///
    /// # Errors
    ///
    /// What is wrong with the host's part.
    pub(in super::super) fn typed(&self, sight: Sight) -> Result<Schema, String> {
        let (entities, session) = match self.host.is_empty() {
            true => (self.own_entities()?, None),
            false => self.entities()?,
        };
        let actions = self.actions(&Types::new(session)?, sight)?;
        Ok(ValidatorSchema::new(entities, actions).into())
    }

    fn own_entities(&self) -> Result<Vec<ValidatorEntityType>, String> {
        let types = Types::new(None)?;
        let entities = own::entities(self.profile).into_iter().map(|own| {
            Ok(ValidatorEntityType::new_standard(
                qualified(own.namespace, own.name)?,
                [],
                Attributes::with_attributes(types.members(&own.attributes)),
                OpenTag::ClosedAttributes,
                own.tagged.then(|| types.of(&Shape::Text)),
                None,
            ))
        });
        entities.collect()
    }

    /// Ours and the host's, and its type of facts: that of the context of an action which is there for this alone.
    fn entities(&self) -> Result<(Vec<ValidatorEntityType>, Option<Type>), String> {
        let facts = self.host.session().map(|_| Shape::Session.json());
        let context = facts.map(|facts| (SESSION.to_owned(), facts));
        let action = json!({ "appliesTo": {
            "principalTypes": ["Agent"],
            "resourceTypes": ["Server"],
            "context": { "type": "Record", "attributes": Map::from_iter(context) },
        } });
        let actions = Map::from_iter([(SESSION.to_owned(), action)]);
        let read = Schema::from_json_value(self.with_entities("", actions));
        let read = read.map_err(|error| error.to_string())?;
        let read: &ValidatorSchema = read.as_ref();
        let context = read.action_ids().find_map(ValidatorActionId::context);
        let session = match context {
            Some(Type::Record { attrs, .. }) => attrs.get_attr(SESSION),
            _ => None,
        };
        Ok((
            read.entity_types().cloned().collect(),
            session.map(|session| session.attr_type.as_ref().clone()),
        ))
    }

    fn actions(&self, types: &Types, sight: Sight) -> Result<Vec<ValidatorActionId>, String> {
        let (namespace, principals, resource) = own::parties(self.profile);
        let principals = principals.iter().map(|name| qualified(namespace, name));
        let principals = principals.collect::<Result<Vec<_>, _>>()?;
        let resource = qualified(namespace, resource)?;
        let action = qualified(namespace, "Action")?;
        let uid = |name: &str| EntityUID::from_components(action.clone(), Eid::new(name), None);
        let mut members: BTreeMap<&str, Vec<EntityUID>> = BTreeMap::new();
        for (name, _) in self.groups.iter() {
            let (direct, indirect) = self.groups.of(name);
            for group in direct.into_iter().chain(indirect) {
                members.entry(group).or_default().push(uid(name));
            }
        }
        let context = own::context(self, sight);
        let context: Vec<_> = types.members(&context).collect();
        let actions = self.groups.iter().map(|(name, _)| {
            let members = members.remove(name).unwrap_or_default();
            match self.tools.named(name) {
                Ok(tool) => {
                    let input = types.of(&types::record(&tool.input));
                    let input = (
                        SmolStr::new_static("input"),
                        AttributeType::required_attribute(Arc::new(input)),
                    );
                    ValidatorActionId::new_defined(
                        uid(name),
                        principals.iter().cloned(),
                        [resource.clone()],
                        members,
                        record(context.iter().cloned().chain([input])),
                        None,
                    )
                }
                Err(_) => {
                    ValidatorActionId::new_defined(uid(name), [], [], members, record([]), None)
                }
            }
        });
        Ok(actions.collect())
    }
}

fn qualified(namespace: &str, name: &str) -> Result<EntityType, String> {
    match namespace {
        "" => entity_type(name),
        _ => entity_type(&format!("{namespace}::{name}")),
    }
}

const SESSION: &str = "session";
