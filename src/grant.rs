//! The witnesses: [`Verified`], which only [`Gate::verify`](crate::Gate::verify) makes, and [`Grant`], which only
//! [`Gate::authorize`](crate::Gate::authorize) makes.

use std::sync::Arc;

use serde::ser::{Serialize, SerializeStruct, Serializer};

use crate::approval::Approval;
use crate::authentication::Required;
use crate::chain::{self, Chain, Evidence};
use crate::counted::CountedLimit;
use crate::denial::{Code, Denial, Hop};
use crate::determining::{Annotations, DeterminingPolicy, said};
use crate::identity::Identity;
use crate::jose::json::Object;
use crate::jose::jwa::Algorithm;
use crate::possession::Possession;
use crate::revocation::RevocationCheck;
use crate::scope::Scope;
use crate::token::VerifiedToken;

/// What the presented tokens prove: who, on whose behalf, through whom, with what scopes, until when. It says
/// nothing about any tool.
#[derive(Clone, Debug)]
pub struct Verified {
    token: Arc<VerifiedToken>,
    parents: Vec<Arc<VerifiedToken>>,
    /// The workload identity token beside them.
    workload: Option<Arc<VerifiedToken>>,
    possession: Possession,
    revocation: RevocationCheck,
}

impl Verified {
    /// The tokens were verified each, held together, and the last one is the client's.
    pub(crate) fn new(
        token: Arc<VerifiedToken>,
        parents: Vec<Arc<VerifiedToken>>,
        workload: Option<Arc<VerifiedToken>>,
        possession: Possession,
    ) -> Self {
        Self {
            token,
            parents,
            workload,
            possession,
            revocation: RevocationCheck::NotChecked,
        }
    }

    pub(crate) fn with_revocation(self, revocation: RevocationCheck) -> Self {
        Self { revocation, ..self }
    }

    /// Everything that was verified, root first, and last, without a place, the workload identity token.
    pub(crate) fn tokens(&self) -> impl Iterator<Item = (&VerifiedToken, Option<Hop>)> {
        let of = self.parents.len().saturating_add(1);
        let tokens = self.parents.iter().chain([&self.token]);
        let placed = (1..).zip(tokens).map(move |(token, verified)| {
            let hop = Hop { token, of };
            (verified.as_ref(), Some(hop))
        });
        placed.chain(
            self.workload
                .iter()
                .map(|workload| (workload.as_ref(), None)),
        )
    }

    pub(crate) fn with_possession(
        self,
        change: impl FnOnce(Possession) -> Result<Possession, Denial>,
    ) -> Result<Self, Denial> {
        let possession = change(self.possession)?;
        Ok(Self { possession, ..self })
    }

    /// Whether the scopes that a tool requires were granted, or the tool itself.
    pub(crate) fn check_scope(&self, tool: &str, required: &Required) -> Result<(), Denial> {
        self.ask_each(|token| token.check_scope(tool, required))
    }

    /// Whether the call is within what was granted besides.
    pub(crate) fn check_authority(&self, tool: &str, input: &Object) -> Result<(), Denial> {
        self.ask_each(|token| token.check_authority(tool, input))
    }

    /// Every token of a linked chain is asked, though each was found to be narrower than the one before it: they can't disagree.
    fn ask_each(&self, check: impl Fn(&VerifiedToken) -> Result<(), Denial>) -> Result<(), Denial> {
        check(&self.token)?;
        if !self.token.is_linked() {
            return Ok(());
        }
        let disagree = |_| {
            Denial::new(
                Code::Internal,
                "a token grants the call, and one that it was derived from does not",
            )
        };
        self.parents
            .iter()
            .try_for_each(|parent| check(parent).map_err(disagree))
    }

    /// Ancestors count calls with their descendants only where they say so.
    fn counted_limits(&self) -> Vec<CountedLimit> {
        let inherited = self
            .parents
            .iter()
            .flat_map(|parent| parent.counted_limits(false));
        inherited.chain(self.token.counted_limits(true)).collect()
    }

    pub(crate) fn token(&self) -> &VerifiedToken {
        &self.token
    }

    pub(crate) fn parents(&self) -> &[Arc<VerifiedToken>] {
        &self.parents
    }

    /// The numbers of the tokens, root first. A token has one for as long as the gate remembers it; no other token that this process verifies
    /// gets the same. So what was presented without proofs says the same where the numbers are the same, and a host may keep it by them.
    pub fn serials(&self) -> impl Iterator<Item = u64> {
        let tokens = self.parents.iter().chain([&self.token]);
        tokens.map(|token| token.serial)
    }

    /// On whose behalf: a subject of an issuer. `None` where the issuer's tokens do not say.
    pub fn principal(&self) -> Option<&Identity> {
        self.token.claims.principal.as_ref()
    }

    /// The agent that acts now: the outermost `act`, or a workload for which nobody else acts. `None` where a user acts
    /// in person.
    pub fn actor(&self) -> Option<&Identity> {
        self.token.claims.agent()
    }

    /// Whether every actor, and a workload that delegates, has a token of its own that was verified.
    pub fn evidence(&self) -> Evidence {
        chain::evidence(&self.token, &self.parents)
    }

    /// From principal to current actor, as far as the presented tokens say.
    pub fn chain(&self) -> Chain {
        Chain::of(&self.token, &self.parents)
    }

    /// What was granted. With lineage, every token on the way granted it.
    pub fn scopes(&self) -> &Scope {
        &self.token.claims.scope
    }

    /// The types of `authorization_details` of which something is granted here, sorted. What exactly is for
    /// [`GateBuilder::require_details`](crate::GateBuilder::require_details) to ask.
    pub fn details(&self) -> impl Iterator<Item = &str> {
        self.token.claims.details.types()
    }

    /// The issuer, as configured.
    pub fn issuer(&self) -> &str {
        &self.token.claims.issuer
    }

    /// `aud`; one of them is the gate. Empty where not the token but the proof beside it is addressed.
    pub fn audience(&self) -> &[String] {
        self.token.claims.audience.names()
    }

    /// `client_id`: the OAuth client that asked for the token.
    pub fn client_id(&self) -> Option<&str> {
        self.token.claims.client_id.as_deref()
    }

    /// `jti`.
    pub fn token_id(&self) -> Option<&str> {
        self.token.claims.token_id.as_deref()
    }

    /// What the issuer's profile vouches for besides, by name: `tenant`, `mission`, …
    pub fn attributes(&self) -> impl Iterator<Item = (&str, &str)> {
        let attributes = self.token.claims.attributes.iter();
        attributes.map(|(name, value)| (*name, value.as_str()))
    }

    /// How possession of the token's key was proven, if it is bound to one.
    pub fn possession(&self) -> &Possession {
        &self.possession
    }

    /// Whether the host said of every token that it was not revoked.
    pub fn revocation(&self) -> RevocationCheck {
        self.revocation
    }

    /// `exp`, in seconds since 1970.
    pub fn expires_at(&self) -> u64 {
        self.token.claims.expires.as_secs()
    }

    /// RFC 7638 thumbprint of the key that signed the presented token: the issuer's, or in a linked chain that of the one who
    /// delegated.
    pub fn key_thumbprint(&self) -> &str {
        &self.token.key
    }

    /// The algorithm that verified.
    pub fn algorithm(&self) -> Algorithm {
        self.token.algorithm
    }

    const FIELDS: usize = 16;

    fn fields<S: SerializeStruct>(&self, out: &mut S) -> Result<(), S::Error> {
        out.serialize_field("principal", &self.principal())?;
        out.serialize_field("actor", &self.actor())?;
        let chain = self.chain();
        out.serialize_field("chain", &chain)?;
        out.serialize_field("depth", &chain.depth())?;
        out.serialize_field("unnamed", &chain.unnamed())?;
        out.serialize_field("scopes", self.scopes())?;
        out.serialize_field("details", &self.details().collect::<Vec<_>>())?;
        out.serialize_field("issuer", self.issuer())?;
        out.serialize_field("audience", self.audience())?;
        out.serialize_field("clientId", &self.client_id())?;
        out.serialize_field("tokenId", &self.token_id())?;
        out.serialize_field("expiresAt", &self.expires_at())?;
        out.serialize_field("keyThumbprint", self.key_thumbprint())?;
        out.serialize_field("attributes", &self.token.claims.attributes)?;
        out.serialize_field("possession", &self.possession)?;
        out.serialize_field("revocation", &self.revocation)
    }
}

impl Serialize for Verified {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Verified", Self::FIELDS)?;
        self.fields(&mut out)?;
        out.end()
    }
}

/// The witness that everything held: this party may make this call now.
#[derive(Clone, Debug)]
pub struct Grant {
    verified: Verified,
    tool: String,
    policies: Vec<DeterminingPolicy>,
    approval: Option<Approval>,
    limits: Vec<CountedLimit>,
}

impl Grant {
    pub(crate) fn new(
        verified: Verified,
        tool: &str,
        policies: Vec<DeterminingPolicy>,
        approval: Option<Approval>,
    ) -> Self {
        Self {
            limits: verified.counted_limits(),
            verified,
            tool: tool.to_owned(),
            policies,
            approval,
        }
    }

    /// Who, on whose behalf, with what.
    pub fn verified(&self) -> &Verified {
        &self.verified
    }

    /// The same, for a host that keeps nothing of the call.
    pub fn into_verified(self) -> Verified {
        self.verified
    }

    /// What is of this call alone.
    pub fn of_call(&self) -> GrantOfCall<'_> {
        GrantOfCall(self)
    }

    /// The tool that may be called.
    pub fn tool(&self) -> &str {
        &self.tool
    }

    /// The policies that permitted the call, sorted by name.
    pub fn policies(&self) -> &[DeterminingPolicy] {
        &self.policies
    }

    /// What these policies oblige the host to do with the call: their `@obligation`. A host that does not know one of them has to
    /// refuse.
    pub fn obligations(&self) -> Vec<String> {
        said(&self.policies, "obligation")
    }

    /// What these policies give as `@reason`.
    pub fn advice(&self) -> Vec<String> {
        said(&self.policies, "reason")
    }

    /// The approval without which the policies would not have permitted the call. It is used up: the host's replay store holds it.
    pub fn approval(&self) -> Option<&Approval> {
        self.approval.as_ref()
    }

    /// What the tokens limit over several calls, root first. The call is permitted only as long as the host has counted, and
    /// none of these sums is exceeded by it. Empty but for the profiles whose operator said that the host counts.
    pub fn limits(&self) -> &[CountedLimit] {
        &self.limits
    }
}

impl Serialize for Grant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out =
            serializer.serialize_struct("Grant", Verified::FIELDS + GrantOfCall::FIELDS)?;
        self.verified.fields(&mut out)?;
        self.of_call().fields(&mut out)?;
        out.end()
    }
}

/// A grant without what its tokens prove: only this changes from call to call, and a host may keep the rest.
#[derive(Clone, Copy, Debug)]
pub struct GrantOfCall<'a>(&'a Grant);

impl GrantOfCall<'_> {
    const FIELDS: usize = 7;

    fn fields<S: SerializeStruct>(self, out: &mut S) -> Result<(), S::Error> {
        let grant = self.0;
        out.serialize_field("tool", &grant.tool)?;
        let ids: Vec<&str> = grant.policies.iter().map(DeterminingPolicy::id).collect();
        out.serialize_field("policies", &ids)?;
        out.serialize_field("annotations", &Annotations(&grant.policies))?;
        out.serialize_field("obligations", &grant.obligations())?;
        out.serialize_field("advice", &grant.advice())?;
        match &grant.approval {
            Some(approval) => out.serialize_field("approval", approval)?,
            None => out.skip_field("approval")?,
        }
        out.serialize_field("limits", &grant.limits)
    }
}

impl Serialize for GrantOfCall<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Grant", Self::FIELDS)?;
        self.fields(&mut out)?;
        out.end()
    }
}
