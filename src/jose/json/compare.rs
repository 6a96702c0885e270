//! What two JSON values have to do with each other: whether they say the same, and which number is more. The one spelling of a
//! value is [`jcs`](crate::jose::jcs)'s: where many values are compared with many, texts are.

use core::cmp::Ordering;

use super::Value;

impl Value {
    /// Do they say the same? Numbers by value, `1` as `1.0`; arrays in their order; objects by name. A number that readers round
    /// is never the same as another one, nor as itself.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Null, Self::Null) => true,
            (Self::Bool(one), Self::Bool(other)) => one == other,
            (Self::String(one), Self::String(other)) => one == other,
            (Self::Array(one), Self::Array(other)) => {
                one.len() == other.len()
                    && one.iter().zip(other).all(|(one, other)| one.is_same(other))
            }
            (Self::Object(one), Self::Object(other)) => {
                one.len() == other.len()
                    && one
                        .iter()
                        .zip(other)
                        .all(|(one, other)| one.0 == other.0 && one.1.is_same(other.1))
            }
            (Self::Integer(_) | Self::Float(_), Self::Integer(_) | Self::Float(_)) => {
                self.order(other) == Some(Ordering::Equal)
            }
            (
                Self::Null
                | Self::Bool(_)
                | Self::Integer(_)
                | Self::Beyond(_)
                | Self::Float(_)
                | Self::String(_)
                | Self::Array(_)
                | Self::Object(_),
                _,
            ) => false,
        }
    }

    /// Which number is more. `None` where one of them is none, or may have been rounded: integers of 64 bits are kept as they
    /// are, other numbers only below 2^53.
    pub(crate) fn order(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Integer(one), Self::Integer(other)) => Some(one.cmp(other)),
            (Self::Float(_), Self::Float(_)) => self.number()?.partial_cmp(&other.number()?),
            (Self::Integer(whole), Self::Float(_)) => order_mixed(*whole, other.number()?),
            (Self::Float(_), Self::Integer(whole)) => {
                order_mixed(*whole, self.number()?).map(Ordering::reverse)
            }
            _ => None,
        }
    }

    /// The number as the double that every reader takes it for. `None` for what is no number, and for one beyond 2^53 - 1, which
    /// readers may take for its neighbour (RFC 7493, section 2.2; RFC 8785, appendix D).
    #[expect(
        clippy::as_conversions,
        reason = "exact: the integer was just bounded, and From<i64> is not there for f64"
    )]
    pub(crate) fn number(&self) -> Option<f64> {
        match self {
            Self::Integer(number) if number.unsigned_abs() <= MAX_EXACT => Some(*number as f64),
            Self::Float(number) if number.abs() <= MAX_EXACT as f64 => Some(*number),
            _ => None,
        }
    }
}

fn order_mixed(whole: i64, number: f64) -> Option<Ordering> {
    match Value::Integer(whole).number() {
        Some(whole) => whole.partial_cmp(&number),
        // On its side of every number that is read alike
        None => Some(whole.cmp(&0)),
    }
}

/// 2^53 - 1: the largest integer that no other one is rounded to.
const MAX_EXACT: u64 = (1 << 53) - 1;

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use core::cmp::Ordering::{Equal, Greater, Less};

    use crate::jose::json::{Bounds, Value, parse};

    fn value(text: &str) -> Value {
        parse(text.as_bytes(), Bounds::CONFIGURATION).unwrap()
    }

    #[test]
    fn orders_numbers_by_value() {
        for (one, other, order) in [
            ("1", "1.0", Some(Equal)),
            ("1e3", "1000", Some(Equal)),
            ("-0.0", "0", Some(Equal)),
            ("0.1", "0.10", Some(Equal)),
            ("1", "1.5", Some(Less)),
            ("2", "1.5", Some(Greater)),
            ("-1", "-1.5", Some(Greater)),
            ("-2", "-1.5", Some(Less)),
            ("-2", "-2.5", Some(Greater)),
            ("0.0001", "0.0002", Some(Less)),
            ("9007199254740992", "9007199254740993", Some(Less)),
            ("9223372036854775806", "9223372036854775807", Some(Less)),
            ("9223372036854775807", "9007199254740991.0", Some(Greater)),
            ("-9223372036854775808", "-9007199254740991.0", Some(Less)),
            ("9007199254740993", "9007199254740992.0", None),
            ("9007199254740993", "9007199254740993.0", None),
            ("9223372036854775808", "9223372036854775808", None),
            ("100000000000000000000", "100000000000000000000", None),
            ("1", "\"1\"", None),
            ("1", "true", None),
        ] {
            let (left, right) = (value(one), value(other));
            assert_eq!(left.order(&right), order, "{one} {other}");
            let reversed = order.map(core::cmp::Ordering::reverse);
            assert_eq!(right.order(&left), reversed, "{other} {one}");
            assert_eq!(left.is_same(&right), order == Some(Equal), "{one} {other}");
        }
    }

    #[test]
    fn tells_values_apart() {
        for (one, other, same) in [
            ("null", "null", true),
            ("null", "false", false),
            ("null", "0", false),
            ("\"a\"", "\"a\"", true),
            ("\"a\"", "\"A\"", false),
            ("[1,2]", "[1.0,2e0]", true),
            ("[1,2]", "[2,1]", false),
            ("[1]", "[1,1]", false),
            ("[]", "{}", false),
            (r#"{"a":1,"b":[]}"#, r#"{"b":[],"a":1.0}"#, true),
            (r#"{"a":1}"#, r#"{"a":1,"b":null}"#, false),
            (r#"{"a":1}"#, r#"{"b":1}"#, false),
            (r#"{"a":[{"b":2}]}"#, r#"{"a":[{"b":3}]}"#, false),
            ("[9223372036854775808]", "[9223372036854775809]", false),
        ] {
            assert_eq!(value(one).is_same(&value(other)), same, "{one} {other}");
            assert_eq!(value(other).is_same(&value(one)), same, "{other} {one}");
        }
    }
}
