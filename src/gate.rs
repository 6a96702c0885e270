//! [`Gate`]: the paved path. Configuration is parsed once into a handle; a call costs only what it must.

mod builder;
mod prove;

pub use builder::GateBuilder;

use std::collections::BTreeMap;

use crate::authentication::Required;
use crate::chain::Shape;
use crate::challenge::{Challenge, Challenger};
use crate::config::ConfigError;
use crate::denial::{Code, Denial};
use crate::details::{DetailTypes, Requirement};
use crate::grant::{Grant, Verified};
use crate::jose::json::Object;
use crate::jose::jwks::Jwks;
use crate::keyring::{Keyring, Trusted};
use crate::limits::Limits;
use crate::metadata::Metadata;
#[cfg(feature = "cedar")]
use crate::policy::{Policies, simulate::Facts};
use crate::possession::{Inspection, ProofRules};
use crate::presented::Presented;
use crate::record::{Decision, DenialReport, Record};
use crate::request::Request;
use crate::time::UnixTime;
use crate::token::{Audience, Cache};
use crate::tools::Tools;

/// Stands at the door of a server's tools. Made by [`Gate::builder`] or from a [`Config`](crate::Config); it is
/// `Send` and `Sync`, and deciding takes `&self`.
#[derive(Debug)]
pub struct Gate {
    keyring: Keyring,
    audience: Audience,
    server: String,
    tools: Tools,
    required: BTreeMap<String, Required>,
    details: DetailTypes,
    required_details: BTreeMap<String, Vec<Requirement>>,
    #[cfg(feature = "cedar")]
    policies: Option<Policies>,
    max_depth: usize,
    shape: Shape,
    leeway: u32,
    max_lifetime: Option<u32>,
    proofs: Option<ProofRules>,
    requires_revocation_check: bool,
    challenger: Challenger,
    limits: Limits,
    cache: Cache,
    /// Of linked chains, what agents have signed.
    children: Cache,
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
    /// The first check that failed; see [`Code`]. A chain of attenuating agent tokens is proven for one call:
    /// `proof_request_mismatch`, always. Ask [`Self::authorize`].
    pub fn verify(&self, presented: &Presented<'_>, now: UnixTime) -> Result<Verified, Denial> {
        let each = self.prove(presented, None, now)?;
        let verified = self.hold_together(each)?;
        let verified = self.check_whole(verified, presented)?;
        self.check_replay(verified, presented, now)
    }

    /// Decides one tool call. The only way to a [`Grant`].
    ///
    /// # Errors
    ///
    /// The first check that failed, in the order of the README's diagram: every error of [`Self::verify`] but those of
    /// the replay store, then `tool_unknown`, `scope_insufficient`, `authentication_insufficient`, `input_invalid`,
    /// `arguments_invalid`, `authority_insufficient`, the policies' own, and the replay store's last.
    pub fn authorize(
        &self,
        presented: &Presented<'_>,
        request: &Request<'_>,
        now: UnixTime,
    ) -> Result<Grant, Denial> {
        let verified = self
            .prove(presented, Some(request), now)
            .and_then(|each| self.hold_together(each))
            .and_then(|verified| self.check_whole(verified, presented));
        self.judge(verified, presented, request, now)
    }

    /// The same verdict as [`Self::authorize`], as data, with its record. For logs, and for watching before enforcing.
    pub fn decide(
        &self,
        presented: &Presented<'_>,
        request: &Request<'_>,
        now: UnixTime,
    ) -> Decision {
        let each = self.prove(presented, Some(request), now);
        let together = each.clone().and_then(|each| self.hold_together(each));
        let verified = together
            .clone()
            .and_then(|verified| self.check_whole(verified, presented));
        // Where lineage breaks, the presented token was proven all the same, and an auditor wants to know whose it is. Where it is
        // revoked, the record says so
        let proven = verified.clone().or(together).ok().or_else(|| {
            let (mut tokens, workload, possession) = each.ok()?;
            let token = tokens.pop()?;
            Some(Verified::new(token, Vec::new(), workload, possession))
        });
        let verdict = self.judge(verified, presented, request, now);
        let granted = verdict.as_ref().ok().map(Grant::verified);
        let record = Record::new(
            &self.server,
            request,
            presented.count(),
            now,
            &verdict,
            granted.or(proven.as_ref()),
        );
        Decision::new(verdict, record)
    }

    /// From now on, these are the keys of this issuer. What was proven with the old ones is proven again when it is
    /// presented next. Each token is checked with the ones or with the others, never with some of both.
    ///
    /// # Errors
    ///
    /// No issuer of that name is configured, or `now` is no time that a working clock shows.
    pub fn replace_keys(&self, issuer: &str, keys: Jwks, now: UnixTime) -> Result<(), ConfigError> {
        if !now.is_plausible() {
            return Err(ConfigError::one("now", "not a time in seconds since 1970"));
        }
        self.trusted(issuer)?.replace(keys, now);
        Ok(())
    }

    /// Reads keys in the form that this issuer's configuration has: a JSON Web Key Set, a SPIFFE bundle, a DID document.
    ///
    /// # Errors
    ///
    /// No issuer of that name is configured, or the text is not of that form.
    pub fn read_keys(&self, issuer: &str, text: &str) -> Result<Jwks, ConfigError> {
        let read = self.trusted(issuer)?.issuer.read_keys(text);
        read.map_err(|error| ConfigError::one("keys", error.to_string()))
    }

    fn trusted(&self, issuer: &str) -> Result<&Trusted, ConfigError> {
        let unknown = || ConfigError::one("issuer", "no issuer of this name is configured");
        self.keyring.named(issuer).ok_or_else(unknown)
    }

    /// What this server publishes about itself (RFC 9728, section 2), from the configuration.
    pub fn metadata(&self) -> Metadata {
        let scopes = self
            .required
            .values()
            .flat_map(|required| required.scope.iter());
        Metadata::new(
            &self.server,
            &self.keyring,
            self.proofs.as_ref(),
            scopes,
            &self.details,
        )
    }

    /// What the policies would say of a call by a party with these facts: the ids of the policies that permit.
    ///
    /// A rehearsal for those who write policies. Nothing is proven, so no [`Grant`] comes of it; `authorization_details` that a
    /// tool requires are not asked for.
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
        let granted = facts.scope()?;
        let input = self.check_call(request, |required| {
            required.check_scope(required.scope.first_beyond(&granted))
        })?;
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
        self.challenger.answer(denial)
    }

    /// A denial with its HTTP answer, ready to be serialised.
    pub fn report(&self, denial: &Denial) -> DenialReport {
        DenialReport::new(denial, self.challenge(denial))
    }

    /// Everything that comes after the proof: the call, the policies, and the replay store.
    fn judge(
        &self,
        verified: Result<Verified, Denial>,
        presented: &Presented<'_>,
        request: &Request<'_>,
        now: UnixTime,
    ) -> Result<Grant, Denial> {
        let judged = verified.and_then(|verified| {
            let policies = self.permit(&verified, request, now)?;
            let verified = self.check_replay(verified, presented, now)?;
            Ok(Grant::new(verified, request.name(), policies))
        });
        // A client without a token, or with a wrong one, is told what to ask for
        judged.map_err(|denial| match self.required.get(request.name()) {
            Some(required) => denial.requiring(required),
            None => denial,
        })
    }

    fn check_replay(
        &self,
        verified: Verified,
        presented: &Presented<'_>,
        now: UnixTime,
    ) -> Result<Verified, Denial> {
        verified.with_possession(|possession| {
            self.inspection(None, now)
                .check_replay(possession, presented.proofs())
        })
    }

    fn inspection<'a>(&'a self, request: Option<&'a Request<'a>>, now: UnixTime) -> Inspection<'a> {
        Inspection {
            rules: self.proofs.as_ref(),
            limits: &self.limits,
            audience: &self.audience,
            request,
            leeway: self.leeway,
            now,
        }
    }

    /// Tool, scope, arguments, policies: the ids of those that permit.
    fn permit(
        &self,
        verified: &Verified,
        request: &Request<'_>,
        now: UnixTime,
    ) -> Result<Vec<String>, Denial> {
        let token = verified.token();
        let input = self.check_call(request, |required| {
            verified.check_scope(request.name(), required)?;
            required.check_authentication(&token.claims.authentication, now, self.leeway)
        })?;
        verified.check_authority(request.name(), &input)?;
        let required = self.required_details.get(request.name());
        token.claims.details.check(required, &input)?;
        #[cfg(feature = "cedar")]
        {
            let policies = self.policies.as_ref().ok_or_else(no_policies)?;
            policies.decide(
                policies.facts(token),
                request.name(),
                &input,
                &self.tools,
                now,
            )
        }
        // A build without the engine refuses a configuration with policies: what the tool requires is then all that is asked
        #[cfg(not(feature = "cedar"))]
        Ok(Vec::new())
    }

    /// Tool, then scope and authentication, then arguments: who lacks the scope can't probe the arguments.
    fn check_call(
        &self,
        request: &Request<'_>,
        check_granted: impl FnOnce(&Required) -> Result<(), Denial>,
    ) -> Result<Object, Denial> {
        let tool = self.tools.named(request.name())?;
        let required = self
            .required
            .get(request.name())
            .ok_or_else(|| Denial::new(Code::Internal, "the tool has no entry for its scopes"))?;
        check_granted(required)?;
        tool.read_input(request.input(), &self.limits)
    }
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

#[cfg(feature = "cedar")]
fn no_policies() -> Denial {
    Denial::new(
        Code::PolicyDenied,
        "no policies are configured, and nothing is permitted by default",
    )
}
