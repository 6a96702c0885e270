//! How deep an expression nests: what walks it later recurses, and on Wasm nothing looks at the stack.

use cedar_policy_core::ast::{Expr, ExprKind};

/// Without recursion.
pub(super) fn is_too_deep(expression: &Expr) -> bool {
    let mut open = vec![(expression, 1_usize)];
    while let Some((next, depth)) = open.pop() {
        if depth > MAX_DEPTH {
            return true;
        }
        let mut inner = |expression| open.push((expression, depth.saturating_add(1)));
        match next.expr_kind() {
            ExprKind::Lit(_) | ExprKind::Var(_) | ExprKind::Slot(_) | ExprKind::Unknown(_) => {}
            ExprKind::If {
                test_expr,
                then_expr,
                else_expr,
            } => {
                inner(test_expr);
                inner(then_expr);
                inner(else_expr);
            }
            ExprKind::And { left, right } | ExprKind::Or { left, right } => {
                inner(left);
                inner(right);
            }
            ExprKind::UnaryApp { arg, .. } => inner(arg),
            ExprKind::BinaryApp { arg1, arg2, .. } => {
                inner(arg1);
                inner(arg2);
            }
            ExprKind::ExtensionFunctionApp { args, .. } => args.iter().for_each(inner),
            ExprKind::GetAttr { expr, .. }
            | ExprKind::HasAttr { expr, .. }
            | ExprKind::ExtHasAttr { expr, .. }
            | ExprKind::Like { expr, .. }
            | ExprKind::Is { expr, .. } => inner(expr),
            ExprKind::Set(members) => members.iter().for_each(inner),
            ExprKind::Record(members) => members.values().for_each(inner),
        }
    }
    false
}

/// A chain of `||` nests as deep as it is long; `[…].contains(…)` does not.
pub(super) const MAX_DEPTH: usize = 256;
