//! [`Arguments`]: a configuration document, or the files to make one of.

use std::fs;

use serde_json::{Map, Value, json};

use crate::error::{Context, Error, Result};

/// What `policy check` is told.
#[derive(Debug, Default)]
pub(crate) struct Arguments {
    config: Option<String>,
    tools: Option<String>,
    policies: Vec<String>,
    schema: Option<String>,
    entities: Option<String>,
    denies_warnings: bool,
}

impl Arguments {
    pub(crate) fn read(arguments: &[&str]) -> Result<Self> {
        let mut read = Self::default();
        let mut rest = arguments
            .iter()
            .map(|argument| (*argument).to_owned())
            .peekable();
        while let Some(argument) = rest.next() {
            let option = format!("`{argument}`");
            let mut value = || {
                let value = rest.next_if(|next| !next.starts_with("--"));
                value.ok_or_else(|| Error::new(format!("{option} takes a file")))
            };
            match argument.as_str() {
                "--deny-warnings" => read.denies_warnings = true,
                "--tools" => once(&mut read.tools, &option, value()?)?,
                "--schema" => once(&mut read.schema, &option, value()?)?,
                "--entities" => once(&mut read.entities, &option, value()?)?,
                "--policies" => {
                    read.policies.push(value()?);
                    while let Some(file) = rest.next_if(|next| !next.starts_with("--")) {
                        read.policies.push(file);
                    }
                }
                other if other.starts_with("--") => {
                    return Err(Error::new(format!("`{other}` is not an option here")));
                }
                _ => once(&mut read.config, "a configuration", argument)?,
            }
        }
        let has_files = read.tools.is_some()
            || !read.policies.is_empty()
            || read.schema.is_some()
            || read.entities.is_some();
        match (read.config.is_some(), has_files) {
            (true, true) => Err(Error::new(
                "a configuration has its own tools, policies, schema and entities",
            )),
            (false, _) if read.tools.is_none() || read.policies.is_empty() => Err(Error::new(
                "what is to be checked? `CONFIG.json`, or `--tools FILE --policies FILE...`",
            )),
            _ => Ok(read),
        }
    }

    pub(crate) fn denies_warnings(&self) -> bool {
        self.denies_warnings
    }

    /// The text of a configuration document.
    pub(crate) fn config(&self) -> Result<String> {
        if let Some(config) = &self.config {
            return text_of(config);
        }
        let mut config = Map::new();
        for (name, file) in [
            ("tools", &self.tools),
            ("schema", &self.schema),
            ("entities", &self.entities),
        ] {
            if let Some(file) = file {
                config.insert(name.to_owned(), text_of(file)?.into());
            }
        }
        let sources = self.policies.iter().map(|file| {
            let form = if file.ends_with(".json") {
                "json"
            } else {
                "text"
            };
            Ok(json!({ "name": file, form: text_of(file)? }))
        });
        let sources: Vec<Value> = sources.collect::<Result<_>>()?;
        config.insert("policies".to_owned(), sources.into());
        Ok(Value::Object(config).to_string())
    }
}

fn once(place: &mut Option<String>, name: &str, value: String) -> Result<()> {
    match place.replace(value) {
        None => Ok(()),
        Some(_) => Err(Error::new(format!("{name} is there twice"))),
    }
}

fn text_of(file: &str) -> Result<String> {
    fs::read_to_string(file).context(file)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn arguments_say_one_thing() {
        for (arguments, expected) in [
            (
                "",
                "what is to be checked? `CONFIG.json`, or `--tools FILE --policies FILE...`",
            ),
            (
                "--tools a",
                "what is to be checked? `CONFIG.json`, or `--tools FILE --policies FILE...`",
            ),
            (
                "--policies a",
                "what is to be checked? `CONFIG.json`, or `--tools FILE --policies FILE...`",
            ),
            ("--tools --policies a", "`--tools` takes a file"),
            (
                "--tools a --tools b --policies c",
                "`--tools` is there twice",
            ),
            ("a b", "a configuration is there twice"),
            (
                "a --policies b",
                "a configuration has its own tools, policies, schema and entities",
            ),
            ("a --strict", "`--strict` is not an option here"),
        ] {
            let arguments: Vec<&str> = arguments.split_whitespace().collect();
            assert_eq!(
                Arguments::read(&arguments).unwrap_err().to_string(),
                expected
            );
        }
    }

    #[test]
    fn several_files_of_policies_follow_one_option() {
        let read = Arguments::read(&[
            "--policies",
            "a",
            "b",
            "--tools",
            "c",
            "--policies",
            "d",
            "--deny-warnings",
        ])
        .unwrap();
        assert_eq!(read.policies, ["a", "b", "d"]);
        assert!(read.denies_warnings());
    }
}
