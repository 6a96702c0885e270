//! [`TokenFacts`]: what of a token policies can see, built once per token.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use cedar_policy::{
    Entities, Entity, EntityId, EntityTypeName, EntityUid, ParseErrors, RestrictedExpression,
};

use super::clock;
use super::internal;
use crate::approval::Approval;
use crate::denial::Denial;
use crate::identity::Identity;
use crate::token::Parties;

/// The names of the schema, and the server, which is the same for every token.
#[derive(Debug)]
pub(super) struct Vocabulary {
    agent: EntityTypeName,
    user: EntityTypeName,
    server: EntityUid,
    hidden: EntityUid,
}

/// A token's part of every request made with it.
#[derive(Debug)]
pub(crate) struct TokenFacts {
    pub(super) principal: EntityUid,
    /// The parties and the server.
    parties: Vec<Entity>,
    /// With a tool's action beside them: made when the token is first used for that tool.
    by_tool: Mutex<BTreeMap<EntityUid, Arc<Entities>>>,
    pub(super) seen_by_permits: [(String, RestrictedExpression); 2],
    /// With the asserted history and, where there is any, without it too.
    pub(super) seen_by_forbids: Vec<[(String, RestrictedExpression); 2]>,
}

impl TokenFacts {
    /// Every entity that a call of this action can name.
    pub(super) fn entities(&self, action: &Entity) -> Result<Arc<Entities>, Denial> {
        // A panic elsewhere leaves the map whole
        let mut by_tool = self.by_tool.lock().unwrap_or_else(PoisonError::into_inner);
        let uid = action.uid();
        if let Some(entities) = by_tool.get(&uid) {
            return Ok(Arc::clone(entities));
        }
        if by_tool.len() >= MOST_TOOLS {
            by_tool.clear();
        }
        let all = self.parties.iter().chain([action]).cloned();
        let entities = Arc::new(Entities::from_entities(all, None).map_err(internal)?);
        by_tool.insert(uid, Arc::clone(&entities));
        Ok(entities)
    }
}

impl Vocabulary {
    pub(super) fn new(server: &str) -> Result<Self, String> {
        let name = |name: &str| name.parse().map_err(|error: ParseErrors| error.to_string());
        let uid = |kind: EntityTypeName, id: &str| {
            EntityUid::from_type_name_and_id(kind, EntityId::new(id))
        };
        let server = uid(name("Server")?, server);
        let hidden = uid(name("HistoryIsForForbidOnly")?, "");
        Ok(Self {
            agent: name("Agent")?,
            user: name("User")?,
            server,
            hidden,
        })
    }

    pub(super) fn server(&self) -> &EntityUid {
        &self.server
    }

    /// The actor is Cedar's principal; where nobody acts for the principal, the principal is.
    pub(super) fn facts(&self, parties: &Parties<'_>) -> Result<TokenFacts, Denial> {
        let party = |kind, who| Self::party(kind, who);
        let agent = parties
            .agent
            .map(|who| party(&self.agent, who))
            .transpose()?;
        let user = parties
            .principal
            .map(|who| party(&self.user, who))
            .transpose()?;
        let on_behalf = user.as_ref().map(Entity::uid);
        let principal = agent.as_ref().or(user.as_ref()).map(Entity::uid);
        let principal = principal.ok_or_else(|| internal("the token names nobody"))?;
        let server = Entity::new_no_attrs(self.server.clone(), HashSet::new());
        let entities = [server].into_iter().chain(user).chain(agent).collect();
        let token = Self::token(parties)?;
        let history = parties
            .prior_actors
            .iter()
            .map(|actor| RestrictedExpression::new_entity_uid(Self::uid(&self.agent, actor)));
        let hidden = RestrictedExpression::new_entity_uid(self.hidden.clone());
        let seen = |history| {
            Ok::<_, Denial>([
                (
                    "delegation".to_owned(),
                    Self::delegation(parties, on_behalf.as_ref(), history)?,
                ),
                ("token".to_owned(), token.clone()),
            ])
        };
        let mut seen_by_forbids = vec![seen(RestrictedExpression::new_set(history))?];
        if !parties.prior_actors.is_empty() {
            seen_by_forbids.push(seen(RestrictedExpression::new_set([]))?);
        }
        Ok(TokenFacts {
            seen_by_permits: seen(hidden)?,
            seen_by_forbids,
            principal,
            parties: entities,
            by_tool: Mutex::default(),
        })
    }

    /// Who approves, beside the parties of the token.
    pub(super) fn approver(&self, approval: &Approval) -> Result<Entity, Denial> {
        Self::party(&self.user, approval.approver())
    }

    pub(super) fn approval(&self, approval: &Approval) -> Result<RestrictedExpression, Denial> {
        let text = |text: &str| Some(RestrictedExpression::new_string(text.to_owned()));
        let approver = Self::uid(&self.user, approval.approver());
        record([
            (
                "approver",
                Some(RestrictedExpression::new_entity_uid(approver)),
            ),
            ("expires", Some(clock::datetime(approval.expires())?)),
            ("id", text(approval.id())),
            ("issuer", text(approval.issuer())),
        ])
    }

    fn delegation(
        parties: &Parties<'_>,
        on_behalf: Option<&EntityUid>,
        history: RestrictedExpression,
    ) -> Result<RestrictedExpression, Denial> {
        let depth = i64::try_from(parties.depth).map_err(internal)?;
        let on_behalf = on_behalf.cloned().map(RestrictedExpression::new_entity_uid);
        record([
            ("depth", Some(RestrictedExpression::new_long(depth))),
            ("principal", on_behalf),
            ("prior_actors", Some(history)),
        ])
    }

    fn token(parties: &Parties<'_>) -> Result<RestrictedExpression, Denial> {
        let text = |text: &str| RestrictedExpression::new_string(text.to_owned());
        let audience = parties.audience.iter().map(|name| text(name));
        record([
            ("audience", Some(RestrictedExpression::new_set(audience))),
            ("client_id", parties.client_id.map(text)),
            ("id", parties.token_id.map(text)),
            ("issuer", Some(text(parties.issuer))),
            (
                "scopes",
                Some(RestrictedExpression::new_set(
                    parties.scope.iter().map(text),
                )),
            ),
        ])
    }

    fn party(kind: &EntityTypeName, who: &Identity) -> Result<Entity, Denial> {
        let attributes = HashMap::from([
            (
                "issuer".to_owned(),
                RestrictedExpression::new_string(who.issuer().to_owned()),
            ),
            (
                "subject".to_owned(),
                RestrictedExpression::new_string(who.subject().to_owned()),
            ),
        ]);
        Entity::new(Self::uid(kind, who), attributes, HashSet::new()).map_err(internal)
    }

    /// An identity prints unambiguously, so two issuers never make the same entity.
    fn uid(kind: &EntityTypeName, who: &Identity) -> EntityUid {
        EntityUid::from_type_name_and_id(kind.clone(), EntityId::new(who.to_string()))
    }
}

/// What the token does not say is not there.
fn record<const N: usize>(
    members: [(&str, Option<RestrictedExpression>); N],
) -> Result<RestrictedExpression, Denial> {
    let said = members
        .into_iter()
        .filter_map(|(name, value)| Some((name.to_owned(), value?)));
    RestrictedExpression::new_record(said).map_err(internal)
}

/// A token is used for a handful of tools. Many tokens are remembered, so each keeps little, however many tools there are.
const MOST_TOOLS: usize = 32;
