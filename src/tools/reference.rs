//! `$ref`: to a schema of the same document.

use super::merge::Type;
use super::schema::Reader;
use crate::jose::json::Value;

impl<'s> Reader<'s> {
    pub(super) fn follow(
        &mut self,
        reference: &'s Value,
        path: &str,
        depth: usize,
    ) -> Result<Type, String> {
        let Value::String(reference) = reference else {
            return Err(format!("{path}: `$ref` is not a string"));
        };
        if self.open.contains(&reference.as_str()) {
            return Err(format!(
                "{path}: `$ref` leads back to itself, and Cedar's types have an end"
            ));
        }
        let schema = self.find(reference).ok_or_else(|| {
            format!("{path}: `$ref` is not to a schema in `#/$defs` or `#/definitions`")
        })?;
        self.open.push(reference);
        let read = self.read(schema, path, depth)?;
        self.open.pop();
        Ok(read)
    }

    /// RFC 6901, of two steps. A reference into another document is never looked up.
    fn find(&self, reference: &str) -> Option<&'s Value> {
        let (place, name) = reference.strip_prefix("#/")?.split_once('/')?;
        let Value::Object(definitions) = self.root.get(place)? else {
            return None;
        };
        let is_name = matches!(place, "$defs" | "definitions") && !name.contains(['/', '%']);
        definitions
            .get(&name.replace("~1", "/").replace("~0", "~"))
            .filter(|_| is_name)
    }
}
