//! [`Chain`]: from principal to current actor, each hop with what is known of it.

mod act;
mod confined;
mod hops;
mod lineage;
pub(crate) mod linked;
mod shape;
mod step;

pub(crate) use act::Actors;
pub(crate) use confined::Confined;
pub(crate) use lineage::{Lineage, Succession, check as check_lineage};
pub use shape::Boundary;
pub(crate) use shape::{Shape, evidence};

use core::fmt;
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::chain::hops::{Hops, Party};
use crate::denial::shown;
use crate::identity::Identity;
use crate::scope::Scope;
use crate::token::VerifiedToken;

/// How a hop is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Evidence {
    /// This hop has a token of its own, and it was verified.
    Signed,
    /// One issuer says so, in a nested `act` or in `sub`. History: it can refuse a call, never permit one
    /// (RFC 8693, section 4.1: prior actors "are not to be considered in access control decisions").
    #[default]
    Asserted,
}

/// One party of the chain.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Link {
    #[serde(flatten)]
    identity: Identity,
    evidence: Evidence,
    #[serde(skip_serializing_if = "Option::is_none")]
    scopes: Option<Scope>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tools: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    token_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_at: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    key_thumbprint: Option<String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    attributes: BTreeMap<&'static str, String>,
}

impl Link {
    fn of(party: &Party<'_>) -> Self {
        let asserted = Self {
            identity: party.who.clone(),
            evidence: Evidence::Asserted,
            scopes: None,
            tools: None,
            token_id: None,
            expires_at: None,
            key_thumbprint: party.key.map(str::to_owned),
            attributes: BTreeMap::new(),
        };
        match party.token {
            Some(token) => asserted.signed(token),
            None => asserted,
        }
    }

    fn signed(self, token: &VerifiedToken) -> Self {
        let claims = &token.claims;
        let (key, tools) = (claims.confirmation.as_ref(), token.tools());
        Self {
            evidence: Evidence::Signed,
            // Tokens that grant tools by name have no scopes
            scopes: tools.is_none().then(|| claims.scope.clone()),
            tools: tools.map(|tools| tools.names().map(str::to_owned).collect()),
            token_id: claims.token_id.clone(),
            expires_at: Some(claims.expires.as_secs()),
            key_thumbprint: key.and_then(|key| key.key_thumbprint().map(str::to_owned)),
            attributes: claims.attributes.clone(),
            ..self
        }
    }

    /// Who.
    pub fn identity(&self) -> &Identity {
        &self.identity
    }

    /// How that is known.
    pub fn evidence(&self) -> Evidence {
        self.evidence
    }

    /// What the party's own token grants; `None` where it has none: nested `act` says nothing of scopes.
    pub fn scopes(&self) -> Option<&Scope> {
        self.scopes.as_ref()
    }

    /// The tools that the party's own token names, where it is of a linked chain whose tokens name tools.
    pub fn tools(&self) -> Option<&[String]> {
        self.tools.as_deref()
    }

    /// `jti` of the party's own token.
    pub fn token_id(&self) -> Option<&str> {
        self.token_id.as_deref()
    }

    /// `exp` of the party's own token, in seconds since 1970.
    pub fn expires_at(&self) -> Option<u64> {
        self.expires_at
    }

    /// RFC 7638 thumbprint of the key that the party's own token is bound to; of a party without one, of the key that the
    /// issuer says it had (`cnf` inside of `act`), which nobody proved here.
    pub fn key_thumbprint(&self) -> Option<&str> {
        self.key_thumbprint.as_deref()
    }

    /// What the issuer's profile vouches for in the party's own token, by name: `tenant`, `mission`, …
    pub fn attributes(&self) -> impl Iterator<Item = (&str, &str)> {
        let attributes = self.attributes.iter();
        attributes.map(|(name, value)| (*name, value.as_str()))
    }
}

impl fmt::Display for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let how = match self.evidence {
            Evidence::Signed => "signed",
            Evidence::Asserted => "asserted",
        };
        write!(f, "{} ({how}", self.identity)?;
        match &self.scopes {
            Some(scopes) if scopes.is_empty() => f.write_str("; no scopes")?,
            Some(scopes) => write!(f, "; {scopes}")?,
            None => {}
        }
        for (index, tool) in self.tools.iter().flatten().enumerate() {
            let separator = if index == 0 { "; tools" } else { "," };
            write!(f, "{separator} `{}`", shown(tool))?;
        }
        f.write_str(")")
    }
}

/// The parties from principal to current actor, whatever kind of token names them. [`fmt::Display`] prints them as a tree.
#[derive(Clone, Debug, PartialEq)]
pub struct Chain {
    /// None where nothing that was presented says on whose behalf.
    principal: Option<Link>,
    /// Oldest first; the last one is the current actor.
    actors: Vec<Link>,
    depth: usize,
    unnamed: usize,
}

impl Chain {
    /// `parents` are root first, and were held together with the token.
    pub(crate) fn of(token: &VerifiedToken, parents: &[Arc<VerifiedToken>]) -> Self {
        let hops = Hops::of(token, parents);
        Self {
            principal: hops.principal.as_ref().map(Link::of),
            actors: hops.actors.iter().map(Link::of).collect(),
            depth: hops.depth,
            unnamed: hops.unnamed(),
        }
    }

    /// On whose behalf; `None` where nothing that was presented says so. A lineage that starts with its root may know more
    /// than the token does: [`Verified::principal`](crate::Verified::principal) is `None` all the same then, because nothing
    /// proves that the token came of this very root.
    pub fn principal(&self) -> Option<&Link> {
        self.principal.as_ref()
    }

    /// Who acts now; `None` where the principal acts itself.
    pub fn actor(&self) -> Option<&Link> {
        self.actors.last()
    }

    /// From principal to current actor.
    pub fn links(&self) -> impl Iterator<Item = &Link> {
        self.principal.iter().chain(&self.actors)
    }

    /// Oldest first; the last one acts now.
    #[cfg(feature = "cedar")]
    pub(crate) fn actors(&self) -> &[Link] {
        &self.actors
    }

    /// How many delegations lie between principal and current actor; 0 where the principal acts itself. More than there
    /// are links, where the issuer counts and does not name them all.
    pub fn depth(&self) -> usize {
        self.depth
    }

    /// How many of these actors the issuer counts and does not name. They stand between the principal and the actors that are
    /// here.
    pub fn unnamed(&self) -> usize {
        self.unnamed
    }
}

impl fmt::Display for Chain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.principal {
            Some(principal) => principal.fmt(f)?,
            None => f.write_str("(principal unknown)")?,
        }
        let mut indent = 0_usize;
        let mut branch = |f: &mut fmt::Formatter<'_>, party: &dyn fmt::Display| {
            write!(f, "\n{:indent$}└─ {party}", "")?;
            indent = indent.saturating_add(3);
            Ok(())
        };
        // Issuers forget the oldest first
        match self.unnamed {
            0 => {}
            1 => branch(f, &"(1 actor not named)")?,
            unnamed => branch(f, &format_args!("({unnamed} actors not named)"))?,
        }
        self.actors.iter().try_for_each(|actor| branch(f, actor))
    }
}

impl serde::Serialize for Chain {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.links())
    }
}
