//! Bytes to policies. `None` for what was not written by this version of the same program.

use std::collections::BTreeMap;
use std::sync::Arc;

use cedar_policy_core::FromNormalizedStr as _;
use cedar_policy_core::ast::{
    ActionConstraint, Annotation, Annotations, AnyId, BinaryOp, Effect, Eid, EntityType, EntityUID,
    Expr, Name, Pattern, PatternElem, Policy as Ast, PolicyID, PrincipalConstraint,
    PrincipalOrResourceConstraint, ResourceConstraint, StaticPolicy, Template, Var,
};
use smol_str::SmolStr;

use super::super::engine::Policy;
use super::{ANY, EQUAL, IS, IS_WITHIN, MAGIC, MAX_DEPTH, Prepared, TAGS, Tag, WILDCARD, WITHIN};

/// The rest of the bytes, and what stands at their start.
pub(in super::super) struct Reader<'b> {
    rest: &'b [u8],
    texts: Vec<SmolStr>,
    /// Types and functions, read once each.
    names: BTreeMap<usize, Name>,
}

impl<'b> Reader<'b> {
    /// The ground that the policies were validated on, and a reader of them.
    pub(in super::super) fn open(bytes: &'b [u8]) -> Option<([u8; 32], Self)> {
        let rest = bytes.strip_prefix(MAGIC)?;
        let (ground, rest) = rest.split_first_chunk::<32>()?;
        let mut reader = Self {
            rest,
            texts: Vec::new(),
            names: BTreeMap::new(),
        };
        for _ in 0..reader.number()? {
            let length = reader.number()?;
            let text = reader.take(length)?;
            reader
                .texts
                .push(SmolStr::new(core::str::from_utf8(text).ok()?));
        }
        Some((*ground, reader))
    }

    pub(in super::super) fn policies(mut self) -> Option<Prepared> {
        let prepared = Prepared {
            permits: self.of(Effect::Permit)?,
            forbids: self.of(Effect::Forbid)?,
        };
        self.rest.is_empty().then_some(prepared)
    }

    fn of(&mut self, effect: Effect) -> Option<Vec<Policy>> {
        // As many as say so: never more room than there are bytes
        let count = self.number()?;
        (0..count).map(|_| self.policy(effect)).collect()
    }

    fn policy(&mut self, effect: Effect) -> Option<Policy> {
        let id = PolicyID::from_string(self.text()?);
        let mut annotations = BTreeMap::new();
        for _ in 0..self.number()? {
            let key = AnyId::from_normalized_str(&self.text()?).ok()?;
            annotations.insert(
                key,
                Annotation::with_optional_value(Some(self.text()?), None),
            );
        }
        let principal = PrincipalConstraint::new(self.party()?);
        let action = match self.octet()? {
            ANY => ActionConstraint::Any,
            EQUAL => ActionConstraint::Eq(Arc::new(self.entity()?)),
            WITHIN => {
                let count = self.number()?;
                let uids = (0..count).map(|_| self.entity().map(Arc::new));
                ActionConstraint::In(uids.collect::<Option<_>>()?)
            }
            _ => return None,
        };
        let resource = ResourceConstraint::new(self.party()?);
        let conditions = match self.octet()? {
            0 => None,
            1 => Some(self.expression(0)?),
            _ => return None,
        };
        let policy = StaticPolicy::new(
            id,
            None,
            Annotations::from(annotations),
            effect,
            principal,
            action,
            resource,
            conditions,
        );
        let (_, policy): (Arc<Template>, Ast) = Template::link_static_policy(policy.ok()?);
        Some(Policy::new(policy))
    }

    fn party(&mut self) -> Option<PrincipalOrResourceConstraint> {
        use PrincipalOrResourceConstraint as Constraint;
        Some(match self.octet()? {
            ANY => Constraint::any(),
            EQUAL => Constraint::is_eq(Arc::new(self.entity()?)),
            WITHIN => Constraint::is_in(Arc::new(self.entity()?)),
            IS => Constraint::is_entity_type(Arc::new(self.kind()?)),
            IS_WITHIN => {
                let kind = Arc::new(self.kind()?);
                Constraint::is_entity_type_in(kind, Arc::new(self.entity()?))
            }
            _ => return None,
        })
    }

    fn expression(&mut self, depth: usize) -> Option<Expr> {
        let depth = depth.checked_add(1).filter(|depth| *depth <= MAX_DEPTH)?;
        Some(match *TAGS.get(usize::from(self.octet()?))? {
            Tag::False => Expr::val(false),
            Tag::True => Expr::val(true),
            Tag::Long => {
                let (octets, rest) = self.rest.split_first_chunk::<8>()?;
                self.rest = rest;
                Expr::val(i64::from_le_bytes(*octets))
            }
            Tag::Text => Expr::val(self.text()?),
            Tag::Entity => Expr::val(self.entity()?),
            Tag::Principal => Expr::var(Var::Principal),
            Tag::Action => Expr::var(Var::Action),
            Tag::Resource => Expr::var(Var::Resource),
            Tag::Context => Expr::var(Var::Context),
            Tag::If => Expr::ite(
                self.expression(depth)?,
                self.expression(depth)?,
                self.expression(depth)?,
            ),
            Tag::And => Expr::and(self.expression(depth)?, self.expression(depth)?),
            Tag::Or => Expr::or(self.expression(depth)?, self.expression(depth)?),
            Tag::Unary(op) => Expr::unary_app(op, self.expression(depth)?),
            Tag::Binary(op) => self.binary(op, depth)?,
            Tag::Call => {
                let name = self.name()?;
                Expr::call_extension_fn(name, self.expressions(depth)?)
            }
            Tag::Get => {
                let attribute = self.text()?;
                Expr::get_attr(self.expression(depth)?, attribute)
            }
            Tag::Has => {
                let attribute = self.text()?;
                Expr::has_attr(self.expression(depth)?, attribute)
            }
            Tag::HasPath => {
                let count = self.number()?;
                let path: Vec<SmolStr> = (0..count).map(|_| self.text()).collect::<Option<_>>()?;
                let path = nonempty::NonEmpty::from_vec(path)?;
                Expr::extended_has_attr(self.expression(depth)?, path)
            }
            Tag::Like => {
                let count = self.number()?;
                let elements = (0..count).map(|_| {
                    Some(match self.number()? {
                        WILDCARD => PatternElem::Wildcard,
                        c => PatternElem::Char(char::from_u32(u32::try_from(c).ok()?)?),
                    })
                });
                let elements: Vec<PatternElem> = elements.collect::<Option<_>>()?;
                Expr::like(self.expression(depth)?, Pattern::from(elements))
            }
            Tag::Is => {
                let kind = self.kind()?;
                Expr::is_entity_type(self.expression(depth)?, kind)
            }
            Tag::Set => Expr::set(self.expressions(depth)?),
            Tag::Record => {
                let count = self.number()?;
                let names: Vec<SmolStr> = (0..count).map(|_| self.text()).collect::<Option<_>>()?;
                let members = names.into_iter();
                let members = members.map(|name| Some((name, self.expression(depth)?)));
                Expr::record_arc(Arc::new(members.collect::<Option<_>>()?))
            }
        })
    }

    fn binary(&mut self, op: BinaryOp, depth: usize) -> Option<Expr> {
        let left = self.expression(depth)?;
        Some(Expr::binary_app(op, left, self.expression(depth)?))
    }

    fn expressions(&mut self, depth: usize) -> Option<Vec<Expr>> {
        let count = self.number()?;
        (0..count).map(|_| self.expression(depth)).collect()
    }

    fn entity(&mut self) -> Option<EntityUID> {
        let kind = self.kind()?;
        Some(EntityUID::from_components(
            kind,
            Eid::new(self.text()?),
            None,
        ))
    }

    fn kind(&mut self) -> Option<EntityType> {
        self.name().map(EntityType::from)
    }

    fn name(&mut self) -> Option<Name> {
        let place = self.number()?;
        if let Some(name) = self.names.get(&place) {
            return Some(name.clone());
        }
        let name = Name::from_normalized_str(self.texts.get(place)?).ok()?;
        self.names.insert(place, name.clone());
        Some(name)
    }

    fn text(&mut self) -> Option<SmolStr> {
        let place = self.number()?;
        self.texts.get(place).cloned()
    }

    fn number(&mut self) -> Option<usize> {
        let mut number = 0_usize;
        for shift in (0..usize::BITS).step_by(7) {
            let octet = self.octet()?;
            let low = usize::from(octet & 0x7f);
            number |= low
                .checked_shl(shift)
                .filter(|shifted| shifted >> shift == low)?;
            if octet & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }

    fn octet(&mut self) -> Option<u8> {
        let (octet, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*octet)
    }

    fn take(&mut self, length: usize) -> Option<&'b [u8]> {
        let (taken, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        Some(taken)
    }
}
