//! [`PolicySource`]: policies as they are written, in one file or in several.

/// Policies in Cedar's syntax or in its JSON form, with the name of the file that they stand in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicySource {
    pub(super) name: Option<String>,
    pub(super) content: Content,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Content {
    Text(String),
    Json(String),
    Prepared(Vec<u8>),
}

/// A policy made of a template: `?principal` and `?resource` stand for these entities.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateLink {
    pub(super) id: String,
    pub(super) template: String,
    pub(super) principal: Option<EntityName>,
    pub(super) resource: Option<EntityName>,
}

/// An entity, by type and name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct EntityName {
    pub(super) kind: String,
    pub(super) id: String,
}

impl PolicySource {
    /// In Cedar's syntax.
    pub fn text(text: impl Into<String>) -> Self {
        Self {
            name: None,
            content: Content::Text(text.into()),
        }
    }

    /// In Cedar's JSON form: the text of an object with `staticPolicies`, `templates` and `templateLinks`.
    pub fn json(text: impl Into<String>) -> Self {
        Self {
            name: None,
            content: Content::Json(text.into()),
        }
    }

    /// What [`Gate::prepare_policies`](crate::Gate::prepare_policies) made, of policies for the same tools: it loads without a
    /// parser and without a validator, and stands alone, without other sources.
    pub fn prepared(bytes: impl Into<Vec<u8>>) -> Self {
        Self {
            name: None,
            content: Content::Prepared(bytes.into()),
        }
    }

    /// The file's name: it stands in mistakes, and before the names of policies without `@id`.
    #[must_use]
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }
}

impl PolicySource {
    pub(super) fn as_prepared(&self) -> Option<&[u8]> {
        match &self.content {
            Content::Prepared(bytes) => Some(bytes),
            Content::Text(_) | Content::Json(_) => None,
        }
    }
}

impl From<&str> for PolicySource {
    fn from(text: &str) -> Self {
        Self::text(text)
    }
}

impl From<String> for PolicySource {
    fn from(text: String) -> Self {
        Self::text(text)
    }
}

impl TemplateLink {
    /// A policy named `id`, of the template of that name.
    pub fn new(id: impl Into<String>, template: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            template: template.into(),
            principal: None,
            resource: None,
        }
    }

    /// What stands for `?principal`: an entity's type and its name.
    #[must_use]
    pub fn principal(mut self, kind: impl Into<String>, id: impl Into<String>) -> Self {
        self.principal = Some(EntityName::new(kind, id));
        self
    }

    /// What stands for `?resource`.
    #[must_use]
    pub fn resource(mut self, kind: impl Into<String>, id: impl Into<String>) -> Self {
        self.resource = Some(EntityName::new(kind, id));
        self
    }
}

impl EntityName {
    fn new(kind: impl Into<String>, id: impl Into<String>) -> Self {
        Self {
            kind: kind.into(),
            id: id.into(),
        }
    }
}
