//! Types of tools to what policies see of them.

use smol_str::SmolStr;

use super::shape::{Attribute, Shape};
use crate::tools::{Kind, Record};

/// What policies see of such an object.
pub(super) fn record(declared: &Record) -> Shape {
    let members = declared.members.iter();
    let members = members.map(|(name, member)| Attribute {
        name: SmolStr::new(name),
        shape: kind(&member.kind),
        required: member.is_always_seen(),
    });
    Shape::Record(members.collect())
}

fn kind(declared: &Kind) -> Shape {
    match declared {
        Kind::Bool => Shape::Bool,
        Kind::Long => Shape::Long,
        Kind::Decimal => Shape::Decimal,
        Kind::DateTime => Shape::DateTime,
        Kind::Ip(_) => Shape::Ip,
        Kind::String | Kind::Json => Shape::Text,
        Kind::Entity(name) => Shape::Entity(SmolStr::new(name)),
        Kind::OneOf(of, _) | Kind::Within(of, _) => kind(of),
        Kind::Set(element) => Shape::set(kind(element)),
        Kind::Record(declared) => record(declared),
        Kind::Map(of) => Shape::set(Shape::Record(vec![
            Attribute::required(KEY, Shape::Text),
            Attribute::required(VALUE, kind(of)),
        ])),
        Kind::Union(_, alternatives) => {
            let attributes = alternatives.iter().map(|one| Attribute {
                name: SmolStr::new(&one.name),
                shape: kind(&one.kind),
                required: false,
            });
            Shape::Record(attributes.collect())
        }
    }
}

/// The attributes of one pair of a map.
pub(super) const KEY: &str = "key";
pub(super) const VALUE: &str = "value";
