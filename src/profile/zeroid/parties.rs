//! [`Token`] and [`Parties`]: what both generations are read from, and what comes of it.

use std::collections::BTreeMap;

use super::grant::{Grant, Origin};
use super::identity::{WorkloadId, is_spiffe};
use super::{Zeroid, ZeroidToken};
use crate::chain::{Actors, Lineage, Succession};
use crate::denial::{Code, Denial, shown};
use crate::identity::Identity;
use crate::scope::Scope;
use crate::token::{Reader, invalid};

/// What both generations are read from.
pub(super) struct Token<'a> {
    pub(super) settings: &'a Zeroid,
    pub(super) reader: &'a Reader<'a>,
    pub(super) issuer: &'a str,
    pub(super) subject: &'a str,
    pub(super) account: &'a str,
    pub(super) project: &'a str,
    pub(super) grant: Grant<'a>,
    pub(super) depth: usize,
    pub(super) scope: Scope,
}

/// Who takes part.
pub(super) struct Parties<'a> {
    pub(super) principal: Option<Identity>,
    pub(super) kind: Kind,
    pub(super) actors: Actors,
    pub(super) agent: Option<Agent<'a>>,
    /// Who made the API key: no actor.
    pub(super) key_creator: Option<String>,
}

/// What the principal is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    User,
    Workload,
    Unknown,
}

impl Kind {
    fn as_str(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Workload => "workload",
            Self::Unknown => "unknown",
        }
    }
}

/// The agent that acts, as ZeroID registered it.
pub(super) struct Agent<'a> {
    pub(super) id: WorkloadId<'a>,
    pub(super) trust_level: Option<&'a str>,
}

impl<'a> Token<'a> {
    pub(super) fn identity(&self, subject: &str) -> Result<Identity, Denial> {
        Identity::new(self.issuer, subject, Code::ClaimInvalid)
    }

    /// `sub` as a user: of ZeroID, or of the provider that `user_id_iss` names (RFC 9493, section 3.2.3).
    pub(super) fn user(&self) -> Result<Identity, Denial> {
        // Whoever may choose a user's name must not become an agent by it
        if is_spiffe(self.subject) {
            return Err(invalid("`sub` is a SPIFFE ID, and should be a user"));
        }
        let own = self.issuer;
        let issuer = self.reader.text("user_id_iss")?.unwrap_or(own);
        let listed = || self.settings.user_issuers.iter().any(|name| name == issuer);
        if issuer != own && !listed() {
            return Err(invalid(format!(
                "`user_id_iss` is `{}`, whose users this issuer may not speak for",
                shown(issuer)
            )));
        }
        Identity::new(issuer, self.subject, Code::ClaimInvalid)
    }

    /// A workload of this token's tenant.
    pub(super) fn workload(&self, subject: &'a str) -> Option<WorkloadId<'a>> {
        WorkloadId::parse(subject, &self.settings.trust_domain)
            .filter(|id| id.account == self.account && id.project == self.project)
    }

    /// `sub` as a workload.
    pub(super) fn workload_subject(&self) -> Result<WorkloadId<'a>, Denial> {
        self.workload(self.subject)
            .ok_or_else(|| invalid("`sub` is not a SPIFFE ID of the trust domain and tenant"))
    }

    /// `sub` as the workload that the top-level claims describe.
    pub(super) fn described_subject(&self) -> Result<Agent<'a>, Denial> {
        let id = self.workload_subject()?;
        let reader = self.reader;
        // ZeroID OAuth extensions, section 3.1: the URI is made of type and external id
        if reader.required_text("identity_type")? != id.identity_type
            || reader.required_text("external_id")? != id.external_id
        {
            return Err(invalid(
                "`sub` is not the identity that `identity_type` and `external_id` describe",
            ));
        }
        let trust_level = reader.text_or_empty("trust_level")?;
        Ok(Agent { id, trust_level })
    }

    /// What the tokens that this one was exchanged for have in common with it. Every claim of it is one that exchanges copy.
    pub(super) fn lineage(
        &self,
        parties: &Parties<'_>,
        generation: ZeroidToken,
    ) -> Result<Lineage, Denial> {
        let reader = self.reader;
        let constants = Lineage::of([
            ("account_id", Some(self.account)),
            ("project_id", Some(self.project)),
            ("mission_id", Some(reader.required_text("mission_id")?)),
            ("generation", Some(generation.as_str())),
        ]);
        let lineage = match generation {
            ZeroidToken::Legacy => Lineage {
                succession: Succession::Delegators {
                    several: !self.settings.user_issuers.is_empty(),
                },
                ..constants
            },
            ZeroidToken::Rfc8693 => Lineage {
                succession: Succession::Actors {
                    client: reader.text("client_id")?.map(str::to_owned),
                },
                subject: parties.principal.is_none().then(|| self.subject.to_owned()),
                ..constants.with([
                    ("principal_type", Some(parties.kind.as_str())),
                    ("user_id_iss", reader.text_or_empty("user_id_iss")?),
                ])
            },
        };
        Ok(Lineage {
            // Ends are computed from lifetimes, each rounded to whole seconds
            rounding: 1,
            ..lineage
        })
    }

    pub(super) fn attributes(
        &self,
        parties: &Parties<'_>,
        generation: ZeroidToken,
    ) -> Result<BTreeMap<&'static str, String>, Denial> {
        let reader = self.reader;
        let mut said = vec![
            ("accountId", Some(self.account)),
            ("projectId", Some(self.project)),
            ("generation", Some(generation.as_str())),
            ("grantType", Some(self.grant.name())),
            ("principalType", Some(parties.kind.as_str())),
            ("keyCreator", parties.key_creator.as_deref()),
        ];
        // Older servers let callers write `mission_id` into a root, and exchanges inherit it
        let mission = reader.required_text("mission_id")?;
        let is_inherited = generation == ZeroidToken::Legacy && self.depth > 0;
        if !is_inherited && !self.grant.takes_claims() {
            said.push(("missionId", Some(mission)));
        }
        if let Some(agent) = &parties.agent {
            said.extend([
                ("identityType", Some(agent.id.identity_type)),
                ("externalId", Some(agent.id.external_id)),
                ("trustLevel", agent.trust_level),
                ("subType", reader.text_or_empty("sub_type")?),
                ("owner", reader.text_or_empty("owner_user_id")?),
            ]);
        }
        let mut attributes: BTreeMap<_, _> = said
            .into_iter()
            .filter_map(|(name, text)| Some((name, text.filter(|text| !text.is_empty())?)))
            .map(|(name, text)| (name, text.to_owned()))
            .collect();
        // Only a trusted broker and the provider behind an identity assertion can give them
        if matches!(self.grant.origin(), Origin::Broker | Origin::Assertion) {
            if let Some(role) = reader.text("role")? {
                attributes.insert("role", role.to_owned());
            }
            let privileges = reader.scope_array("privilege_scope")?;
            if !privileges.is_empty() {
                attributes.insert("privilegeScope", privileges.to_string());
            }
        }
        Ok(attributes)
    }
}

/// An `act`, or what is in it, says nothing but this.
pub(super) fn check_members(act: &Reader<'_>, known: &[&str]) -> Result<(), Denial> {
    match act.member_names().find(|name| !known.contains(name)) {
        Some(name) => Err(malformed(format!(
            "an `act` has a member `{}`, which does not belong there",
            shown(name)
        ))),
        None => Ok(()),
    }
}

pub(super) fn malformed(sentence: impl Into<String>) -> Denial {
    Denial::new(Code::ActorMalformed, sentence)
}
