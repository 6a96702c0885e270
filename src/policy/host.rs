//! [`Host`]: the entities that the host knows: groups, resources, and what it adds to the parties of tokens.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use cedar_policy::Schema;
use cedar_policy::entities_errors::EntitiesError;
use cedar_policy_core::ast::{
    Entity, EntityUID, Expr, ExprKind, Literal, PartialValue, Value, ValueKind,
};
use cedar_policy_core::entities::Entities;
use serde_json::{Value as Json, json};
use smol_str::SmolStr;

use super::cedar_json;
use super::depth::steps;
use super::engine::Policy;
use super::facts::{entity, store};
use crate::denial::Denial;

/// Read once, and closed: every entity knows all of its ancestors.
#[derive(Debug, Default)]
pub(super) struct Host {
    known: BTreeMap<EntityUID, Arc<Entity>>,
    /// What policies name, and what that leads to.
    named: Vec<Arc<Entity>>,
    /// How far policies look: what is farther from all that they start with, none of them can ask for.
    steps: usize,
}

impl Host {
    /// Cedar's JSON form of entities; they have to be what the schema says. Users and agents are named as policies name them,
    /// `"https://as.example alice"`, and what their tokens say of them need not be repeated.
    pub(super) fn parse(text: &str, schema: &Schema) -> Result<Vec<Entity>, String> {
        let mut json = cedar_json::parse(text)?;
        for entity in json.as_array_mut().ok_or("not an array of entities")? {
            complete(entity)?;
        }
        let entities = cedar_policy::Entities::from_json_value(json, Some(schema));
        let entities = entities.map_err(|error| match error {
            // Which of them Cedar names is a matter of chance
            EntitiesError::TransitiveClosureError(_) => "an entity is its own ancestor".to_owned(),
            error => one_sentence(&error),
        })?;
        let entities: &Entities = entities.as_ref();
        // With the schema's actions, each with its groups: an attribute may name one
        Ok(entities.iter().cloned().collect())
    }

    pub(super) fn new<'p>(
        entities: impl IntoIterator<Item = Entity>,
        policies: impl Iterator<Item = &'p Arc<Policy>>,
    ) -> Self {
        let known: BTreeMap<_, _> = entities
            .into_iter()
            .map(|entity| (entity.uid().clone(), Arc::new(entity)))
            .collect();
        if known.is_empty() {
            return Self::default();
        }
        let policies: Vec<&Arc<Policy>> = policies.collect();
        let conditions = policies.iter().map(|policy| policy.condition());
        let mut host = Self {
            known,
            named: Vec::new(),
            steps: conditions.map(steps).max().unwrap_or_default(),
        };
        let literals = policies.iter().flat_map(|policy| named(policy));
        // Actions that conditions name come with the rules; nearly all scopes name others
        let literals: Vec<EntityUID> = literals.filter(|uid| !uid.is_action()).collect();
        host.named = host.reach(&literals);
        host
    }

    /// The same entities with other policies.
    pub(super) fn renamed<'p>(&self, policies: impl Iterator<Item = &'p Arc<Policy>>) -> Self {
        let entities = self.known.values().map(|entity| entity.as_ref().clone());
        Self::new(entities.collect::<Vec<_>>(), policies)
    }

    /// As if policies named all that is known.
    #[cfg(test)]
    pub(super) fn all_named(mut self) -> Self {
        self.named = self.known.values().cloned().collect();
        self
    }

    /// What the token says of a party, and what the host adds to it.
    pub(super) fn entity(
        &self,
        uid: EntityUID,
        attributes: impl IntoIterator<Item = (SmolStr, Value)>,
        tags: impl IntoIterator<Item = (SmolStr, Value)>,
    ) -> Arc<Entity> {
        let Some(known) = self.known.get(&uid) else {
            return Arc::new(entity(uid, attributes, tags));
        };
        let own = |members: Vec<(SmolStr, Value)>| {
            let members = members.into_iter();
            members.map(|(name, value)| (name, PartialValue::Value(value)))
        };
        let copied = |(name, value): (&SmolStr, &PartialValue)| (name.clone(), value.clone());
        // Later ones replace earlier ones: the token's word counts
        Arc::new(Entity::new_with_attr_partial_value(
            uid,
            known
                .attrs()
                .map(copied)
                .chain(own(attributes.into_iter().collect())),
            known.indirect_ancestors().cloned().collect(),
            known.parents().cloned().collect(),
            known
                .tags()
                .map(copied)
                .chain(own(tags.into_iter().collect())),
        ))
    }

    /// It, and what it leads to.
    pub(super) fn brought_by(&self, entity: Arc<Entity>) -> Vec<Arc<Entity>> {
        let led = self.reach(leads_to(&entity));
        [Arc::clone(&entity)].into_iter().chain(led).collect()
    }

    /// These, and what they or policies lead to.
    pub(super) fn with(
        &self,
        own: impl IntoIterator<Item = Arc<Entity>>,
    ) -> Result<Entities, Denial> {
        let own: Vec<Arc<Entity>> = own.into_iter().collect();
        if self.known.is_empty() {
            return store(own);
        }
        let present: HashSet<EntityUID> = own.iter().map(|entity| entity.uid().clone()).collect();
        let led = own.iter().flat_map(|entity| leads_to(entity));
        let others: BTreeMap<EntityUID, Arc<Entity>> = self
            .reach(led)
            .into_iter()
            .chain(self.named.iter().cloned())
            .filter(|entity| !present.contains(entity.uid()))
            .map(|entity| (entity.uid().clone(), entity))
            .collect();
        store(own.into_iter().chain(others.into_values()))
    }

    /// Those that a policy can get at from these. Nothing in Cedar walks from an entity to its ancestors, so these are here only where
    /// something else leads to them.
    pub(super) fn reach<'e>(
        &'e self,
        from: impl IntoIterator<Item = &'e EntityUID>,
    ) -> Vec<Arc<Entity>> {
        let (mut seen, mut reached) = (BTreeSet::new(), Vec::new());
        let mut edge: Vec<&EntityUID> = from.into_iter().collect();
        for _ in 0..self.steps {
            let mut beyond = Vec::new();
            for uid in edge {
                if let Some(entity) = self.known.get(uid)
                    && seen.insert(uid)
                {
                    beyond.extend(leads_to(entity));
                    reached.push(Arc::clone(entity));
                }
            }
            edge = beyond;
            if edge.is_empty() {
                break;
            }
        }
        reached
    }
}

fn leads_to(entity: &Entity) -> impl Iterator<Item = &EntityUID> {
    let values = entity.attrs().chain(entity.tags()).map(|(_, value)| value);
    values.flat_map(|value| match value {
        PartialValue::Value(value) => entities_in(value),
        PartialValue::Residual(_) => Vec::new(),
    })
}

/// Not those in sets: nothing in Cedar takes a member out of one.
pub(super) fn entities_in(value: &Value) -> Vec<&EntityUID> {
    let (mut found, mut open) = (Vec::new(), vec![value]);
    while let Some(value) = open.pop() {
        match value.value_kind() {
            ValueKind::Lit(Literal::EntityUID(uid)) => found.push(uid.as_ref()),
            ValueKind::Record(members) => open.extend(members.values()),
            ValueKind::Lit(_) | ValueKind::Set(_) | ValueKind::ExtensionValue(_) => {}
        }
    }
    found
}

fn named(policy: &Policy) -> Vec<EntityUID> {
    let slots = policy.ast().env().values().cloned();
    literals(Some(policy.condition())).chain(slots).collect()
}

/// The entities that it names.
pub(super) fn literals(expression: Option<&Expr>) -> impl Iterator<Item = EntityUID> {
    let parts = expression.into_iter().flat_map(Expr::subexpressions);
    parts.filter_map(|part| match part.expr_kind() {
        ExprKind::Lit(Literal::EntityUID(uid)) => Some(uid.as_ref().clone()),
        _ => None,
    })
}

/// Fills in what a party's name says: `issuer` and `subject`, which its type has.
fn complete(entity: &mut Json) -> Result<(), String> {
    let uid = entity.get("uid").cloned().unwrap_or_default();
    let uid = uid.get("__entity").unwrap_or(&uid);
    let text = |name: &str| uid.get(name).and_then(Json::as_str);
    let (Some(kind), Some(id)) = (text("type"), text("id")) else {
        // Cedar says what is wrong with it
        return Ok(());
    };
    let own = match kind {
        "Agent" | "User" => {
            let (issuer, subject) = id.split_once(' ').ok_or_else(|| {
                format!("`{kind}::\"{id}\"` is not an issuer, a space and a subject")
            })?;
            vec![
                ("issuer", issuer.to_owned()),
                ("subject", subject.to_owned()),
            ]
        }
        "AgentCore::OAuthUser" | "AgentCore::IamEntity" => vec![("id", id.to_owned())],
        _ => return Ok(()),
    };
    let (kind, id) = (kind.to_owned(), id.to_owned());
    let Some(entity) = entity.as_object_mut() else {
        return Ok(());
    };
    let attributes = entity.entry("attrs").or_insert_with(|| json!({}));
    for (name, value) in own {
        let Some(attributes) = attributes.as_object_mut() else {
            return Ok(());
        };
        let said = attributes.entry(name).or_insert_with(|| json!(value));
        if *said != json!(value) {
            return Err(format!(
                "`{kind}::\"{id}\"` has another `{name}` than its name says"
            ));
        }
    }
    Ok(())
}

/// Cedar's errors have causes that say what was wrong.
fn one_sentence(error: &dyn core::error::Error) -> String {
    let mut sentence = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        sentence.push_str(": ");
        sentence.push_str(&error.to_string());
        cause = error.source();
    }
    sentence
}
