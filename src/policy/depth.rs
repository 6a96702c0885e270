//! How deep an expression nests: what walks it later recurses, and on Wasm nothing looks at the stack. And how far it looks.

use cedar_policy_core::ast::{BinaryOp, Expr, ExprKind};

pub(super) fn is_too_deep(expression: &Expr) -> bool {
    heaviest_path(expression, |_| 1) > MAX_DEPTH
}

/// How many entities it looks at at most to get from one that it starts with to another: `principal.manager.home.level` at three.
/// Records are counted as if they were entities, and what is unknown leads nowhere.
pub(super) fn steps(expression: &Expr) -> usize {
    heaviest_path(expression, |part| match part.expr_kind() {
        ExprKind::GetAttr { .. }
        | ExprKind::HasAttr { .. }
        | ExprKind::BinaryApp {
            op: BinaryOp::In | BinaryOp::GetTag | BinaryOp::HasTag,
            ..
        } => 1,
        ExprKind::ExtHasAttr { attrs, .. } => attrs.len(),
        _ => 0,
    })
}

/// Without recursion.
fn heaviest_path(expression: &Expr, weight: impl Fn(&Expr) -> usize) -> usize {
    let mut heaviest = 0;
    let mut open = vec![(expression, 0_usize)];
    while let Some((next, above)) = open.pop() {
        let whole = above.saturating_add(weight(next));
        heaviest = heaviest.max(whole);
        let mut inner = |expression| open.push((expression, whole));
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
    heaviest
}

/// A chain of `||` nests as deep as it is long; `[…].contains(…)` does not.
pub(super) const MAX_DEPTH: usize = 256;
