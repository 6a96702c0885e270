//! What an operator says of policies.

use std::collections::BTreeMap;

use super::{GateBuilder, is_of_approvals};
use crate::config::Problem;
use crate::issuer::TrustedIssuer;
use crate::policy::{
    Ground, LivePolicies, PolicyCheck, PolicyProfile, PolicySource, PolicyWarning, TemplateLink,
};
use crate::profile::Guarantees;

/// Policies, and what they are about.
#[derive(Debug, Default)]
pub(super) struct Cedar {
    sources: Vec<PolicySource>,
    links: Vec<TemplateLink>,
    profile: PolicyProfile,
    groups: BTreeMap<String, Vec<String>>,
    schema: Option<String>,
    entities: Option<String>,
}

impl GateBuilder {
    /// Cedar policies: text, or a [`PolicySource`]. Several sources are several files. They are validated against the tools by
    /// [`Self::build`]. Without any, nothing is permitted.
    #[must_use]
    pub fn policies(mut self, source: impl Into<PolicySource>) -> Self {
        self.cedar.sources.push(source.into());
        self
    }

    /// A policy made of a template that one of the sources has.
    #[must_use]
    pub fn link_template(mut self, link: TemplateLink) -> Self {
        self.cedar.links.push(link);
        self
    }

    /// What policies call things: [`PolicyProfile::Narrowgate`] by default.
    #[must_use]
    pub fn policy_profile(mut self, profile: PolicyProfile) -> Self {
        self.cedar.profile = profile;
        self
    }

    /// A group of tools: `action in Action::"name"` means any of them.
    #[must_use]
    pub fn tool_group<S: Into<String>>(
        mut self,
        name: impl Into<String>,
        tools: impl IntoIterator<Item = S>,
    ) -> Self {
        let tools = tools.into_iter().map(Into::into).collect();
        self.cedar.groups.insert(name.into(), tools);
        self
    }

    /// The host's own Cedar schema: entities of its own, groups and attributes of agents and users, and the type `Session` of the
    /// facts that it hands in with each call: records, sets, Cedar's own types but for `duration`, common types of the schema, and
    /// entities of its own types, which a fact names by their id.
    ///
    /// [`Self::build`] refuses a `Session` with an `Agent` in it, one that holds itself, one of more than 16 levels or 4,096 types.
    ///
    /// ```
    /// # let builder = narrowgate::Gate::builder();
    /// let builder = builder.schema("
    ///     entity Team;
    ///     entity Project;
    ///     entity Agent in [Team] { owner?: String };
    ///     type Session = { writes_last_minute: Long, project: Project };
    /// ");
    /// ```
    #[must_use]
    pub fn schema(mut self, text: impl Into<String>) -> Self {
        self.cedar.schema = Some(text.into());
        self
    }

    /// The host's entities in Cedar's JSON form: groups, resources, and what it knows of agents and users. They are named as in
    /// policies: `"https://as.example agent-7"`.
    #[must_use]
    pub fn entities(mut self, json: impl Into<String>) -> Self {
        self.cedar.entities = Some(json.into());
        self
    }

    /// Checks the policies, and what they are about, without making a gate: neither issuers nor an audience are needed.
    /// Without issuers, policies may rely on all that the profile of an issuer can make sure of.
    pub fn check_policies(self) -> PolicyCheck {
        let mut errors = Vec::new();
        if self.cedar.sources.is_empty() {
            errors.push(Problem::new("policies", "there are none to check"));
        }
        self.check_policy_profile(&mut errors);
        let cedar = &self.cedar;
        // The server's name is in no schema
        match self.ground("") {
            Ok(ground) => {
                let entities = cedar.entities.as_deref();
                let check = ground.check(&cedar.sources, &cedar.links, entities);
                errors.extend(check.errors);
                PolicyCheck { errors, ..check }
            }
            Err(mut mistakes) => {
                errors.append(&mut mistakes);
                PolicyCheck::failed(errors)
            }
        }
    }

    pub(super) fn read_policies(
        &mut self,
        problems: &mut Vec<Problem>,
    ) -> (Option<LivePolicies>, Vec<PolicyWarning>) {
        let none = (None, Vec::new());
        let Some(server) = self.audience.first() else {
            return none;
        };
        self.check_policy_profile(problems);
        let cedar = &self.cedar;
        if cedar.profile == PolicyProfile::AgentCore {
            for issuer in &mut self.issuers {
                issuer.keeps_payload = true;
            }
        }
        if cedar.sources.is_empty() {
            return none;
        }
        let entities = cedar.entities.as_deref();
        let live = self
            .ground(server)
            .and_then(|ground| LivePolicies::new(ground, &cedar.sources, &cedar.links, entities));
        match live {
            Ok((live, warnings)) => (Some(live), warnings),
            Err(mut mistakes) => {
                problems.append(&mut mistakes);
                none
            }
        }
    }

    fn check_policy_profile(&self, problems: &mut Vec<Problem>) {
        if self.cedar.profile != PolicyProfile::AgentCore {
            return;
        }
        let of_parties = |issuer: &&TrustedIssuer| !is_of_approvals(issuer);
        let several = |issuer: &TrustedIssuer| !issuer.profile.rules().user_issuers().is_empty();
        let linked = |issuer: &TrustedIssuer| issuer.profile.rules().linked().is_some();
        let mut mistake = |sentence| problems.push(Problem::new("policyProfile", sentence));
        let count = self.issuers.iter().filter(of_parties).count();
        if count > 1 || self.issuers.iter().any(several) {
            mistake(
                "`agentcore` names users by `sub` alone, so there can be one trusted issuer only, whose users are its own",
            );
        }
        // The claims of a linked chain's last token are its delegator's words
        if self.issuers.iter().any(linked) {
            mistake(
                "`agentcore` shows the token's claims, and those of a linked chain are what an agent wrote",
            );
        }
    }

    /// Issuers of approvals that name no subject of whom a token could be.
    fn strangers(&self) -> Vec<String> {
        let (approvers, issuers): (Vec<_>, Vec<_>) = self
            .issuers
            .iter()
            .partition(|issuer| is_of_approvals(issuer));
        let is_of_tokens = |name: &str| {
            issuers.iter().any(|issuer| {
                let rules = issuer.profile.rules();
                issuer.issuer == name
                    || rules.names_subjects_of() == Some(name)
                    || rules.user_issuers().iter().any(|users| users == name)
            })
        };
        let known = |issuer: &TrustedIssuer| {
            let named = issuer.profile.rules().names_subjects_of();
            named.is_some_and(is_of_tokens)
        };
        let strangers = approvers.into_iter().filter(|issuer| !known(issuer));
        strangers.map(|issuer| issuer.issuer.clone()).collect()
    }

    /// What policies are about.
    fn ground(&self, server: &str) -> Result<Ground, Vec<Problem>> {
        let cedar = &self.cedar;
        let always = self.issuers.iter().fold(Guarantees::ALL, |all, issuer| {
            all.and(issuer.profile.guarantees())
        });
        let ground = Ground::new(
            cedar.profile,
            &self.tools,
            &cedar.groups,
            server,
            always,
            &self.details,
            cedar.schema.as_deref(),
        )?;
        Ok(ground.with_strangers(self.strangers()))
    }
}
