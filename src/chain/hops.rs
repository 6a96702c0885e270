//! [`Hops`]: the parties of what was presented, each with its own token where there is one. [`Chain`](super::Chain) is a copy
//! of it to be handed out, and [`Shape`](super::Shape) looks at it.

use std::sync::Arc;

use super::lineage::Succession;
use crate::identity::Identity;
use crate::jose::jwk::named_thumbprint;
use crate::token::VerifiedToken;

/// One party.
#[derive(Clone, Copy)]
pub(super) struct Party<'a> {
    pub(super) who: &'a Identity,
    /// The token that is its own: it was verified, and is about this party.
    pub(super) token: Option<&'a VerifiedToken>,
    /// The thumbprint of the key that it is said to have had, where it has no token of its own.
    pub(super) key: Option<&'a str>,
}

impl<'a> Party<'a> {
    fn asserted(who: &'a Identity) -> Self {
        Self {
            who,
            token: None,
            key: None,
        }
    }

    /// The thumbprint of the key that its own token of a linked chain confirms.
    pub(crate) fn held_key(&self) -> Option<&'a str> {
        let token = self.token.filter(|token| token.is_linked())?;
        token.claims.confirmation.as_ref()?.key_thumbprint()
    }

    /// The thumbprint, where nothing else is known of it: in linked chains it is the key that is proven, and a name is another
    /// thing. Elsewhere every name is the issuer's.
    pub(crate) fn key_alone(&self) -> Option<&'a str> {
        let is_linked = self.token.is_some_and(VerifiedToken::is_linked);
        named_thumbprint(self.who.subject()).filter(|_| is_linked)
    }

    fn holder(token: &'a VerifiedToken) -> Option<Self> {
        Some(Self {
            token: Some(token),
            ..Self::asserted(token.claims.holder()?)
        })
    }
}

/// From principal to current actor.
pub(super) struct Hops<'a> {
    /// None where it is not said on whose behalf.
    pub(super) principal: Option<Party<'a>>,
    /// The principal may be another one of this name, at another issuer.
    is_namesake: bool,
    /// Oldest first.
    pub(super) actors: Vec<Party<'a>>,
    /// How many delegations there were, by the issuer's count.
    pub(super) depth: usize,
}

impl<'a> Hops<'a> {
    /// `parents` are root first, and were held together with the token.
    pub(super) fn of(token: &'a VerifiedToken, parents: &'a [Arc<VerifiedToken>]) -> Self {
        match token.claims.lineage.succession {
            Succession::Actors { .. } => Self::of_actors(token, parents),
            Succession::Delegators { several } => Self::of_delegators(token, parents, several),
        }
    }

    /// The token names everybody, and each token shown is that of the actor who was the current one when it was issued.
    fn of_actors(token: &'a VerifiedToken, parents: &'a [Arc<VerifiedToken>]) -> Self {
        let claims = &token.claims;
        let mut principal = claims.principal.as_ref().map(Party::asserted);
        let mut actors: Vec<Party<'a>> = claims
            .actors
            .with_keys()
            .map(|(who, key)| Party {
                key,
                ..Party::asserted(who)
            })
            .collect();
        let tokens = core::iter::once(token).chain(parents.iter().rev().map(AsRef::as_ref));
        for (place, token) in tokens.enumerate() {
            let party = match token.claims.actors.current() {
                Some(_) => actors.get_mut(place),
                None => principal.as_mut(),
            };
            // It vouches for its own holder, and for nobody who stands in the same place
            if let (Some(party), Some(own)) = (party, Party::holder(token))
                && party.who == own.who
            {
                *party = own;
            }
        }
        actors.reverse();
        Self {
            principal,
            is_namesake: false,
            actors,
            depth: claims.actors.depth(),
        }
    }

    /// Each token shown is about one party. The first one also names the party before it, unless it is the root.
    fn of_delegators(
        token: &'a VerifiedToken,
        parents: &'a [Arc<VerifiedToken>],
        several: bool,
    ) -> Self {
        let tokens = parents.iter().map(AsRef::as_ref).chain([token]);
        let first = &parents.first().map_or(token, AsRef::as_ref).claims;
        let before = first.actors.prior().first().map(Party::asserted);
        let mut parties = before.into_iter().chain(tokens.filter_map(Party::holder));
        let is_root = first.principal.is_some();
        // Its child names a user without an issuer: the root may be that of a namesake
        let is_namesake = is_root && several && !first.is_workload && !parents.is_empty();
        let principal = is_root.then(|| parties.next()).flatten();
        Self {
            principal: match is_namesake {
                true => principal.map(|root| Party::asserted(root.who)),
                false => principal,
            },
            is_namesake,
            actors: parties.collect(),
            depth: token.claims.actors.depth(),
        }
    }

    /// From principal to current actor, as far as they are known.
    pub(super) fn parties(&self) -> impl Iterator<Item = &Party<'a>> {
        self.principal.iter().chain(&self.actors)
    }

    /// Everybody before the one who acts now.
    pub(super) fn before_the_last(&self) -> impl Iterator<Item = &Party<'a>> {
        let acts = usize::from(!self.actors.is_empty());
        let before = self.actors.len().saturating_sub(acts);
        let principal = self.principal.iter().filter(move |_| acts > 0);
        principal.chain(self.actors.iter().take(before))
    }

    /// Is it known on whose behalf?
    pub(super) fn is_principal_known(&self) -> bool {
        self.principal.is_some() && !self.is_namesake
    }

    /// Is everybody named: the principal, and as many actors as the issuer counts?
    pub(super) fn are_all_named(&self) -> bool {
        self.is_principal_known() && self.unnamed() == 0
    }

    /// How many actors the issuer counts and does not name.
    pub(super) fn unnamed(&self) -> usize {
        self.depth.saturating_sub(self.actors.len())
    }
}
