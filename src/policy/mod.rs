//! [`Policies`]: Cedar at the end of the pipe. The only folder that names `cedar_policy`.
//!
//! Four rules on top of Cedar's: any evaluation error denies, because Cedar skips what errs, a `forbid` too; token
//! data enters value by value, never as JSON, so `__entity` in a claim is a string; depth and size were bounded before;
//! and an entity is an (issuer, subject) pair.

mod clock;
mod facts;
mod load;
mod schema;
pub(crate) mod simulate;
mod value;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use cedar_policy::{
    Authorizer, Context, Entities, Entity, PolicyId, PolicySet, Request, Response,
    RestrictedExpression, Schema,
};

use clock::Clock;
pub(crate) use facts::TokenFacts;
use facts::Vocabulary;

use crate::approval::Approval;
use crate::denial::{Code, Denial};
use crate::jose::json::Object;
use crate::time::UnixTime;
use crate::token::VerifiedToken;
use crate::tools::Tools;

/// Policies that were parsed, validated against the tools, and sorted by action.
#[derive(Debug)]
pub(crate) struct Policies {
    vocabulary: Vocabulary,
    by_tool: BTreeMap<String, Slice>,
    clock: Clock,
}

/// The policies that can apply to one tool. Those that permit and those that forbid are evaluated apart, because they may
/// see different things.
#[derive(Debug)]
struct Slice {
    /// With the group that it is in.
    action: Entity,
    permits: PolicySet,
    forbids: PolicySet,
}

impl Slice {
    /// Does each of these forbid only as long as nobody approves?
    fn require_approval(&self, forbidding: &[String]) -> bool {
        forbidding.iter().all(|id| {
            let policy = self.forbids.policy(&PolicyId::new(id));
            policy.and_then(|policy| policy.annotation("requires")) == Some("approval")
        })
    }
}

/// What is of this call alone.
struct Call {
    seen: Vec<(String, RestrictedExpression)>,
    approver: Option<Entity>,
}

impl Policies {
    /// What of a token policies can see; made once and kept with the token.
    pub(crate) fn facts<'t>(&self, token: &'t VerifiedToken) -> &'t Result<TokenFacts, Denial> {
        token
            .facts
            .get_or_init(|| self.vocabulary.facts(&token.claims.parties()))
    }

    /// The ids of the policies that permit, sorted.
    pub(crate) fn decide(
        &self,
        facts: &Result<TokenFacts, Denial>,
        tool: &str,
        input: &Object,
        tools: &Tools,
        approval: Option<&Approval>,
        now: UnixTime,
    ) -> Result<Vec<String>, Denial> {
        let facts = facts.as_ref().map_err(Clone::clone)?;
        let slice = self
            .by_tool
            .get(tool)
            .ok_or_else(|| Denial::new(Code::Internal, "the tool has no policies sorted for it"))?;
        let call = self.call(tool, input, tools, approval, now)?;
        let mut requiring = BTreeSet::new();
        // A `forbid` sees the asserted history, a `permit` does not: what one issuer merely says of earlier actors can
        // refuse a call and never allow one (RFC 8693, section 4.1). Nor can it lift a `forbid … unless`: that is asked
        // without history too
        for seen in facts
            .seen_by_forbids
            .iter()
            .filter(|_| !slice.forbids.is_empty())
        {
            let response = self.evaluate(slice, &slice.forbids, facts, seen, &call)?;
            let forbidding = ids(&response);
            if !slice.require_approval(&forbidding) {
                return Err(forbidden(forbidding));
            }
            requiring.extend(forbidding);
        }
        let requiring: Vec<String> = requiring.into_iter().collect();
        let response =
            self.evaluate(slice, &slice.permits, facts, &facts.seen_by_permits, &call)?;
        let permitting = ids(&response);
        // Nobody is asked to approve what would not be permitted then
        match (permitting.is_empty(), requiring.is_empty()) {
            (false, true) => Ok(permitting),
            (false, false) => {
                let by = quoted(&requiring);
                let sentence = format!("the call needs an approval, by policy {by}");
                Err(Denial::approval_required(sentence, requiring))
            }
            (true, false) => Err(forbidden(requiring)),
            (true, true) => Err(Denial::new(
                Code::PolicyDenied,
                "no policy permits the call",
            )),
        }
    }

    fn call(
        &self,
        tool: &str,
        input: &Object,
        tools: &Tools,
        approval: Option<&Approval>,
        now: UnixTime,
    ) -> Result<Call, Denial> {
        let input = value::record(input, &tools.named(tool)?.input)?;
        let mut seen = vec![
            ("input".to_owned(), input),
            ("now".to_owned(), self.clock.read(now)?),
        ];
        if let Some(approval) = approval {
            seen.push(("approval".to_owned(), self.vocabulary.approval(approval)?));
        }
        let approver = approval.map(|approval| self.vocabulary.approver(approval));
        Ok(Call {
            seen,
            approver: approver.transpose()?,
        })
    }

    fn request(
        &self,
        slice: &Slice,
        facts: &TokenFacts,
        seen: &[(String, RestrictedExpression)],
        call: &Call,
        schema: Option<&Schema>,
    ) -> Result<Request, Denial> {
        let pairs = seen.iter().chain(&call.seen).cloned();
        let context = Context::from_pairs(pairs).map_err(internal)?;
        Request::new(
            facts.principal.clone(),
            slice.action.uid(),
            self.vocabulary.server().clone(),
            context,
            schema,
        )
        .map_err(internal)
    }

    /// Who approves may be a party of the token, too.
    fn entities(
        &self,
        slice: &Slice,
        facts: &TokenFacts,
        call: &Call,
    ) -> Result<Arc<Entities>, Denial> {
        let known = facts.entities(&slice.action)?;
        match &call.approver {
            Some(approver) if known.get(&approver.uid()).is_none() => {
                let all = Entities::clone(&known).add_entities([approver.clone()], None);
                all.map(Arc::new).map_err(internal)
            }
            _ => Ok(known),
        }
    }

    fn evaluate(
        &self,
        slice: &Slice,
        policies: &PolicySet,
        facts: &TokenFacts,
        seen: &[(String, RestrictedExpression)],
        call: &Call,
    ) -> Result<Response, Denial> {
        // The schema is not asked again: the context was built to it, value by value, and a test holds the two together
        let request = self.request(slice, facts, seen, call, None)?;
        let entities = self.entities(slice, facts, call)?;
        let response = Authorizer::new().is_authorized(&request, policies, &entities);
        let mut failed: Vec<String> = response
            .diagnostics()
            .errors()
            .map(|error| match error {
                cedar_policy::AuthorizationError::PolicyEvaluationError(error) => {
                    error.policy_id().to_string()
                }
            })
            .collect();
        if failed.is_empty() {
            return Ok(response);
        }
        failed.sort();
        let sentence = format!("policy {} could not be evaluated", quoted(&failed));
        Err(Denial::new(Code::PolicyError, sentence).by(failed))
    }
}

fn forbidden(by: Vec<String>) -> Denial {
    let sentence = format!("the call is forbidden by policy {}", quoted(&by));
    Denial::new(Code::PolicyForbidden, sentence).by(by)
}

fn ids(response: &Response) -> Vec<String> {
    let mut ids: Vec<String> = response
        .diagnostics()
        .reason()
        .map(ToString::to_string)
        .collect();
    ids.sort();
    ids
}

fn quoted(ids: &[String]) -> String {
    ids.iter()
        .map(|id| format!("`{id}`"))
        .collect::<Vec<_>>()
        .join(", ")
}

/// Cedar refused what was built for it. Its own words stay inside: they could quote a value.
fn internal<E>(_: E) -> Denial {
    Denial::new(Code::Internal, "the policy engine did not take the request")
}

#[cfg(test)]
mod tests;
