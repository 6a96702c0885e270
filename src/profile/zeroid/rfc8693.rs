//! The newer generation: `sub` is on whose behalf, `act` who acts.

use super::grant::{Origin, Subject};
use super::identity::is_spiffe;
use super::parties::{Agent, Kind, Parties, Token, check_members, malformed};
use crate::chain::Actors;
use crate::denial::{Code, Denial};
use crate::identity::Identity;
use crate::token::{Reader, invalid, missing};

pub(super) fn parties<'a>(token: &Token<'a>) -> Result<Parties<'a>, Denial> {
    // ZeroID OAuth extensions, section 4.3: the same scopes, once more, as RFC 9068, section 2.2.3, has them
    if token.reader.scope_text("scope")? != token.scope {
        return Err(Denial::new(
            Code::ScopeMalformed,
            "`scope` and `scopes` do not say the same",
        ));
    }
    let kind = kind(token)?;
    let principal = principal(token, kind)?;
    let actors = token.reader.actors(token.issuer)?;
    let (agent, actors) = match token.depth {
        0 => (root(token, kind, &actors)?, actors),
        depth => {
            let act = token.reader.object("act")?.ok_or_else(|| missing("act"))?;
            let agent = current_actor(token, &act)?;
            check_history(token, &act, &actors)?;
            (Some(agent), actors.counted(depth))
        }
    };
    Ok(Parties {
        principal,
        kind,
        actors,
        agent,
        key_creator: None,
    })
}

fn kind(token: &Token<'_>) -> Result<Kind, Denial> {
    let is_step_up = token.grant.origin() == Origin::Backchannel && is_spiffe(token.subject);
    match token.reader.required_text("principal_type")? {
        // A user has approved what a workload asked for: ZeroID says `user`, and `sub` is the workload
        "user" if is_step_up => Ok(Kind::Workload),
        "user" => Ok(Kind::User),
        "workload" => Ok(Kind::Workload),
        "unknown" => Ok(Kind::Unknown),
        _ => Err(invalid("`principal_type` is not one that is documented")),
    }
}

/// None where ZeroID does not know: then `sub` is no more than a name.
fn principal(token: &Token<'_>, kind: Kind) -> Result<Option<Identity>, Denial> {
    match kind {
        Kind::User if !token.reader.has("user_id_iss") => Err(missing("user_id_iss")),
        Kind::User => token.user().map(Some),
        Kind::Workload => {
            token.workload_subject()?;
            token.identity(token.subject).map(Some)
        }
        Kind::Unknown => Ok(None),
    }
}

/// Nobody acts for the principal; a workload acts itself.
fn root<'a>(token: &Token<'a>, kind: Kind, actors: &Actors) -> Result<Option<Agent<'a>>, Denial> {
    if actors.current().is_some() {
        return Err(malformed(
            "the token has an `act` and no `delegation_depth`",
        ));
    }
    match (token.grant.subject(), kind) {
        (Subject::User | Subject::Either, Kind::User) => Ok(None),
        (Subject::Workload | Subject::Either, Kind::Workload) => {
            token.described_subject().map(Some)
        }
        // A principal is unknown only where somebody delegated before ZeroID kept track of it
        _ => Err(invalid("`principal_type` does not go with `grant_type`")),
    }
}

/// The outermost `act`: the only one with attributes.
fn current_actor<'a>(token: &Token<'a>, act: &Reader<'a>) -> Result<Agent<'a>, Denial> {
    let reader = token.reader;
    let known = ["sub", "identity_type", "trust_level", "external_id", "act"];
    check_members(act, &known)?;
    let id = token
        .workload(act.required_text("sub")?)
        .ok_or_else(|| malformed("the actor is no workload of the trust domain and tenant"))?;
    let external_id = act.required_text("external_id")?;
    if act.required_text("identity_type")? != id.identity_type || external_id != id.external_id {
        return Err(malformed(
            "the actor is not the identity that `identity_type` and `external_id` describe",
        ));
    }
    if token.grant.origin() == Origin::Delegation {
        // ZeroID OAuth extensions, section 4.4: what describes the actor has moved into `act`, and `client_id` is its name
        let moved = ["identity_type", "external_id", "trust_level"];
        if moved.iter().any(|name| reader.has(name)) {
            return Err(invalid(
                "an exchanged token describes its actor outside of `act`",
            ));
        }
        if reader.required_text("client_id")? != external_id {
            return Err(invalid("`client_id` is not the actor's `external_id`"));
        }
    }
    let trust_level = act.text_or_empty("trust_level")?;
    Ok(Agent { id, trust_level })
}

/// The prior actors, which have names and nothing else. The client of a user's first token may be one more than there were
/// delegations; of those before a tenant changed its generation nothing is known.
fn check_history(token: &Token<'_>, act: &Reader<'_>, actors: &Actors) -> Result<(), Denial> {
    let count = actors.latest_first().len();
    if count > MOST_ACTORS.min(token.depth.saturating_add(1)) {
        return Err(malformed(format!(
            "`act` names {count} actors, more than there can be"
        )));
    }
    let mut next = act.object("act")?;
    while let Some(act) = next {
        check_members(&act, &["sub", "act"])?;
        next = act.object("act")?;
    }
    Ok(())
}

/// ZeroID OAuth extensions, section 4.4.
const MOST_ACTORS: usize = 16;
