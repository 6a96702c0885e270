//! Texts of a case: written out, put together from parts, or JSON whose text is what counts.

use serde::Deserialize;
use serde_json::Value;

/// A string, possibly too long to be written out.
#[derive(Debug, Deserialize)]
#[serde(try_from = "RawText")]
pub struct Text(pub String);

/// JSON, or its text: what is handed over is text.
#[derive(Debug, Deserialize)]
#[serde(from = "Value")]
pub struct Json(pub String);

#[derive(Deserialize)]
#[serde(untagged)]
enum RawText {
    Whole(String),
    Parts(Concat),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Concat {
    concat: Vec<Part>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Part {
    Whole(String),
    Repeated(Repeated),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Repeated {
    repeat: String,
    times: usize,
}

impl TryFrom<RawText> for Text {
    type Error = String;

    fn try_from(raw: RawText) -> Result<Self, Self::Error> {
        let parts = match raw {
            RawText::Whole(text) => return Ok(Self(text)),
            RawText::Parts(Concat { concat }) => concat,
        };
        let mut text = String::new();
        for part in parts {
            match part {
                Part::Whole(whole) => text.push_str(&whole),
                Part::Repeated(Repeated { repeat, times }) => {
                    if repeat
                        .len()
                        .checked_mul(times)
                        .is_none_or(|size| size > LONGEST)
                    {
                        return Err(format!("a repeated part is longer than {LONGEST} bytes"));
                    }
                    text.push_str(&repeat.repeat(times));
                }
            }
        }
        Ok(Self(text))
    }
}

impl From<Value> for Json {
    fn from(value: Value) -> Self {
        Self(match value {
            Value::String(text) => text,
            other => other.to_string(),
        })
    }
}

// Twice the largest case that is asked for, a token of 50 MB.
const LONGEST: usize = 100_000_000;
