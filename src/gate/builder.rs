//! [`GateBuilder`]: what an operator says, and the check of all of it at once.

#[cfg(feature = "cedar")]
mod cedar;
mod chain;
mod issuers;
mod required;

use std::collections::BTreeMap;

use super::Gate;
use crate::authentication::StepUp;
use crate::chain::Shape;
use crate::challenge::{Challenger, is_quotable};
use crate::config::{ConfigError, Problem};
use crate::details::{self, DetailType, DetailTypes, RequiredDetail};
use crate::issuer::TrustedIssuer;
use crate::keyring::Keyring;
use crate::limits::Limits;
use crate::possession::ProofRules;
use crate::profile::Carrier;
use crate::proof;
use crate::token::{Audience, Cache};
use crate::tools::Tools;
#[cfg(feature = "cedar")]
use cedar::Cedar;

/// Collects a gate's configuration; [`Self::build`] checks all of it at once.
#[derive(Debug)]
pub struct GateBuilder {
    issuers: Vec<TrustedIssuer>,
    audience: Vec<String>,
    tools: Tools,
    required: BTreeMap<String, Vec<String>>,
    step_up: BTreeMap<String, StepUp>,
    details: BTreeMap<String, DetailType>,
    required_details: BTreeMap<String, Vec<RequiredDetail>>,
    #[cfg(feature = "cedar")]
    cedar: Cedar,
    max_depth: usize,
    shape: Shape,
    leeway: u32,
    max_lifetime: Option<u32>,
    resource_metadata: Option<String>,
    proofs: Option<ProofRules>,
    requires_revocation_check: bool,
    limits: Limits,
}

impl Default for GateBuilder {
    fn default() -> Self {
        Self {
            issuers: Vec::new(),
            audience: Vec::new(),
            tools: Tools::default(),
            required: BTreeMap::new(),
            step_up: BTreeMap::new(),
            details: BTreeMap::new(),
            required_details: BTreeMap::new(),
            #[cfg(feature = "cedar")]
            cedar: Cedar::default(),
            max_depth: DEFAULT_DEPTH,
            shape: Shape::default(),
            leeway: DEFAULT_LEEWAY,
            max_lifetime: None,
            resource_metadata: None,
            proofs: None,
            requires_revocation_check: false,
            limits: Limits::default(),
        }
    }
}

impl GateBuilder {
    /// Believes this issuer. Several may be trusted; each has its own keys.
    #[must_use]
    pub fn trust(mut self, issuer: TrustedIssuer) -> Self {
        self.issuers.push(issuer);
        self
    }

    /// An identifier of this server: a token must name one of them in `aud` (RFC 8707, section 2). The first one also
    /// names the server in policies and records. There is no default, and without one nothing can be built.
    #[must_use]
    pub fn audience(mut self, audience: impl Into<String>) -> Self {
        self.audience.push(audience.into());
        self
    }

    /// The tools of this server. Others are unknown, and denied.
    #[must_use]
    pub fn tools(mut self, tools: Tools) -> Self {
        self.tools = tools;
        self
    }

    /// The scopes that a tool requires, all of them. Every tool needs an entry; an empty one says "none" aloud.
    ///
    /// Attenuating agent tokens name tools and have no scopes: to them a tool that requires any is denied as
    /// `scope_insufficient`, unless [`Aat01::tools_instead_of_scopes`](crate::Aat01::tools_instead_of_scopes) takes the name of
    /// the tool for its scopes.
    #[must_use]
    pub fn require<S: Into<String>>(
        mut self,
        tool: impl Into<String>,
        scopes: impl IntoIterator<Item = S>,
    ) -> Self {
        let scopes = scopes.into_iter().map(Into::into).collect();
        self.required.insert(tool.into(), scopes);
        self
    }

    /// How the user must have been authenticated for this tool (RFC 9470).
    #[must_use]
    pub fn step_up(mut self, tool: impl Into<String>, step_up: StepUp) -> Self {
        self.step_up.insert(tool.into(), step_up);
        self
    }

    /// A type of `authorization_details` (RFC 9396) that this server understands. Entries of other types grant nothing, and in a
    /// lineage only the very same entry is narrower than one of them.
    ///
    /// An entry whose `locations` name neither this gate nor what its issuer calls it grants nothing here (RFC 9396, section
    /// 2.2); otherwise they are taken as met, unless the type has a `locations` of its own. A token may have 32 entries of a
    /// type. Policies see the texts that entries of the type name, in `context.token.details`.
    #[must_use]
    pub fn detail_type(mut self, name: impl Into<String>, detail: DetailType) -> Self {
        self.details.insert(name.into(), detail);
        self
    }

    /// The details that a tool requires, besides its scopes: each covered by one entry of the token, which is the relation by
    /// which a child token is narrower than its parent.
    ///
    /// ```
    /// use narrowgate::{DetailRelation, DetailType, Gate, RequiredDetail};
    /// let gate = Gate::builder()
    ///     .detail_type("payment", DetailType::default().member("amount", DetailRelation::AtMost))
    ///     .require_details("payments.send", [
    ///         RequiredDetail::new("payment").member("actions", r#"["send"]"#).argument("amount", "amount"),
    ///     ]);
    /// ```
    #[must_use]
    pub fn require_details(
        mut self,
        tool: impl Into<String>,
        details: impl IntoIterator<Item = RequiredDetail>,
    ) -> Self {
        let details = details.into_iter().collect();
        self.required_details.insert(tool.into(), details);
        self
    }

    /// Takes tokens that are bound to a key, with the proofs that these rules ask for. Without it they are refused; those
    /// that are bound to a client certificate need no rules.
    #[must_use]
    pub fn proofs(mut self, rules: ProofRules) -> Self {
        self.proofs = Some(rules);
        self
    }

    /// Refuses what the host did not look up: of every presented token it has to say whether it was revoked, or
    /// `revocation_unknown` names the ones that are missing. Without it, what the host says counts, and its silence passes.
    #[must_use]
    pub fn require_revocation_check(mut self) -> Self {
        self.requires_revocation_check = true;
        self
    }

    /// How many actors may stand behind the principal: 5 by default, at most 10. A longer chain is refused, never cut
    /// (draft-mcguinness-oauth-actor-profile: more than 5 must be rejected).
    #[must_use]
    pub fn max_depth(mut self, actors: usize) -> Self {
        self.max_depth = actors;
        self
    }

    /// How far clocks may differ, in seconds: 30 by default, at most 300 (RFC 7519, section 4.1.4: "a few minutes").
    #[must_use]
    pub fn leeway(mut self, seconds: u32) -> Self {
        self.leeway = seconds;
        self
    }

    /// The longest life, `exp` minus `iat`, that a token may have, in seconds. Not limited by default.
    #[must_use]
    pub fn max_lifetime(mut self, seconds: u32) -> Self {
        self.max_lifetime = Some(seconds);
        self
    }

    /// The URL of the protected resource metadata (RFC 9728), named in challenges.
    #[must_use]
    pub fn resource_metadata(mut self, url: impl Into<String>) -> Self {
        self.resource_metadata = Some(url.into());
        self
    }

    /// Other bounds than the default ones.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Checks everything and makes the gate.
    ///
    /// # Errors
    ///
    /// Every mistake of the operator, all at once: no issuer, no audience, an issuer without algorithms or named twice, a
    /// tool without an entry in [`Self::require`], a detail of a type that is not registered, policies that do not parse or validate, a number above its ceiling.
    #[cfg_attr(
        not(feature = "cedar"),
        expect(unused_mut, reason = "policies say what tokens keep")
    )]
    pub fn build(mut self) -> Result<Gate, ConfigError> {
        let mut problems = Vec::new();
        self.check_issuers(&mut problems);
        let may_not_delegate = self.read_chains(&mut problems);
        self.check_audience(&mut problems);
        self.check_numbers(&mut problems);
        self.check_proofs(&mut problems);
        let required = self.read_required(&mut problems);
        let required_details = details::read_required(
            &self.details,
            &self.required_details,
            &self.tools,
            &mut problems,
        );
        #[cfg(feature = "cedar")]
        let (policies, warnings) = self.read_policies(&mut problems);
        let challenger = self.challenger();
        let (approvers, issuers) = self.issuers.into_iter().partition(is_of_approvals);
        match (self.audience.first(), ConfigError::from_problems(problems)) {
            (_, Some(error)) => Err(error),
            (None, None) => Err(ConfigError::one("audience", "no audience is configured")),
            (Some(server), None) => Ok(Gate {
                server: server.clone(),
                challenger,
                keyring: Keyring::new(issuers),
                approvers: Keyring::new(approvers),
                details: DetailTypes::new(self.details, self.audience.clone()),
                audience: Audience::new(self.audience),
                tools: self.tools,
                required,
                required_details,
                #[cfg(feature = "cedar")]
                policies,
                #[cfg(feature = "cedar")]
                warnings,
                max_depth: self.max_depth,
                shape: Shape {
                    may_not_delegate,
                    ..self.shape
                },
                leeway: self.leeway,
                max_lifetime: self.max_lifetime,
                proofs: self.proofs,
                requires_revocation_check: self.requires_revocation_check,
                cache: Cache::new(self.limits.remembered_tokens),
                children: Cache::new(self.limits.remembered_tokens.div_ceil(4)),
                limits: self.limits,
            }),
        }
    }

    fn check_audience(&self, problems: &mut Vec<Problem>) {
        if self.audience.is_empty() {
            problems.push(Problem::new("audience", "no audience is configured"));
        }
        if self.audience.iter().any(String::is_empty) {
            problems.push(Problem::new("audience", "an audience is empty"));
        }
        let metadata = self.resource_metadata.as_deref();
        for issuer in &self.issuers {
            let duties = issuer.profile.rules().duties(&self.audience, metadata);
            problems.extend(
                duties
                    .into_iter()
                    .filter(|duty| !problems.contains(duty))
                    .collect::<Vec<_>>(),
            );
        }
        // It goes into a header between quotes
        if self
            .resource_metadata
            .as_deref()
            .is_some_and(|url| !is_quotable(url))
        {
            problems.push(Problem::new(
                "resourceMetadata",
                "not a URL in printable ASCII without quotes",
            ));
        }
    }

    fn check_numbers(&self, problems: &mut Vec<Problem>) {
        if self.max_depth > MAX_DEPTH {
            problems.push(Problem::new("maxDepth", format!("at most {MAX_DEPTH}")));
        }
        if self.leeway > MAX_LEEWAY {
            problems.push(Problem::new(
                "leeway",
                format!("at most {MAX_LEEWAY} seconds"),
            ));
        }
        if self.max_lifetime == Some(0) {
            problems.push(Problem::new(
                "maxLifetime",
                "no token lives for zero seconds",
            ));
        }
        for (name, ceiling) in self.limits.mistakes() {
            problems.push(Problem::new(
                format!("limits.{name}"),
                format!("not 0, and at most {ceiling}"),
            ));
        }
    }

    fn check_proofs(&self, problems: &mut Vec<Problem>) {
        let Some(rules) = &self.proofs else { return };
        let path = |member: &str| format!("proofs.{member}");
        if !proof::is_origin(&rules.origin) {
            problems.push(Problem::new(
                path("origin"),
                "not the scheme and authority of an http or https URL, in lower case and without a path",
            ));
        }
        if rules.dpop.algorithms.is_empty() {
            problems.push(Problem::new(path("algorithms"), "no algorithm is allowed"));
        }
        if rules.dpop.max_age == 0 || rules.dpop.max_age > MAX_LEEWAY {
            problems.push(Problem::new(
                path("maxAge"),
                format!("not 0, and at most {MAX_LEEWAY} seconds"),
            ));
        }
        if rules.aliases.iter().any(String::is_empty) {
            problems.push(Problem::new(path("aliases"), "an alias is empty"));
        }
    }

    fn challenger(&self) -> Challenger {
        let taken = self
            .proofs
            .as_ref()
            .map(|rules| rules.dpop.algorithms.clone());
        let mut issuers = self.issuers.iter();
        Challenger {
            resource_metadata: self.resource_metadata.clone(),
            bearer: issuers.any(|issuer| {
                !issuer.requires_binding
                    && !issuer.profile.rules().is_bound()
                    && issuer.profile.rules().carrier() == Carrier::Authorization
            }),
            dpop: taken.unwrap_or_default(),
        }
    }
}

fn is_of_approvals(issuer: &TrustedIssuer) -> bool {
    issuer.profile.rules().carrier() == Carrier::Approval
}

const DEFAULT_DEPTH: usize = 5;
const MAX_DEPTH: usize = 10;
const DEFAULT_LEEWAY: u32 = 30;
const MAX_LEEWAY: u32 = 300;
