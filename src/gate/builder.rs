//! [`GateBuilder`]: what an operator says, and the check of all of it at once.

use std::collections::BTreeMap;

use super::Gate;
use crate::authentication::{Required, StepUp};
use crate::challenge::{Challenger, is_quotable};
use crate::config::{ConfigError, Problem};
use crate::identity::is_issuer;
use crate::issuer::TrustedIssuer;
use crate::keyring::Keyring;
use crate::limits::Limits;
#[cfg(feature = "cedar")]
use crate::policy::Policies;
use crate::possession::ProofRules;
#[cfg(feature = "cedar")]
use crate::profile::Guarantees;
use crate::profile::{Addressee, Carrier};
use crate::proof;
use crate::scope::Scope;
use crate::token::{Audience, Cache};
use crate::tools::Tools;

/// Collects a gate's configuration; [`Self::build`] checks all of it at once.
#[derive(Debug)]
pub struct GateBuilder {
    issuers: Vec<TrustedIssuer>,
    audience: Vec<String>,
    tools: Tools,
    required: BTreeMap<String, Vec<String>>,
    step_up: BTreeMap<String, StepUp>,
    #[cfg(feature = "cedar")]
    policies: Option<String>,
    max_depth: usize,
    leeway: u32,
    max_lifetime: Option<u32>,
    resource_metadata: Option<String>,
    proofs: Option<ProofRules>,
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
            #[cfg(feature = "cedar")]
            policies: None,
            max_depth: DEFAULT_DEPTH,
            leeway: DEFAULT_LEEWAY,
            max_lifetime: None,
            resource_metadata: None,
            proofs: None,
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

    /// Takes tokens that are bound to a key, with the proofs that these rules ask for. Without it they are refused; those
    /// that are bound to a client certificate need no rules.
    #[must_use]
    pub fn proofs(mut self, rules: ProofRules) -> Self {
        self.proofs = Some(rules);
        self
    }

    /// Cedar policies as text. They are validated against the tools by [`Self::build`]. Without any, nothing is permitted.
    #[cfg(feature = "cedar")]
    #[must_use]
    pub fn policies(mut self, text: impl Into<String>) -> Self {
        self.policies = Some(text.into());
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
    /// tool without an entry in [`Self::require`], policies that do not parse or validate, a number above its ceiling.
    pub fn build(self) -> Result<Gate, ConfigError> {
        let mut problems = Vec::new();
        self.check_issuers(&mut problems);
        self.check_audience(&mut problems);
        self.check_numbers(&mut problems);
        self.check_proofs(&mut problems);
        let required = self.read_required(&mut problems);
        #[cfg(feature = "cedar")]
        let policies = match (&self.policies, self.audience.first()) {
            (Some(text), Some(server)) => {
                match Policies::parse(text, &self.tools, server, self.guarantees()) {
                    Ok(policies) => Some(policies),
                    Err(mut mistakes) => {
                        problems.append(&mut mistakes);
                        None
                    }
                }
            }
            _ => None,
        };
        match (self.audience.first(), ConfigError::from_problems(problems)) {
            (_, Some(error)) => Err(error),
            (None, None) => Err(ConfigError::one("audience", "no audience is configured")),
            (Some(server), None) => Ok(Gate {
                server: server.clone(),
                challenger: self.challenger(),
                keyring: Keyring::new(self.issuers),
                audience: Audience::new(self.audience),
                tools: self.tools,
                required,
                #[cfg(feature = "cedar")]
                policies,
                max_depth: self.max_depth,
                leeway: self.leeway,
                max_lifetime: self.max_lifetime,
                proofs: self.proofs,
                cache: Cache::new(self.limits.remembered_tokens),
                limits: self.limits,
            }),
        }
    }

    fn check_issuers(&self, problems: &mut Vec<Problem>) {
        if self.issuers.is_empty() {
            problems.push(Problem::new(
                "issuers",
                "no issuer is trusted, so no token could pass",
            ));
        }
        for (index, issuer) in self.issuers.iter().enumerate() {
            let path = |member: &str| format!("issuers[{index}].{member}");
            let rules = issuer.profile.rules();
            for mistake in rules.mistakes(&issuer.issuer) {
                problems.push(Problem::new(path(mistake.path()), mistake.message()));
            }
            if !is_issuer(&issuer.issuer) {
                problems.push(Problem::new(
                    path("issuer"),
                    "an issuer is not empty and holds no white space",
                ));
            }
            if self
                .issuers
                .iter()
                .take(index)
                .any(|other| other.issuer == issuer.issuer)
            {
                problems.push(Problem::new(
                    path("issuer"),
                    "this issuer is configured twice",
                ));
            }
            if issuer.algorithms.is_empty() {
                problems.push(Problem::new(path("algorithms"), "no algorithm is allowed"));
            }
            let possible = rules.algorithms(&issuer.issuer);
            for (index, algorithm) in issuer.algorithms.iter().enumerate() {
                if !possible.contains(algorithm) {
                    problems.push(Problem::new(
                        path(&format!("algorithms[{index}]")),
                        format!("the profile's tokens can't be signed with {algorithm}"),
                    ));
                }
            }
            if issuer.audience.iter().any(String::is_empty) {
                problems.push(Problem::new(path("audience"), "an audience is empty"));
            }
            if rules.addressee() != Addressee::Gate && !issuer.audience.is_empty() {
                problems.push(Problem::new(
                    path("audience"),
                    "the profile's tokens are not for this server alone, so nothing is compared with it",
                ));
            }
            if rules.is_bound() && self.proofs.is_none() {
                problems.push(Problem::new(
                    "proofs",
                    "a token of a linked chain is worth nothing without a proof: say which ones are taken",
                ));
            }
            let by_workload = rules.carrier() == Carrier::WorkloadIdentityToken;
            if (by_workload || rules.needs_caller()) && self.proofs.is_none() {
                problems.push(Problem::new(
                    "proofs",
                    "a workload identity token is worth nothing without a proof: say which ones are taken",
                ));
            }
            // Two issuers that name the same subjects could name each other's
            if let Some(named) = rules.names_subjects_of()
                && self.issuers.iter().enumerate().any(|(other, issuer)| {
                    let rules = issuer.profile.rules();
                    // The workloads of a trust domain are the same ones, whoever says so
                    let same = rules.names_subjects_of().unwrap_or(&issuer.issuer) == named;
                    other != index && same && rules.names_issuer()
                })
            {
                problems.push(Problem::new(
                    path("profile"),
                    "another issuer names subjects of this trust domain",
                ));
            }
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

    /// What every token of every trusted issuer says.
    #[cfg(feature = "cedar")]
    fn guarantees(&self) -> Guarantees {
        self.issuers.iter().fold(Guarantees::ALL, |all, issuer| {
            all.and(issuer.profile.rules().guarantees())
        })
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

    fn read_required(&self, problems: &mut Vec<Problem>) -> BTreeMap<String, Required> {
        let mut required = BTreeMap::new();
        for (tool, scopes) in &self.required {
            let path = format!("requiredScopes.{tool}");
            if !self.tools.names().any(|name| name == tool) {
                problems.push(Problem::new(path.as_str(), "there is no tool of this name"));
            }
            match Scope::from_tokens(scopes) {
                // MCP authorization, 2026-07-28: it is between client and authorization server
                Ok(scope) if scope.iter().any(|scope| scope == "offline_access") => problems.push(
                    Problem::new(path, "`offline_access` is no scope of a resource"),
                ),
                Ok(scope) if scope.iter().count() == scopes.len() => {
                    let step_up = self.step_up.get(tool).cloned();
                    required.insert(tool.clone(), Required { scope, step_up });
                }
                Ok(_) => problems.push(Problem::new(path, "a scope is listed twice")),
                Err(denial) => problems.push(Problem::new(path, denial.to_string())),
            }
        }
        for (tool, step_up) in &self.step_up {
            let path = format!("stepUp.{tool}");
            if !self.tools.names().any(|name| name == tool) {
                problems.push(Problem::new(path.as_str(), "there is no tool of this name"));
            }
            if step_up.acr_values.is_empty() && step_up.max_age.is_none() {
                problems.push(Problem::new(path.as_str(), "it asks for nothing"));
            }
            // They go into a header between quotes, with spaces between
            if !step_up.acr_values.iter().all(|acr| is_quotable(acr)) {
                problems.push(Problem::new(
                    path,
                    "an `acrValues` is not printable ASCII without quotes and spaces",
                ));
            }
        }
        for tool in self
            .tools
            .names()
            .filter(|name| !self.required.contains_key(*name))
        {
            problems.push(Problem::new(
                format!("requiredScopes.{tool}"),
                "say which scopes the tool requires; an empty list says none",
            ));
        }
        required
    }
}

const DEFAULT_DEPTH: usize = 5;
const MAX_DEPTH: usize = 10;
const DEFAULT_LEEWAY: u32 = 30;
const MAX_LEEWAY: u32 = 300;
