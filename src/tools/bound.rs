//! [`Bound`]: what JSON Schema says of a value beyond its type, as far as it needs no regular expression.

use core::cmp::Ordering;

use super::kind::{Alternative, Kind};
use crate::jose::json::{Object, Value};

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Bound {
    Number(Limit, Value),
    /// Of a text in code points, of an array in elements.
    Count(Limit, usize),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Limit {
    Least,
    MoreThan,
    Most,
    LessThan,
}

/// The bounds of one schema, by what they are about: those of texts mean nothing to a number.
#[derive(Debug, Default)]
pub(super) struct Bounds {
    numbers: Vec<Bound>,
    texts: Vec<Bound>,
    arrays: Vec<Bound>,
}

impl Bound {
    /// `None` where it can't be told, because a number may have been rounded.
    pub(super) fn holds(&self, value: &Value) -> Option<bool> {
        match (self, value) {
            (Self::Number(limit, than), _) => Some(limit.holds(value.order(than)?)),
            (Self::Count(limit, than), Value::String(text)) => {
                Some(limit.holds(text.chars().count().cmp(than)))
            }
            (Self::Count(limit, than), Value::Array(values)) => {
                Some(limit.holds(values.len().cmp(than)))
            }
            (Self::Count(..), _) => None,
        }
    }
}

impl Limit {
    fn holds(self, order: Ordering) -> bool {
        match self {
            Self::Least => order.is_ge(),
            Self::MoreThan => order.is_gt(),
            Self::Most => order.is_le(),
            Self::LessThan => order.is_lt(),
        }
    }
}

impl Bounds {
    pub(super) fn read(schema: &Object) -> Result<Self, String> {
        let count = |name: &str, limit: Limit| match schema.get(name) {
            None => Ok(None),
            Some(Value::Integer(count)) => usize::try_from(*count)
                .map(|count| Some(Bound::Count(limit, count)))
                .map_err(|_| format!("`{name}` is below zero, or huge")),
            Some(_) => Err(format!("`{name}` is not an integer")),
        };
        let number = |name: &str, limit: Limit| match schema.get(name) {
            None => Ok(None),
            Some(than) if than.order(than).is_some() => {
                Ok(Some(Bound::Number(limit, than.clone())))
            }
            Some(_) => Err(format!("`{name}` is not a number below 2^53")),
        };
        // OpenAPI 3.0, as JSON Schema before draft 6, says with a boolean whether the bound itself is out
        let numbers = |inclusive: &str, limit: Limit, exclusive: &str, beyond: Limit| {
            Ok::<_, String>(match schema.get(exclusive) {
                Some(Value::Bool(true)) => [number(inclusive, beyond)?, None],
                Some(Value::Bool(false)) => [number(inclusive, limit)?, None],
                _ => [number(inclusive, limit)?, number(exclusive, beyond)?],
            })
        };
        let least = numbers("minimum", Limit::Least, "exclusiveMinimum", Limit::MoreThan)?;
        let most = numbers("maximum", Limit::Most, "exclusiveMaximum", Limit::LessThan)?;
        let texts = [
            count("minLength", Limit::Least)?,
            count("maxLength", Limit::Most)?,
        ];
        let arrays = [
            count("minItems", Limit::Least)?,
            count("maxItems", Limit::Most)?,
        ];
        Ok(Self {
            numbers: least.into_iter().chain(most).flatten().collect(),
            texts: texts.into_iter().flatten().collect(),
            arrays: arrays.into_iter().flatten().collect(),
        })
    }

    /// The type with those that are about it.
    pub(super) fn of(&self, kind: Kind) -> Kind {
        let bounds = match kind.plain() {
            Kind::Long | Kind::Decimal => &self.numbers,
            Kind::String | Kind::DateTime | Kind::Ip(_) => &self.texts,
            Kind::Set(_) => &self.arrays,
            _ => &Vec::new(),
        };
        match kind {
            Kind::Union(rule, alternatives) => {
                let alternatives = alternatives.into_iter().map(|one| Alternative {
                    kind: self.of(one.kind),
                    name: one.name,
                });
                Kind::Union(rule, alternatives.collect())
            }
            kind if bounds.is_empty() => kind,
            kind => Kind::Within(Box::new(kind), bounds.clone()),
        }
    }
}
