//! The witnesses: [`Verified`], which only [`Gate::verify`](crate::Gate::verify) makes, and [`Grant`], which only
//! [`Gate::authorize`](crate::Gate::authorize) makes.

use std::sync::Arc;

use serde::ser::{Serialize, SerializeStruct, Serializer};

use crate::chain::Chain;
use crate::identity::Identity;
use crate::jose::jwa::Algorithm;
use crate::scope::Scope;
use crate::token::VerifiedToken;

/// What the presented tokens prove: who, on whose behalf, through whom, with what scopes, until when. It says
/// nothing about any tool.
#[derive(Clone, Debug)]
pub struct Verified {
    token: Arc<VerifiedToken>,
    parents: Vec<Arc<VerifiedToken>>,
}

impl Verified {
    /// The tokens were verified each, and held together.
    pub(crate) fn new(token: Arc<VerifiedToken>, parents: Vec<Arc<VerifiedToken>>) -> Self {
        Self { token, parents }
    }

    #[cfg(feature = "cedar")]
    pub(crate) fn token(&self) -> &VerifiedToken {
        &self.token
    }

    /// On whose behalf: `sub` of `iss`.
    pub fn principal(&self) -> &Identity {
        &self.token.claims.principal
    }

    /// The agent that acts now: the outermost `act`. `None` where the principal acts itself.
    pub fn actor(&self) -> Option<&Identity> {
        self.token.claims.actors.current()
    }

    /// From principal to current actor.
    pub fn chain(&self) -> Chain {
        Chain::of(&self.token, &self.parents)
    }

    /// What was granted. With lineage, every token on the way granted it.
    pub fn scopes(&self) -> &Scope {
        &self.token.claims.scope
    }

    /// `iss`, as configured.
    pub fn issuer(&self) -> &str {
        self.token.claims.principal.issuer()
    }

    /// `aud`; one of them is the gate.
    pub fn audience(&self) -> &[String] {
        self.token.claims.audience.names()
    }

    /// `client_id`: the OAuth client that asked for the token.
    pub fn client_id(&self) -> &str {
        &self.token.claims.client_id
    }

    /// `jti`.
    pub fn token_id(&self) -> &str {
        &self.token.claims.token_id
    }

    /// `exp`, in seconds since 1970.
    pub fn expires_at(&self) -> u64 {
        self.token.claims.expires.as_secs()
    }

    /// RFC 7638 thumbprint of the issuer's key that signed.
    pub fn key_thumbprint(&self) -> &str {
        &self.token.key
    }

    /// The algorithm that verified.
    pub fn algorithm(&self) -> Algorithm {
        self.token.algorithm
    }

    const FIELDS: usize = 10;

    fn fields<S: SerializeStruct>(&self, out: &mut S) -> Result<(), S::Error> {
        out.serialize_field("principal", self.principal())?;
        out.serialize_field("actor", &self.actor())?;
        out.serialize_field("chain", &self.chain())?;
        out.serialize_field("scopes", self.scopes())?;
        out.serialize_field("issuer", self.issuer())?;
        out.serialize_field("audience", self.audience())?;
        out.serialize_field("clientId", self.client_id())?;
        out.serialize_field("tokenId", self.token_id())?;
        out.serialize_field("expiresAt", &self.expires_at())?;
        out.serialize_field("keyThumbprint", self.key_thumbprint())
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
    policies: Vec<String>,
}

impl Grant {
    pub(crate) fn new(verified: Verified, tool: &str, policies: Vec<String>) -> Self {
        Self {
            verified,
            tool: tool.to_owned(),
            policies,
        }
    }

    /// Who, on whose behalf, with what.
    pub fn verified(&self) -> &Verified {
        &self.verified
    }

    /// The tool that may be called.
    pub fn tool(&self) -> &str {
        &self.tool
    }

    /// The policies that permitted the call, sorted.
    pub fn policies(&self) -> &[String] {
        &self.policies
    }
}

impl Serialize for Grant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Grant", Verified::FIELDS + 2)?;
        self.verified.fields(&mut out)?;
        out.serialize_field("tool", &self.tool)?;
        out.serialize_field("policies", &self.policies)?;
        out.end()
    }
}
