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
mod vocabulary;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use cedar_policy_core::ast::{Entity, Value};
use cedar_policy_core::entities::Entities;
use smol_str::SmolStr;

pub use check::PolicyCheck;
pub(crate) use facts::RememberedFacts;
pub use listing::Permissible;
pub(crate) use listing::Prospect;
pub(crate) use live::LivePolicies;
pub(crate) use load::Ground;
pub use load::PolicyWarning;
pub use prepared::PreparedPolicies;
pub use source::{PolicySource, TemplateLink};
pub use vocabulary::PolicyProfile;

use clock::Clock;
use context::{Attributes, record, text, texts};
use details::DetailTypes;
use engine::{Outcome, Policy, World};
pub(crate) use facts::TokenFacts;
use facts::{Sight, ToolFacts};
use host::Host;
use index::Index;
use parties::Parties;
use session::{EntityTypes, Session};
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

/// What a request adds to what was known of the token.
struct Seen {
    /// None where it is unknown: in a list of tools.
    input: Option<Value>,
    session: Option<Value>,
    approval: Option<Value>,
    /// Those that the call brings: who approves, what the host's facts name, and what these lead to.
    entities: Vec<Arc<Entity>>,
    proof: Value,
    tool: Value,
    now: Value,
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
        let of_tool = facts.of_tool(self, call.tool)?;
        let seen = self.seen(possession, call, tools)?;
        let mut forbidding: Vec<&Policy> = Vec::new();
        // A `forbid` sees the asserted history, a `permit` does not: what one issuer merely says of earlier actors can
        // refuse a call and never allow one (RFC 8693, section 4.1). Nor can it lift a `forbid … unless`: that is asked
        // without history too
        for sight in &of_tool.forbids {
            let satisfied = self.satisfied(facts, &of_tool, sight, &seen)?;
            if !self.could_be_lifted(facts, &of_tool, sight, &seen, &satisfied)? {
                return Err(forbidden(&satisfied));
            }
            forbidding.extend(satisfied);
        }
        let sight = &of_tool.permits;
        let permitting = self.satisfied(facts, &of_tool, sight, &seen)?;
        if permitting.is_empty() {
            forbidding.extend(self.could_permit(facts, &of_tool, sight, &seen)?);
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
                let near = self.near(facts, &of_tool, &seen)?;
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

    /// The policies of one effect that are satisfied, in the order in which they were loaded.
    fn satisfied<'t>(
        &self,
        facts: &TokenFacts,
        tool: &ToolFacts,
        sight: &'t Sight,
        seen: &Seen,
    ) -> Result<Vec<&'t Policy>, Denial> {
        if sight.policies.is_empty() {
            return Ok(Vec::new());
        }
        let entities = Self::entities(sight, seen)?;
        let world = self.world(facts, tool, sight, &entities, seen);
        let (mut satisfied, mut failed) = (Vec::new(), Vec::new());
        for policy in &sight.policies {
            match world.ask(policy) {
                Outcome::Satisfied => satisfied.push(policy.as_ref()),
                Outcome::Unsatisfied => {}
                // Nothing is unknown here
                Outcome::Failed | Outcome::Depends(_) => failed.push(policy.as_ref()),
            }
        }
        match failed.is_empty() {
            true => Ok(satisfied),
            false => {
                let failed = describe(&failed);
                let sentence = format!("policy {} could not be evaluated", quoted(&failed));
                Err(Denial::new(Code::PolicyError, sentence).by(failed))
            }
        }
    }

    fn world<'e>(
        &self,
        facts: &TokenFacts,
        tool: &ToolFacts,
        sight: &Sight,
        entities: &'e Entities,
        seen: &Seen,
    ) -> World<'e> {
        World::new(
            &facts.principal,
            &tool.action,
            self.vocabulary().server(),
            Arc::new(self.context(&sight.context, seen)),
            entities,
        )
    }

    /// What the token knows, and what the call brings besides.
    fn entities<'s>(sight: &'s Sight, seen: &Seen) -> Result<Cow<'s, Entities>, Denial> {
        let known = sight.entities.as_ref();
        let brought = seen.entities.iter();
        let mut others = brought
            .filter(|one| !facts::knows(known, one.uid()))
            .peekable();
        match others.peek() {
            None => Ok(Cow::Borrowed(known)),
            Some(_) => facts::add(known.clone(), others.cloned()).map(Cow::Owned),
        }
    }

    /// What is of the token, and what is of this call, in the profile's places.
    fn context(&self, own: &Attributes, seen: &Seen) -> Attributes {
        let mut own = own.clone();
        let mut put = |name: &'static str, value: &Value| {
            own.insert(SmolStr::new_static(name), value.clone());
        };
        put("proof", &seen.proof);
        put("tool", &seen.tool);
        if let Some(session) = &seen.session {
            put("session", session);
        }
        if let Some(approval) = &seen.approval {
            put("approval", approval);
        }
        match self.vocabulary().profile {
            PolicyProfile::Narrowgate => {
                put("now", &seen.now);
                if let Some(input) = &seen.input {
                    put("input", input);
                }
                own
            }
            PolicyProfile::AgentCore => {
                let narrowgate = Value::record_arc(Arc::new(own), None);
                let mut context = Attributes::from([
                    (SmolStr::new_static("narrowgate"), narrowgate),
                    (
                        SmolStr::new_static("system"),
                        agentcore::system(seen.now.clone()),
                    ),
                ]);
                if let Some(input) = &seen.input {
                    context.insert(SmolStr::new_static("input"), input.clone());
                }
                context
            }
        }
    }

    fn seen(&self, possession: &Possession, call: Call<'_>, tools: &Tools) -> Result<Seen, Denial> {
        let tool = tools.named(call.tool)?;
        let session = self.session(call.session)?;
        let mut entities = Vec::new();
        let approval = call.approval.map(|approval| self.approval(approval));
        let approval = approval.transpose()?.map(|(approval, approver)| {
            entities = self.host().brought_by(approver);
            approval
        });
        entities.extend(self.named_in(session.as_ref()));
        Ok(Seen {
            input: Some(value::record(
                call.input,
                &tool.input,
                &EntityTypes::default(),
            )?),
            session,
            approval,
            entities: facts::unique(entities),
            proof: proof(possession),
            tool: self.known(call.tool)?.value.clone(),
            now: self.clock().read(call.now)?,
        })
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
