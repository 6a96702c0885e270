//! Policies, and what they are about, in the configuration document.

use core::fmt;
use std::collections::BTreeMap;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};

use super::JsonText;
use super::{ConfigError, GateBuilder, Problem, read_document};
use crate::document::TextOrArray;
use crate::jose::base64url;
use crate::policy::{PolicyProfile, PolicySource, TemplateLink};

/// `policies`: text, or sources.
#[derive(Clone, Debug)]
pub(crate) struct PoliciesConfig(Vec<SourceConfig>);

/// One source of several.
#[derive(Clone, Debug)]
pub(crate) enum SourceConfig {
    Bare(String),
    File(FileConfig),
}

#[derive(Clone, Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FileConfig {
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    text: Option<String>,
    #[serde(default)]
    json: Option<JsonText>,
    /// base64url.
    #[serde(default)]
    prepared: Option<String>,
}

/// `templateLinks`: a policy of a template.
#[derive(Clone, Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LinkConfig {
    id: String,
    template: String,
    #[serde(default)]
    principal: Option<EntityConfig>,
    #[serde(default)]
    resource: Option<EntityConfig>,
}

#[derive(Clone, Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct EntityConfig {
    #[serde(rename = "type")]
    kind: String,
    id: String,
}

/// Policies in a document of their own: what replaces those of a live gate.
///
/// ```
/// use narrowgate::PolicyDocument;
/// let document = PolicyDocument::from_json(r#"{ "policies": "permit (principal, action, resource);" }"#)?;
/// assert_eq!(document.sources().len(), 1);
/// # Ok::<(), narrowgate::ConfigError>(())
/// ```
#[derive(Clone, Debug)]
pub struct PolicyDocument {
    sources: Vec<PolicySource>,
    links: Vec<TemplateLink>,
}

#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Document {
    policies: PoliciesConfig,
    #[serde(default)]
    template_links: Vec<LinkConfig>,
}

impl PolicyDocument {
    /// Reads `policies` and `templateLinks`, as they stand in a gate's configuration.
    ///
    /// # Errors
    ///
    /// A member that is unknown, missing or of another type.
    pub fn from_json(text: &str) -> Result<Self, ConfigError> {
        let document: Document = read_document(text)?;
        let mut problems = Vec::new();
        let sources = document.policies.read(&mut problems);
        let links = document.template_links.into_iter();
        match ConfigError::from_problems(problems) {
            Some(error) => Err(error),
            None => Ok(Self {
                sources,
                links: links.map(LinkConfig::read).collect(),
            }),
        }
    }

    /// The sources, in their order.
    pub fn sources(&self) -> &[PolicySource] {
        &self.sources
    }

    /// The policies made of templates.
    pub fn links(&self) -> &[TemplateLink] {
        &self.links
    }
}

/// All of it.
#[derive(Clone, Debug, Default)]
pub(crate) struct CedarConfig {
    pub(crate) policies: Option<PoliciesConfig>,
    pub(crate) links: Vec<LinkConfig>,
    pub(crate) profile: Option<ProfileConfig>,
    pub(crate) groups: BTreeMap<String, Vec<String>>,
    pub(crate) schema: Option<JsonText>,
    pub(crate) entities: Option<JsonText>,
}

/// `policyProfile`.
#[derive(Clone, Copy, Debug, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum ProfileConfig {
    Narrowgate,
    AgentCore,
}

impl CedarConfig {
    pub(crate) fn apply(
        self,
        mut builder: GateBuilder,
        problems: &mut Vec<Problem>,
    ) -> GateBuilder {
        let sources = self.policies.map(|policies| policies.read(problems));
        builder = sources
            .into_iter()
            .flatten()
            .fold(builder, GateBuilder::policies);
        builder = self
            .links
            .into_iter()
            .fold(builder, |builder, link| builder.link_template(link.read()));
        builder = match self.profile {
            Some(ProfileConfig::AgentCore) => builder.policy_profile(PolicyProfile::AgentCore),
            Some(ProfileConfig::Narrowgate) | None => builder,
        };
        for (name, tools) in self.groups {
            builder = builder.tool_group(name, tools);
        }
        if let Some(schema) = self.schema {
            builder = builder.schema(schema.0);
        }
        match self.entities {
            Some(entities) => builder.entities(entities.0),
            None => builder,
        }
    }
}

impl<'de> Deserialize<'de> for PoliciesConfig {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let form = "a string, or an array of policy sources";
        Ok(Self(match TextOrArray::deserialize(deserializer, form)? {
            TextOrArray::Text(text) => vec![SourceConfig::Bare(text)],
            TextOrArray::Array(sources) => sources,
        }))
    }
}

impl<'de> Deserialize<'de> for SourceConfig {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TextOrObject;
        impl<'de> Visitor<'de> for TextOrObject {
            type Value = SourceConfig;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("policies as text, or an object with `text`, `json` or `prepared`")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<SourceConfig, E> {
                Ok(SourceConfig::Bare(text.to_owned()))
            }

            fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<SourceConfig, A::Error> {
                FileConfig::deserialize(MapAccessDeserializer::new(members)).map(SourceConfig::File)
            }
        }
        deserializer.deserialize_any(TextOrObject)
    }
}

impl PoliciesConfig {
    fn read(self, problems: &mut Vec<Problem>) -> Vec<PolicySource> {
        let mut read = Vec::new();
        for (place, source) in self.0.into_iter().enumerate() {
            match source.read() {
                Ok(source) => read.push(source),
                Err(sentence) => {
                    problems.push(Problem::new(format!("policies[{place}]"), sentence));
                }
            }
        }
        read
    }
}

impl SourceConfig {
    fn read(self) -> Result<PolicySource, &'static str> {
        let FileConfig {
            name,
            text,
            json,
            prepared,
        } = match self {
            Self::Bare(text) => return Ok(PolicySource::text(text)),
            Self::File(file) => file,
        };
        let source = match (text, json, prepared) {
            (Some(text), None, None) => PolicySource::text(text),
            (None, Some(json), None) => PolicySource::json(json.0),
            (None, None, Some(text)) => PolicySource::prepared(
                base64url::decode(&text).ok_or("`prepared` is not base64url")?,
            ),
            _ => return Err("a source has `text`, `json` or `prepared`, one of them"),
        };
        Ok(match name {
            Some(name) => source.named(name),
            None => source,
        })
    }
}

impl LinkConfig {
    fn read(self) -> TemplateLink {
        let mut link = TemplateLink::new(self.id, self.template);
        if let Some(EntityConfig { kind, id }) = self.principal {
            link = link.principal(kind, id);
        }
        match self.resource {
            Some(EntityConfig { kind, id }) => link.resource(kind, id),
            None => link,
        }
    }
}
