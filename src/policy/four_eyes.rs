//! Policies that want two pairs of eyes, where nothing says that the second pair is not the first.

use cedar_policy::PolicySet;
use cedar_policy_core::ast::{self, BinaryOp, Expr, ExprKind, Var};

use super::check::PolicyCheck;
use super::load::{Ground, PolicyWarning};
use super::read::Read;
use super::source::PolicySource;
use super::unknown::{APPROVAL, is_of_context, path};
use super::vocabulary::PolicyProfile;

impl Ground {
    /// Without `subjectsOf` an approver is a subject of the issuer of approvals and equal to nobody of a token: `!=` holds for a user
    /// who approves her own call.
    pub(super) fn warn_of_comparisons(
        &self,
        read: &Read,
        sources: &[PolicySource],
        check: &mut PolicyCheck,
    ) {
        if self.strangers.is_empty() {
            return;
        }
        let issuers = self.strangers.iter();
        let issuers: Vec<String> = issuers.map(|issuer| format!("`{issuer}`")).collect();
        for policy in [&read.permits, &read.forbids]
            .into_iter()
            .flat_map(PolicySet::policies)
        {
            let ast: &ast::Policy = policy.as_ref();
            let conditions = ast.non_scope_constraints().into_iter();
            let mut parts = conditions.flat_map(Expr::subexpressions);
            let Some(found) = parts.find(|part| compares(part, self.profile)) else {
                continue;
            };
            check.warnings.push(PolicyWarning {
                policy: policy.id().to_string(),
                message: format!(
                    "for policy `{}`, who approves is compared with a party of the token, and they are never equal: the profile of {} has no `subjectsOf` that is an issuer of tokens",
                    policy.id(),
                    issuers.join(", ")
                ),
                span: read.span(policy.id(), found.source_loc(), sources),
            });
        }
    }
}

fn compares(expression: &Expr, profile: PolicyProfile) -> bool {
    let ExprKind::BinaryApp { op, arg1, arg2 } = expression.expr_kind() else {
        return false;
    };
    let is_comparison = matches!(
        op,
        BinaryOp::Eq
            | BinaryOp::In
            | BinaryOp::Contains
            | BinaryOp::ContainsAll
            | BinaryOp::ContainsAny
    );
    let between = |one, other| {
        let approver = may_be(one, |part| is_approver(part, profile));
        approver && may_be(other, |part| is_party(part, profile))
    };
    is_comparison && (between(arg1, arg2) || between(arg2, arg1))
}

/// The expression, a member of the set that it is, or one of its branches.
fn may_be(expression: &Expr, test: impl Fn(&Expr) -> bool) -> bool {
    let mut open = vec![expression];
    while let Some(next) = open.pop() {
        if test(next) {
            return true;
        }
        match next.expr_kind() {
            ExprKind::Set(members) => open.extend(members.iter()),
            ExprKind::If {
                then_expr,
                else_expr,
                ..
            } => open.extend([then_expr.as_ref(), else_expr.as_ref()]),
            _ => {}
        }
    }
    false
}

fn is_approver(expression: &Expr, profile: PolicyProfile) -> bool {
    let mut approver = profile.own(APPROVAL);
    approver.push("approver");
    is_of_context(expression) && path(expression, &[]) == approver
}

/// Somebody of the token, or what the host knows of one: a manager.
fn is_party(expression: &Expr, profile: PolicyProfile) -> bool {
    let mut root = expression;
    while let ExprKind::GetAttr { expr, .. } = root.expr_kind() {
        root = expr;
    }
    let of_token = || path(expression, &[]).starts_with(&profile.own("delegation"));
    match root.expr_kind() {
        ExprKind::Var(Var::Principal) => true,
        ExprKind::Var(Var::Context) => of_token(),
        _ => false,
    }
}
