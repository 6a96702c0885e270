//! [`ActorClaim`] and [`ActorSource`]: where an issuer's tokens say who acts.

use super::Reader;
use crate::chain::Actors;
use crate::denial::{Code, Denial};
use crate::identity::Identity;
use crate::token::invalid;

/// The claim of an RFC 9068 token that names the agent. Issuers that follow the same documents differ in it, so the operator
/// says it for each of them ([`TrustedIssuer::actor`](crate::TrustedIssuer::actor)).
///
/// There is no fallback: a token that has an `act` although its agent is to stand elsewhere is refused.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ActorClaim {
    /// The nested `act` (RFC 8693, section 4.1). Nobody acts for the subject of a token without it.
    #[default]
    Act,
    /// `client_id` (RFC 8693, section 4.3): the client acts for the subject. Where it is the subject, it is an agent that acts
    /// itself, and for nobody else, unless the token says how a user was authenticated: then it is refused.
    ///
    /// The two names are compared, and nothing else tells them apart. An issuer that lets a client choose the name of a user makes
    /// that user an agent, and the reverse (RFC 9068, section 5). One whose tokens of a client without a user have another `sub` than
    /// its `client_id` makes the client a user for whom it acts: those issuers need a profile of their own.
    ClientId,
    /// The same with `azp` (OpenID Connect Core 1.0, section 2), which then has to be there and to be the `client_id`.
    Azp,
    /// The subject itself is the agent, and nobody acts for it.
    Sub,
}

/// Who acts for the principal of a token, and whether the principal is itself an agent.
pub(crate) struct Acting {
    pub(crate) actors: Actors,
    pub(crate) is_workload: bool,
}

impl ActorClaim {
    pub(super) fn read(
        self,
        reader: &Reader<'_>,
        issuer: &str,
        principal: &Identity,
    ) -> Result<Acting, Denial> {
        let client = match self {
            Self::Act => {
                return Ok(Acting {
                    actors: reader.actors(issuer)?,
                    is_workload: false,
                });
            }
            Self::ClientId => reader.required_text("client_id")?,
            Self::Azp => {
                let client = reader.required_text("azp")?;
                if reader
                    .text("client_id")?
                    .is_some_and(|other| other != client)
                {
                    return Err(invalid("`azp` and `client_id` name two clients"));
                }
                client
            }
            Self::Sub => principal.subject(),
        };
        let is_workload = client == principal.subject();
        if is_workload && self != Self::Sub {
            refuse_user(reader)?;
        }
        let actors = match is_workload {
            true => nobody(reader)?,
            false => only(reader, issuer, client)?,
        };
        Ok(Acting {
            actors,
            is_workload,
        })
    }
}

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

/// RFC 9068, section 2.2.1; OpenID Connect Core 1.0, section 2: claims of a user's authentication, which no client has.
pub(crate) fn refuse_user(reader: &Reader<'_>) -> Result<(), Denial> {
    let of_user = ["auth_time", "acr", "amr", "sid", "nonce"];
    match of_user.iter().find(|claim| reader.has(claim)) {
        Some(claim) => Err(invalid(format!(
            "the client is the subject, and `{claim}` is a claim of a user's authentication"
        ))),
        None => Ok(()),
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
