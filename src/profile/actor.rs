//! [`ActorSource`]: where an issuer's tokens say who acts.

use super::Reader;
use crate::chain::Actors;
use crate::denial::{Code, Denial};
use crate::identity::Identity;
use crate::token::invalid;

/// Where tokens say who acts for their principal. The operator names the one place: issuers disagree, and a gate that
/// looks in the next place when the first is empty takes a client for an agent, or an agent for nobody.
///
/// A token with `act` is refused wherever the actor is configured to stand elsewhere: its issuer says that somebody acts,
/// and nobody would be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum ActorSource {
    /// Nowhere: whoever the token is about acts.
    None,
    /// The client is the agent, in tokens on behalf of a user. In tokens without a user the client is the principal, and
    /// nobody acts for it.
    Client,
    /// The nested `act` (RFC 8693, section 4.1). Tokens without it have no actor.
    Act,
}

impl ActorSource {
    pub(super) fn read(
        self,
        reader: &Reader<'_>,
        issuer: &str,
        client: &str,
        is_workload: bool,
    ) -> Result<Actors, Denial> {
        match self {
            Self::Act => reader.actors(issuer),
            Self::Client if !is_workload => only(reader, issuer, client),
            Self::None | Self::Client => nobody(reader),
        }
    }
}

/// This one and nobody before.
pub(super) fn only(reader: &Reader<'_>, issuer: &str, actor: &str) -> Result<Actors, Denial> {
    nobody(reader)?;
    let actor = Identity::new(issuer, actor, Code::ClaimInvalid)?;
    Ok(Actors::known(vec![actor]))
}

/// RFC 8693, section 4.1: an `act` says that there was delegation.
pub(super) fn nobody(reader: &Reader<'_>) -> Result<Actors, Denial> {
    match reader.has("act") {
        true => Err(invalid(
            "the token has an `act`, and its issuer is configured to say elsewhere who acts",
        )),
        false => Ok(Actors::default()),
    }
}
