//! The check of a configuration's policies, without a gate.

use super::{Config, ConfigError, parse_document};
use crate::jose::json::Value;
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
        let mut document = parse_document(text)?;
        if let Value::Object(members) = &mut document {
            for name in ["issuers", "audience"] {
                members
                    .entry(name.to_owned())
                    .or_insert_with(|| Value::Array(Vec::new()));
            }
        }
        Self::from_document(&document)
    }
}
