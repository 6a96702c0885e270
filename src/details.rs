//! [`Details`]: `authorization_details`, what a token grants besides scopes (RFC 9396).

use crate::denial::{Code, Denial};
use crate::jose::json::{Object, Value};

/// The entries, each on its own: what one of them says adds nothing to another.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Details(Vec<Object>);

impl Details {
    /// RFC 9396, section 2: an array of objects, each with a `type`.
    pub(crate) fn read(claim: &Value) -> Result<Self, Denial> {
        let entry = |value: &Value| match value {
            Value::Object(entry) if matches!(entry.get("type"), Some(Value::String(_))) => {
                Some(entry.clone())
            }
            _ => None,
        };
        match claim {
            Value::Array(entries) => entries.iter().map(entry).collect(),
            _ => None,
        }
        .map(Self)
        .ok_or_else(|| {
            Denial::new(
                Code::ClaimInvalid,
                "`authorization_details` is not an array of objects with a `type`",
            )
        })
    }
}
