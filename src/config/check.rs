//! The check of a configuration's policies, without a gate.

use serde_json::Value;

use super::{Config, ConfigError, deserialize, parse_document};
use crate::policy::PolicyCheck;

impl PolicyCheck {
    /// Checks the policies of a configuration document, and what they are about: tools, groups, schema, entities, template links.
    ///
    /// `issuers` and `audience` can be left out, so that no key has to be at hand. Where they are there, they are read: what
    /// policies may rely on is what the profiles of the issuers make sure of; without issuers, all of it.
    ///
    /// ```
    /// use narrowgate::PolicyCheck;
    /// let check = PolicyCheck::of_config(
    ///     r#"{ "tools": [{ "name": "read" }], "policies": "permit (principal, action == Action::\"raed\", resource);" }"#,
    /// );
    /// let span = check.errors()[0].span().unwrap();
    /// assert_eq!((span.line(), span.column()), (1, 1));
    /// ```
    pub fn of_config(text: &str) -> Self {
        match Config::without_parties(text) {
            Ok(config) => config.check_policies(),
            Err(error) => Self::failed(error.problems),
        }
    }
}

impl Config {
    /// Checks the policies alone.
    pub fn check_policies(self) -> PolicyCheck {
        let (builder, problems) = self.read();
        match problems.is_empty() {
            true => builder.check_policies(),
            false => PolicyCheck::failed(problems),
        }
    }

    /// A document in which nobody has to be trusted.
    fn without_parties(text: &str) -> Result<Self, ConfigError> {
        // A member that is named twice is there once in a `Value`
        parse_document(text)?;
        let mut document: Value = deserialize(text)?;
        if let Some(members) = document.as_object_mut() {
            for name in ["issuers", "audience"] {
                members
                    .entry(name)
                    .or_insert_with(|| Value::Array(Vec::new()));
            }
        }
        Self::from_json(&document.to_string())
    }
}
