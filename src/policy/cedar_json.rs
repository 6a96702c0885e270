//! Cedar's own JSON forms: of policies, of a schema, of entities.

use serde_json::Value;

use crate::jose::json::{self, Bounds, Fault};

/// Reads what Cedar has the rules for. Where a member is named twice, Cedar would take one of them, or not, depending on where it
/// stands.
pub(super) fn parse(text: &str) -> Result<Value, String> {
    let value = serde_json::from_str(text).map_err(|error| error.to_string())?;
    match json::parse(text.as_bytes(), BOUNDS) {
        Ok(_) => Ok(value),
        Err(fault) => Err(match fault {
            Fault::DuplicateMember => "a member is named twice".to_owned(),
            Fault::Syntax => "it holds a NUL".to_owned(),
            Fault::TooDeep | Fault::TooLarge => {
                "it has more than 128 levels, or 65,536 members in one place".to_owned()
            }
        }),
    }
}

/// As deep as `serde_json` goes: conditions nest.
const BOUNDS: Bounds = Bounds {
    depth: 128,
    members: 65_536,
};
