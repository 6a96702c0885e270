//! The one spelling of a JSON value: the JSON Canonicalization Scheme (RFC 8785).

use super::json::{Object, Value};

/// The value's text, or `None` where it has a number that another reader may not read as the same one: see [`Value::number`].
///
/// Two values are equal as JSON if and only if they are written alike: `1`, `1.0` and `1e0` are one number, `true` is none.
///
/// It recurses as deep as the value, which its parser has bounded.
pub(crate) fn canonical(value: &Value) -> Option<String> {
    let mut text = String::new();
    write(value, &mut text)?;
    Some(text)
}

/// The same of an object.
pub(crate) fn canonical_object(object: &Object) -> Option<String> {
    let mut text = String::new();
    write_object(object, &mut text)?;
    Some(text)
}

fn write(value: &Value, out: &mut String) -> Option<()> {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(true) => out.push_str("true"),
        Value::Bool(false) => out.push_str("false"),
        Value::Integer(_) | Value::Beyond(_) | Value::Float(_) => {
            out.push_str(&number_text(value.number()?));
        }
        Value::String(text) => write_string(text, out),
        Value::Array(values) => {
            out.push('[');
            for (index, value) in values.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write(value, out)?;
            }
            out.push(']');
        }
        Value::Object(object) => write_object(object, out)?,
    }
    Some(())
}

fn write_object(object: &Object, out: &mut String) -> Option<()> {
    let mut members: Vec<_> = object.iter().collect();
    // RFC 8785, section 3.2.3: by UTF-16 code units, which is another order than that of code points
    members.sort_by(|(a, _), (b, _)| a.encode_utf16().cmp(b.encode_utf16()));
    out.push('{');
    for (index, (name, value)) in members.into_iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        write_string(name, out);
        out.push(':');
        write(value, out)?;
    }
    out.push('}');
    Some(())
}

/// RFC 8785, section 3.2.2.2: what has to be escaped, in the shortest way, and nothing else.
fn write_string(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\u{8}' => out.push_str("\\b"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\u{c}' => out.push_str("\\f"),
            '\r' => out.push_str("\\r"),
            '\0'..'\u{20}' => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            _ => out.push(c),
        }
    }
    out.push('"');
}

/// RFC 8785, section 3.2.2.3: as ECMAScript writes a number (ECMA-262, Number::toString): as few digits as tell the double from
/// all others, of these the nearest, and of two that are as near the even one.
fn number_text(number: f64) -> String {
    // Zero has one spelling, whatever its sign
    if number == 0.0 {
        return "0".to_owned();
    }
    // The shortest form tells how many digits there are; with so many asked for, a tie goes to the even one
    let shortest = format!("{:e}", number.abs());
    let places = shortest
        .bytes()
        .take_while(|b| *b != b'e')
        .count()
        .saturating_sub(2);
    let scientific = format!("{:.places$e}", number.abs());
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    let exponent: i32 = exponent.parse().unwrap_or_default();
    let sign = if number < 0.0 { "-" } else { "" };
    let zeros = |count: i32| "0".repeat(usize::try_from(count).unwrap_or_default());
    // How many digits stand before the point
    let whole = usize::try_from(exponent.saturating_add(1)).unwrap_or_default();
    let split = |at: usize| digits.split_at_checked(at).unwrap_or((&digits, ""));
    match exponent {
        0..=20 if digits.len() <= whole => {
            let missing = "0".repeat(whole.saturating_sub(digits.len()));
            format!("{sign}{digits}{missing}")
        }
        0..=20 => {
            let (whole, fraction) = split(whole);
            format!("{sign}{whole}.{fraction}")
        }
        -6..=-1 => {
            let zeros = zeros(exponent.saturating_neg().saturating_sub(1));
            format!("{sign}0.{zeros}{digits}")
        }
        _ => {
            let (first, rest) = split(1);
            let point = if rest.is_empty() { "" } else { "." };
            let plus = if exponent > 0 { "+" } else { "" };
            format!("{sign}{first}{point}{rest}e{plus}{exponent}")
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::jose::json::{Bounds, parse};

    fn read(text: &str) -> Value {
        parse(text.as_bytes(), Bounds::CONFIGURATION).unwrap()
    }

    /// RFC 8785, appendix B.
    #[test]
    fn writes_numbers_as_ecmascript_does() {
        for (bits, text) in [
            (0x0000000000000000_u64, "0"),
            (0x8000000000000000, "0"),
            (0x0000000000000001, "5e-324"),
            (0x8000000000000001, "-5e-324"),
            (0x7fefffffffffffff, "1.7976931348623157e+308"),
            (0xffefffffffffffff, "-1.7976931348623157e+308"),
            (0x4340000000000000, "9007199254740992"),
            (0xc340000000000000, "-9007199254740992"),
            (0x4430000000000000, "295147905179352830000"),
            (0x44b52d02c7e14af5, "9.999999999999997e+22"),
            (0x44b52d02c7e14af6, "1e+23"),
            (0x44b52d02c7e14af7, "1.0000000000000001e+23"),
            (0x444b1ae4d6e2ef4e, "999999999999999700000"),
            (0x444b1ae4d6e2ef4f, "999999999999999900000"),
            (0x444b1ae4d6e2ef50, "1e+21"),
            (0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7"),
            (0x3eb0c6f7a0b5ed8d, "0.000001"),
            (0x41b3de4355555553, "333333333.3333332"),
            (0x41b3de4355555554, "333333333.33333325"),
            (0x41b3de4355555555, "333333333.3333333"),
            (0x41b3de4355555556, "333333333.3333334"),
            (0x41b3de4355555557, "333333333.33333343"),
            (0xbecbf647612f3696, "-0.0000033333333333333333"),
            (0x43143ff3c1cb0959, "1424953923781206.2"),
        ] {
            assert_eq!(number_text(f64::from_bits(bits)), text);
        }
    }

    #[test]
    fn writes_one_spelling() {
        for (text, expected) in [
            // RFC 8785, sections 3.2.2 and 3.2.3
            (
                r#"{"numbers":[333333333.33333329,4.50,2e-3,0.000000000000000000000000001],"string":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/","literals":[null,true,false]}"#,
                r#"{"literals":[null,true,false],"numbers":[333333333.3333333,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}"#,
            ),
            (
                r#"{"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One","\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control","\u00f6":"Latin Small Letter O With Diaeresis"}"#,
                "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u{80}\":\"Control\",\"ö\":\"Latin Small Letter O With Diaeresis\",\"€\":\"Euro Sign\",\"😀\":\"Emoji: Grinning Face\",\"\u{fb33}\":\"Hebrew Letter Dalet With Dagesh\"}",
            ),
            (" [ 1.0 , 1e0 , -0 , 10E-1 , {} ] ", "[1,1,0,1,{}]"),
            (
                r#"["\b\f\t\u007f\u001f\u2028"]"#,
                "[\"\\b\\f\\t\u{7f}\\u001f\u{2028}\"]",
            ),
            ("9007199254740991", "9007199254740991"),
            ("-9007199254740991", "-9007199254740991"),
        ] {
            assert_eq!(canonical(&read(text)).as_deref(), Some(expected));
        }
    }

    #[test]
    fn has_no_spelling_for_what_others_round() {
        for text in [
            "9007199254740992",
            "-9007199254740992",
            "9223372036854775807",
            "18446744073709551615",
            "100000000000000000000",
            "1e21",
            r#"{"a":[9007199254740993]}"#,
        ] {
            assert_eq!(canonical(&read(text)), None, "{text}");
        }
    }

    proptest! {
        #![proptest_config(mint::cases(256))]

        /// Read again, it is the same double, so the spelling loses nothing; and there is no other one.
        #[test]
        fn numbers_survive(number in -9007199254740991.0..9007199254740991.0_f64) {
            let text = number_text(number);
            prop_assert_eq!(text.parse::<f64>().ok(), Some(number));
            prop_assert_eq!(canonical(&read(&text)), Some(text));
        }

        #[test]
        fn fractions_survive(bits: u64) {
            let number = f64::from_bits(bits);
            prop_assume!(number.is_finite() && number.abs() < 9e15);
            let text = number_text(number);
            prop_assert_eq!(text.parse::<f64>().ok(), Some(number));
            prop_assert_eq!(canonical(&read(&text)), Some(text));
        }
    }
}
