//! [`DeterminingPolicy`]: a policy that decided, with what its author wrote beside it.

use std::collections::BTreeMap;

/// A policy that permitted or forbade a call, or could not be evaluated, with its annotations.
///
/// `@obligation("…")` is what the host has to do if it lets the call through, `@reason("…")` what a person may be told.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct DeterminingPolicy {
    id: String,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    annotations: BTreeMap<String, String>,
}

impl DeterminingPolicy {
    #[cfg(feature = "cedar")]
    pub(crate) fn new(id: &str, annotations: impl Iterator<Item = (String, String)>) -> Self {
        Self {
            id: id.to_owned(),
            annotations: annotations.filter(|(key, _)| key != "id").collect(),
        }
    }

    /// The name that `@id` gives it, or its place.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The annotations, by key, without `@id`.
    pub fn annotations(&self) -> impl Iterator<Item = (&str, &str)> {
        let annotations = self.annotations.iter();
        annotations.map(|(key, value)| (key.as_str(), value.as_str()))
    }

    /// The value of the annotation `@key("…")`.
    pub fn annotation(&self, key: &str) -> Option<&str> {
        self.annotations.get(key).map(String::as_str)
    }
}

/// What an annotation of these policies says, each text once.
pub(crate) fn said(policies: &[DeterminingPolicy], key: &str) -> Vec<String> {
    let mut said: Vec<String> = policies
        .iter()
        .filter_map(|policy| policy.annotation(key))
        .map(str::to_owned)
        .collect();
    said.sort();
    said.dedup();
    said
}

/// By policy, those that have any.
pub(crate) struct Annotations<'a>(pub(crate) &'a [DeterminingPolicy]);

impl serde::Serialize for Annotations<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let annotated = self
            .0
            .iter()
            .filter(|policy| !policy.annotations.is_empty());
        serializer.collect_map(annotated.map(|policy| (&policy.id, &policy.annotations)))
    }
}
