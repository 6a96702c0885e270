//! Other names of who acts. An agent that an issuer knows under several names approves its own call under none of them.

use super::Reader;
use crate::denial::Denial;
use crate::jose::json::Value;

/// What these claims say, where they are there.
pub(super) fn said(reader: &Reader<'_>, claims: &[&str]) -> Result<Vec<String>, Denial> {
    let texts = claims.iter().map(|claim| reader.text(claim));
    let said: Result<Vec<_>, Denial> = texts.collect();
    Ok(said?.into_iter().flatten().map(str::to_owned).collect())
}

/// The same of claims that the issuer may use for something else, where they are no strings.
pub(super) fn said_as_text(reader: &Reader<'_>, claims: &[&str]) -> Vec<String> {
    let values = claims.iter().filter_map(|claim| match reader.value(claim) {
        Some(Value::String(text)) => Some(text.clone()),
        _ => None,
    });
    values.collect()
}
