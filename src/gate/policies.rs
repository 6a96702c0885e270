//! What a gate does with policies: replace them, list what they could permit, rehearse them.

use serde::Serialize as _;

use super::{Gate, check_clock};
use crate::approval::Approval;
use crate::config::ConfigError;
use crate::denial::{Code, Denial};
use crate::determining::DeterminingPolicy;
use crate::grant::{Grant, Verified};
use crate::jose::budget::Budget;
use crate::policy::PreparedPolicies;
use crate::policy::simulate::Facts;
use crate::policy::{
    Call, LivePolicies, Permissible, PolicySource, PolicyWarning, Prospect, TemplateLink,
};
use crate::presented::Presented;
use crate::request::Request;
use crate::time::UnixTime;

/// A tool, and whether it could be called.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct ListedTool {
    name: String,
    permissible: Permissible,
    /// Why it could not, or not yet.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "by_name")]
    code: Option<Code>,
}

impl ListedTool {
    /// The tool's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether any arguments could be permitted.
    pub fn permissible(&self) -> Permissible {
        self.permissible
    }

    /// The code of the denial that every call meets whose arguments are what the tool's schema asks for, and which brings nothing that is
    /// refused before policies are asked, where one is certain. Of a tool
    /// that is never permissible: `scope_insufficient` and `authentication_insufficient` can be mended by asking for more, `policy_forbidden` is of a `forbid` that
    /// applies whatever the arguments are, `policy_denied` of no `permit` that could, `policy_error` of a policy that can't be evaluated.
    /// Where it depends: `approval_required`, which is what every call without an approval meets.
    pub fn code(&self) -> Option<Code> {
        self.code
    }
}

fn by_name<S: serde::Serializer>(code: &Option<Code>, serializer: S) -> Result<S::Ok, S::Error> {
    code.map(Code::as_str).serialize(serializer)
}

impl Gate {
    /// Of every tool, whether any arguments could be permitted to who presents this: what a `tools/list` should show. Scopes and
    /// what linked tokens grant count as well as policies, which are evaluated with the arguments unknown. "Never" is certain.
    ///
    /// It is an answer about a list: each call is decided on its own. Proofs that are of one call (attenuating agent tokens) are
    /// not of this question, and are refused as by [`Self::verify`].
    ///
    /// # Errors
    ///
    /// Those of [`Self::verify`], and `session_invalid`.
    pub fn list_tools(
        &self,
        presented: &Presented<'_>,
        session: Option<&str>,
        now: UnixTime,
    ) -> Result<Vec<ListedTool>, Denial> {
        let verified = self.verify(presented, now)?;
        let session = self.read_session(session)?;
        let policies = self
            .policies
            .as_ref()
            .ok_or_else(super::no_policies)?
            .current();
        let mut listing = policies.listing(session.as_ref(), now)?;
        self.list(|name| {
            let granted = self.check_granted(&verified, name, now)?;
            Ok(listing.permissible(&verified, name)?.within(granted))
        })
    }

    /// The same list for a party with these facts. A rehearsal, as [`Self::simulate`]: neither `authorization_details` nor step-up
    /// authentication are asked for, so a call may lack these where it says "always".
    ///
    /// # Errors
    ///
    /// Facts that can't be read, or that the gate was built without policies.
    pub fn simulate_list(
        &self,
        facts: &Facts,
        session: Option<&str>,
        now: UnixTime,
    ) -> Result<Vec<ListedTool>, Denial> {
        check_clock(now)?;
        let granted = facts.scope()?;
        let session = self.read_session(session)?;
        let policies = self
            .policies
            .as_ref()
            .ok_or_else(super::no_policies)?
            .current();
        let mut listing = policies.listing(session.as_ref(), now)?;
        let rehearsal = policies.rehearse(facts, self.details.of(&[]))?;
        self.list(|name| {
            let required = self.required(name)?;
            required.check_scope(required.scope.first_beyond(&granted))?;
            listing.permissible_to(&rehearsal, name)
        })
    }

    fn list(
        &self,
        mut ask: impl FnMut(&str) -> Result<Prospect, Denial>,
    ) -> Result<Vec<ListedTool>, Denial> {
        let listed = self.tools.names().map(|name| {
            let (permissible, code) = match ask(name) {
                Ok(Prospect { permissible, code }) => (permissible, code),
                // The host's own mistakes are no answer about a tool
                Err(denial) if matches!(denial.code(), Code::Internal | Code::SessionInvalid) => {
                    return Err(denial);
                }
                Err(denial) => (Permissible::Never, Some(denial.code())),
            };
            Ok(ListedTool {
                name: name.to_owned(),
                permissible,
                code,
            })
        });
        listed.collect()
    }

    /// Decides several calls of one request: what was presented is verified once. Each verdict is what [`Self::authorize`] would
    /// say of that call alone, but that an approval permits one of them only. Beside an approval every other call is denied as
    /// `approval_mismatch`, as each that is presented has to be of the call.
    ///
    /// # Errors
    ///
    /// Those of [`Self::verify`], for all of them.
    pub fn authorize_each(
        &self,
        presented: &Presented<'_>,
        requests: &[Request<'_>],
        now: UnixTime,
    ) -> Result<Vec<Result<Grant, Denial>>, Denial> {
        let mut budget = Budget::new(self.limits.signature_work);
        let each = self.prove(presented, None, now, &mut budget)?;
        let verified = self.hold_together(each)?;
        let verified = self.check_whole(verified, presented)?;
        let mut used: Vec<Approval> = Vec::new();
        let mut judged = Vec::new();
        for request in requests {
            let verified = Ok(verified.clone());
            let verdict = self.judge(verified, presented, request, now, &mut budget);
            // The host's store was asked before all of them: of the calls of one request it knows nothing
            judged.push(match verdict.as_ref().ok().and_then(Grant::approval) {
                Some(approval) if used.contains(approval) => Err(Denial::new(
                    Code::ApprovalReplayed,
                    "the approval was used for an earlier call of this request",
                )),
                approval => {
                    used.extend(approval.cloned());
                    verdict
                }
            });
        }
        Ok(judged)
    }

    /// From now on, these are the policies. They are about the same tools; where they have mistakes, nothing changes. Each call is
    /// decided by the old ones or by the new ones, never by some of both.
    ///
    /// # Errors
    ///
    /// Every mistake, or that the gate was built without policies.
    pub fn replace_policies(
        &self,
        sources: &[PolicySource],
        links: &[TemplateLink],
    ) -> Result<Vec<PolicyWarning>, ConfigError> {
        let replaced = self.live_policies()?.replace(sources, links);
        replaced.map_err(ConfigError::of)
    }

    /// From now on, these are the host's entities, instead of all that were there.
    ///
    /// # Errors
    ///
    /// They are not what the schema says, or the gate was built without policies.
    pub fn replace_entities(&self, json: &str) -> Result<(), ConfigError> {
        let replaced = self.live_policies()?.replace_entities(json);
        replaced.map_err(ConfigError::of)
    }

    /// The policies of now, prepared: bytes that load without a parser and without a validator, into a gate with the same tools,
    /// issuers' profiles, groups and schema ([`PolicySource::prepared`]). The host's entities are not among them.
    ///
    /// # Errors
    ///
    /// A policy nests deeper than 256 levels, or the gate was built without policies.
    pub fn prepare_policies(&self) -> Result<PreparedPolicies, ConfigError> {
        let too_deep = || ConfigError::one("policies", "a policy nests deeper than 256 levels");
        self.live_policies()?.prepare().ok_or_else(too_deep)
    }

    /// What is odd about the policies that the gate was built with: a `permit` that can never match, names that look like others.
    pub fn policy_warnings(&self) -> &[PolicyWarning] {
        &self.warnings
    }

    /// The schema that `permit` policies are validated against, or, with what one issuer merely asserts, the one of `forbid` policies:
    /// in Cedar's JSON form, for editors and other tools.
    pub fn policy_schema(&self, of_forbids: bool) -> Option<String> {
        let live = self.policies.as_ref()?;
        Some(live.schema(of_forbids).to_string())
    }

    /// What the policies would say of a call by a party with these facts: the policies that permit.
    ///
    /// A rehearsal for those who write policies. Nothing is proven, so no [`Grant`] comes of it; `authorization_details` and step-up
    /// authentication that a tool requires are not asked for.
    ///
    /// # Errors
    ///
    /// Those of [`Self::authorize`] that come after the token.
    pub fn simulate(
        &self,
        facts: &Facts,
        request: &Request<'_>,
        now: UnixTime,
    ) -> Result<Vec<DeterminingPolicy>, Denial> {
        check_clock(now)?;
        let granted = facts.scope()?;
        let input = self.check_call(request, |required| {
            required.check_scope(required.scope.first_beyond(&granted))
        })?;
        let session = self.read_session(request.session())?;
        let policies = self
            .policies
            .as_ref()
            .ok_or_else(super::no_policies)?
            .current();
        let call = Call {
            tool: request.name(),
            input: &input,
            session: session.as_ref(),
            approval: None,
            now,
        };
        let rehearsal = policies.rehearse(facts, self.details.of(&[]))?;
        policies.simulate(&rehearsal, call, &self.tools)
    }

    /// What of a tool is granted besides policies.
    fn check_granted(
        &self,
        verified: &Verified,
        tool: &str,
        now: UnixTime,
    ) -> Result<Permissible, Denial> {
        let required = self.required(tool)?;
        verified.check_scope(tool, required)?;
        let authentication = &verified.token().claims.authentication;
        required.check_authentication(authentication, now, self.leeway)?;
        // What is asked of the arguments is not known yet
        let is_open = self.required_details.contains_key(tool) || verified.token().is_linked();
        Ok(match is_open {
            true => Permissible::Depends,
            false => Permissible::Always,
        })
    }

    fn live_policies(&self) -> Result<&LivePolicies, ConfigError> {
        let none = || ConfigError::one("policies", "the gate was built without policies");
        self.policies.as_ref().ok_or_else(none)
    }
}
