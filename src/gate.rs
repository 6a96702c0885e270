//! [`Gate`]: the paved path. Configuration is parsed once into a handle; a call costs only what it must.

mod approve;
mod builder;
#[cfg(feature = "cedar")]
mod policies;
mod prove;

pub use builder::GateBuilder;
#[cfg(feature = "cedar")]
pub use policies::ListedTool;

use std::collections::BTreeMap;

use crate::approval::Approval;
use crate::authentication::Required;
use crate::chain::Shape;
use crate::challenge::{Challenge, Challenger};
use crate::config::ConfigError;
use crate::denial::{Code, Denial};
use crate::details::{DetailTypes, Requirement};
use crate::determining::DeterminingPolicy;
use crate::grant::{Grant, Verified};
use crate::jose::budget::Budget;
use crate::jose::json::Object;
use crate::jose::jwks::Jwks;
use crate::keyring::{Keyring, Trusted};
use crate::limits::Limits;
use crate::metadata::Metadata;
#[cfg(feature = "cedar")]
use crate::policy::{Call, LivePolicies, PolicyWarning};
use crate::possession::{Inspection, ProofRules};
use crate::presented::Presented;
use crate::record::{Decision, DenialReport, Record};
use crate::request::Request;
use crate::time::UnixTime;
use crate::token::{Audience, Cache};
#[cfg(feature = "cedar")]
use crate::tools;
use crate::tools::Tools;

/// Stands at the door of a server's tools. Made by [`Gate::builder`] or from a [`Config`](crate::Config); it is
/// `Send` and `Sync`, and deciding takes `&self`.
#[derive(Debug)]
pub struct Gate {
    keyring: Keyring,
    /// Issuers of approvals, who are trusted for nothing else.
    approvers: Keyring,
    audience: Audience,
    server: String,
    tools: Tools,
    required: BTreeMap<String, Required>,
    details: DetailTypes,
    required_details: BTreeMap<String, Vec<Requirement>>,
    #[cfg(feature = "cedar")]
    policies: Option<LivePolicies>,
    #[cfg(feature = "cedar")]
    warnings: Vec<PolicyWarning>,
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
        let mut budget = Budget::new(self.limits.signature_work);
        let each = self.prove(presented, None, now, &mut budget)?;
        let verified = self.hold_together(each)?;
        let verified = self.check_whole(verified, presented)?;
        self.check_replay(verified, None, presented, now)
    }

    /// Decides one tool call. The only way to a [`Grant`].
    ///
    /// # Errors
    ///
    /// The first check that failed, in the order of the README's diagram: every error of [`Self::verify`] but those of
    /// the replay store, then `tool_unknown`, `scope_insufficient`, `authentication_insufficient`, `input_invalid`,
    /// `arguments_invalid`, `authority_insufficient`, those of approvals, the policies' own, and the replay store's last.
    pub fn authorize(
        &self,
        presented: &Presented<'_>,
        request: &Request<'_>,
        now: UnixTime,
    ) -> Result<Grant, Denial> {
        let mut budget = Budget::new(self.limits.signature_work);
        let verified = self
            .prove(presented, Some(request), now, &mut budget)
            .and_then(|each| self.hold_together(each))
            .and_then(|verified| self.check_whole(verified, presented));
        self.judge(verified, presented, request, now, &mut budget)
    }

    /// The same verdict as [`Self::authorize`], as data, with its record. For logs, and for watching before enforcing.
    pub fn decide(
        &self,
        presented: &Presented<'_>,
        request: &Request<'_>,
        now: UnixTime,
    ) -> Decision {
        let mut budget = Budget::new(self.limits.signature_work);
        let each = self.prove(presented, Some(request), now, &mut budget);
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
        let verdict = self.judge(verified, presented, request, now, &mut budget);
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

    /// From now on, this issuer has no keys, and its tokens are denied as `keys_missing`, until it has some again: for keys that have grown
    /// too old where no others can be had.
    ///
    /// # Errors
    ///
    /// No issuer of that name is configured.
    pub fn remove_keys(&self, issuer: &str) -> Result<(), ConfigError> {
        self.trusted(issuer)?.remove();
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
        let named = self.keyring.named(issuer);
        named
            .or_else(|| self.approvers.named(issuer))
            .ok_or_else(unknown)
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
        budget: &mut Budget,
    ) -> Result<Grant, Denial> {
        let judged = verified.and_then(|verified| {
            let (policies, approval) = self.permit(&verified, presented, request, now, budget)?;
            let verified = self.check_replay(verified, approval.as_ref(), presented, now)?;
            Ok(Grant::new(verified, request.name(), policies, approval))
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
        approval: Option<&Approval>,
        presented: &Presented<'_>,
        now: UnixTime,
    ) -> Result<Verified, Denial> {
        verified.with_possession(|possession| {
            self.inspection(None, now)
                .check_replay(possession, approval, presented.proofs())
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

    /// Tool, scope, arguments, approvals, policies: those that permit, and the approval without which they don't.
    fn permit(
        &self,
        verified: &Verified,
        presented: &Presented<'_>,
        request: &Request<'_>,
        now: UnixTime,
        budget: &mut Budget,
    ) -> Result<(Vec<DeterminingPolicy>, Option<Approval>), Denial> {
        let token = verified.token();
        let input = self.check_call(request, |required| {
            verified.check_scope(request.name(), required)?;
            required.check_authentication(&token.claims.authentication, now, self.leeway)
        })?;
        verified.check_authority(request.name(), &input)?;
        let required = self.required_details.get(request.name());
        token.claims.details.check(required, &input)?;
        let approvals = self.read_approvals(verified, presented, request, &input, now, budget)?;
        #[cfg(feature = "cedar")]
        {
            let session = self.read_session(request.session())?;
            let policies = self.policies.as_ref().ok_or_else(no_policies)?.current();
            let ask = |approval: Option<&Approval>| {
                let call = Call {
                    tool: request.name(),
                    input: &input,
                    session: session.as_ref(),
                    approval,
                    now,
                };
                policies.decide(verified, call, &self.tools)
            };
            let decided = approvals.decide(ask);
            decided.map_err(|denial| self.naming_call(denial, verified, request, &input))
        }
        // A build without the engine refuses a configuration with policies: what the tool requires is then all that is asked
        #[cfg(not(feature = "cedar"))]
        {
            let _ = approvals;
            Ok((Vec::new(), None))
        }
    }

    /// Tool, then scope and authentication, then arguments: who lacks the scope can't probe the arguments.
    fn check_call(
        &self,
        request: &Request<'_>,
        check_granted: impl FnOnce(&Required) -> Result<(), Denial>,
    ) -> Result<Object, Denial> {
        let tool = self.tools.named(request.name())?;
        check_granted(self.required(request.name())?)?;
        tool.read_input(request.input(), &self.limits)
    }

    fn required(&self, tool: &str) -> Result<&Required, Denial> {
        let required = self.required.get(tool);
        required.ok_or_else(|| Denial::new(Code::Internal, "the tool has no entry for its scopes"))
    }

    /// What the host says of the call, as JSON text.
    #[cfg(feature = "cedar")]
    fn read_session(&self, session: Option<&str>) -> Result<Option<Object>, Denial> {
        let read = session.map(|text| tools::parse_object(text, &self.limits));
        read.transpose().map_err(|_| {
            let sentence = "what the host says of the call is no JSON object, or a larger one than arguments may be";
            Denial::new(Code::SessionInvalid, sentence)
        })
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
