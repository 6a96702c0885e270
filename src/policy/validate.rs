//! Cedar's validation, told apart by action.
//!
//! Cedar types a policy once for each action of the schema, with each type of principal and of resource: a thousand policies for a
//! thousand tools are two million times, nearly all of which find that the action is another one. Here a policy is typed for the
//! actions that its scope names, and of those that are the same to it for one. Where Cedar has nothing to say of these,
//! it has nothing to say of the policy; any other goes to Cedar's validator as it is, so that each mistake and each warning
//! is Cedar's own.

use core::iter;
use std::collections::BTreeSet;

use cedar_policy::{PolicySet, Schema, ValidationMode, ValidationResult, Validator};
use cedar_policy_core::ast::{ActionConstraint, Expr, ExprKind, Template, Var};
use cedar_policy_core::validator::typecheck::{PolicyCheck, Typechecker};
use cedar_policy_core::validator::types::{RequestEnv, Type};
use cedar_policy_core::validator::{
    self as core_validator, ValidatorActionId, ValidatorSchema, confusable_string_checks,
};

/// What Cedar's validator says of these policies. `None` where it has nothing to say.
///
/// All actions of the schema that apply to anything have to apply to the same types of principals and resources, and their
/// contexts have to be the same but for `input`.
pub(super) fn validate(schema: Schema, set: &PolicySet) -> Option<ValidationResult> {
    let doubtful = doubtful(schema.as_ref(), set);
    let doubtful = doubtful.as_ref().unwrap_or(set);
    let says = || Validator::new(schema).validate(doubtful, ValidationMode::Strict);
    (!doubtful.is_empty()).then(says)
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
    if mistakes.next().is_some()
        || confusable_string_checks(iter::once(policy))
            .next()
            .is_some()
    {
        return false;
    }
    let look = Look::of(policy);
    let mut applies = false;
    let mut alike = BTreeSet::new();
    for action in named(schema, policy.action_constraint()) {
        let is_new = match look {
            Look::Action => true,
            Look::Input => alike.insert(input(action)),
            Look::Neither => alike.insert(None),
        };
        for environment in environments(action).filter(|_| is_new) {
            match typechecker.typecheck_by_single_request_env(policy, &environment) {
                PolicyCheck::Success(_) => applies = true,
                PolicyCheck::Irrelevant(mistakes, _) if mistakes.is_empty() => {}
                PolicyCheck::Irrelevant(..) | PolicyCheck::Fail(_) => return false,
            }
        }
    }
    applies
}

/// What of a tool the conditions of a policy look at.
#[derive(Clone, Copy)]
enum Look {
    /// Which one it is.
    Action,
    /// What it is called with.
    Input,
    /// All tools are the same to it.
    Neither,
}

impl Look {
    fn of(policy: &Template) -> Self {
        let conditions = policy.non_scope_constraints().into_iter();
        let parts: Vec<&ExprKind> = conditions
            .flat_map(Expr::subexpressions)
            .map(Expr::expr_kind)
            .collect();
        let is = |part: &Expr, var| matches!(part.expr_kind(), ExprKind::Var(is) if *is == var);
        let contexts = parts
            .iter()
            .filter(|part| matches!(part, ExprKind::Var(Var::Context)));
        let others = parts.iter().filter(|part| match part {
            ExprKind::GetAttr { expr, attr } | ExprKind::HasAttr { expr, attr } => {
                is(expr, Var::Context) && attr != INPUT
            }
            _ => false,
        });
        if parts
            .iter()
            .any(|part| matches!(part, ExprKind::Var(Var::Action)))
        {
            Self::Action
        } else if contexts.count() == others.count() {
            Self::Neither
        } else {
            Self::Input
        }
    }
}

/// The type of what it is called with.
fn input(action: &ValidatorActionId) -> Option<&Type> {
    match action.context() {
        Some(Type::Record { attrs, .. }) => Some(attrs.get_attr(INPUT)?.attr_type.as_ref()),
        _ => None,
    }
}

/// The tools that a scope names, by themselves or by a group.
fn named<'s>(
    schema: &'s ValidatorSchema,
    constraint: &ActionConstraint,
) -> Vec<&'s ValidatorActionId> {
    let mut named: Vec<&ValidatorActionId> = match constraint {
        ActionConstraint::Any => schema.action_ids().collect(),
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
    };
    named.retain(|action| action.applies_to_principals().next().is_some());
    named
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

const INPUT: &str = "input";

#[cfg(test)]
mod tests;
