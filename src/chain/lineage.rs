//! Lineage: parent tokens presented beside the token, each verified on its own, then held together.
//!
//! There is no cryptographic link from child to parent: lineage proves that each hop's authority was signed by a
//! trusted issuer and only shrank, not that this very parent was exchanged.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::step::{check_bounds, check_not_repeated};
use crate::denial::{Code, Denial, Hop, shown};
use crate::identity::Identity;
use crate::proof::Confirmation;
use crate::token::{Claims, VerifiedToken};

/// What a token and its parents have in common, by the word of its profile.
#[derive(Debug, Default)]
pub(crate) struct Lineage {
    /// Claims that one chain has one value of, by name. One that is absent is absent from all of them.
    pub(crate) constants: BTreeMap<&'static str, String>,
    pub(crate) succession: Succession,
    /// `sub`, where the token does not say on whose behalf it is: a name to hold tokens together by, and nothing else.
    pub(crate) subject: Option<String>,
    /// By how many seconds the issuer's rounding may let a child outlive its parent.
    pub(crate) rounding: u32,
}

/// How a child and its parent name each other.
#[derive(Debug)]
pub(crate) enum Succession {
    /// The principal stays, and the parent's actors are the child's prior ones (RFC 8693, section 4.1). Where nobody acted
    /// yet, the issuer may name the `client` of that token as the first.
    Actors { client: Option<String> },
    /// Each token is about one party, and names the one that delegated to it, and nobody else. Where the issuer speaks for
    /// `several` issuers' users, such a name does not say whose.
    Delegators { several: bool },
}

impl Default for Succession {
    fn default() -> Self {
        Self::Actors { client: None }
    }
}

impl Lineage {
    /// Nested actors, and these claims constant.
    pub(crate) fn of<const N: usize>(constants: [(&'static str, Option<&str>); N]) -> Self {
        Self::default().with(constants)
    }

    /// These, too.
    pub(crate) fn with<const N: usize>(
        mut self,
        constants: [(&'static str, Option<&str>); N],
    ) -> Self {
        let said = constants.into_iter();
        let said = said.filter_map(|(name, value)| Some((name, value?.to_owned())));
        self.constants.extend(said);
        self
    }

    /// Nested actors, and these of the attributes constant.
    pub(crate) fn of_attributes(
        attributes: &BTreeMap<&'static str, String>,
        names: &[&'static str],
    ) -> Self {
        let value = |name: &&'static str| Some((*name, attributes.get(name)?.clone()));
        Self {
            constants: names.iter().filter_map(value).collect(),
            ..Self::default()
        }
    }

    /// A claim that is another one here than there.
    fn first_unlike(&self, other: &Self) -> Option<&'static str> {
        let names = self.constants.keys().chain(other.constants.keys());
        names
            .copied()
            .find(|name| self.constants.get(name) != other.constants.get(name))
    }
}

/// Root first, the presented token last. Authority may only narrow, time only shorten, and each token adds one actor.
pub(crate) fn check(tokens: &[Arc<VerifiedToken>]) -> Result<(), Denial> {
    for (index, child) in tokens.iter().enumerate().skip(1) {
        let hop = Hop {
            token: index.saturating_add(1),
            of: tokens.len(),
        };
        let earlier = tokens.get(..index).unwrap_or_default();
        check_link(earlier, child).map_err(|denial| denial.at(hop))?;
    }
    Ok(())
}

fn check_link(earlier: &[Arc<VerifiedToken>], child: &VerifiedToken) -> Result<(), Denial> {
    let Some(parent) = earlier.last() else {
        return Ok(());
    };
    let number = earlier.len();
    let beyond = child.first_scope_beyond(parent);
    let (child, parent) = (&child.claims, &parent.claims);
    if child.linked.is_some() {
        return Err(Denial::new(
            Code::LinkBroken,
            format!("it is the root of a linked chain, and token {number} stands before it"),
        ));
    }
    check_not_repeated(child, earlier)?;
    check_subject(child, parent, number)?;
    check_actors(child, parent, number)?;
    if let Some(scope) = beyond {
        return Err(Denial::new(
            Code::ScopeWidened,
            format!("scope `{}` is not granted by token {number}", shown(scope)),
        ));
    }
    if let Some(detail) = child.details.first_beyond(&parent.details) {
        return Err(Denial::new(
            Code::AuthorityWidened,
            format!("{detail} is not granted by token {number}"),
        ));
    }
    if child.details.is_freed_of(&parent.details) {
        return Err(Denial::new(
            Code::AuthorityWidened,
            format!("details limit token {number}, and it does without"),
        ));
    }
    check_bounds(child, parent, &format!("token {number}"))
}

/// Whose lineage it is: one issuer's, of one principal where that is known, in one tenant.
fn check_subject(child: &Claims, parent: &Claims, number: usize) -> Result<(), Denial> {
    let changed = |sentence: String| Err(Denial::new(Code::SubjectChanged, sentence));
    if child.issuer != parent.issuer {
        return changed(format!("it is of another issuer than token {number}"));
    }
    // RFC 8693, section 1.1: the subject stays, through every exchange
    if let Succession::Actors { .. } = child.lineage.succession {
        let unknown = child.principal.is_none() && child.lineage.subject.is_none();
        if unknown
            || child.principal != parent.principal
            || child.lineage.subject != parent.lineage.subject
        {
            return changed(format!(
                "it is on behalf of someone else than token {number}"
            ));
        }
    }
    match child.lineage.first_unlike(&parent.lineage) {
        Some(name) => changed(format!("its `{name}` is not that of token {number}")),
        None => Ok(()),
    }
}

/// One delegation lies between them, from the parent's holder to the child's.
fn check_actors(child: &Claims, parent: &Claims, number: usize) -> Result<(), Denial> {
    let broken = |sentence: String| Err(Denial::new(Code::ActorChainBroken, sentence));
    let (actors, prior) = (&child.actors, child.actors.prior());
    let before = parent.actors.latest_first();
    match &child.lineage.succession {
        // RFC 8693, section 4.1: the parent's actors become the child's prior actors
        Succession::Actors { .. } => {
            let continued = prior == before || (before.is_empty() && is_client(prior, parent));
            if actors.current().is_none() || !continued {
                return broken(format!(
                    "its prior actors are not the actors of token {number}"
                ));
            }
            // RFC 7800, section 3.1: who held that token is known by its key
            let key = actors.with_keys().nth(1).and_then(|(_, key)| key);
            let confirmed = parent.confirmation.as_ref();
            if key.is_some() && key != confirmed.and_then(Confirmation::key_thumbprint) {
                return broken(format!(
                    "its first prior actor had another key than the one that token {number} is bound to"
                ));
            }
        }
        // It names no issuer: the parent's party may be another one's user
        Succession::Delegators { .. } => {
            let named = prior.first().map(|delegator| delegator.subject());
            let holder = parent.holder().map(|holder| holder.subject());
            if named.is_none() || named != holder {
                return broken(format!(
                    "it names another delegator than whom token {number} is about"
                ));
            }
        }
    }
    let (depth, before) = (actors.depth(), parent.actors.depth());
    match depth == before.saturating_add(1) {
        true => Ok(()),
        false => broken(format!(
            "it counts {depth} delegations, not one more than token {number}, which counts {before}"
        )),
    }
}

/// The client of the first token is the only one who acted before.
fn is_client(prior: &[Identity], root: &Claims) -> bool {
    let Succession::Actors {
        client: Some(client),
    } = &root.lineage.succession
    else {
        return false;
    };
    matches!(prior, [one] if one.subject() == client && *one.issuer() == root.issuer)
}
