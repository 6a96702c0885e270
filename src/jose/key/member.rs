//! The members of a JSON Web Key, read strictly.

use crate::jose::base64url;
use crate::jose::json::{Object, Value};

/// Why one member of a set is not used.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::jose) enum Unusable {
    Symmetric,
    Private,
    Skip(&'static str),
}

pub(in crate::jose) fn optional<'a>(
    member: &'a Object,
    name: &str,
) -> Result<Option<&'a str>, Unusable> {
    match member.get(name) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(Unusable::Skip(
            "a member that is a string by RFC 7517 is none",
        )),
    }
}

pub(in crate::jose) fn required<'a>(member: &'a Object, name: &str) -> Result<&'a str, Unusable> {
    optional(member, name)?.ok_or(Unusable::Skip(
        "a member that the key type requires is absent",
    ))
}

pub(super) fn octets(member: &Object, name: &str) -> Result<Vec<u8>, Unusable> {
    base64url::decode(required(member, name)?)
        .ok_or(Unusable::Skip("a number is not canonical base64url"))
}
