//! [`TokenFacts`]: what of a token policies can see, built once per token.

use std::collections::{BTreeMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use cedar_policy_core::ast::{Entity, EntityUID, PartialValue, Value};
use cedar_policy_core::entities::{Entities, NoEntitiesSchema, TCComputation};
use cedar_policy_core::extensions::Extensions;
use smol_str::SmolStr;

use super::Policies;
use super::context::{Attributes, entities, record, text, texts};
use super::engine::Policy;
use super::index::Party;
use super::parties::Parties;
use super::vocabulary::PolicyProfile;
use super::{agentcore, clock, internal};
use crate::chain::Evidence;
use crate::denial::Denial;
use crate::identity::Identity;
use crate::token::VerifiedToken;

/// A token's part of every request made with it.
#[derive(Debug)]
pub(crate) struct TokenFacts {
    /// The policies that it was made for, and the parents that were shown.
    generation: u64,
    parents: Vec<Weak<VerifiedToken>>,
    pub(super) principal: EntityUID,
    permits: Side,
    /// With the asserted history and, where there is any, without it too.
    forbids: Vec<Side>,
    by_tool: Mutex<BTreeMap<String, Arc<ToolFacts>>>,
}

/// What policies of one effect see.
#[derive(Debug)]
struct Side {
    parties: Vec<Arc<Entity>>,
    context: Attributes,
}

/// What of a token and a tool together policies see, and which of them can apply.
#[derive(Debug)]
pub(super) struct ToolFacts {
    pub(super) action: EntityUID,
    pub(super) permits: Sight,
    pub(super) forbids: Vec<Sight>,
}

/// Policies of one effect, and what they see.
#[derive(Debug)]
pub(super) struct Sight {
    pub(super) policies: Vec<Arc<Policy>>,
    pub(super) entities: Arc<Entities>,
    /// Of the token; what is of the call comes to it.
    pub(super) context: Attributes,
}

/// The facts of a token, kept with it.
#[derive(Debug, Default)]
pub(crate) struct RememberedFacts(Mutex<Option<Arc<TokenFacts>>>);

impl RememberedFacts {
    pub(super) fn get_or_make(
        &self,
        still_hold: impl FnOnce(&TokenFacts) -> bool,
        make: impl FnOnce() -> Result<TokenFacts, Denial>,
    ) -> Result<Arc<TokenFacts>, Denial> {
        // A panic elsewhere leaves what is remembered whole
        let mut remembered = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(facts) = remembered.as_ref().filter(|facts| still_hold(facts)) {
            return Ok(Arc::clone(facts));
        }
        let facts = Arc::new(make()?);
        *remembered = Some(Arc::clone(&facts));
        Ok(facts)
    }
}

impl TokenFacts {
    /// Whether they were made for these policies, with these parents shown.
    pub(super) fn are_of(&self, generation: u64, parents: &[Arc<VerifiedToken>]) -> bool {
        let same = |(known, shown): (&Weak<VerifiedToken>, &Arc<VerifiedToken>)| {
            core::ptr::eq(known.as_ptr(), Arc::as_ptr(shown)) && known.strong_count() > 0
        };
        self.generation == generation
            && self.parents.len() == parents.len()
            && self.parents.iter().zip(parents).all(same)
    }

    pub(super) fn new(
        policies: &Policies,
        parties: &Parties<'_>,
        parents: &[Arc<VerifiedToken>],
    ) -> Result<Self, Denial> {
        let names = policies.vocabulary();
        let party = |uid: EntityUID, who: &Identity| {
            let attributes = [("issuer", who.issuer()), ("subject", who.subject())];
            policies.host().entity(
                uid,
                attributes.map(|(name, value)| (SmolStr::new_static(name), text(value))),
                [],
            )
        };
        let agent = |who: &Identity| party(names.agent(who), who);
        let user = parties.principal.map(|who| names.user(who));
        let acting = parties.agent.map(|who| names.agent(who));
        let both = user.iter().zip(parties.principal);
        let mut shown: Vec<Arc<Entity>> =
            vec![policies.host().entity(names.server().clone(), [], [])];
        shown.extend(both.map(|(uid, who)| party(uid.clone(), who)));
        shown.extend(parties.agent.map(agent));
        shown.extend(parties.signed_actors.iter().map(|who| agent(who)));
        let history = || {
            let prior = parties.prior_actors.iter();
            shown.iter().cloned().chain(prior.map(|who| agent(who)))
        };
        let prior_actors = || entities(parties.prior_actors.iter().map(|who| names.agent(who)));
        let side = |seen: Vec<Arc<Entity>>, history: Value, sees_history: bool| {
            let delegation =
                delegation(policies, parties, user.as_ref(), acting.as_ref(), history)?;
            let own = Attributes::from([
                (SmolStr::new_static("delegation"), delegation),
                (SmolStr::new_static("token"), token(policies, parties)?),
            ]);
            let mut seen = seen;
            if names.profile == PolicyProfile::AgentCore {
                let user = agentcore::user(policies, parties, sees_history)?;
                seen.push(user);
            }
            Ok::<_, Denial>(Side {
                parties: unique(seen),
                context: own,
            })
        };
        let principal = match names.profile {
            PolicyProfile::Narrowgate => acting.as_ref().or(user.as_ref()).cloned(),
            PolicyProfile::AgentCore => {
                agentcore::subject(parties).map(|who| names.oauth_user(who))
            }
        };
        let mut forbids = vec![side(history().collect(), prior_actors(), true)?];
        // What one issuer merely says of earlier actors can't lift a `forbid … unless` either
        let has_history = !parties.prior_actors.is_empty();
        if has_history || names.profile == PolicyProfile::AgentCore {
            forbids.push(side(shown.clone(), entities([]), false)?);
        }
        Ok(Self {
            generation: policies.generation,
            parents: parents.iter().map(Arc::downgrade).collect(),
            principal: principal.ok_or_else(|| internal("the token names nobody"))?,
            permits: side(shown.clone(), Value::from(names.hidden().clone()), false)?,
            forbids,
            by_tool: Mutex::default(),
        })
    }

    /// Made when the token is first used for that tool.
    pub(super) fn of_tool(
        &self,
        policies: &Policies,
        tool: &str,
    ) -> Result<Arc<ToolFacts>, Denial> {
        // A panic elsewhere leaves the map whole
        let mut by_tool = self.by_tool.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = by_tool.get(tool) {
            return Ok(Arc::clone(known));
        }
        if by_tool.len() >= MOST_TOOLS {
            by_tool.clear();
        }
        let facts = Arc::new(self.with_tool(policies, tool)?);
        by_tool.insert(tool.to_owned(), Arc::clone(&facts));
        Ok(facts)
    }

    fn with_tool(&self, policies: &Policies, tool: &str) -> Result<ToolFacts, Denial> {
        let action = &policies.known(tool)?.action;
        let sight = |side: &Side, index: &super::index::Index| {
            let parties = side.parties.iter().cloned();
            let seen = policies.host().with(parties.chain([Arc::clone(action)]))?;
            let party = |uid| Party {
                uid,
                ancestors: ancestors(&seen, uid),
            };
            let policies = index.matching(
                &party(&self.principal),
                &party(action.uid()),
                &party(policies.vocabulary().server()),
            );
            Ok::<_, Denial>(Sight {
                policies,
                context: side.context.clone(),
                entities: Arc::new(seen),
            })
        };
        Ok(ToolFacts {
            action: action.uid().clone(),
            permits: sight(&self.permits, &policies.rules.permits)?,
            forbids: self
                .forbids
                .iter()
                .map(|side| sight(side, &policies.rules.forbids))
                .collect::<Result<_, _>>()?,
        })
    }
}

pub(super) fn knows(entities: &Entities, uid: &EntityUID) -> bool {
    matches!(
        entities.entity(uid),
        cedar_policy_core::entities::Dereference::Data(_)
    )
}

pub(super) fn ancestors<'e>(entities: &'e Entities, uid: &EntityUID) -> Vec<&'e EntityUID> {
    match entities.entity(uid) {
        cedar_policy_core::entities::Dereference::Data(entity) => entity.ancestors().collect(),
        cedar_policy_core::entities::Dereference::NoSuchEntity
        | cedar_policy_core::entities::Dereference::Residual(_) => Vec::new(),
    }
}

/// A user may be its own agent, and an actor may come twice.
pub(super) fn unique(parties: Vec<Arc<Entity>>) -> Vec<Arc<Entity>> {
    let mut seen = HashSet::new();
    parties
        .into_iter()
        .filter(|entity| seen.insert(entity.uid().clone()))
        .collect()
}

fn delegation(
    policies: &Policies,
    parties: &Parties<'_>,
    user: Option<&EntityUID>,
    agent: Option<&EntityUID>,
    history: Value,
) -> Result<Value, Denial> {
    let names = policies.vocabulary();
    let count = |count: usize| i64::try_from(count).map(Value::from).map_err(internal);
    let signed = parties.signed_actors.iter().map(|who| names.agent(who));
    let evidence = match parties.evidence {
        Evidence::Signed => "signed",
        Evidence::Asserted => "asserted",
    };
    Ok(record([
        ("actor", agent.cloned().map(Value::from)),
        ("depth", Some(count(parties.depth)?)),
        ("evidence", Some(text(evidence))),
        ("principal", user.cloned().map(Value::from)),
        ("prior_actors", Some(history)),
        ("signed_actors", Some(entities(signed))),
        ("unnamed", Some(count(parties.unnamed)?)),
    ]))
}

fn token(policies: &Policies, parties: &Parties<'_>) -> Result<Value, Denial> {
    let attributes = parties.attributes.iter();
    let attributes = attributes.map(|(name, value)| (SmolStr::new_static(name), text(value)));
    let expires = parties.expires.map(clock::datetime);
    Ok(record([
        ("acr", parties.acr.map(text)),
        ("attributes", Some(Value::record(attributes, None))),
        (
            "audience",
            Some(texts(parties.audience.iter().map(String::as_str))),
        ),
        ("client_id", parties.client_id.map(text)),
        ("details", Some(policies.details().value(parties.details)?)),
        ("expires", expires.transpose()?),
        ("id", parties.token_id.map(text)),
        ("issuer", Some(text(parties.issuer))),
        ("scopes", Some(texts(parties.scope.iter()))),
        (
            "tools",
            parties
                .tools
                .as_ref()
                .map(|tools| texts(tools.iter().copied())),
        ),
    ]))
}

/// The same for a token that a host describes, with what tokens say and the host adds.
pub(super) fn entity(
    uid: EntityUID,
    attributes: impl IntoIterator<Item = (SmolStr, Value)>,
    tags: impl IntoIterator<Item = (SmolStr, Value)>,
) -> Entity {
    let known = |(name, value): (SmolStr, Value)| (name, PartialValue::Value(value));
    Entity::new_with_attr_partial_value(
        uid,
        attributes.into_iter().map(known),
        HashSet::new(),
        HashSet::new(),
        tags.into_iter().map(known),
    )
}

pub(super) fn store(entities: impl IntoIterator<Item = Arc<Entity>>) -> Result<Entities, Denial> {
    add(Entities::new(), entities)
}

/// With others, of which it has none.
pub(super) fn add(
    known: Entities,
    others: impl IntoIterator<Item = Arc<Entity>>,
) -> Result<Entities, Denial> {
    known
        .add_entities(
            others,
            None::<&NoEntitiesSchema>,
            // Ancestors are complete: a host's were closed when they were read, and a tool's groups lie in one another
            TCComputation::AssumeAlreadyComputed,
            Extensions::all_available(),
        )
        .map_err(internal)
}

/// A token is used for a handful of tools. Many tokens are remembered, so each keeps little, however many tools there are.
const MOST_TOOLS: usize = 32;
