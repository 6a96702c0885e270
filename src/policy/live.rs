//! [`LivePolicies`]: policies and entities that can be replaced while calls are decided. Each call is decided by the ones or by the
//! others.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use super::Policies;
use super::host::Host;
use super::load::{Ground, PolicyWarning};
use super::prepared::PreparedPolicies;
use super::schema::Sight;
use super::source::{PolicySource, TemplateLink};
use crate::config::Problem;

/// The policies of now.
#[derive(Debug)]
pub(crate) struct LivePolicies {
    ground: Ground,
    current: RwLock<Arc<Policies>>,
    generations: AtomicU64,
}

impl LivePolicies {
    pub(crate) fn new(
        ground: Ground,
        sources: &[PolicySource],
        links: &[TemplateLink],
        entities: Option<&str>,
    ) -> Result<(Self, Vec<PolicyWarning>), Vec<Problem>> {
        let (mut policies, warnings) = ground.load(sources, links, 0)?;
        if let Some(text) = entities {
            policies.host = Host::new(ground.entities(text)?, policies.rules.policies());
        }
        let live = Self {
            ground,
            current: RwLock::new(Arc::new(policies)),
            generations: AtomicU64::new(1),
        };
        Ok((live, warnings))
    }

    pub(crate) fn current(&self) -> Arc<Policies> {
        // A panic elsewhere leaves the handle whole
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Other policies, about the same tools. Where they have mistakes, nothing changes.
    pub(crate) fn replace(
        &self,
        sources: &[PolicySource],
        links: &[TemplateLink],
    ) -> Result<Vec<PolicyWarning>, Vec<Problem>> {
        let (mut policies, warnings) = self.ground.load(sources, links, self.next())?;
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        policies.host = current.host.renamed(policies.rules.policies());
        *current = Arc::new(policies);
        Ok(warnings)
    }

    /// Other entities, instead of all that were there.
    pub(crate) fn replace_entities(&self, text: &str) -> Result<(), Vec<Problem>> {
        let entities = self.ground.entities(text)?;
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        let rules = Arc::clone(&current.rules);
        *current = Arc::new(Policies {
            host: Host::new(entities, rules.policies()),
            generation: self.next(),
            rules,
        });
        Ok(())
    }

    /// The policies of now, as bytes that load without a parser.
    pub(crate) fn prepare(&self) -> Option<PreparedPolicies> {
        self.ground.prepare(&self.current())
    }

    /// The schema that policies of one effect are validated against, in Cedar's JSON form.
    pub(crate) fn schema(&self, of_forbids: bool) -> serde_json::Value {
        self.ground.schema_json(match of_forbids {
            true => Sight::Forbid,
            false => Sight::Permit,
        })
    }

    fn next(&self) -> u64 {
        self.generations.fetch_add(1, Ordering::Relaxed)
    }
}
