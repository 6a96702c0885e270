//! [`TokenFacts`]: what of a token policies can see, built once per token.

use std::collections::{BTreeMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use cedar_policy_core::ast::{Entity, EntityUID, PartialValue, Value};
use cedar_policy_core::entities::{Entities, NoEntitiesSchema, TCComputation};
use cedar_policy_core::extensions::Extensions;
use smol_str::SmolStr;

use super::Policies;
use super::context::{Attributes, entities, record, text, texts};
use super::engine::Policy;
use super::index::Party;
use super::parties::Parties;
use super::views::Views;
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
    parties: Views<Vec<Arc<Entity>>>,
    permits: Side,
    /// With the asserted history and, where there is any, without it too.
    forbids: Vec<Side>,
    remembered: Mutex<Remembered>,
}

/// What policies of one effect see.
#[derive(Debug)]
struct Side {
    sees_history: bool,
    context: Attributes,
}

/// What was made of a token for the tools that it was used for.
#[derive(Debug, Default)]
struct Remembered {
    by_tool: BTreeMap<String, Arc<ToolFacts>>,
    /// The parties and what they lead to, with the actions of these tools: no policy asks for another one's that it does not name.
    views: Option<Arc<Views<Entities>>>,
}

/// What of a token and a tool together policies see, and which of them can apply.
#[derive(Debug)]
pub(super) struct ToolFacts {
    pub(super) action: Arc<Entity>,
    pub(super) permits: Sight,
    pub(super) forbids: Vec<Sight>,
}

/// Policies of one effect, and what they see.
#[derive(Debug)]
pub(super) struct Sight {
    pub(super) policies: Vec<Arc<Policy>>,
    pub(super) sees_history: bool,
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
        let side = |history: Value, sees_history: bool| {
            let delegation =
                delegation(policies, parties, user.as_ref(), acting.as_ref(), history)?;
            let context = Attributes::from([
                (SmolStr::new_static("delegation"), delegation),
                (SmolStr::new_static("token"), token(policies, parties)?),
            ]);
            Ok::<_, Denial>(Side {
                sees_history,
                context,
            })
        };
        let view = |mut seen: Vec<Arc<Entity>>, sees_history: bool| {
            if names.profile == PolicyProfile::AgentCore {
                seen.push(agentcore::user(policies, parties, sees_history)?);
            }
            Ok::<_, Denial>(unique(seen))
        };
        let principal = match names.profile {
            PolicyProfile::Narrowgate => acting.as_ref().or(user.as_ref()).cloned(),
            PolicyProfile::AgentCore => {
                agentcore::subject(parties).map(|who| names.oauth_user(who))
            }
        };
        let mut forbids = vec![side(prior_actors(), true)?];
        // What one issuer merely says of earlier actors can't lift a `forbid … unless` either
        let has_history =
            !parties.prior_actors.is_empty() || names.profile == PolicyProfile::AgentCore;
        let mut with_history = None;
        if has_history {
            forbids.push(side(entities([]), false)?);
            with_history = Some(view(history().collect(), true)?);
        }
        Ok(Self {
            generation: policies.generation,
            parents: parents.iter().map(Arc::downgrade).collect(),
            principal: principal.ok_or_else(|| internal("the token names nobody"))?,
            permits: side(Value::from(names.hidden().clone()), false)?,
            forbids,
            parties: Views {
                shown: view(shown.clone(), false)?,
                with_history,
            },
            remembered: Mutex::default(),
        })
    }

    /// With the entities, the tool's action among them. Made when the token is first used for that tool.
    pub(super) fn of_tool(
        &self,
        policies: &Policies,
        tool: &str,
    ) -> Result<(Arc<ToolFacts>, Arc<Views<Entities>>), Denial> {
        let mut remembered = self.remembered();
        if let (Some(known), Some(views)) = (remembered.by_tool.get(tool), &remembered.views) {
            return Ok((Arc::clone(known), Arc::clone(views)));
        }
        // An error leaves nothing
        let Remembered { mut by_tool, views } = match remembered.by_tool.len() >= MOST_TOOLS {
            true => Remembered::default(),
            false => core::mem::take(&mut *remembered),
        };
        let mut views = self.views_or(views, policies)?;
        let facts = Arc::new(self.with_tool(policies, tool, &views)?);
        // A copy only where another thread is just asking
        Arc::make_mut(&mut views).add(&policies.known(tool)?.action)?;
        by_tool.insert(tool.to_owned(), Arc::clone(&facts));
        *remembered = Remembered {
            by_tool,
            views: Some(Arc::clone(&views)),
        };
        Ok((facts, views))
    }

    /// The entities for a list of tools, with the actions of some.
    pub(super) fn views(&self, policies: &Policies) -> Result<Arc<Views<Entities>>, Denial> {
        let mut remembered = self.remembered();
        let views = self.views_or(remembered.views.take(), policies)?;
        remembered.views = Some(Arc::clone(&views));
        Ok(views)
    }

    /// Of one of a list's tools. There may be many more than are remembered, so those that are stay.
    pub(super) fn of_listed(
        &self,
        policies: &Policies,
        tool: &str,
        views: &Views<Entities>,
    ) -> Result<Arc<ToolFacts>, Denial> {
        match self.remembered().by_tool.get(tool) {
            Some(known) => Ok(Arc::clone(known)),
            None => self.with_tool(policies, tool, views).map(Arc::new),
        }
    }

    fn remembered(&self) -> MutexGuard<'_, Remembered> {
        // A panic elsewhere leaves it whole
        let remembered = self.remembered.lock();
        remembered.unwrap_or_else(PoisonError::into_inner)
    }

    /// The host's graph is walked here and nowhere else.
    fn views_or(
        &self,
        known: Option<Arc<Views<Entities>>>,
        policies: &Policies,
    ) -> Result<Arc<Views<Entities>>, Denial> {
        if let Some(views) = known {
            return Ok(views);
        }
        let named = &policies.rules.named_actions;
        let view = |parties: &Vec<Arc<Entity>>| {
            let own = parties.iter().chain(named).cloned();
            policies.host().with(own)
        };
        self.parties.map(view).map(Arc::new)
    }

    fn with_tool(
        &self,
        policies: &Policies,
        tool: &str,
        views: &Views<Entities>,
    ) -> Result<ToolFacts, Denial> {
        let action = &policies.known(tool)?.action;
        let sight = |side: &Side, index: &super::index::Index| {
            let seen = views.of(side.sees_history);
            let party = |uid| Party {
                uid,
                ancestors: ancestors(seen, uid),
            };
            let policies = index.matching(
                &party(&self.principal),
                &Party::of(action),
                &party(policies.vocabulary().server()),
            );
            Sight {
                policies,
                context: side.context.clone(),
                sees_history: side.sees_history,
            }
        };
        let forbids = self.forbids.iter();
        Ok(ToolFacts {
            action: Arc::clone(action),
            permits: sight(&self.permits, &policies.rules.permits),
            forbids: forbids
                .map(|side| sight(side, &policies.rules.forbids))
                .collect(),
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
