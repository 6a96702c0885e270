//! [`Policies`]: Cedar at the end of the pipe. The only folder that names Cedar's crates.
//!
//! Four rules on top of Cedar's: any evaluation error denies, because Cedar skips what errs, a `forbid` too; token
//! data enters value by value, never as JSON, so `__entity` in a claim is a string; depth and size were bounded before;
//! and an entity is an (issuer, subject) pair.

mod agentcore;
mod approve;
mod cedar_json;
mod check;
mod clock;
mod context;
pub(crate) mod corpus;
mod declared;
mod depth;
mod details;
mod engine;
mod explain;
mod facts;
mod four_eyes;
mod groups;
mod host;
mod host_schema;
mod index;
mod listing;
mod live;
mod load;
mod parties;
mod prepared;
mod question;
mod read;
mod schema;
mod session;
mod shape;
pub(crate) mod simulate;
mod source;
mod types;
mod unknown;
mod validate;
mod value;
mod verdicts;
mod views;
mod vocabulary;

use std::collections::BTreeMap;
use std::sync::Arc;

use cedar_policy_core::ast::{Entity, Value};

pub use check::PolicyCheck;
pub(crate) use facts::RememberedFacts;
pub use listing::Permissible;
pub(crate) use listing::{Listing, Prospect};
pub(crate) use live::LivePolicies;
pub(crate) use load::Ground;
pub use load::PolicyWarning;
pub use prepared::PreparedPolicies;
pub use source::{PolicySource, TemplateLink};
pub use vocabulary::PolicyProfile;

use clock::Clock;
use context::{record, text, texts};
use details::DetailTypes;
use engine::Policy;
pub(crate) use facts::TokenFacts;
use host::Host;
use index::Index;
use parties::Parties;
use question::{Question, Seen};
use session::{EntityTypes, Session};
use views::Room;
use vocabulary::Vocabulary;

use crate::approval::Approval;
use crate::denial::{Code, Denial};
use crate::determining::DeterminingPolicy;
use crate::grant::Verified;
use crate::jose::json::Object;
use crate::possession::{Possession, ProofKind};
use crate::time::UnixTime;
use crate::tools::Tools;

/// Policies that were parsed, validated against the tools, and indexed; and the entities that the host knows.
#[derive(Debug)]
pub(crate) struct Policies {
    rules: Arc<Rules>,
    host: Host,
    /// Which loading these are of: what was made of a token for others is made again.
    generation: u64,
}

/// What stays when only the host's entities change.
#[derive(Debug)]
struct Rules {
    vocabulary: Vocabulary,
    tools: BTreeMap<String, KnownTool>,
    /// The actions that conditions of policies name, tools' and groups', each with the groups that it is in.
    named_actions: Vec<Arc<Entity>>,
    permits: Index,
    forbids: Index,
    /// The type of the facts that the host hands in with each call.
    session: Option<Session>,
    clock: Clock,
    /// What is seen of `authorization_details`.
    details: DetailTypes,
}

impl Rules {
    /// All policies, of both effects.
    fn policies(&self) -> impl Iterator<Item = &Arc<Policy>> {
        self.permits.all().chain(self.forbids.all())
    }
}

/// What of a tool is the same in every call.
#[derive(Debug)]
struct KnownTool {
    /// With the groups that it is in.
    action: Arc<Entity>,
    value: Value,
}

/// One call, checked against its tool.
#[derive(Clone, Copy)]
pub(crate) struct Call<'a> {
    pub(crate) tool: &'a str,
    pub(crate) input: &'a Object,
    /// What the host says of it.
    pub(crate) session: Option<&'a Object>,
    /// Of exactly this call.
    pub(crate) approval: Option<&'a Approval>,
    pub(crate) now: UnixTime,
}

impl Policies {
    /// The policies that permit, sorted by name.
    pub(crate) fn decide(
        &self,
        verified: &Verified,
        call: Call<'_>,
        tools: &Tools,
    ) -> Result<Vec<DeterminingPolicy>, Denial> {
        let facts = self.facts(verified)?;
        self.decide_by(&facts, verified.possession(), call, tools)
    }

    fn decide_by(
        &self,
        facts: &TokenFacts,
        possession: &Possession,
        call: Call<'_>,
        tools: &Tools,
    ) -> Result<Vec<DeterminingPolicy>, Denial> {
        let (of_tool, known) = facts.of_tool(self, call.tool)?;
        let (seen, brought) = self.seen(possession, call, tools)?;
        let question = &Question {
            facts,
            tool: &of_tool,
            seen: &seen,
            room: &Room::new(known, brought),
        };
        let mut forbidding: Vec<&Policy> = Vec::new();
        // A `forbid` sees the asserted history, a `permit` does not: what one issuer merely says of earlier actors can
        // refuse a call and never allow one (RFC 8693, section 4.1). Nor can it lift a `forbid … unless`: that is asked
        // without history too
        for sight in &of_tool.forbids {
            let satisfied = self.satisfied(question, sight)?;
            if !self.could_be_lifted(question, sight, &satisfied)? {
                return Err(forbidden(&satisfied));
            }
            forbidding.extend(satisfied);
        }
        let sight = &of_tool.permits;
        let permitting = self.satisfied(question, sight)?;
        if permitting.is_empty() {
            forbidding.extend(self.could_permit(question, sight)?);
        }
        // Nobody is asked to approve what would not be permitted then
        match (permitting.is_empty(), forbidding.is_empty()) {
            (false, true) => Ok(describe(&permitting)),
            (false, false) => Err(approval_required(&forbidding)),
            (true, false) if forbidding.iter().any(|policy| policy.is_permit()) => {
                Err(approval_required(&forbidding))
            }
            (true, false) => Err(forbidden(&forbidding)),
            (true, true) => {
                let near = self.near(question)?;
                Err(Denial::new(Code::PolicyDenied, "no policy permits the call").nearly(near))
            }
        }
    }

    /// What of the token policies can see; made once and kept with it.
    fn facts(&self, verified: &Verified) -> Result<Arc<TokenFacts>, Denial> {
        let parents = verified.parents();
        verified.token().facts.get_or_make(
            |facts| facts.are_of(self.generation, parents),
            || TokenFacts::new(self, &Parties::of(verified), parents),
        )
    }

    /// And the entities that the call brings: who approves, what the host's facts name, and what these lead to.
    fn seen(
        &self,
        possession: &Possession,
        call: Call<'_>,
        tools: &Tools,
    ) -> Result<(Seen, Vec<Arc<Entity>>), Denial> {
        let tool = tools.named(call.tool)?;
        let session = self.session(call.session)?;
        let mut entities = Vec::new();
        let approval = call.approval.map(|approval| self.approval(approval));
        let approval = approval.transpose()?.map(|(approval, approver)| {
            entities = self.host().brought_by(approver);
            approval
        });
        entities.extend(self.named_in(session.as_ref()));
        let seen = Seen {
            input: Some(value::record(
                call.input,
                &tool.input,
                &EntityTypes::default(),
            )?),
            session,
            approval,
            proof: proof(possession),
            tool: self.known(call.tool)?.value.clone(),
            now: self.clock().read(call.now)?,
        };
        Ok((seen, facts::unique(entities)))
    }

    fn known(&self, tool: &str) -> Result<&KnownTool, Denial> {
        let known = self.rules.tools.get(tool);
        known.ok_or_else(|| internal("the tool has no policies sorted for it"))
    }

    fn vocabulary(&self) -> &Vocabulary {
        &self.rules.vocabulary
    }

    fn clock(&self) -> &Clock {
        &self.rules.clock
    }

    fn details(&self) -> &DetailTypes {
        &self.rules.details
    }

    fn host(&self) -> &Host {
        &self.host
    }
}

fn proof(possession: &Possession) -> Value {
    let kinds = possession.proofs().iter().map(|kind| match kind {
        ProofKind::Dpop => "dpop",
        ProofKind::Mtls => "mtls",
        ProofKind::Wpt => "wpt",
        ProofKind::Aat => "aat",
    });
    let caller = possession.caller().map(|who| {
        record([
            ("issuer", Some(text(who.issuer()))),
            ("subject", Some(text(who.subject()))),
        ])
    });
    record([("caller", caller), ("kinds", Some(texts(kinds)))])
}

fn describe(policies: &[&Policy]) -> Vec<DeterminingPolicy> {
    let mut described: Vec<_> = policies.iter().map(|policy| policy.describe()).collect();
    described.sort_by(|a, b| a.id().cmp(b.id()));
    // Asked with history and without it
    described.dedup();
    described
}

fn forbidden(by: &[&Policy]) -> Denial {
    let by = describe(by);
    let sentence = format!("the call is forbidden by policy {}", quoted(&by));
    Denial::new(Code::PolicyForbidden, sentence).by(by)
}

fn approval_required(by: &[&Policy]) -> Denial {
    let by = describe(by);
    let sentence = format!("the call needs an approval, by policy {}", quoted(&by));
    Denial::approval_required(sentence, by)
}

fn quoted(policies: &[DeterminingPolicy]) -> String {
    let quoted = policies.iter().map(|policy| format!("`{}`", policy.id()));
    quoted.collect::<Vec<_>>().join(", ")
}

/// Cedar refused what was built for it. Its own words stay inside: they could quote a value.
fn internal<E>(_: E) -> Denial {
    Denial::new(Code::Internal, "the policy engine did not take the request")
}

#[cfg(test)]
mod tests;
