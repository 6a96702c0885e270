//! [`Annotations`]: what a server says of its tool's ways. Said by the operator's list of tools, never by a request.

use crate::jose::json::{Object, Value};

/// `annotations` of MCP, with its defaults: a tool of which nothing is said writes, destroys, and reaches out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Annotations {
    pub(crate) title: Option<String>,
    pub(crate) read_only: bool,
    pub(crate) destructive: bool,
    pub(crate) idempotent: bool,
    pub(crate) open_world: bool,
}

impl Annotations {
    /// Of a tool, which may have none.
    pub(super) fn read(tool: &Object) -> Result<Self, String> {
        let none = Object::new();
        let said = match tool.get("annotations") {
            None => &none,
            Some(Value::Object(said)) => said,
            Some(_) => return Err("`annotations` is not an object".to_owned()),
        };
        let hint = |name: &str, default: bool| match said.get(name) {
            None => Ok(default),
            Some(Value::Bool(hint)) => Ok(*hint),
            Some(_) => Err(format!("`annotations.{name}` is not a boolean")),
        };
        Ok(Self {
            title: match said.get("title") {
                None => None,
                Some(Value::String(title)) => Some(title.clone()),
                Some(_) => return Err("`annotations.title` is not a string".to_owned()),
            },
            read_only: hint("readOnlyHint", false)?,
            destructive: hint("destructiveHint", true)?,
            idempotent: hint("idempotentHint", false)?,
            open_world: hint("openWorldHint", true)?,
        })
    }
}
