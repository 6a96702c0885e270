//! The older generation: `sub` is who acts, `act` who delegated to it.

use super::grant::{Origin, Subject};
use super::identity::is_spiffe;
use super::parties::{Kind, Parties, Token, check_members, malformed};
use crate::chain::Actors;
use crate::denial::Denial;
use crate::token::missing;

pub(super) fn parties<'a>(token: &Token<'a>) -> Result<Parties<'a>, Denial> {
    let act = token.reader.actors(token.issuer)?;
    if let Some(act) = token.reader.object("act")? {
        // ZeroID OAuth extensions, section 4.4: one level, and nothing but `sub`
        check_members(&act, &["sub"])?;
    }
    match token.depth {
        0 => root(token, &act),
        _ => delegated(token, &act),
    }
}

/// Nobody has delegated. An `act` is no actor then: it names the user who made the API key.
fn root<'a>(token: &Token<'a>, act: &Actors) -> Result<Parties<'a>, Denial> {
    let is_workload = match token.grant.subject() {
        Subject::User => false,
        Subject::Workload => true,
        Subject::Either => is_spiffe(token.subject),
    };
    let names_creator = matches!(token.grant.origin(), Origin::ApiKey | Origin::Backchannel);
    let creator = match act.current() {
        Some(_) if !(is_workload && names_creator) => {
            return Err(malformed(
                "the token has an `act` and no `delegation_depth`, and comes from no API key",
            ));
        }
        creator => creator.map(|creator| creator.subject().to_owned()),
    };
    let parties = Parties {
        principal: None,
        kind: Kind::User,
        actors: Actors::default(),
        agent: None,
        key_creator: creator,
    };
    Ok(match is_workload {
        true => Parties {
            agent: Some(token.described_subject()?),
            principal: Some(token.identity(token.subject)?),
            kind: Kind::Workload,
            ..parties
        },
        false => Parties {
            principal: Some(token.user()?),
            ..parties
        },
    })
}

/// Two actors are named, of however many there were; on whose behalf is forgotten.
fn delegated<'a>(token: &Token<'a>, act: &Actors) -> Result<Parties<'a>, Denial> {
    let delegator = act.current().ok_or_else(|| missing("act"))?;
    let agent = token.described_subject()?;
    let actors = vec![token.identity(token.subject)?, delegator.clone()];
    Ok(Parties {
        principal: None,
        kind: Kind::Unknown,
        actors: Actors::known(actors).counted(token.depth),
        agent: Some(agent),
        key_creator: None,
    })
}
