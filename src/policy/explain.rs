//! Why no policy permits a call: those that came nearest, and the first of their conditions that does not hold.

use cedar_policy_core::ast::{Expr, ExprKind, PrincipalOrResource};

use super::Policies;
use super::engine::{Outcome, Policy, World};
use super::index::Party;
use super::question::Question;
use crate::denial::Denial;
use crate::explanation::{Near, Part, Unmet};

impl Policies {
    /// The nearest first: those with the fewest conditions that do not hold.
    pub(super) fn near(&self, question: &Question<'_>) -> Result<Vec<Near>, Denial> {
        let sight = &question.tool.permits;
        let entities = question.room.closed(sight.sees_history)?;
        let world = self.world(question, sight, entities);
        let action = Party::of(&question.tool.action);
        // Also those for somebody else: a name that was mistyped is a frequent cause
        let candidates = self.rules.permits.for_action(&action, MOST_CANDIDATES);
        let mut near: Vec<Near> = sight
            .policies
            .iter()
            .chain(&candidates)
            .take(MOST_CANDIDATES)
            .filter_map(|policy| nearness(&world, policy))
            .collect();
        near.sort_by(|a, b| (a.unmet(), a.policy()).cmp(&(b.unmet(), b.policy())));
        near.dedup_by(|a, b| a.policy() == b.policy());
        near.truncate(MOST_NEAR);
        Ok(near)
    }
}

/// Each part is evaluated on its own.
fn nearness(world: &World<'_>, policy: &Policy) -> Option<Near> {
    let ast = policy.ast();
    let principal = ast.principal_constraint();
    let resource = ast.resource_constraint();
    let mut parts = vec![
        (
            Part::Principal,
            principal.as_expr(),
            principal.as_inner().display(PrincipalOrResource::Principal),
        ),
        (
            Part::Resource,
            resource.as_expr(),
            resource.as_inner().display(PrincipalOrResource::Resource),
        ),
    ];
    for conjunct in ast.non_scope_constraints().into_iter().flat_map(conjuncts) {
        parts.push((Part::Condition, conjunct.clone(), written(conjunct)));
    }
    let mut unmet = parts.into_iter().filter_map(|(part, expression, written)| {
        match world.evaluate(&expression, policy) {
            Outcome::Satisfied => None,
            Outcome::Unsatisfied => Some((part, written, Unmet::False)),
            Outcome::Failed | Outcome::Depends(_) => Some((part, written, Unmet::Error)),
        }
    });
    let (part, written, outcome) = unmet.next()?;
    let count = unmet.count().saturating_add(1);
    Some(Near::new(policy.id(), count, part, &written, outcome))
}

/// What has to hold all at once.
fn conjuncts(expression: &Expr) -> Vec<&Expr> {
    let (mut open, mut found) = (vec![expression], Vec::new());
    while let Some(next) = open.pop() {
        match next.expr_kind() {
            ExprKind::And { left, right } => open.extend([right.as_ref(), left.as_ref()]),
            _ => found.push(next),
        }
    }
    found
}

/// As its author wrote it, or, where it was not read from text, as Cedar does.
fn written(expression: &Expr) -> String {
    let snippet = expression.source_loc().and_then(|loc| loc.snippet());
    match (snippet, expression.expr_kind()) {
        // `unless { … }` is there as what it denies, and its place is that of the whole clause
        (Some(text), ExprKind::UnaryApp { arg, .. }) if text.trim_start().starts_with("unless") => {
            format!("!({})", written(arg))
        }
        (Some(text), _) => text.to_owned(),
        (None, _) => expression.to_string(),
    }
}

/// A denial is a cheap thing to ask for: what it costs is bounded.
const MOST_CANDIDATES: usize = 64;
const MOST_NEAR: usize = 3;
