//! [`PolicyCheck`]: what is wrong with policies, as data, for editors and an operator's CI. No gate comes of it.

use super::load::{Ground, PolicyWarning};
use super::read::Read;
use super::source::{PolicySource, TemplateLink};
use crate::config::Problem;

/// What a check of policies found.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct PolicyCheck {
    pub(crate) errors: Vec<Problem>,
    pub(crate) warnings: Vec<PolicyWarning>,
}

impl PolicyCheck {
    /// The mistakes for which no gate is built.
    pub fn errors(&self) -> &[Problem] {
        &self.errors
    }

    /// What is odd, and no mistake.
    pub fn warnings(&self) -> &[PolicyWarning] {
        &self.warnings
    }

    pub(crate) fn failed(errors: Vec<Problem>) -> Self {
        Self {
            errors,
            warnings: Vec::new(),
        }
    }
}

impl Ground {
    /// What [`Self::load`] would say, with the warnings also where there are mistakes.
    pub(crate) fn check(
        &self,
        sources: &[PolicySource],
        links: &[TemplateLink],
        entities: Option<&str>,
    ) -> PolicyCheck {
        let mut check = match Read::new(sources, links) {
            // They were validated when they were prepared; whether that was for these tools is seen when they are loaded
            _ if sources.iter().any(|source| source.as_prepared().is_some()) => {
                PolicyCheck::failed(self.load(sources, links, 0).err().unwrap_or_default())
            }
            Ok(read) => self.validate(&read, sources),
            Err(errors) => PolicyCheck::failed(errors),
        };
        if let Some(Err(mut errors)) = entities.map(|text| self.entities(text)) {
            check.errors.append(&mut errors);
        }
        check
    }
}
