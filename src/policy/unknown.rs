//! What a policy comes to when a part of the context is unknown: [`Unknown`] puts an unknown in its place, and two questions are
//! asked of what is left.

use std::sync::Arc;

use cedar_policy_core::ast::{self, Expr, ExprKind, Literal, UnaryOp, Var};

/// The attributes of the context that nobody knows yet.
#[derive(Clone, Copy)]
pub(super) struct Unknown<'a>(pub(super) &'a [&'a str]);

impl Unknown<'_> {
    /// The expression, with an unknown in place of `context.name`; `context has name` is true. Where the context stands in
    /// another way, nothing of it is known.
    ///
    /// It recurses as deep as the policy, which its parser has bounded.
    pub(super) fn put_into(self, expression: &Expr) -> Expr {
        let inner = |expression: &Arc<Expr>| Arc::new(self.put_into(expression));
        let loc = expression.source_loc().cloned();
        let rebuilt = match expression.expr_kind() {
            ExprKind::GetAttr { expr, attr } if is_context(expr) => match self.names(attr) {
                true => unknown(attr),
                false => return expression.clone(),
            },
            ExprKind::HasAttr { expr, attr } if is_context(expr) => match self.names(attr) {
                true => Expr::val(true),
                false => return expression.clone(),
            },
            ExprKind::ExtHasAttr { expr, attrs } if is_context(expr) => {
                match (self.names(attrs.first()), attrs.tail()) {
                    (false, _) => return expression.clone(),
                    (true, []) => Expr::val(true),
                    (true, [only]) => Expr::has_attr(unknown(attrs.first()), only.clone()),
                    (true, [next, rest @ ..]) => {
                        let path = core::iter::once(next).chain(rest).cloned().collect();
                        match nonempty::NonEmpty::from_vec(path) {
                            Some(path) => Expr::extended_has_attr(unknown(attrs.first()), path),
                            None => Expr::val(true),
                        }
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

    fn names(self, attribute: &str) -> bool {
        self.0.contains(&attribute)
    }
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
fn can_be_false(residual: &Expr) -> bool {
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

/// Does it deny, whatever the unknown turns out to be: is it true or an error, and never false?
pub(super) fn can_let_pass(residual: &Expr) -> bool {
    can_be_false(residual)
}

fn is_context(expression: &Expr) -> bool {
    matches!(expression.expr_kind(), ExprKind::Var(Var::Context))
}

fn unknown(name: &str) -> Expr {
    Expr::unknown(ast::Unknown::new_untyped(name))
}
