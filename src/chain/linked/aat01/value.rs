//! [`Plain`]: JSON values as RFC 8785 has them. Two of them are equal where their canonical texts are.

use core::cmp::Ordering;
use std::collections::BTreeMap;

use crate::jose::json::{Object, Value};

/// A value that has a canonical text, and none of another value. The order means nothing but that there is one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Plain {
    Null,
    Bool(bool),
    Number(Number),
    String(String),
    Array(Vec<Plain>),
    Object(BTreeMap<String, Plain>),
}

/// A double: `1` and `1.0` are the same one, and so are `0` and `-0`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Number(f64);

impl Plain {
    /// `None` where a number is a whole one that a reader could take another for: beyond 2^53 - 1 (RFC 8785, section 3.2.2.3,
    /// and appendix D), or written as a fraction beyond 2^52. As deep as JSON was let in.
    pub(crate) fn read(value: &Value) -> Option<Self> {
        Some(match value {
            Value::Null => Self::Null,
            Value::Bool(truth) => Self::Bool(*truth),
            Value::Integer(_) | Value::Float(_) | Value::Beyond => {
                Self::Number(Number::read(value)?)
            }
            Value::String(text) => Self::String(text.clone()),
            Value::Array(values) => {
                Self::Array(values.iter().map(Self::read).collect::<Option<_>>()?)
            }
            Value::Object(members) => Self::object(members)?,
        })
    }

    /// The same for an object's members.
    pub(crate) fn object(members: &Object) -> Option<Self> {
        let member = |(name, value): (&String, &Value)| Some((name.clone(), Self::read(value)?));
        members
            .iter()
            .map(member)
            .collect::<Option<_>>()
            .map(Self::Object)
    }
}

impl Number {
    /// `None` for what is no number, and for whole ones that are too large.
    #[expect(
        clippy::as_conversions,
        reason = "exact below 2^53; there is no From<i64>"
    )]
    pub(crate) fn read(value: &Value) -> Option<Self> {
        let number = match value {
            Value::Integer(whole) if whole.unsigned_abs() <= MAX_SAFE => *whole as f64,
            // `serde_json` may miss a fraction by its last bit, which below 2^52 makes no whole number another
            Value::Float(number) if number.abs() < MAX_FLOAT => *number,
            _ => return None,
        };
        // Minus zero is zero (RFC 8785, section 3.2.2.3; ECMA-262, Number::toString)
        Some(Self(number + 0.0))
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.total_cmp(&other.0)
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Number {}

/// 2^53 - 1, the last whole number that every JSON reader keeps apart from its neighbours (RFC 7493, section 2.2).
const MAX_SAFE: u64 = 9_007_199_254_740_991;
/// 2^52: from here on doubles have no fraction.
const MAX_FLOAT: f64 = 4_503_599_627_370_496.0;

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that can't go on fails")]
mod tests {
    use super::*;
    use crate::jose::json::{Bounds, parse};

    fn read(text: &str) -> Option<Plain> {
        Plain::read(&parse(text.as_bytes(), Bounds::CONFIGURATION).unwrap())
    }

    #[test]
    fn one_value_has_many_spellings() {
        for (one, other) in [
            ("1", "1.0"),
            ("1", "10e-1"),
            ("0", "-0.0"),
            ("0", "-0"),
            ("1000000000000000", "1e15"),
            ("-9007199254740991", "-9007199254740991"),
            (r#""a""#, r#""\u0061""#),
            (r#"{"a":1,"b":[]}"#, r#"{ "b": [ ], "a": 1.0 }"#),
        ] {
            assert!(read(one).is_some(), "{one}");
            assert_eq!(read(one), read(other), "{one} {other}");
        }
    }

    #[test]
    fn other_values_are_others() {
        let texts = [
            "null",
            "true",
            "false",
            "0",
            "1",
            "0.5",
            r#""""#,
            r#""1""#,
            r#""true""#,
            r#""null""#,
            "[]",
            "[1]",
            "[1,1]",
            "[[]]",
            "{}",
            r#"{"a":1}"#,
            r#"{"b":1}"#,
            r#"{"a":2}"#,
            r#"{"a":null}"#,
            r#""é""#,
            r#""e\u0301""#,
        ];
        for (index, one) in texts.iter().enumerate() {
            for other in texts.iter().skip(index + 1) {
                assert_ne!(read(one), read(other), "{one} {other}");
            }
        }
    }

    #[test]
    fn has_none_of_numbers_that_readers_take_for_others() {
        for text in [
            "9007199254740992",
            "-9007199254740992",
            "9007199254740993",
            "9223372036854775807",
            "18446744073709551615",
            "123456789012345678901234567890",
            "9007199254740992.0",
            "4503599627370496.0",
            "1e300",
            "[[9007199254740992]]",
            r#"{"a":{"b":1e16}}"#,
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
