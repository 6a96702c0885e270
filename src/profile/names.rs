//! Other names of who acts. An agent that an issuer knows under several names approves its own call under none of them.

use super::Reader;
use crate::jose::json::Value;

/// What these claims say. Who approves is named by a string, so what is none names nobody: whether it had to be one is for whoever
/// reads the claim for what it is.
pub(super) fn said(reader: &Reader<'_>, claims: &[&str]) -> Vec<String> {
    let values = claims.iter().filter_map(|claim| match reader.value(claim) {
        Some(Value::String(text)) => Some(text.clone()),
        _ => None,
    });
    values.collect()
}
