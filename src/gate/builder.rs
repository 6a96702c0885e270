//! [`GateBuilder`]: what an operator says, and the check of all of it at once.

use std::collections::BTreeMap;

use super::Gate;
use crate::challenge::is_quotable;
use crate::config::{ConfigError, Problem};
use crate::identity::is_issuer;
use crate::issuer::TrustedIssuer;
use crate::limits::Limits;
#[cfg(feature = "cedar")]
use crate::policy::Policies;
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
    #[cfg(feature = "cedar")]
    policies: Option<String>,
    max_depth: usize,
    leeway: u32,
    max_lifetime: Option<u32>,
    resource_metadata: Option<String>,
    limits: Limits,
}

impl Default for GateBuilder {
    fn default() -> Self {
        Self {
            issuers: Vec::new(),
            audience: Vec::new(),
            tools: Tools::default(),
            required: BTreeMap::new(),
            #[cfg(feature = "cedar")]
            policies: None,
            max_depth: DEFAULT_DEPTH,
            leeway: DEFAULT_LEEWAY,
            max_lifetime: None,
            resource_metadata: None,
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
        let required = self.read_required(&mut problems);
        #[cfg(feature = "cedar")]
        let policies = match (&self.policies, self.audience.first()) {
            (Some(text), Some(server)) => match Policies::parse(text, &self.tools, server) {
                Ok(policies) => Some(policies),
                Err(mut mistakes) => {
                    problems.append(&mut mistakes);
                    None
                }
            },
            _ => None,
        };
        match (self.audience.first(), ConfigError::from_problems(problems)) {
            (_, Some(error)) => Err(error),
            (None, None) => Err(ConfigError::one("audience", "no audience is configured")),
            (Some(server), None) => Ok(Gate {
                server: server.clone(),
                issuers: self.issuers,
                audience: Audience::new(self.audience),
                tools: self.tools,
                required,
                #[cfg(feature = "cedar")]
                policies,
                max_depth: self.max_depth,
                leeway: self.leeway,
                max_lifetime: self.max_lifetime,
                resource_metadata: self.resource_metadata,
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
            if !is_issuer(issuer.name()) {
                problems.push(Problem::new(
                    path("issuer"),
                    "an issuer is not empty and holds no white space",
                ));
            }
            if self
                .issuers
                .iter()
                .take(index)
                .any(|other| other.name() == issuer.name())
            {
                problems.push(Problem::new(
                    path("issuer"),
                    "this issuer is configured twice",
                ));
            }
            if issuer.allowed().is_empty() {
                problems.push(Problem::new(path("algorithms"), "no algorithm is allowed"));
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

    fn read_required(&self, problems: &mut Vec<Problem>) -> BTreeMap<String, Scope> {
        let mut required = BTreeMap::new();
        for (tool, scopes) in &self.required {
            let path = format!("requiredScopes.{tool}");
            if !self.tools.names().any(|name| name == tool) {
                problems.push(Problem::new(path.as_str(), "there is no tool of this name"));
            }
            match Scope::from_tokens(scopes) {
                Ok(scope) if scope.iter().count() == scopes.len() => {
                    required.insert(tool.clone(), scope);
                }
                Ok(_) => problems.push(Problem::new(path, "a scope is listed twice")),
                Err(denial) => problems.push(Problem::new(path, denial.to_string())),
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
