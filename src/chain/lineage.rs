//! Lineage: parent tokens presented beside the token, each verified on its own, then held together.
//!
//! There is no cryptographic link from child to parent: lineage proves that each hop's authority was signed by a
//! trusted issuer and only shrank, not that this very parent was exchanged.

use std::sync::Arc;

use crate::denial::{Code, Denial, Hop};
use crate::token::VerifiedToken;

/// Root first, the presented token last. Authority may only narrow, time only shorten, and each token adds one actor.
pub(crate) fn check(tokens: &[Arc<VerifiedToken>]) -> Result<(), Denial> {
    for (index, child) in tokens.iter().enumerate().skip(1) {
        let hop = Hop {
            token: index.saturating_add(1),
            of: tokens.len(),
        };
        let earlier = tokens.get(..index).unwrap_or_default();
        check_link(earlier, child, index).map_err(|denial| denial.at(hop))?;
    }
    Ok(())
}

fn check_link(
    earlier: &[Arc<VerifiedToken>],
    child: &VerifiedToken,
    number: usize,
) -> Result<(), Denial> {
    let Some(parent) = earlier.last() else {
        return Ok(());
    };
    let beyond = child.first_scope_beyond(parent);
    let (child, parent) = (&child.claims, &parent.claims);
    if child.linked.is_some() {
        return Err(Denial::new(
            Code::LinkBroken,
            format!("it is the root of a linked chain, and token {number} stands before it"),
        ));
    }
    if earlier.iter().any(|one| {
        // Of tokens without an identifier nothing says that they are one
        child.token_id.is_some()
            && one.claims.token_id == child.token_id
            && one.claims.issuer == child.issuer
    }) {
        return Err(Denial::new(
            Code::TokenRepeated,
            "the token was presented already",
        ));
    }
    // RFC 8693, section 1.1: the subject stays, through every exchange
    if child.principal.is_none() || child.principal != parent.principal {
        return Err(Denial::new(
            Code::SubjectChanged,
            format!("it is on behalf of someone else than token {number}"),
        ));
    }
    // What an issuer says of tenant and mission goes with the subject
    let moved = TENANCY
        .iter()
        .any(|name| child.attributes.get(name) != parent.attributes.get(name));
    if moved {
        return Err(Denial::new(
            Code::SubjectChanged,
            format!("it is of another tenant or mission than token {number}"),
        ));
    }
    // RFC 8693, section 4.1: the parent's actors become the child's prior actors
    if child.actors.current().is_none()
        || child.actors.prior() != parent.actors.latest_first()
        || child.actors.depth() != parent.actors.depth().saturating_add(1)
    {
        return Err(Denial::new(
            Code::ActorChainBroken,
            format!("its prior actors are not the actors of token {number}"),
        ));
    }
    if let Some(scope) = beyond {
        return Err(Denial::new(
            Code::ScopeWidened,
            format!("scope `{scope}` is not granted by token {number}"),
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
    if !child.audience.is_within(&parent.audience) {
        return Err(Denial::new(
            Code::AudienceWidened,
            format!("it is for an audience that token {number} is not for"),
        ));
    }
    if child.expires > parent.expires {
        return Err(Denial::new(
            Code::ExpiryExtended,
            format!(
                "it expires at {}, {} s after token {number}",
                child.expires,
                child.expires.seconds_since(parent.expires)
            ),
        ));
    }
    if child.issued < parent.issued || child.issued.is_none() {
        return Err(Denial::new(
            Code::IssuedBeforeParent,
            format!("it was issued before token {number}"),
        ));
    }
    Ok(())
}

/// Attributes that one chain has one value of.
const TENANCY: [&str; 3] = ["accountId", "missionId", "projectId"];
