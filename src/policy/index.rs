//! [`Index`]: policies by what their scopes say of action, principal and resource. A decision looks at those that can apply.

use std::collections::BTreeMap;
use std::sync::Arc;

use cedar_policy_core::ast::{
    ActionConstraint, Entity, EntityReference, EntityType, EntityUID, PrincipalOrResourceConstraint,
};

use super::engine::Policy;

/// Leaves out only policies whose scope does not match: Cedar looks at the scope before anything that could fail, so they could
/// neither apply nor err.
#[derive(Debug, Default)]
pub(super) struct Index {
    policies: Vec<Arc<Policy>>,
    places: Level<Level<Level<Vec<usize>>>>,
}

/// One of principal, action and resource, with its ancestors.
pub(super) struct Party<'a> {
    pub(super) uid: &'a EntityUID,
    pub(super) ancestors: Vec<&'a EntityUID>,
}

/// What lies behind each kind of constraint.
#[derive(Debug)]
struct Level<T> {
    any: Option<Box<T>>,
    is: BTreeMap<EntityType, T>,
    equal: BTreeMap<EntityUID, T>,
    /// Also for `is … in …`: of those the evaluation finds the type.
    within: BTreeMap<EntityUID, T>,
}

enum Key {
    Any,
    Is(EntityType),
    Equal(EntityUID),
    Within(EntityUID),
}

impl<'a> Party<'a> {
    pub(super) fn of(entity: &'a Entity) -> Self {
        Self {
            uid: entity.uid(),
            ancestors: entity.ancestors().collect(),
        }
    }
}

impl Index {
    pub(super) fn new(policies: impl IntoIterator<Item = Policy>) -> Self {
        let mut index = Self::default();
        for policy in policies {
            let place = index.policies.len();
            let ast = policy.ast();
            let principal = Key::of(ast.principal_constraint().as_inner());
            let resource = Key::of(ast.resource_constraint().as_inner());
            for action in Key::of_actions(ast.action_constraint()) {
                let by_principal = index.places.at(&action);
                by_principal.at(&principal).at(&resource).push(place);
            }
            index.policies.push(Arc::new(policy));
        }
        index
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &Arc<Policy>> {
        self.policies.iter()
    }

    /// Those that can apply, in the order in which they were loaded.
    pub(super) fn matching(
        &self,
        principal: &Party<'_>,
        action: &Party<'_>,
        resource: &Party<'_>,
    ) -> Vec<Arc<Policy>> {
        let by_principal = self.places.matching(action);
        let by_resource = by_principal.flat_map(|level| level.matching(principal));
        let mut places: Vec<usize> = by_resource
            .flat_map(|level| level.matching(resource))
            .flatten()
            .copied()
            .collect();
        self.take(&mut places)
    }

    /// Those for this action, whoever asks, in the order in which they were loaded: the first `most` of them.
    pub(super) fn for_action(&self, action: &Party<'_>, most: usize) -> Vec<Arc<Policy>> {
        let by_resource = self.places.matching(action).flat_map(Level::all);
        let mut places: Vec<usize> = by_resource
            .flat_map(Level::all)
            .flatten()
            .copied()
            .collect();
        places.sort_unstable();
        places.truncate(most);
        self.take(&mut places)
    }

    /// `action in [Action::"a", Action::"call_tool"]` stands in two places.
    fn take(&self, places: &mut Vec<usize>) -> Vec<Arc<Policy>> {
        places.sort_unstable();
        places.dedup();
        let policies = places.iter().filter_map(|place| self.policies.get(*place));
        policies.cloned().collect()
    }
}

impl<T: Default> Level<T> {
    fn at(&mut self, key: &Key) -> &mut T {
        match key {
            Key::Any => self.any.get_or_insert_default(),
            Key::Is(kind) => self.is.entry(kind.clone()).or_default(),
            Key::Equal(uid) => self.equal.entry(uid.clone()).or_default(),
            Key::Within(uid) => self.within.entry(uid.clone()).or_default(),
        }
    }
}

impl<T> Level<T> {
    fn matching(&self, party: &Party<'_>) -> impl Iterator<Item = &T> {
        // An entity is `in` itself
        let within = [party.uid]
            .into_iter()
            .chain(party.ancestors.iter().copied());
        let within: Vec<&T> = within.filter_map(|uid| self.within.get(uid)).collect();
        self.any
            .as_deref()
            .into_iter()
            .chain(self.is.get(party.uid.entity_type()))
            .chain(self.equal.get(party.uid))
            .chain(within)
    }

    fn all(&self) -> impl Iterator<Item = &T> {
        let any = self.any.as_deref().into_iter();
        any.chain(self.is.values())
            .chain(self.equal.values())
            .chain(self.within.values())
    }
}

impl<T> Default for Level<T> {
    fn default() -> Self {
        Self {
            any: None,
            is: BTreeMap::new(),
            equal: BTreeMap::new(),
            within: BTreeMap::new(),
        }
    }
}

impl Key {
    fn of(constraint: &PrincipalOrResourceConstraint) -> Self {
        use PrincipalOrResourceConstraint as Constraint;
        match constraint {
            Constraint::Eq(EntityReference::EUID(uid)) => Self::Equal(uid.as_ref().clone()),
            Constraint::In(EntityReference::EUID(uid))
            | Constraint::IsIn(_, EntityReference::EUID(uid)) => Self::Within(uid.as_ref().clone()),
            Constraint::Is(kind) => Self::Is(kind.as_ref().clone()),
            // A slot is filled before a policy comes here; if not, the evaluation finds it
            Constraint::Any
            | Constraint::Eq(EntityReference::Slot(_))
            | Constraint::In(EntityReference::Slot(_))
            | Constraint::IsIn(_, EntityReference::Slot(_)) => Self::Any,
        }
    }

    fn of_actions(constraint: &ActionConstraint) -> Vec<Self> {
        match constraint {
            ActionConstraint::Any => vec![Self::Any],
            ActionConstraint::Eq(uid) => vec![Self::Equal(uid.as_ref().clone())],
            ActionConstraint::In(uids) => uids
                .iter()
                .map(|uid| Self::Within(uid.as_ref().clone()))
                .collect(),
        }
    }
}
