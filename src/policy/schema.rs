//! The schema that policies are validated against: of the tools, the profile, and what the host declares besides.

mod own;
mod typed;

use core::mem;

use serde_json::{Map, Value, json};

use super::details::DetailTypes;
use super::groups::Groups;
use super::host_schema::HostSchema;
use super::shape::{self, Shape};
use super::types;
use super::vocabulary::PolicyProfile;
use crate::profile::Guarantees;
use crate::tools::Tools;

/// What policies of one effect may look at.
#[derive(Clone, Copy, Debug)]
pub(super) enum Sight {
    /// Everything but what is only asserted. The attribute is there, of a type that nothing can be done with:
    /// a policy that tries does not validate, and none can branch on who is in it.
    Permit,
    /// Everything.
    Forbid,
}

/// What the schema is made of, whatever policies may look at.
pub(super) struct Plan<'a> {
    pub(super) profile: PolicyProfile,
    pub(super) tools: &'a Tools,
    pub(super) groups: &'a Groups,
    /// What every token of every trusted issuer says. The rest has to be asked for with `has`.
    pub(super) always: Guarantees,
    pub(super) host: &'a HostSchema,
    pub(super) details: &'a DetailTypes,
}

impl Plan<'_> {
    /// All that the schemas are made of, each thing once: where this is the same, so are they, and where it is not, they are others.
    pub(super) fn ground(&self) -> Vec<u8> {
        let Self {
            profile,
            tools,
            groups,
            always,
            host,
            details,
        } = self;
        let Guarantees {
            principal,
            client_id,
            token_id,
        } = *always;
        let mut ground = vec![match profile {
            PolicyProfile::Narrowgate => 0,
            PolicyProfile::AgentCore => 1,
        }];
        ground.extend([principal, client_id, token_id].map(u8::from));
        let host = Value::Object(host.namespaces().clone()).to_string();
        shape::write_text(&mut ground, &host);
        shape::write_number(&mut ground, groups.iter().count());
        for (name, parents) in groups.iter() {
            shape::write_text(&mut ground, name);
            shape::write_number(&mut ground, parents.len());
            for parent in parents {
                shape::write_text(&mut ground, parent);
            }
        }
        shape::write_number(&mut ground, tools.iter().count());
        for (name, tool) in tools.iter() {
            shape::write_text(&mut ground, name);
            types::record(&tool.input).write(&mut ground);
        }
        details.shape().write(&mut ground);
        ground
    }

    /// In Cedar's JSON form.
    pub(super) fn json(&self, sight: Sight) -> Value {
        let (namespace, principals, resource) = own::parties(self.profile);
        let context = shape::attributes(&own::context(self, sight));
        let mut actions = Map::new();
        for (name, parents) in self.groups.iter() {
            let parents: Vec<Value> = parents.iter().map(|id| json!({ "id": id })).collect();
            let mut action = json!({ "memberOf": parents });
            if let (Ok(tool), Value::Object(action)) = (self.tools.named(name), &mut action) {
                let mut context = context.clone();
                context.insert("input".to_owned(), types::record(&tool.input).json());
                let applies = json!({
                    "principalTypes": principals,
                    "resourceTypes": [resource],
                    "context": { "type": "Record", "attributes": context },
                });
                action.insert("appliesTo".to_owned(), applies);
            }
            actions.insert(name.to_owned(), action);
        }
        self.with_entities(namespace, actions)
    }

    /// These actions, and the types of entities: ours, with what the host says of them, and the host's own.
    fn with_entities(&self, namespace: &str, mut actions: Map<String, Value>) -> Value {
        let mut entities: Map<String, Value> = Map::new();
        for own in own::entities(self.profile) {
            let attributes = shape::attributes(&own.attributes);
            let mut entity = match own.open {
                true => self.host.entity(own.namespace, own.name, attributes),
                false => json!({}),
            };
            if let (true, Value::Object(entity)) = (own.tagged, &mut entity) {
                entity.insert("tags".to_owned(), Shape::Text.json());
            }
            let known = entities.entry(own.namespace).or_insert_with(|| json!({}));
            if let Value::Object(known) = known {
                known.insert(own.name.to_owned(), entity);
            }
        }
        let mut schema = Map::new();
        for (name, entities) in entities {
            let actions = match name == namespace {
                true => mem::take(&mut actions),
                false => Map::new(),
            };
            let declared = json!({ "entityTypes": entities, "actions": actions });
            schema.insert(name, declared);
        }
        self.host.complete(&mut schema);
        Value::Object(schema)
    }
}

#[cfg(test)]
mod tests;
