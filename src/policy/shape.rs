//! [`Shape`]: a type of the schema, to be said in Cedar's JSON form and to its validator.

use std::sync::Arc;

use cedar_policy_core::FromNormalizedStr as _;
use cedar_policy_core::ast::{EntityType, Name};
use cedar_policy_core::validator::types::{AttributeType, EntityKind, EntityLUB, OpenTag, Type};
use serde_json::{Map, Value, json};
use smol_str::SmolStr;

/// What values that policies see are of.
#[derive(Clone, Debug)]
pub(super) enum Shape {
    Bool,
    Long,
    Text,
    DateTime,
    Decimal,
    Ip,
    Agent,
    User,
    /// What stands where a `permit` would see history.
    Hidden,
    /// The host's type of the facts that it hands in with each call.
    Session,
    /// Of the host's.
    Entity(SmolStr),
    Set(Box<Shape>),
    Record(Vec<Attribute>),
}

/// A member of a record, or of an entity.
#[derive(Clone, Debug)]
pub(super) struct Attribute {
    pub(super) name: SmolStr,
    pub(super) shape: Shape,
    pub(super) required: bool,
}

impl Attribute {
    /// One that is always there.
    pub(super) fn required(name: &'static str, shape: Shape) -> Self {
        Self::new(name, shape, true)
    }

    /// One that has to be asked for with `has`.
    pub(super) fn optional(name: &'static str, shape: Shape) -> Self {
        Self::new(name, shape, false)
    }

    pub(super) fn new(name: &'static str, shape: Shape, required: bool) -> Self {
        Self {
            name: SmolStr::new_static(name),
            shape,
            required,
        }
    }
}

impl Shape {
    pub(super) fn set(element: Self) -> Self {
        Self::Set(Box::new(element))
    }

    /// In Cedar's JSON form.
    pub(super) fn json(&self) -> Value {
        let named = |kind: &str, name: &str| json!({ "type": kind, "name": name });
        match self {
            Self::Bool => json!({ "type": "Boolean" }),
            Self::Long => json!({ "type": "Long" }),
            Self::Text => json!({ "type": "String" }),
            Self::DateTime => named("Extension", DATETIME),
            Self::Decimal => named("Extension", DECIMAL),
            Self::Ip => named("Extension", IP),
            Self::Agent => named("Entity", AGENT),
            Self::User => named("Entity", USER),
            Self::Hidden => named("Entity", HIDDEN),
            Self::Session => named("EntityOrCommon", "Session"),
            Self::Entity(name) => named("Entity", name),
            Self::Set(element) => object([("type", "Set".into()), ("element", element.json())]),
            Self::Record(members) => object([
                ("type", "Record".into()),
                ("attributes", Value::Object(attributes(members))),
            ]),
        }
    }

    /// As bytes: no two types are written alike, and none is how another one starts.
    pub(super) fn write(&self, to: &mut Vec<u8>) {
        match self {
            Self::Bool => to.push(0),
            Self::Long => to.push(1),
            Self::Text => to.push(2),
            Self::DateTime => to.push(3),
            Self::Decimal => to.push(4),
            Self::Ip => to.push(5),
            Self::Agent => to.push(6),
            Self::User => to.push(7),
            Self::Hidden => to.push(8),
            Self::Session => to.push(9),
            Self::Entity(name) => {
                to.push(12);
                write_text(to, name);
            }
            Self::Set(element) => {
                to.push(10);
                element.write(to);
            }
            Self::Record(members) => {
                to.push(11);
                write_number(to, members.len());
                for member in members {
                    write_text(to, &member.name);
                    to.push(u8::from(member.required));
                    member.shape.write(to);
                }
            }
        }
    }
}

pub(super) fn write_text(to: &mut Vec<u8>, text: &str) {
    write_number(to, text.len());
    to.extend_from_slice(text.as_bytes());
}

/// Alike where addresses have 32 bits and where they have 64.
pub(super) fn write_number(to: &mut Vec<u8>, number: usize) {
    let number = u64::try_from(number).unwrap_or(u64::MAX);
    to.extend_from_slice(&number.to_le_bytes());
}

/// The members of a record in Cedar's JSON form.
pub(super) fn attributes(members: &[Attribute]) -> Map<String, Value> {
    let said = members.iter().map(|member| {
        let mut said = member.shape.json();
        if let Value::Object(said) = &mut said {
            said.insert("required".to_owned(), Value::Bool(member.required));
        }
        (member.name.to_string(), said)
    });
    said.collect()
}

/// What `json!` makes too, which writes what it is given once more.
fn object<const N: usize>(members: [(&str, Value); N]) -> Value {
    let members = members.into_iter();
    Value::Object(
        members
            .map(|(name, value)| (name.to_owned(), value))
            .collect(),
    )
}

/// What the validator calls them.
pub(super) struct Types {
    datetime: Type,
    decimal: Type,
    ip: Type,
    agent: Type,
    user: Type,
    hidden: Type,
    session: Type,
}

impl Types {
    /// Where the host declares no facts, nothing is of the type `session`.
    pub(super) fn new(session: Option<Type>) -> Result<Self, String> {
        let extension = |text| name(text).map(|name| Type::ExtensionType { name });
        let entity = |text| entity_type(text).map(entity);
        Ok(Self {
            datetime: extension(DATETIME)?,
            decimal: extension(DECIMAL)?,
            ip: extension(IP)?,
            agent: entity(AGENT)?,
            user: entity(USER)?,
            hidden: entity(HIDDEN)?,
            session: session.unwrap_or(Type::Never),
        })
    }

    pub(super) fn of(&self, shape: &Shape) -> Type {
        match shape {
            Shape::Bool => Type::primitive_boolean(),
            Shape::Long => Type::primitive_long(),
            Shape::Text => Type::primitive_string(),
            Shape::DateTime => self.datetime.clone(),
            Shape::Decimal => self.decimal.clone(),
            Shape::Ip => self.ip.clone(),
            Shape::Agent => self.agent.clone(),
            Shape::User => self.user.clone(),
            Shape::Hidden => self.hidden.clone(),
            Shape::Session => self.session.clone(),
            // A name that is none was refused with the host's schema
            Shape::Entity(name) => entity_type(name).map_or(Type::Never, entity),
            Shape::Set(element) => Type::set(Arc::new(self.of(element))),
            Shape::Record(members) => record(self.members(members)),
        }
    }

    pub(super) fn members<'m>(
        &'m self,
        members: &'m [Attribute],
    ) -> impl Iterator<Item = (SmolStr, AttributeType)> + 'm {
        members.iter().map(|member| {
            let shape = Arc::new(self.of(&member.shape));
            let said = AttributeType::new(shape, member.required);
            (member.name.clone(), said)
        })
    }
}

pub(super) fn record(members: impl IntoIterator<Item = (SmolStr, AttributeType)>) -> Type {
    Type::record_with_attributes(members, OpenTag::ClosedAttributes)
}

pub(super) fn entity_type(text: &str) -> Result<EntityType, String> {
    name(text).map(EntityType::from)
}

fn entity(name: EntityType) -> Type {
    Type::Entity(EntityKind::Entity(EntityLUB::single_entity(name)))
}

fn name(text: &str) -> Result<Name, String> {
    Name::from_normalized_str(text).map_err(|error| error.to_string())
}

const DATETIME: &str = "datetime";
const DECIMAL: &str = "decimal";
const IP: &str = "ipaddr";
const AGENT: &str = "Agent";
const USER: &str = "User";
const HIDDEN: &str = "HistoryIsForForbidOnly";
