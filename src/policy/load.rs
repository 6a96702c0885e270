//! Loading: text to [`Policies`], parsed, named, validated and sorted by action, with every mistake at once.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use cedar_policy::{
    ActionConstraint, Effect, Entity, EntityId, EntityTypeName, EntityUid, Policy, PolicyId,
    PolicySet, Schema, ValidationMode, ValidationWarning, Validator,
};

use super::clock::Clock;
use super::facts::Vocabulary;
use super::schema::{self, GROUP, Sight};
use super::{Policies, Slice};
use crate::config::Problem;
use crate::profile::Guarantees;
use crate::tools::Tools;

impl Policies {
    pub(crate) fn parse(
        text: &str,
        tools: &Tools,
        server: &str,
        always: Guarantees,
    ) -> Result<Self, Vec<Problem>> {
        if tools.names().next().is_none() {
            return Err(vec![problem(
                "without tools there is nothing that a policy could permit",
            )]);
        }
        if tools.names().any(|name| name == GROUP) {
            return Err(vec![problem(format!(
                "`{GROUP}` is the group of all tools, and can't be one"
            ))]);
        }
        let (permits, forbids) = read(text)?;
        let for_permits = schema(tools, always, Sight::Permit)?;
        let for_forbids = schema(tools, always, Sight::Forbid)?;
        let mut problems = validate(&permits, for_permits);
        problems.append(&mut validate(&forbids, for_forbids));
        if !problems.is_empty() {
            return Err(problems);
        }
        let one = |sentence: String| vec![problem(sentence)];
        Ok(Self {
            by_tool: sort(&permits, &forbids, tools).map_err(one)?,
            clock: Clock::default(),
            vocabulary: Vocabulary::new(server).map_err(one)?,
        })
    }
}

fn schema(tools: &Tools, always: Guarantees, sight: Sight) -> Result<Schema, Vec<Problem>> {
    schema::for_tools(tools, always, sight)
        .map_err(|error| vec![Problem::new("tools", error.to_string())])
}

/// The policies by effect, under the names that `@id` gives them.
fn read(text: &str) -> Result<(PolicySet, PolicySet), Vec<Problem>> {
    let set: PolicySet = text.parse().map_err(|errors: cedar_policy::ParseErrors| {
        errors
            .iter()
            .map(|error| problem(error.to_string()))
            .collect::<Vec<_>>()
    })?;
    let mut problems = Vec::new();
    if set.templates().next().is_some() {
        problems.push(problem("templates are not supported"));
    }
    let (mut permits, mut forbids) = (PolicySet::new(), PolicySet::new());
    for policy in set.policies() {
        let named = match policy.annotation("id") {
            Some(id) => policy.new_id(PolicyId::new(id)),
            None => policy.clone(),
        };
        let taken = permits.policy(named.id()).is_some() || forbids.policy(named.id()).is_some();
        let side = match named.effect() {
            Effect::Permit => &mut permits,
            Effect::Forbid => &mut forbids,
        };
        let id = named.id().clone();
        if taken || side.add(named).is_err() {
            problems.push(problem(format!("two policies are named `{id}`")));
        }
    }
    match problems.is_empty() {
        true => Ok((permits, forbids)),
        false => Err(problems),
    }
}

/// Two kinds of warning are mistakes too: a `forbid` that can never apply forbids nothing, and its author does not know;
/// text that runs right to left shows another policy than the one that is evaluated.
fn validate(policies: &PolicySet, schema: Schema) -> Vec<Problem> {
    let result = Validator::new(schema).validate(policies, ValidationMode::Strict);
    let errors = result.validation_errors().map(ToString::to_string);
    let harmful = |warning: &&ValidationWarning| {
        !matches!(
            warning,
            // Names in other scripts than Latin are names
            ValidationWarning::MixedScriptString(_)
                | ValidationWarning::MixedScriptIdentifier(_)
                | ValidationWarning::ConfusableIdentifier(_)
        )
    };
    let warnings = result.validation_warnings().filter(harmful);
    // In Cedar's order, which is that of a hash map, two artifacts would say it in two ways
    let sentences: BTreeSet<String> = errors.chain(warnings.map(ToString::to_string)).collect();
    sentences.into_iter().map(problem).collect()
}

/// For each tool, the policies whose action constraint can match it.
fn sort(
    permits: &PolicySet,
    forbids: &PolicySet,
    tools: &Tools,
) -> Result<BTreeMap<String, Slice>, String> {
    let kind: EntityTypeName = "Action"
        .parse()
        .map_err(|error: cedar_policy::ParseErrors| error.to_string())?;
    let uid = |name: &str| EntityUid::from_type_name_and_id(kind.clone(), EntityId::new(name));
    let group = uid(GROUP);
    let (permits, forbids) = (Buckets::new(permits), Buckets::new(forbids));
    tools
        .names()
        .map(|name| {
            let action = uid(name);
            let slice = Slice {
                permits: permits.slice(&action, &group)?,
                forbids: forbids.slice(&action, &group)?,
                action: Entity::new_no_attrs(action, HashSet::from([group.clone()])),
            };
            Ok((name.to_owned(), slice))
        })
        .collect()
}

/// Policies of one effect, by what their scope says of the action.
#[derive(Default)]
struct Buckets {
    any: Vec<Policy>,
    equal: BTreeMap<EntityUid, Vec<Policy>>,
    within: BTreeMap<EntityUid, Vec<Policy>>,
}

impl Buckets {
    fn new(policies: &PolicySet) -> Self {
        let mut buckets = Self::default();
        for policy in policies.policies() {
            match policy.action_constraint() {
                ActionConstraint::Any => buckets.any.push(policy.clone()),
                ActionConstraint::Eq(action) => buckets
                    .equal
                    .entry(action)
                    .or_default()
                    .push(policy.clone()),
                ActionConstraint::In(actions) => {
                    for action in actions {
                        buckets
                            .within
                            .entry(action)
                            .or_default()
                            .push(policy.clone());
                    }
                }
            }
        }
        buckets
    }

    /// An action is `in` itself and its group (Cedar: `in` is reflexive).
    fn slice(&self, action: &EntityUid, group: &EntityUid) -> Result<PolicySet, String> {
        let mut slice = PolicySet::new();
        let candidates = [
            self.equal.get(action),
            self.within.get(action),
            self.within.get(group),
        ];
        for policy in self
            .any
            .iter()
            .chain(candidates.into_iter().flatten().flatten())
        {
            // `action in [Action::"a", Action::"call_tool"]` stands in two buckets
            if slice.policy(policy.id()).is_none() {
                slice
                    .add(policy.clone())
                    .map_err(|error| error.to_string())?;
            }
        }
        Ok(slice)
    }
}

fn problem(message: impl Into<String>) -> Problem {
    Problem::new("policies", message)
}
