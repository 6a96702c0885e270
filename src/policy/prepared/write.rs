//! Policies to bytes.

use std::collections::BTreeMap;
use std::sync::Arc;

use cedar_policy_core::ast::{
    ActionConstraint, EntityReference, EntityUID, Expr, ExprKind, Literal, PatternElem,
    PrincipalOrResourceConstraint, Var,
};

use super::super::engine::Policy;
use super::{ANY, EQUAL, IS, IS_WITHIN, MAGIC, MAX_DEPTH, TAGS, Tag, WITHIN};

/// `None` for what has no prepared form: an expression that is too deep.
pub(in super::super) fn write<'p>(
    ground: &[u8; 32],
    permits: impl Iterator<Item = &'p Arc<Policy>>,
    forbids: impl Iterator<Item = &'p Arc<Policy>>,
) -> Option<Vec<u8>> {
    let mut writer = Writer::default();
    writer.policies(permits)?;
    writer.policies(forbids)?;
    let Writer { texts, body } = writer;
    let mut out = Writer {
        body: [MAGIC.as_slice(), ground].concat(),
        ..Writer::default()
    };
    let mut table: Vec<(&String, &usize)> = texts.iter().collect();
    table.sort_by_key(|(_, place)| **place);
    out.number(table.len());
    for (text, _) in table {
        out.number(text.len());
        out.body.extend_from_slice(text.as_bytes());
    }
    out.body.extend_from_slice(&body);
    Some(out.body)
}

#[derive(Default)]
struct Writer {
    /// Each with its place in the table.
    texts: BTreeMap<String, usize>,
    body: Vec<u8>,
}

impl Writer {
    fn policies<'p>(&mut self, policies: impl Iterator<Item = &'p Arc<Policy>>) -> Option<()> {
        let policies: Vec<&Arc<Policy>> = policies.collect();
        self.number(policies.len());
        policies
            .into_iter()
            .try_for_each(|policy| self.policy(policy))
    }

    /// A policy of a template is written with its slots filled.
    fn policy(&mut self, policy: &Policy) -> Option<()> {
        let ast = policy.ast();
        self.text(policy.id());
        self.number(ast.annotations().count());
        for (key, value) in ast.annotations() {
            self.text(key.as_ref());
            self.text(value.as_ref());
        }
        self.party(ast.principal_constraint().as_inner())?;
        match ast.action_constraint() {
            ActionConstraint::Any => self.body.push(ANY),
            ActionConstraint::Eq(uid) => {
                self.body.push(EQUAL);
                self.entity(uid);
            }
            ActionConstraint::In(uids) => {
                self.body.push(WITHIN);
                self.number(uids.len());
                uids.iter().for_each(|uid| self.entity(uid));
            }
        }
        self.party(ast.resource_constraint().as_inner())?;
        let conditions = ast.non_scope_constraints();
        self.body.push(u8::from(conditions.is_some()));
        match conditions {
            Some(conditions) => self.expression(conditions, 0),
            None => Some(()),
        }
    }

    fn party(&mut self, constraint: &PrincipalOrResourceConstraint) -> Option<()> {
        use PrincipalOrResourceConstraint as Constraint;
        let uid = |reference: &EntityReference| match reference {
            EntityReference::EUID(uid) => Some(uid.as_ref().clone()),
            EntityReference::Slot(_) => None,
        };
        match constraint {
            Constraint::Any => self.body.push(ANY),
            Constraint::Eq(reference) => {
                self.body.push(EQUAL);
                self.entity(&uid(reference)?);
            }
            Constraint::In(reference) => {
                self.body.push(WITHIN);
                self.entity(&uid(reference)?);
            }
            Constraint::Is(kind) => {
                self.body.push(IS);
                self.text(&kind.to_string());
            }
            Constraint::IsIn(kind, reference) => {
                self.body.push(IS_WITHIN);
                self.text(&kind.to_string());
                self.entity(&uid(reference)?);
            }
        }
        Some(())
    }

    fn expression(&mut self, expression: &Expr, depth: usize) -> Option<()> {
        let depth = depth.checked_add(1).filter(|depth| *depth <= MAX_DEPTH)?;
        let mut inner: Vec<&Expr> = Vec::new();
        match expression.expr_kind() {
            ExprKind::Lit(Literal::Bool(true)) => self.tag(Tag::True)?,
            ExprKind::Lit(Literal::Bool(false)) => self.tag(Tag::False)?,
            ExprKind::Lit(Literal::Long(number)) => {
                self.tag(Tag::Long)?;
                self.body.extend_from_slice(&number.to_le_bytes());
            }
            ExprKind::Lit(Literal::String(text)) => {
                self.tag(Tag::Text)?;
                self.text(text);
            }
            ExprKind::Lit(Literal::EntityUID(uid)) => {
                self.tag(Tag::Entity)?;
                self.entity(uid);
            }
            ExprKind::Var(var) => self.tag(match var {
                Var::Principal => Tag::Principal,
                Var::Action => Tag::Action,
                Var::Resource => Tag::Resource,
                Var::Context => Tag::Context,
            })?,
            // In conditions there are none
            ExprKind::Slot(_) | ExprKind::Unknown(_) => return None,
            ExprKind::If {
                test_expr,
                then_expr,
                else_expr,
            } => {
                self.tag(Tag::If)?;
                inner.extend([test_expr.as_ref(), then_expr, else_expr]);
            }
            ExprKind::And { left, right } => {
                self.tag(Tag::And)?;
                inner.extend([left.as_ref(), right]);
            }
            ExprKind::Or { left, right } => {
                self.tag(Tag::Or)?;
                inner.extend([left.as_ref(), right]);
            }
            ExprKind::UnaryApp { op, arg } => {
                self.tag(Tag::Unary(*op))?;
                inner.push(arg);
            }
            ExprKind::BinaryApp { op, arg1, arg2 } => {
                self.tag(Tag::Binary(*op))?;
                inner.extend([arg1.as_ref(), arg2]);
            }
            ExprKind::ExtensionFunctionApp { fn_name, args } => {
                self.tag(Tag::Call)?;
                self.text(&fn_name.to_string());
                self.number(args.len());
                inner.extend(args.iter());
            }
            ExprKind::GetAttr { expr, attr } => {
                self.tag(Tag::Get)?;
                self.text(attr);
                inner.push(expr);
            }
            ExprKind::HasAttr { expr, attr } => {
                self.tag(Tag::Has)?;
                self.text(attr);
                inner.push(expr);
            }
            ExprKind::ExtHasAttr { expr, attrs } => {
                self.tag(Tag::HasPath)?;
                self.number(attrs.len());
                attrs.iter().for_each(|attr| self.text(attr));
                inner.push(expr);
            }
            ExprKind::Like { expr, pattern } => {
                self.tag(Tag::Like)?;
                self.number(pattern.get_elems().len());
                for element in pattern.get_elems() {
                    // No character has the number after the last one
                    self.number(match element {
                        PatternElem::Char(c) => usize::try_from(u32::from(*c)).ok()?,
                        PatternElem::Wildcard => super::WILDCARD,
                    });
                }
                inner.push(expr);
            }
            ExprKind::Is { expr, entity_type } => {
                self.tag(Tag::Is)?;
                self.text(&entity_type.to_string());
                inner.push(expr);
            }
            ExprKind::Set(members) => {
                self.tag(Tag::Set)?;
                self.number(members.len());
                inner.extend(members.iter());
            }
            ExprKind::Record(members) => {
                self.tag(Tag::Record)?;
                self.number(members.len());
                for (name, member) in members.iter() {
                    self.text(name);
                    inner.push(member);
                }
            }
        }
        inner
            .into_iter()
            .try_for_each(|inner| self.expression(inner, depth))
    }

    fn tag(&mut self, tag: Tag) -> Option<()> {
        let place = TAGS.iter().position(|known| *known == tag)?;
        self.body.push(u8::try_from(place).ok()?);
        Some(())
    }

    fn entity(&mut self, uid: &EntityUID) {
        self.text(&uid.entity_type().to_string());
        let id: &str = uid.eid().as_ref();
        self.text(id);
    }

    fn text(&mut self, text: &str) {
        let next = self.texts.len();
        let place = *self.texts.entry(text.to_owned()).or_insert(next);
        self.number(place);
    }

    fn number(&mut self, mut number: usize) {
        loop {
            let [low, ..] = number.to_le_bytes();
            number >>= 7;
            match number {
                0 => return self.body.push(low & 0x7f),
                _ => self.body.push(low | 0x80),
            }
        }
    }
}
