//! [`Vocabulary`]: what things are called in policies. Two profiles: ours, and that of Amazon Bedrock AgentCore.

use cedar_policy_core::FromNormalizedStr as _;
use cedar_policy_core::ast::{Eid, EntityType, EntityUID, Name};

use crate::identity::Identity;

/// What policies call things.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum PolicyProfile {
    /// `Agent`, `User`, `Server`, one action per tool.
    #[default]
    Narrowgate,
    /// The schema of Amazon Bedrock AgentCore: `AgentCore::OAuthUser` with claims as string tags, `AgentCore::Gateway`,
    /// `AgentCore::Action::"Target___tool"`, `context.input`, `context.system.now`. What the other profile has is under
    /// `context.narrowgate`.
    ///
    /// A user is named by `sub` alone there, so there can be one trusted issuer only.
    AgentCore,
}

impl PolicyProfile {
    /// Where in the context what is ours stands.
    pub(super) fn own(self, name: &'static str) -> Vec<&'static str> {
        match self {
            Self::Narrowgate => vec![name],
            Self::AgentCore => vec!["narrowgate", name],
        }
    }
}

/// The names, parsed once.
#[derive(Debug)]
pub(super) struct Vocabulary {
    pub(super) profile: PolicyProfile,
    agent: EntityType,
    user: EntityType,
    oauth_user: EntityType,
    action: EntityType,
    server: EntityUID,
    hidden: EntityUID,
}

impl Vocabulary {
    pub(super) fn new(profile: PolicyProfile, server: &str) -> Result<Self, String> {
        let name = |text: &str| {
            Name::from_normalized_str(text)
                .map(EntityType::from)
                .map_err(|error| error.to_string())
        };
        let (action, resource) = match profile {
            PolicyProfile::Narrowgate => ("Action", "Server"),
            PolicyProfile::AgentCore => ("AgentCore::Action", "AgentCore::Gateway"),
        };
        Ok(Self {
            agent: name("Agent")?,
            user: name("User")?,
            oauth_user: name("AgentCore::OAuthUser")?,
            action: name(action)?,
            server: uid(&name(resource)?, server),
            hidden: uid(&name("HistoryIsForForbidOnly")?, ""),
            profile,
        })
    }

    /// An identity prints unambiguously, so two issuers never make the same entity.
    pub(super) fn agent(&self, who: &Identity) -> EntityUID {
        uid(&self.agent, &who.to_string())
    }

    pub(super) fn user(&self, who: &Identity) -> EntityUID {
        uid(&self.user, &who.to_string())
    }

    /// The subject alone: there is one issuer.
    pub(super) fn oauth_user(&self, who: &Identity) -> EntityUID {
        uid(&self.oauth_user, who.subject())
    }

    pub(super) fn action(&self, name: &str) -> EntityUID {
        uid(&self.action, name)
    }

    /// Where in the context what is ours stands.
    pub(super) fn own(&self, name: &'static str) -> Vec<&'static str> {
        self.profile.own(name)
    }

    /// The gate's own server: the resource of every request.
    pub(super) fn server(&self) -> &EntityUID {
        &self.server
    }

    /// What stands where a `permit` would see history.
    pub(super) fn hidden(&self) -> &EntityUID {
        &self.hidden
    }
}

fn uid(kind: &EntityType, id: &str) -> EntityUID {
    EntityUID::from_components(kind.clone(), Eid::new(id), None)
}
