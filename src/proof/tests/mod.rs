//! Proofs that are minted here, and those of the RFC and of the draft.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod confirmation;
mod dpop;
mod examples;
mod properties;
mod wpt;

use serde_json::Value;

use super::*;

/// Members of `patch` in place of those of `document`; null takes one away.
fn patched(mut document: Value, patch: &Value) -> String {
    for (name, value) in patch.as_object().unwrap() {
        if value.is_null() {
            document.as_object_mut().unwrap().remove(name);
        } else {
            document[name] = value.clone();
        }
    }
    document.to_string()
}

/// What was wrong, as a line of a table.
fn refusal<T>(verdict: Result<T, Denial>) -> String {
    match verdict {
        Ok(_) => "accepted".to_owned(),
        Err(denial) => format!("{}: {denial}", denial.code().as_str()),
    }
}
