//! [`Config`]: the configuration document that every host takes, and [`ConfigError`].

mod chain;
#[cfg(feature = "cedar")]
mod check;
mod details;
mod issuers;
mod null;
#[cfg(feature = "cedar")]
mod policies;
#[cfg(not(feature = "cedar"))]
#[path = "config/no_policies.rs"]
mod policies;
mod proofs;
mod span;

use core::fmt;
use std::collections::BTreeMap;

use serde::de::{Deserialize, DeserializeOwned, Deserializer};

use crate::authentication::StepUp;
use crate::document::{self, TextOrArray};
use crate::gate::{Gate, GateBuilder};
use crate::jose::json::{Fault, Value};
use crate::limits::Limits;
use crate::tools::Tools;
#[cfg(feature = "cedar")]
pub use policies::PolicyDocument;
pub use span::Span;

use chain::ChainConfig;
use details::{DetailsConfig, RequiredConfig};
use issuers::IssuerConfig;
use policies::{CedarConfig, LinkConfig, PoliciesConfig, ProfileConfig};
use proofs::ProofsConfig;

/// A gate's configuration as a document: what `createGate` of the npm package, the component and the vectors take.
/// Unknown members are refused, so a misspelt setting can't be silently absent.
///
/// ```
/// use narrowgate::Config;
/// let problems = Config::from_json(r#"{ "issuers": [], "audience": "https://tools.example/mcp" }"#)
///     .and_then(Config::build)
///     .unwrap_err();
/// assert_eq!(problems.to_string(), "issuers: no issuer is trusted, so no token could pass");
/// ```
#[derive(Clone, Debug, serde::Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Config {
    issuers: Vec<IssuerConfig>,
    audience: OneOrMany,
    #[serde(default)]
    tools: Option<JsonText>,
    #[serde(default)]
    required_scopes: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    policies: Option<PoliciesConfig>,
    #[serde(default)]
    template_links: Vec<LinkConfig>,
    #[serde(default)]
    policy_profile: Option<ProfileConfig>,
    #[serde(default)]
    tool_groups: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    schema: Option<JsonText>,
    #[serde(default)]
    entities: Option<JsonText>,
    #[serde(default)]
    max_depth: Option<usize>,
    #[serde(default)]
    chain: ChainConfig,
    #[serde(default)]
    leeway: Option<u32>,
    #[serde(default)]
    max_lifetime: Option<u32>,
    #[serde(default)]
    resource_metadata: Option<String>,
    #[serde(default)]
    step_up: BTreeMap<String, StepUp>,
    #[serde(default)]
    authorization_details: Option<DetailsConfig>,
    #[serde(default)]
    required_details: BTreeMap<String, Vec<RequiredConfig>>,
    #[serde(default)]
    proofs: Option<ProofsConfig>,
    #[serde(default)]
    require_revocation_check: bool,
    #[serde(default)]
    limits: Limits,
}

/// A name, or an array of names.
#[derive(Clone, Debug)]
pub(crate) struct OneOrMany(Vec<String>);

/// JSON inside the document, or its text: the text.
#[derive(Clone, Debug)]
pub(crate) struct JsonText(String);

impl<'de> Deserialize<'de> for OneOrMany {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let names = TextOrArray::deserialize(deserializer, "a string or an array of strings")?;
        Ok(Self(match names {
            TextOrArray::Text(name) => vec![name],
            TextOrArray::Array(names) => names,
        }))
    }
}

impl<'de> Deserialize<'de> for JsonText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Value::deserialize(deserializer).map(|value| {
            Self(match value {
                Value::String(text) => text,
                value => value.to_text(),
            })
        })
    }
}

impl Config {
    /// Reads the document.
    ///
    /// # Errors
    ///
    /// `{"issuer":[]}` has an unknown member; `{"issuers":{}}` a wrong type; `{}` lacks `issuers`; `{"maxDepth":null}` has a null,
    /// which is no way to leave a member out.
    pub fn from_json(text: &str) -> Result<Self, ConfigError> {
        Self::from_document(&parse_document(text)?)
    }

    fn from_document(document: &Value) -> Result<Self, ConfigError> {
        let config = read(document)?;
        null::refuse(document)?;
        Ok(config)
    }

    /// Checks everything and makes the gate.
    ///
    /// # Errors
    ///
    /// Every mistake, all at once, each with its place in the document.
    pub fn build(self) -> Result<Gate, ConfigError> {
        let (builder, problems) = self.read();
        // What is missing because it could not be read would be reported a second time
        match ConfigError::from_problems(problems) {
            Some(error) => Err(error),
            None => builder.build(),
        }
    }

    /// All that can be read.
    fn read(self) -> (GateBuilder, Vec<Problem>) {
        let mut problems = Vec::new();
        let mut builder = Gate::builder().limits(self.limits);
        for (index, issuer) in self.issuers.into_iter().enumerate() {
            if let Some(issuer) = issuer.read(&format!("issuers[{index}]"), &mut problems) {
                builder = builder.trust(issuer);
            }
        }
        let names = self.audience.0.into_iter();
        builder = names.fold(builder, GateBuilder::audience);
        match self.tools.map(|tools| Tools::parse(&tools.0)) {
            Some(Ok(tools)) => builder = builder.tools(tools),
            Some(Err(error)) => problems.push(Problem::new("tools", error.to_string())),
            None => {}
        }
        for (tool, scopes) in self.required_scopes {
            builder = builder.require(tool, scopes);
        }
        for (tool, step_up) in self.step_up {
            builder = builder.step_up(tool, step_up);
        }
        if let Some(details) = self.authorization_details {
            builder = details.register(builder);
        }
        for (tool, details) in self.required_details {
            let path = format!("requiredDetails.{tool}");
            builder = builder.require_details(tool, details::read(details, &path, &mut problems));
        }
        let proofs = self.proofs.and_then(|proofs| proofs.read(&mut problems));
        builder = apply(builder, proofs, GateBuilder::proofs);
        if self.require_revocation_check {
            builder = builder.require_revocation_check();
        }
        builder = apply(builder, self.max_depth, GateBuilder::max_depth);
        builder = self.chain.apply(builder);
        builder = apply(builder, self.leeway, GateBuilder::leeway);
        builder = apply(builder, self.max_lifetime, GateBuilder::max_lifetime);
        builder = apply(
            builder,
            self.resource_metadata,
            GateBuilder::resource_metadata,
        );
        let cedar = CedarConfig {
            policies: self.policies,
            links: self.template_links,
            profile: self.policy_profile,
            groups: self.tool_groups,
            schema: self.schema,
            entities: self.entities,
        };
        #[cfg(feature = "cedar")]
        {
            builder = cedar.apply(builder, &mut problems);
        }
        #[cfg(not(feature = "cedar"))]
        if !cedar.is_empty() {
            problems.push(Problem::new(
                "policies",
                "this build holds no policy engine",
            ));
        }
        (builder, problems)
    }
}

/// A host's document, read strictly.
pub(crate) fn read_document<T: DeserializeOwned>(text: &str) -> Result<T, ConfigError> {
    read(&parse_document(text)?)
}

/// A member that is named twice would silently be the last one, or the first.
fn parse_document(text: &str) -> Result<Value, ConfigError> {
    document::parse(text).map_err(|fault| {
        ConfigError::one(
            "",
            match fault {
                Fault::Syntax => "the configuration is not JSON, or holds a NUL",
                Fault::DuplicateMember => "the configuration names a member twice",
                Fault::TooDeep | Fault::TooLarge => {
                    "the configuration has more than 64 levels, or 65,536 members in one place"
                }
            },
        )
    })
}

fn read<T: DeserializeOwned>(document: &Value) -> Result<T, ConfigError> {
    document::read(document).map_err(|mistake| ConfigError::one(mistake.path(), mistake.sentence()))
}

fn apply<T>(
    builder: GateBuilder,
    value: Option<T>,
    set: impl FnOnce(GateBuilder, T) -> GateBuilder,
) -> GateBuilder {
    match value {
        Some(value) => set(builder, value),
        None => builder,
    }
}

/// A mistake, and where it is.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Problem {
    path: String,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    span: Option<Span>,
}

impl Problem {
    pub(crate) fn new(path: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            message: message.into(),
            span: None,
        }
    }

    #[cfg(feature = "cedar")]
    pub(crate) fn spanning(self, span: Option<Span>) -> Self {
        Self { span, ..self }
    }

    /// Where in the configuration document, for example `issuers[0].jwks`; empty for the document itself.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What is wrong, as a sentence.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Where in a file of policies.
    pub fn span(&self) -> Option<&Span> {
        self.span.as_ref()
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.path.as_str() {
            "" => f.write_str(&self.message),
            path => write!(f, "{path}: {}", self.message),
        }
    }
}

/// The operator's mistakes. Never caused by anything that was presented.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError {
    problems: Vec<Problem>,
}

impl ConfigError {
    pub(crate) fn from_problems(problems: Vec<Problem>) -> Option<Self> {
        (!problems.is_empty()).then_some(Self { problems })
    }

    #[cfg(feature = "cedar")]
    pub(crate) fn of(problems: Vec<Problem>) -> Self {
        Self { problems }
    }

    pub(crate) fn one(path: &str, message: impl Into<String>) -> Self {
        Self {
            problems: vec![Problem::new(path, message)],
        }
    }

    /// All of them.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = "";
        for problem in &self.problems {
            write!(f, "{separator}{problem}")?;
            separator = "; ";
        }
        Ok(())
    }
}

impl core::error::Error for ConfigError {}
