//! [`Facts`]: who calls, for a rehearsal of policies without a token.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::parties::Parties;
use super::{Call, Listing, Policies, Prospect, TokenFacts};
use crate::chain::Evidence;
use crate::denial::{Code, Denial, shown};
use crate::details::{Details, Registered};
use crate::determining::DeterminingPolicy;
use crate::document;
use crate::identity::Identity;
use crate::jose::json::Value;
use crate::possession::Possession;
use crate::profile::ATTRIBUTES;
use crate::scope::Scope;
use crate::tools::Tools;

/// What a token would have proven. For [`Gate::simulate`](crate::Gate::simulate) only: nothing here is proven, and nothing that grants
/// takes it.
#[derive(Clone, Debug, serde::Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Facts {
    /// Absent where a token would not say on whose behalf.
    #[serde(default)]
    principal: Option<Party>,
    #[serde(default)]
    actor: Option<Party>,
    /// Latest first, as `act` nests.
    #[serde(default)]
    prior_actors: Vec<Party>,
    /// Of whom a token of their own would have been verified.
    #[serde(default)]
    signed_actors: Vec<Party>,
    #[serde(default)]
    evidence: Evidence,
    scopes: Vec<String>,
    /// Entries as a token would have them.
    #[serde(default)]
    authorization_details: Vec<Value>,
    /// Those that a token would name; absent where it names none.
    #[serde(default)]
    tools: Option<Vec<String>>,
    #[serde(default)]
    expires_at: u64,
    #[serde(default)]
    acr: Option<String>,
    /// By name: `tenant`, `missionId`, …
    #[serde(default)]
    attributes: BTreeMap<String, String>,
    #[serde(default)]
    audience: Vec<String>,
    #[serde(default = "unnamed")]
    client_id: Option<String>,
    #[serde(default = "unnamed")]
    token_id: Option<String>,
}

#[derive(Clone, Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Party {
    issuer: String,
    subject: String,
}

/// A token that the facts say nothing of has an identifier all the same; `null` says that it has none.
#[expect(clippy::unnecessary_wraps, reason = "the type of what it stands for")]
fn unnamed() -> Option<String> {
    Some(String::new())
}

impl Facts {
    /// Reads facts from JSON, for example
    /// `{"principal":{"issuer":"https://as.example","subject":"alice"},"scopes":["files:read"]}`.
    ///
    /// # Errors
    ///
    /// An unknown member or a wrong type: `input_invalid`.
    pub fn from_json(text: &str) -> Result<Self, Denial> {
        let unreadable = |place: &str| {
            let sentence = format!("the facts can't be read{place}");
            Denial::new(Code::InputInvalid, sentence)
        };
        let document = document::parse(text).map_err(|_| unreadable(""))?;
        document::read(&document).map_err(|mistake| match mistake.path() {
            "" => unreadable(""),
            // Never what stands there: somebody may paste a token
            path => unreadable(&format!(
                ": `{}` is of the wrong type, or unknown",
                shown(path)
            )),
        })
    }

    fn attributes(&self) -> Result<BTreeMap<&'static str, String>, Denial> {
        let known = |(name, value): (&String, &String)| {
            let name = ATTRIBUTES.into_iter().find(|known| known == name);
            let unknown = || Denial::new(Code::InputInvalid, "the facts have an unknown attribute");
            Ok((name.ok_or_else(unknown)?, value.clone()))
        };
        self.attributes.iter().map(known).collect()
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

impl Listing<'_> {
    /// Whether any arguments could be permitted.
    pub(crate) fn permissible_to(
        &mut self,
        facts: &TokenFacts,
        tool: &str,
    ) -> Result<Prospect, Denial> {
        self.permissible_by(facts, &Possession::default(), tool)
    }
}

impl Policies {
    /// The policies that would permit.
    pub(crate) fn simulate(
        &self,
        facts: &TokenFacts,
        call: Call<'_>,
        tools: &Tools,
    ) -> Result<Vec<DeterminingPolicy>, Denial> {
        self.decide_by(facts, &Possession::default(), call, tools)
    }

    /// What policies would see of a token that says so.
    pub(crate) fn rehearse(
        &self,
        facts: &Facts,
        types: Registered<'_>,
    ) -> Result<TokenFacts, Denial> {
        let details = Value::Array(facts.authorization_details.clone());
        let details = Details::read(&details, Some(types))?;
        let party = facts.principal.as_ref();
        let principal = party.map(Party::identity).transpose()?;
        let actor = facts.actor.as_ref().map(Party::identity).transpose()?;
        let identities = |parties: &[Party]| {
            let identities = parties
                .iter()
                .map(|party| Ok(Cow::Owned(party.identity()?)));
            identities.collect::<Result<Vec<_>, Denial>>()
        };
        let prior_actors = identities(&facts.prior_actors)?;
        let parties = Parties {
            issuer: party
                .or(facts.actor.as_ref())
                .map_or("", |party| &party.issuer),
            principal: principal.as_ref(),
            agent: actor.as_ref(),
            depth: prior_actors
                .len()
                .saturating_add(usize::from(actor.is_some())),
            prior_actors,
            signed_actors: identities(&facts.signed_actors)?,
            evidence: facts.evidence,
            unnamed: 0,
            audience: &facts.audience,
            client_id: facts.client_id.as_deref(),
            token_id: facts.token_id.as_deref(),
            scope: &facts.scope()?,
            details: &details,
            tools: facts
                .tools
                .as_ref()
                .map(|tools| tools.iter().map(String::as_str).collect()),
            expires: Some(facts.expires_at),
            acr: facts.acr.as_deref(),
            attributes: Cow::Owned(facts.attributes()?),
            claims: None,
        };
        TokenFacts::new(self, &parties, &[])
    }
}
