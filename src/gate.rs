//! [`Gate`]: the paved path. Configuration is parsed once into a handle; a call costs only what it must.

mod builder;

pub use builder::GateBuilder;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::chain;
use crate::challenge::Challenge;
use crate::denial::{Code, Denial, Hop};
use crate::grant::{Grant, Verified};
use crate::issuer::TrustedIssuer;
use crate::jose::json::Object;
use crate::limits::Limits;
#[cfg(feature = "cedar")]
use crate::policy::{Policies, simulate::Facts};
use crate::record::{Decision, DenialReport, Record};
use crate::request::{Presented, Request};
use crate::scope::Scope;
use crate::time::UnixTime;
use crate::token::{Audience, Cache, VerifiedToken};
use crate::tools::Tools;

/// Stands at the door of a server's tools. Made by [`Gate::builder`] or from a [`Config`](crate::Config); it is
/// `Send` and `Sync`, and deciding takes `&self`.
#[derive(Debug)]
pub struct Gate {
    issuers: Vec<TrustedIssuer>,
    audience: Audience,
    server: String,
    tools: Tools,
    required: BTreeMap<String, Scope>,
    #[cfg(feature = "cedar")]
    policies: Option<Policies>,
    max_depth: usize,
    leeway: u32,
    max_lifetime: Option<u32>,
    resource_metadata: Option<String>,
    limits: Limits,
    cache: Cache,
}

impl Gate {
    /// Starts a configuration that trusts nobody and permits nothing.
    pub fn builder() -> GateBuilder {
        GateBuilder::default()
    }

    /// Verifies what was presented. It says who is there and with what authority, and nothing about any tool.
    ///
    /// # Errors
    ///
    /// The first check that failed; see [`Code`].
    pub fn verify(&self, presented: &Presented<'_>, now: UnixTime) -> Result<Verified, Denial> {
        self.verify_each(presented, now).and_then(hold_together)
    }

    /// Decides one tool call. The only way to a [`Grant`].
    ///
    /// # Errors
    ///
    /// The first check that failed, in the order of the README's diagram: every error of [`Self::verify`], then
    /// `tool_unknown`, `scope_insufficient`, `input_invalid`, `arguments_invalid`, and the policies' own.
    pub fn authorize(
        &self,
        presented: &Presented<'_>,
        request: &Request<'_>,
        now: UnixTime,
    ) -> Result<Grant, Denial> {
        let verified = self.verify(presented, now)?;
        let policies = self.permit(&verified, request, now)?;
        Ok(Grant::new(verified, request.name(), policies))
    }

    /// The same verdict as [`Self::authorize`], as data, with its record. For logs, and for watching before enforcing.
    pub fn decide(
        &self,
        presented: &Presented<'_>,
        request: &Request<'_>,
        now: UnixTime,
    ) -> Decision {
        let each = self.verify_each(presented, now);
        let verified = each.clone().and_then(hold_together);
        let verdict = match &verified {
            Ok(verified) => self
                .permit(verified, request, now)
                .map(|policies| Grant::new(verified.clone(), request.name(), policies)),
            Err(denial) => Err(denial.clone()),
        };
        // Where lineage breaks, the presented token was proven all the same, and an auditor wants to know whose it is
        let proven = verified.ok().or_else(|| {
            let token = each.ok()?.pop()?;
            Some(Verified::new(token, Vec::new()))
        });
        let record = Record::new(
            &self.server,
            request,
            presented.count(),
            now,
            &verdict,
            proven.as_ref(),
        );
        Decision::new(verdict, record)
    }

    /// What the policies would say of a call by a party with these facts: the ids of the policies that permit.
    ///
    /// A rehearsal for those who write policies. Nothing is proven, so no [`Grant`] comes of it.
    ///
    /// # Errors
    ///
    /// Those of [`Self::authorize`] that come after the token.
    #[cfg(feature = "cedar")]
    pub fn simulate(
        &self,
        facts: &Facts,
        request: &Request<'_>,
        now: UnixTime,
    ) -> Result<Vec<String>, Denial> {
        check_clock(now)?;
        let input = self.check_call(request, &facts.scope()?)?;
        let policies = self.policies.as_ref().ok_or_else(no_policies)?;
        policies.decide(
            &policies.simulated(facts)?,
            request.name(),
            &input,
            &self.tools,
            now,
        )
    }

    /// The HTTP answer to a denial, from this gate's configuration.
    pub fn challenge(&self, denial: &Denial) -> Challenge {
        Challenge::new(denial, self.resource_metadata.as_deref())
    }

    /// A denial with its HTTP answer, ready to be serialised.
    pub fn report(&self, denial: &Denial) -> DenialReport {
        DenialReport::new(denial, self.challenge(denial))
    }

    /// Each token on its own, root first.
    fn verify_each(
        &self,
        presented: &Presented<'_>,
        now: UnixTime,
    ) -> Result<Vec<Arc<VerifiedToken>>, Denial> {
        check_clock(now)?;
        self.check_size(presented)?;
        let of = presented.count();
        let mut tokens = Vec::with_capacity(of);
        for (index, token) in presented.tokens().enumerate() {
            let hop = Hop {
                token: index.saturating_add(1),
                of,
            };
            let verified = self.verify_token(token, now);
            tokens.push(verified.map_err(|denial| denial.at(hop))?);
        }
        Ok(tokens)
    }

    fn check_size(&self, presented: &Presented<'_>) -> Result<(), Denial> {
        let bytes: usize = presented.tokens().map(str::len).sum();
        let Limits {
            tokens,
            presented_bytes,
            ..
        } = self.limits;
        if presented.count() > tokens || (presented.count() > 1 && bytes > presented_bytes) {
            return Err(Denial::new(
                Code::TooManyTokens,
                format!(
                    "more than {tokens} tokens, or {presented_bytes} bytes of them, were presented"
                ),
            ));
        }
        Ok(())
    }

    fn verify_token(&self, token: &str, now: UnixTime) -> Result<Arc<VerifiedToken>, Denial> {
        let verified = self.cache.get_or_verify(token, || {
            VerifiedToken::verify(token, &self.issuers, &self.limits)
        })?;
        verified.claims.audience.check(&self.audience)?;
        verified.check_time(now, self.leeway, self.max_lifetime)?;
        let depth = verified.claims.actors.latest_first().len();
        if depth > self.max_depth {
            return Err(Denial::new(
                Code::DepthExceeded,
                format!(
                    "{depth} actors stand behind the principal, more than {}",
                    self.max_depth
                ),
            ));
        }
        Ok(verified)
    }

    /// Tool, scope, arguments, policies: the ids of those that permit.
    fn permit(
        &self,
        verified: &Verified,
        request: &Request<'_>,
        now: UnixTime,
    ) -> Result<Vec<String>, Denial> {
        let input = self.check_call(request, verified.scopes())?;
        #[cfg(feature = "cedar")]
        {
            let policies = self.policies.as_ref().ok_or_else(no_policies)?;
            policies.decide(
                policies.facts(verified.token()),
                request.name(),
                &input,
                &self.tools,
                now,
            )
        }
        #[cfg(not(feature = "cedar"))]
        {
            let _ = (input, now);
            Err(no_policies())
        }
    }

    /// Tool, then scope, then arguments: who lacks the scope can't probe the arguments.
    fn check_call(&self, request: &Request<'_>, granted: &Scope) -> Result<Object, Denial> {
        let tool = self.tools.named(request.name())?;
        let required = self
            .required
            .get(request.name())
            .ok_or_else(|| Denial::new(Code::Internal, "the tool has no entry for its scopes"))?;
        // RFC 6750, section 3.1, insufficient_scope; all that the tool requires, in one challenge
        if let Some(scope) = required.first_beyond(granted) {
            return Err(Denial::new(
                Code::ScopeInsufficient,
                format!("the tool requires scope `{scope}`, which was not granted"),
            )
            .requiring(required.iter().map(str::to_owned).collect()));
        }
        tool.read_input(request.input(), &self.limits)
    }
}

/// Root first; the last one is the presented one.
fn hold_together(mut tokens: Vec<Arc<VerifiedToken>>) -> Result<Verified, Denial> {
    chain::check_lineage(&tokens)?;
    let token = tokens
        .pop()
        .ok_or_else(|| Denial::new(Code::Internal, "no token was looked at"))?;
    Ok(Verified::new(token, tokens))
}

fn check_clock(now: UnixTime) -> Result<(), Denial> {
    if now.is_plausible() {
        return Ok(());
    }
    Err(Denial::new(
        Code::ClockInvalid,
        "the host's clock is not set, or later than the year 9999",
    ))
}

fn no_policies() -> Denial {
    Denial::new(
        Code::PolicyDenied,
        "no policies are configured, and nothing is permitted by default",
    )
}
