//! [`Test`]: one test file, and the files that it names.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde::Deserialize;
use serde_json::{Value, json};

use crate::error::{Context, Result};

/// A test, ready to be asked.
pub(crate) struct Test {
    pub(crate) name: String,
    /// What artifacts take: the JSON text of `narrowgate::CedarCase`.
    pub(crate) case: String,
    pub(crate) should_validate: bool,
    pub(crate) expected: Vec<Answer>,
}

/// What is answered to a test.
#[derive(Debug, Deserialize)]
pub(crate) struct Outcome {
    pub(crate) validates: bool,
    pub(crate) answers: Vec<Answer>,
}

/// What is answered to a request; the order of policies means nothing.
#[derive(Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct Answer {
    pub(crate) decision: String,
    pub(crate) reason: BTreeSet<String>,
    /// The policies that could not be evaluated.
    pub(crate) errors: BTreeSet<String>,
}

/// The file, in Cedar's format.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct File {
    policies: String,
    entities: String,
    schema: String,
    should_validate: bool,
    requests: Vec<Asked>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Asked {
    principal: Value,
    action: Value,
    resource: Value,
    context: Value,
    #[serde(default = "yes")]
    validate_request: bool,
    #[serde(flatten)]
    expected: Answer,
}

impl Test {
    /// Nothing where the file is of another kind: entities, policies or a schema in JSON.
    pub(crate) fn read(root: &Path, path: &Path) -> Result<Option<Self>> {
        let value = read_json(path)?;
        if value.get("requests").is_none() && value.get("shouldValidate").is_none() {
            return Ok(None);
        }
        let file: File = serde_json::from_value(value).context("this is no test")?;
        let written = |name: &str| -> Result<Value> {
            let path = root.join(name);
            match name.ends_with(".json") {
                true => read_json(&path).context(name),
                false => Ok(read(&path).context(name)?.into()),
            }
        };
        let requests = file.requests.iter().map(|asked| {
            json!({
                "principal": asked.principal,
                "action": asked.action,
                "resource": asked.resource,
                "context": asked.context,
                "validateRequest": asked.validate_request,
            })
        });
        let case = json!({
            "policies": written(&file.policies)?,
            "schema": written(&file.schema)?,
            "entities": read_json(&root.join(&file.entities)).context(&file.entities)?,
            "requests": requests.collect::<Vec<_>>(),
        });
        let name = path.strip_prefix(root).unwrap_or(path);
        Ok(Some(Self {
            name: name.display().to_string(),
            case: case.to_string(),
            should_validate: file.should_validate,
            expected: file
                .requests
                .into_iter()
                .map(|asked| asked.expected)
                .collect(),
        }))
    }
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).context("can't be read")
}

fn read_json(path: &Path) -> Result<Value> {
    serde_json::from_str(&read(path)?).context("this is not JSON")
}

/// As Cedar's own runner has it.
fn yes() -> bool {
    true
}
