//! [`Chain`]: from principal to current actor, each hop with what is known of it.

mod act;
mod lineage;
pub(crate) mod linked;

pub(crate) use act::Actors;
pub(crate) use lineage::check as check_lineage;

use core::fmt;
use std::sync::Arc;

use crate::denial::shown;
use crate::identity::Identity;
use crate::scope::Scope;
use crate::token::VerifiedToken;

/// How a hop is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Evidence {
    /// This hop has a token of its own, and it was verified.
    Signed,
    /// One issuer says so, in a nested `act` or in `sub`. History: it can refuse a call, never permit one
    /// (RFC 8693, section 4.1: prior actors "are not to be considered in access control decisions").
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
}

impl Link {
    fn asserted(identity: &Identity) -> Self {
        Self {
            identity: identity.clone(),
            evidence: Evidence::Asserted,
            scopes: None,
            tools: None,
            token_id: None,
            expires_at: None,
        }
    }

    fn signed(identity: &Identity, token: &VerifiedToken) -> Self {
        let claims = &token.claims;
        let tools = token.tools();
        Self {
            identity: identity.clone(),
            evidence: Evidence::Signed,
            // Tokens that grant tools by name have no scopes
            scopes: tools.is_none().then(|| claims.scope.clone()),
            tools: tools.map(|tools| tools.names().map(str::to_owned).collect()),
            token_id: claims.token_id.clone(),
            expires_at: Some(claims.expires.as_secs()),
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

    /// The tools that the party's own token grants by name, sorted; `None` where it grants scopes, or there is none.
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
}

/// The parties from principal to current actor. [`fmt::Display`] prints them as a tree.
#[derive(Clone, Debug, PartialEq)]
pub struct Chain {
    /// None where the issuer's tokens do not say on whose behalf.
    principal: Option<Link>,
    /// Oldest first; the last one is the current actor.
    actors: Vec<Link>,
    depth: usize,
}

impl Chain {
    /// `parents` are root first, and were held together by [`check_lineage`]: parent i has the same parties as the
    /// token, without the last ones.
    pub(crate) fn of(token: &VerifiedToken, parents: &[Arc<VerifiedToken>]) -> Self {
        let claims = &token.claims;
        let mut principal = claims.principal.as_ref().map(Link::asserted);
        let mut actors: Vec<Link> = claims.actors.oldest_first().map(Link::asserted).collect();
        let latest_first = actors.iter_mut().rev().chain(&mut principal);
        let tokens = core::iter::once(token).chain(parents.iter().rev().map(AsRef::as_ref));
        for (link, token) in latest_first.zip(tokens) {
            *link = Link::signed(&link.identity, token);
        }
        Self {
            principal,
            actors,
            depth: claims.actors.depth(),
        }
    }

    /// On whose behalf; `None` where the issuer's tokens do not say.
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

    /// How many delegations lie between principal and current actor; 0 where the principal acts itself. More than there
    /// are links, where the issuer counts and does not name them all.
    pub fn depth(&self) -> usize {
        self.depth
    }
}

impl fmt::Display for Chain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.principal.is_none() {
            f.write_str("(principal unknown)")?;
        }
        let depths = usize::from(self.principal.is_none())..;
        for (depth, link) in depths.zip(self.links()) {
            if depth > 0 {
                write!(
                    f,
                    "\n{:indent$}└─ ",
                    "",
                    indent = depth.saturating_sub(1) * 3
                )?;
            }
            let how = match link.evidence {
                Evidence::Signed => "signed",
                Evidence::Asserted => "asserted",
            };
            write!(f, "{} ({how}", link.identity)?;
            if let Some(scopes) = &link.scopes {
                write!(f, "; {scopes}")?;
            }
            for (index, tool) in link.tools.iter().flatten().enumerate() {
                let separator = if index == 0 { "; tools" } else { "," };
                write!(f, "{separator} `{}`", shown(tool))?;
            }
            f.write_str(")")?;
        }
        Ok(())
    }
}

impl serde::Serialize for Chain {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.links())
    }
}
