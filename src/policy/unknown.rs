//! What a policy comes to when a part of the context is unknown: [`Unknown`] puts an unknown in its place, and two questions are
//! asked of what is left.

use std::sync::Arc;

use cedar_policy_core::ast::{self, BinaryOp, Expr, ExprKind, Literal, UnaryOp, Var};
use cedar_policy_core::entities::Entities;
use smol_str::SmolStr;

use super::engine::{Outcome, Policy, World};
use super::facts::Sight;
use super::views::Room;
use crate::denial::Denial;

/// The attributes of the context that nobody knows yet, each by its path.
pub(super) struct Unknown(Vec<Vec<&'static str>>);

impl Unknown {
    pub(super) fn new(paths: impl IntoIterator<Item = Vec<&'static str>>) -> Self {
        Self(paths.into_iter().collect())
    }

    /// What the policy comes to.
    pub(super) fn ask(&self, world: &World<'_>, policy: &Policy) -> Outcome {
        world.evaluate(&self.put_into(policy.condition()), policy)
    }

    /// The entities to ask it with. Who approves comes to those that are known, so one who is not may still be.
    pub(super) fn entities<'r>(
        &self,
        room: &'r Room,
        sight: &Sight,
    ) -> Result<&'r Entities, Denial> {
        let has_approval = self.0.iter().any(|path| path.last() == Some(&APPROVAL));
        match has_approval {
            true => room.open(sight.sees_history),
            false => room.closed(sight.sees_history),
        }
    }

    /// The expression, with an unknown in place of `context.name`; `context has name` is true. Where the context, or a record that
    /// holds something unknown, stands in another way, nothing of it is known.
    ///
    /// It recurses as deep as the policy, which was bounded when it was loaded.
    pub(super) fn put_into(&self, expression: &Expr) -> Expr {
        let inner = |expression: &Arc<Expr>| Arc::new(self.put_into(expression));
        let loc = expression.source_loc().cloned();
        let rebuilt = match expression.expr_kind() {
            ExprKind::GetAttr { expr, attr } if is_of_context(expr) => {
                match self.place(&path(expr, &[attr])) {
                    Place::Elsewhere => return expression.clone(),
                    Place::Within => Expr::get_attr(self.put_into(expr), attr.clone()),
                    Place::At | Place::Around => unknown(attr),
                }
            }
            ExprKind::HasAttr { expr, attr } if is_of_context(expr) => {
                match self.place(&path(expr, &[attr])) {
                    Place::Elsewhere | Place::Around => return expression.clone(),
                    Place::Within => Expr::has_attr(self.put_into(expr), attr.clone()),
                    Place::At => Expr::val(true),
                }
            }
            ExprKind::ExtHasAttr { expr, attrs } if is_of_context(expr) => {
                let all: Vec<&SmolStr> = attrs.iter().collect();
                let reached = (1..=all.len()).filter_map(|count| all.split_at_checked(count));
                let mut inside = reached.filter(|(before, _)| {
                    matches!(self.place(&path(expr, before)), Place::At | Place::Within)
                });
                match (inside.next(), self.place(&path(expr, &[]))) {
                    (_, Place::At | Place::Within) => {
                        Expr::extended_has_attr(self.put_into(expr), attrs.clone())
                    }
                    (None, _) => return expression.clone(),
                    (Some((_, [])), _) => Expr::val(true),
                    (Some((_, [first, rest @ ..])), _) => {
                        let mut path = nonempty::NonEmpty::new((*first).clone());
                        path.extend(rest.iter().map(|attr| (*attr).clone()));
                        Expr::extended_has_attr(unknown("context"), path)
                    }
                }
            }
            ExprKind::Var(Var::Context) => unknown("context"),
            ExprKind::Lit(_) | ExprKind::Var(_) | ExprKind::Slot(_) | ExprKind::Unknown(_) => {
                return expression.clone();
            }
            ExprKind::If {
                test_expr,
                then_expr,
                else_expr,
            } => Expr::ite_arc(inner(test_expr), inner(then_expr), inner(else_expr)),
            ExprKind::And { left, right } => Expr::and(self.put_into(left), self.put_into(right)),
            ExprKind::Or { left, right } => Expr::or(self.put_into(left), self.put_into(right)),
            ExprKind::UnaryApp { op, arg } => Expr::unary_app(*op, self.put_into(arg)),
            ExprKind::BinaryApp { op, arg1, arg2 } => {
                Expr::binary_app(*op, self.put_into(arg1), self.put_into(arg2))
            }
            ExprKind::ExtensionFunctionApp { fn_name, args } => Expr::call_extension_fn(
                fn_name.clone(),
                args.iter().map(|arg| self.put_into(arg)).collect(),
            ),
            ExprKind::GetAttr { expr, attr } => Expr::get_attr(self.put_into(expr), attr.clone()),
            ExprKind::HasAttr { expr, attr } => Expr::has_attr(self.put_into(expr), attr.clone()),
            ExprKind::ExtHasAttr { expr, attrs } => {
                Expr::extended_has_attr(self.put_into(expr), attrs.clone())
            }
            ExprKind::Like { expr, pattern } => Expr::like(self.put_into(expr), pattern.clone()),
            ExprKind::Is { expr, entity_type } => {
                Expr::is_entity_type(self.put_into(expr), entity_type.clone())
            }
            ExprKind::Set(members) => Expr::set(members.iter().map(|one| self.put_into(one))),
            ExprKind::Record(members) => {
                let members = members.iter();
                let rebuilt = members.map(|(name, one)| (name.clone(), self.put_into(one)));
                Expr::record_arc(Arc::new(rebuilt.collect()))
            }
        };
        rebuilt.with_maybe_source_loc(loc)
    }

    fn place(&self, path: &[&str]) -> Place {
        let found = |test: &dyn Fn(&[&str]) -> bool| self.0.iter().any(|unknown| test(unknown));
        if found(&|unknown| unknown == path) {
            Place::At
        } else if found(&|unknown| path.starts_with(unknown)) {
            Place::Within
        } else if found(&|unknown| unknown.starts_with(path)) {
            Place::Around
        } else {
            Place::Elsewhere
        }
    }
}

/// Where an attribute of the context stands to what is unknown.
enum Place {
    At,
    Within,
    /// It is a record that holds something unknown.
    Around,
    Elsewhere,
}

/// The attributes that lead from the context to this one.
pub(super) fn path<'e>(record: &'e Expr, last: &[&'e SmolStr]) -> Vec<&'e str> {
    let (mut path, mut next) = (Vec::new(), record);
    while let ExprKind::GetAttr { expr, attr } = next.expr_kind() {
        path.push(attr.as_str());
        next = expr;
    }
    path.reverse();
    path.extend(last.iter().map(|attr| attr.as_str()));
    path
}

/// The context, or a record in it.
pub(super) fn is_of_context(record: &Expr) -> bool {
    let mut next = record;
    while let ExprKind::GetAttr { expr, .. } = next.expr_kind() {
        next = expr;
    }
    matches!(next.expr_kind(), ExprKind::Var(Var::Context))
}

/// Can it come out as true, whatever the unknown turns out to be? A yes too many is allowed, a no too many is not. What errs
/// is not true: it denies.
pub(super) fn can_be_true(residual: &Expr) -> bool {
    match residual.expr_kind() {
        ExprKind::Lit(Literal::Bool(value)) => *value,
        ExprKind::Lit(_) | ExprKind::Set(_) | ExprKind::Record(_) => false,
        ExprKind::And { left, right } => can_be_true(left) && can_be_true(right),
        ExprKind::Or { left, right } => can_be_true(left) || can_be_true(right),
        ExprKind::If {
            test_expr,
            then_expr,
            else_expr,
        } => {
            (can_be_true(test_expr) && can_be_true(then_expr))
                || (can_be_false(test_expr) && can_be_true(else_expr))
        }
        ExprKind::UnaryApp {
            op: UnaryOp::Not,
            arg,
        } => can_be_false(arg),
        _ => true,
    }
}

/// The same for false.
pub(super) fn can_be_false(residual: &Expr) -> bool {
    match residual.expr_kind() {
        ExprKind::Lit(Literal::Bool(value)) => !*value,
        ExprKind::Lit(_) | ExprKind::Set(_) | ExprKind::Record(_) => false,
        ExprKind::And { left, right } => {
            can_be_false(left) || (can_be_true(left) && can_be_false(right))
        }
        ExprKind::Or { left, right } => can_be_false(left) && can_be_false(right),
        ExprKind::UnaryApp {
            op: UnaryOp::Not,
            arg,
        } => can_be_true(arg),
        _ => true,
    }
}

/// Can it come to nothing? Policies were validated, so what remains are sums that overflow, functions of extensions, and attributes
/// and tags of entities that are not there.
pub(super) fn can_fail(residual: &Expr) -> bool {
    match residual.expr_kind() {
        ExprKind::Lit(_) | ExprKind::Var(_) | ExprKind::Unknown(_) => false,
        ExprKind::GetAttr { expr, .. } => !is_of_arguments(expr),
        ExprKind::If {
            test_expr,
            then_expr,
            else_expr,
        } => [test_expr, then_expr, else_expr]
            .into_iter()
            .any(|one| can_fail(one)),
        ExprKind::And { left, right } | ExprKind::Or { left, right } => {
            can_fail(left) || can_fail(right)
        }
        ExprKind::UnaryApp { op, arg } => *op == UnaryOp::Neg || can_fail(arg),
        ExprKind::BinaryApp { op, arg1, arg2 } => {
            let may = matches!(
                op,
                BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul | BinaryOp::GetTag
            );
            may || can_fail(arg1) || can_fail(arg2)
        }
        ExprKind::Like { expr, .. }
        | ExprKind::Is { expr, .. }
        | ExprKind::HasAttr { expr, .. }
        | ExprKind::ExtHasAttr { expr, .. } => can_fail(expr),
        ExprKind::Set(members) => members.iter().any(can_fail),
        ExprKind::Record(members) => members.values().any(can_fail),
        _ => true,
    }
}

/// The arguments, or a record in them: they are of the type that policies were validated against, and hold no entity. The session may.
fn is_of_arguments(record: &Expr) -> bool {
    let mut next = record;
    while let ExprKind::GetAttr { expr, .. } = next.expr_kind() {
        next = expr;
    }
    matches!(next.expr_kind(), ExprKind::Unknown(unknown) if unknown.name == INPUT)
}

/// Is the approval all that is not known of it?
pub(super) fn is_of_approval(residual: &Expr) -> bool {
    residual
        .subexpressions()
        .all(|part| match part.expr_kind() {
            ExprKind::Unknown(unknown) => unknown.name == APPROVAL,
            _ => true,
        })
}

fn unknown(name: &str) -> Expr {
    Expr::unknown(ast::Unknown::new_untyped(name))
}

/// What of the context may be unknown.
pub(super) const INPUT: &str = "input";
pub(super) const SESSION: &str = "session";
pub(super) const APPROVAL: &str = "approval";
