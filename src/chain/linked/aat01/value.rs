//! [`Plain`]: a JSON value as constraints ask about it.

use std::collections::BTreeSet;

use crate::jose::jcs;
use crate::jose::json::Value;

/// A value that every reader takes for the same one. Two of them are equal where their texts are (RFC 8785).
#[derive(Debug)]
pub(super) struct Plain {
    pub(super) text: String,
    /// What it is, where it is a number.
    pub(super) number: Option<f64>,
    /// What is in it, where it is an array.
    pub(super) entries: Option<BTreeSet<String>>,
}

impl Plain {
    /// `None` where it has a number beyond 2^53 - 1.
    pub(super) fn read(value: &Value) -> Option<Self> {
        Some(Self {
            text: jcs::canonical(value)?,
            number: value.number(),
            entries: match value {
                Value::Array(values) => Some(texts(values)?),
                _ => None,
            },
        })
    }
}

/// A set of values by their texts. `None` where one of them has a number beyond 2^53 - 1.
pub(super) fn texts(values: &[Value]) -> Option<BTreeSet<String>> {
    values.iter().map(jcs::canonical).collect()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that can't go on fails")]
mod tests {
    use super::*;
    use crate::jose::json::{Bounds, parse};

    fn read(text: &str) -> Option<String> {
        let plain = Plain::read(&parse(text.as_bytes(), Bounds::CONFIGURATION).unwrap());
        plain.map(|plain| plain.text)
    }

    #[test]
    fn one_value_has_many_spellings() {
        for (one, other) in [
            ("1", "1.0"),
            ("1", "10e-1"),
            ("0", "-0.0"),
            ("0", "-0"),
            ("1000000000000000", "1e15"),
            ("-9007199254740991", "-9007199254740991.0"),
            ("4503599627370497", "4503599627370497.0"),
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
            "1e300",
            "[[9007199254740992]]",
            r#"{"a":{"b":1e16}}"#,
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
