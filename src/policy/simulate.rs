//! [`Facts`]: who calls, for a rehearsal of policies without a token.

use super::{Policies, TokenFacts};
use crate::denial::{Code, Denial};
use crate::identity::Identity;
use crate::scope::Scope;
use crate::token::Parties;

/// What a token would have proven. For [`Gate::simulate`](crate::Gate::simulate) only: nothing here is proven, and nothing that grants
/// takes it.
#[derive(Clone, Debug, serde::Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Facts {
    principal: Party,
    #[serde(default)]
    actor: Option<Party>,
    /// Latest first, as `act` nests.
    #[serde(default)]
    prior_actors: Vec<Party>,
    scopes: Vec<String>,
    #[serde(default)]
    audience: Vec<String>,
    #[serde(default)]
    client_id: String,
    #[serde(default)]
    token_id: String,
}

#[derive(Clone, Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Party {
    issuer: String,
    subject: String,
}

impl Facts {
    /// Reads facts from JSON, for example
    /// `{"principal":{"issuer":"https://as.example","subject":"alice"},"scopes":["files:read"]}`.
    ///
    /// # Errors
    ///
    /// An unknown member, a wrong type, or no `principal`: `input_invalid`.
    pub fn from_json(text: &str) -> Result<Self, Denial> {
        serde_json::from_str(text).map_err(|error| {
            Denial::new(
                Code::InputInvalid,
                format!("the facts can't be read: {error}"),
            )
        })
    }

    pub(crate) fn scope(&self) -> Result<Scope, Denial> {
        Scope::from_tokens(&self.scopes)
    }
}

impl Party {
    fn identity(&self) -> Result<Identity, Denial> {
        Identity::new(&self.issuer, &self.subject, Code::InputInvalid)
    }
}

impl Policies {
    pub(crate) fn simulated(&self, facts: &Facts) -> Result<Result<TokenFacts, Denial>, Denial> {
        let principal = facts.principal.identity()?;
        let actor = facts.actor.as_ref().map(Party::identity).transpose()?;
        let prior_actors: Vec<_> = facts
            .prior_actors
            .iter()
            .map(Party::identity)
            .collect::<Result<_, _>>()?;
        Ok(self.vocabulary.facts(&Parties {
            principal: &principal,
            actor: actor.as_ref(),
            prior_actors: &prior_actors,
            audience: &facts.audience,
            client_id: &facts.client_id,
            token_id: &facts.token_id,
            scope: &facts.scope()?,
        }))
    }
}
