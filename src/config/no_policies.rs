//! A build without the engine knows what is said of policies, and takes none of it.

use std::collections::BTreeMap;

use serde::de::IgnoredAny;

use super::JsonText;

pub(crate) type PoliciesConfig = IgnoredAny;
pub(crate) type LinkConfig = IgnoredAny;
pub(crate) type ProfileConfig = IgnoredAny;

/// All of it.
#[derive(Clone, Debug)]
pub(crate) struct CedarConfig {
    pub(crate) policies: Option<PoliciesConfig>,
    pub(crate) links: Vec<LinkConfig>,
    pub(crate) profile: Option<ProfileConfig>,
    pub(crate) groups: BTreeMap<String, Vec<String>>,
    pub(crate) schema: Option<JsonText>,
    pub(crate) entities: Option<JsonText>,
}

impl CedarConfig {
    pub(crate) fn is_empty(&self) -> bool {
        let Self {
            policies,
            links,
            profile,
            groups,
            schema,
            entities,
        } = self;
        policies.is_none()
            && links.is_empty()
            && profile.is_none()
            && groups.is_empty()
            && schema.is_none()
            && entities.is_none()
    }
}
