//! Cedar's validation, told apart by action.
//!
//! Cedar types a policy once for each action of the schema, with each type of principal and of resource: a thousand policies for a
//! thousand tools are two million times, nearly all of which find that the action is another one. Here a policy is typed for the
//! actions that its scope names. Where Cedar has nothing to say of these, it has nothing to say of the policy; any other goes
//! to Cedar's validator as it is, so that each mistake and each warning is Cedar's own.

use core::iter;

use cedar_policy::{PolicySet, Schema, ValidationMode, ValidationResult, Validator};
use cedar_policy_core::ast::{ActionConstraint, Template};
use cedar_policy_core::validator::typecheck::{PolicyCheck, Typechecker};
use cedar_policy_core::validator::types::RequestEnv;
use cedar_policy_core::validator::{
    self as core_validator, ValidatorActionId, ValidatorSchema, confusable_string_checks,
};

/// What Cedar's validator says of these policies.
///
/// All actions of the schema that apply to anything have to apply to the same types of principals and resources.
pub(super) fn validate(schema: Schema, set: &PolicySet) -> ValidationResult {
    let doubtful = doubtful(schema.as_ref(), set);
    let doubtful = doubtful.as_ref().unwrap_or(set);
    Validator::new(schema).validate(doubtful, ValidationMode::Strict)
}

/// All but the policies of which Cedar would say nothing. `None` where they can't be told apart.
fn doubtful(schema: &ValidatorSchema, set: &PolicySet) -> Option<PolicySet> {
    if !schema.is_complete() {
        return None;
    }
    let typechecker = Typechecker::new(schema, core_validator::ValidationMode::Strict);
    let mut doubtful = PolicySet::new();
    for template in set.templates() {
        doubtful.add_template(template.clone()).ok()?;
    }
    for policy in set.policies() {
        let ast: &cedar_policy_core::ast::Policy = policy.as_ref();
        match (policy.template_id(), policy.template_links()) {
            (Some(template), Some(values)) => doubtful
                .link(template.clone(), policy.id().clone(), values)
                .ok()?,
            _ if is_clean(schema, &typechecker, ast.template()) => {}
            _ => doubtful.add(policy.clone()).ok()?,
        }
    }
    Some(doubtful)
}

/// Would Cedar say nothing of this policy, which has no slots?
///
/// For an action that the scope does not name, Cedar types the scope: what it says of the principal, which is no other than for a
/// named action, and then that the action is not this one, after which it looks no further. A policy that can apply
/// for a named action has a scope that fits it.
fn is_clean(schema: &ValidatorSchema, typechecker: &Typechecker<'_>, policy: &Template) -> bool {
    let mut mistakes =
        core_validator::Validator::validate_entity_types_and_literals(schema, policy);
    if mistakes.next().is_some() || confusable_string_checks(iter::once(policy)).next().is_some() {
        return false;
    }
    let mut applies = false;
    for action in named(schema, policy.action_constraint()) {
        for environment in environments(action) {
            match typechecker.typecheck_by_single_request_env(policy, &environment) {
                PolicyCheck::Success(_) => applies = true,
                PolicyCheck::Irrelevant(mistakes, _) if mistakes.is_empty() => {}
                PolicyCheck::Irrelevant(..) | PolicyCheck::Fail(_) => return false,
            }
        }
    }
    applies
}

/// The actions that a scope names, with the members of groups. None for a scope that names none: all of them are Cedar's work.
fn named<'s>(
    schema: &'s ValidatorSchema,
    constraint: &ActionConstraint,
) -> Vec<&'s ValidatorActionId> {
    match constraint {
        ActionConstraint::Any => Vec::new(),
        ActionConstraint::Eq(uid) => schema.get_action_id(uid).into_iter().collect(),
        ActionConstraint::In(uids) => {
            let groups = uids.iter().filter_map(|uid| schema.get_action_id(uid));
            let members = groups.flat_map(|group| {
                let members = group.descendants();
                let members = members.filter_map(|uid| schema.get_action_id(uid));
                iter::once(group).chain(members)
            });
            members.collect()
        }
    }
}

/// What Cedar tells apart in requests of an action: the types of principal and resource.
fn environments(action: &ValidatorActionId) -> impl Iterator<Item = RequestEnv<'_>> {
    action.context().into_iter().flat_map(move |context| {
        action.applies_to_principals().flat_map(move |principal| {
            let resources = action.applies_to_resources();
            resources.map(move |resource| RequestEnv::DeclaredAction {
                principal,
                action: action.name(),
                resource,
                context,
                principal_slot: None,
                resource_slot: None,
            })
        })
    })
}
