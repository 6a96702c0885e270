//! The check of a call's arguments against the types that its tool declares.

use core::fmt;

use super::bound::Bound;
use super::kind::{Alternative, Ip, Kind, Others, Record, Rule};
use super::text::{date_time, decimal, is_ip, resembles_date_time, resembles_ip};
use crate::denial::shown;
use crate::jose::json::{Object, Value};

/// Is it what is declared?
pub(crate) fn check(input: &Object, declared: &Record) -> Result<(), Fault> {
    check_record(input, declared)
}

impl Kind {
    /// Is it of this type?
    pub(crate) fn takes(&self, value: &Value) -> bool {
        check_value(value, self).is_ok()
    }

    /// Is it certainly of another one?
    pub(super) fn refuses(&self, value: &Value) -> bool {
        check_value(value, self).is_err_and(|fault| fault.is_certain())
    }
}

/// What is wrong, and where: never the value.
#[derive(Debug)]
pub(crate) struct Fault {
    what: What,
    /// From the innermost step.
    path: Vec<Step>,
}

#[derive(Debug)]
enum Step {
    Member(String),
    Element(usize),
}

#[derive(Debug)]
enum What {
    Undeclared {
        certain: bool,
    },
    Missing,
    Type {
        found: &'static str,
        declared: &'static str,
        certain: bool,
    },
    NotListed,
    OutOfBounds,
    Unordered,
    Digits,
    DateTime {
        certain: bool,
    },
    Ip {
        version: Ip,
        certain: bool,
    },
    NullElement,
    Rounded,
    NoAlternative,
    SeveralAlternatives,
    UnclearAlternative,
}

impl Fault {
    fn within(mut self, step: Step) -> Self {
        self.path.push(step);
        self
    }

    /// Would JSON Schema refuse the value too? Where it may not, the server may read the value as of this type, while policies
    /// can't see it as such: so no other alternative of a union may let it through.
    fn is_certain(&self) -> bool {
        match self.what {
            What::Undeclared { certain }
            | What::Type { certain, .. }
            | What::DateTime { certain }
            | What::Ip { certain, .. } => certain,
            What::Missing | What::NotListed | What::OutOfBounds | What::NoAlternative => true,
            What::Unordered
            | What::Digits
            | What::NullElement
            | What::Rounded
            | What::SeveralAlternatives
            | What::UnclearAlternative => false,
        }
    }
}

impl From<What> for Fault {
    fn from(what: What) -> Self {
        Self {
            what,
            path: Vec::new(),
        }
    }
}

/// `` `$.rules[2].port` is missing ``
impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("`$")?;
        for step in self.path.iter().rev() {
            match step {
                Step::Member(name) => write!(f, ".{}", shown(name))?,
                Step::Element(index) => write!(f, "[{index}]")?,
            }
        }
        write!(f, "` {}", self.what)
    }
}

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Undeclared { .. } => "is not declared by the tool",
            Self::Missing => "is missing",
            Self::Type {
                found, declared, ..
            } => return write!(f, "is {found}, not {declared}"),
            Self::NotListed => "is none of the values that the tool declares",
            Self::OutOfBounds => "is less, or more, than the tool declares",
            Self::Unordered => "is beyond 2^53, where numbers can't be compared with a bound",
            Self::Digits => "has more than four fractional digits, or is too large",
            Self::DateTime { .. } => {
                "is not a date and time of RFC 3339, with an offset and at most milliseconds"
            }
            Self::Ip {
                version: Ip::V4, ..
            } => "is not an IPv4 address in plain notation",
            Self::Ip {
                version: Ip::V6, ..
            } => "is not an IPv6 address in plain notation",
            #[cfg(feature = "cedar")]
            Self::Ip {
                version: Ip::Any, ..
            } => "is not an address, or a range of them",
            Self::NullElement => "is null, which policies can't see there",
            Self::Rounded => "holds a number beyond 2^53 - 1, which readers take for another",
            Self::NoAlternative => "is none of the alternatives that the tool declares",
            Self::SeveralAlternatives => "is several of the alternatives of which it may be one",
            Self::UnclearAlternative => {
                "may be read as one of the alternatives in a way that policies can't see"
            }
        })
    }
}

/// All parts are looked at until one is certainly wrong.
#[derive(Default)]
struct First(Option<Fault>);

impl First {
    fn add(&mut self, checked: Result<(), Fault>) -> Result<(), Fault> {
        match checked {
            Err(fault) if fault.is_certain() => Err(fault),
            Err(fault) => {
                self.0.get_or_insert(fault);
                Ok(())
            }
            Ok(()) => Ok(()),
        }
    }

    fn end(self) -> Result<(), Fault> {
        self.0.map_or(Ok(()), Err)
    }
}

fn check_record(input: &Object, declared: &Record) -> Result<(), Fault> {
    let mut first = First::default();
    for (name, value) in input {
        let checked = match declared.get(name) {
            None => Err(What::Undeclared {
                certain: declared.others == Others::Refused,
            }
            .into()),
            Some(member) if member.nullable && *value == Value::Null => Ok(()),
            Some(member) => check_value(value, &member.kind),
        };
        first.add(checked.map_err(|fault| fault.within(Step::Member(name.clone()))))?;
    }
    let missing = declared
        .members
        .iter()
        .find(|(name, member)| member.required && !input.contains_key(*name));
    match missing {
        Some((name, _)) => Err(Fault::from(What::Missing).within(Step::Member(name.clone()))),
        None => first.end(),
    }
}

/// Depth is that of the declaration, which is bounded.
fn check_value(value: &Value, kind: &Kind) -> Result<(), Fault> {
    match (kind, value) {
        (Kind::Bool, Value::Bool(_))
        | (Kind::Long, Value::Integer(_))
        | (Kind::String, Value::String(_)) => Ok(()),
        (Kind::Decimal, Value::Integer(_) | Value::Float(_)) => match decimal(value) {
            Some(_) => Ok(()),
            None => Err(What::Digits.into()),
        },
        (Kind::DateTime, Value::String(text)) => match date_time(text) {
            Some(_) => Ok(()),
            None => Err(What::DateTime {
                certain: !resembles_date_time(text),
            }
            .into()),
        },
        (Kind::Ip(version), Value::String(text)) => match is_ip(text, *version) {
            true => Ok(()),
            false => Err(What::Ip {
                version: *version,
                certain: !resembles_ip(text, *version),
            }
            .into()),
        },
        (Kind::OneOf(kind, values), _) => {
            let mut first = First::default();
            first.add(check_value(value, kind))?;
            match values.iter().any(|one| one.is_same(value)) {
                true => first.end(),
                false => Err(What::NotListed.into()),
            }
        }
        (Kind::Within(kind, bounds), _) => {
            let mut first = First::default();
            first.add(check_value(value, kind))?;
            first.add(check_bounds(value, bounds))?;
            first.end()
        }
        (Kind::Set(kind), Value::Array(values)) => {
            let mut first = First::default();
            for (index, value) in values.iter().enumerate() {
                let checked = check_element(value, kind);
                first.add(checked.map_err(|fault| fault.within(Step::Element(index))))?;
            }
            first.end()
        }
        (Kind::Record(declared), Value::Object(input)) => check_record(input, declared),
        (Kind::Map(kind), Value::Object(input)) => {
            let mut first = First::default();
            for (name, value) in input {
                let checked = check_element(value, kind);
                first.add(checked.map_err(|fault| fault.within(Step::Member(name.clone()))))?;
            }
            first.end()
        }
        #[cfg(feature = "cedar")]
        (Kind::Entity(_), Value::String(_)) => Ok(()),
        #[cfg(feature = "cedar")]
        (Kind::Entity(_), _) => Err(What::Type {
            found: value.kind(),
            declared: kind.name(),
            certain: true,
        }
        .into()),
        (Kind::Json, _) => match has_spelling(value) {
            true => Ok(()),
            false => Err(What::Rounded.into()),
        },
        (Kind::Union(rule, alternatives), _) => check_union(value, *rule, alternatives),
        (
            Kind::Bool
            | Kind::Long
            | Kind::Decimal
            | Kind::String
            | Kind::DateTime
            | Kind::Ip(_)
            | Kind::Set(_)
            | Kind::Record(_)
            | Kind::Map(_),
            _,
        ) => Err(What::Type {
            found: value.kind(),
            declared: kind.name(),
            certain: !is_number_of(kind, value),
        }
        .into()),
    }
}

/// Is it of the type by JSON Schema, for which 1.0 is an integer and has no bounds?
fn is_number_of(kind: &Kind, value: &Value) -> bool {
    match (kind, value) {
        (Kind::Long | Kind::Decimal, Value::Beyond(_)) => true,
        (Kind::Long, Value::Float(number)) => number.fract() == 0.0,
        _ => false,
    }
}

/// Does RFC 8785 write it? Depth is that of the arguments, which is bounded.
fn has_spelling(value: &Value) -> bool {
    match value {
        Value::Integer(_) | Value::Beyond(_) | Value::Float(_) => value.number().is_some(),
        Value::Array(values) => values.iter().all(has_spelling),
        Value::Object(members) => members.values().all(has_spelling),
        Value::Null | Value::Bool(_) | Value::String(_) => true,
    }
}

/// An element that policies don't see would be one that they can't refuse.
fn check_element(value: &Value, kind: &Kind) -> Result<(), Fault> {
    match (kind, value) {
        (Kind::Json, _) => check_value(value, kind),
        (_, Value::Null) => Err(What::NullElement.into()),
        (_, _) => check_value(value, kind),
    }
}

fn check_bounds(value: &Value, bounds: &[Bound]) -> Result<(), Fault> {
    let mut told = true;
    for bound in bounds {
        match bound.holds(value) {
            Some(true) => {}
            Some(false) => return Err(What::OutOfBounds.into()),
            None => told = false,
        }
    }
    match told {
        true => Ok(()),
        false => Err(What::Unordered.into()),
    }
}

fn check_union(value: &Value, rule: Rule, alternatives: &[Alternative]) -> Result<(), Fault> {
    // Whether null is one of them was settled for the union as a whole: it is the member that may be null
    if *value == Value::Null {
        return Err(What::NoAlternative.into());
    }
    let mut matching: usize = 0;
    let mut is_clear = true;
    for one in alternatives {
        match check_value(value, &one.kind) {
            Ok(()) => matching = matching.saturating_add(1),
            Err(fault) => is_clear &= fault.is_certain(),
        }
    }
    match (is_clear, rule, matching) {
        (false, _, _) => Err(What::UnclearAlternative.into()),
        (true, _, 0) => Err(What::NoAlternative.into()),
        (true, Rule::One, 2..) => Err(What::SeveralAlternatives.into()),
        (true, Rule::Any | Rule::One, _) => Ok(()),
    }
}
