//! [`World`] and [`Policy`]: one policy, evaluated in one world. The only room that evaluates.

use std::sync::Arc;

use cedar_policy_core::ast::{
    self, Context, Effect, EntityUID, EntityUIDEntry, Expr, PartialValue, Request,
};
use cedar_policy_core::entities::Entities;
use cedar_policy_core::evaluator::Evaluator;
use cedar_policy_core::extensions::Extensions;

use super::context::Attributes;
use crate::determining::DeterminingPolicy;

/// A policy, made ready when it was loaded.
#[derive(Debug)]
pub(super) struct Policy {
    ast: ast::Policy,
    /// Scope and conditions as one expression; Cedar would put it together for every decision.
    condition: Expr,
}

/// What a policy says of a request.
#[derive(Debug)]
pub(super) enum Outcome {
    Satisfied,
    Unsatisfied,
    /// It could not be evaluated. Cedar would skip it, a `forbid` too; nothing here does.
    Failed,
    /// With something unknown in the request: what it depends on.
    Depends(Expr),
}

/// All that a policy can look at.
pub(super) struct World<'e>(Evaluator<'e>);

impl Policy {
    pub(super) fn new(ast: ast::Policy) -> Self {
        Self {
            condition: ast.condition(),
            ast,
        }
    }

    pub(super) fn id(&self) -> &str {
        self.ast.id().as_ref()
    }

    pub(super) fn ast(&self) -> &ast::Policy {
        &self.ast
    }

    pub(super) fn condition(&self) -> &Expr {
        &self.condition
    }

    pub(super) fn is_permit(&self) -> bool {
        self.ast.effect() == Effect::Permit
    }

    /// The value of the annotation `@key("…")`.
    pub(super) fn annotation(&self, key: &str) -> Option<&str> {
        let mut annotations = self.ast.annotations();
        let (_, value) = annotations.find(|(known, _)| known.as_ref() == key)?;
        Some(value.as_ref())
    }

    /// What is handed out of it.
    pub(super) fn describe(&self) -> DeterminingPolicy {
        let annotations = self.ast.annotations();
        DeterminingPolicy::new(
            self.id(),
            annotations.map(|(key, value)| (key.to_string(), value.as_ref().to_owned())),
        )
    }
}

impl<'e> World<'e> {
    pub(super) fn new(
        principal: &EntityUID,
        action: &EntityUID,
        resource: &EntityUID,
        context: Arc<Attributes>,
        entities: &'e Entities,
    ) -> Self {
        let known = |uid: &EntityUID| EntityUIDEntry::known(uid.clone(), None);
        let request = Request::new_unchecked(
            known(principal),
            known(action),
            known(resource),
            Some(Context::Value(context)),
        );
        Self(Evaluator::new(
            request,
            entities,
            Extensions::all_available(),
        ))
    }

    pub(super) fn ask(&self, policy: &Policy) -> Outcome {
        self.evaluate(&policy.condition, policy)
    }

    /// `expression` in place of the policy's own condition; slots are the policy's.
    pub(super) fn evaluate(&self, expression: &Expr, policy: &Policy) -> Outcome {
        match self.0.partial_interpret(expression, policy.ast.env()) {
            Ok(PartialValue::Value(value)) => match value.value_kind() {
                ast::ValueKind::Lit(ast::Literal::Bool(true)) => Outcome::Satisfied,
                ast::ValueKind::Lit(ast::Literal::Bool(false)) => Outcome::Unsatisfied,
                _ => Outcome::Failed,
            },
            Ok(PartialValue::Residual(residual)) => Outcome::Depends(residual),
            Err(_) => Outcome::Failed,
        }
    }
}
