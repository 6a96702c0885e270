//! [`Grant`]: how a token came about, which decides what its other claims are worth.

use crate::denial::{Denial, shown};
use crate::token::{Reader, invalid};

/// `grant_type`, and what `token_exchange` adds to it.
pub(super) struct Grant<'a> {
    name: &'a str,
    origin: Origin,
}

/// Whose word a token is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    /// A workload's own credentials.
    Workload,
    /// An API key: a workload's, too, and a user has made it.
    ApiKey,
    /// A user at ZeroID's own authorization endpoint.
    User,
    /// One workload that delegates to another, by exchange.
    Delegation,
    /// A trusted service that names a user, and adds claims.
    Broker,
    /// Another provider's ID token, to which whoever redeems it adds claims.
    IdToken,
    /// Another provider's identity assertion (ID-JAG), to which nobody adds any.
    Assertion,
    /// A user whom a backchannel has asked (OpenID CIBA), or the workload on whose request.
    Backchannel,
    /// A grant of the deployment's own.
    Deployment,
}

/// What `sub` has to be.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Subject {
    User,
    Workload,
    Either,
}

impl<'a> Grant<'a> {
    /// ZeroID OAuth extensions, section 4.1: always there. Proof tokens have none. One that nobody documents needs an entry in `further`.
    pub(super) fn read(reader: &Reader<'a>, further: &[String]) -> Result<Self, Denial> {
        let name = reader.required_text("grant_type")?;
        // ZeroID OAuth extensions, sections 4.6 and 4.7: how the subject of an exchange was found
        let exchange = reader.text("token_exchange")?;
        let origin = match (name, exchange) {
            ("client_credentials" | "jwt_bearer", None) => Origin::Workload,
            ("api_key", None) => Origin::ApiKey,
            ("authorization_code" | "refresh_token", None) => Origin::User,
            ("token_exchange", None) => Origin::Delegation,
            ("token_exchange", Some("external_principal")) => Origin::Broker,
            ("token_exchange", Some("external_id_token")) => Origin::IdToken,
            ("jwt_bearer", Some("id_jag")) => Origin::Assertion,
            (BACKCHANNEL, Some("ciba")) => Origin::Backchannel,
            (name, _) if is_documented(name) => {
                return Err(invalid(
                    "`token_exchange` is not one that goes with `grant_type`",
                ));
            }
            (name, _) if further.iter().any(|known| known == name) => Origin::Deployment,
            (name, _) => {
                return Err(invalid(format!(
                    "`grant_type` is `{}`, which is not documented and not configured",
                    shown(name)
                )));
            }
        };
        Ok(Self { name, origin })
    }

    pub(super) fn name(&self) -> &'a str {
        self.name
    }

    pub(super) fn origin(&self) -> Origin {
        self.origin
    }

    pub(super) fn subject(&self) -> Subject {
        match self.origin {
            Origin::Workload | Origin::ApiKey => Subject::Workload,
            Origin::User | Origin::Broker | Origin::IdToken | Origin::Assertion => Subject::User,
            Origin::Delegation | Origin::Backchannel | Origin::Deployment => Subject::Either,
        }
    }

    /// ZeroID OAuth extensions, sections 4.8 and 8: may somebody else have written the claims that are not reserved?
    pub(super) fn takes_claims(&self) -> bool {
        matches!(
            self.origin,
            Origin::Broker | Origin::IdToken | Origin::Deployment
        )
    }

    /// `delegation_depth`: how often the token was exchanged, if ever.
    pub(super) fn depth(&self, reader: &Reader<'_>) -> Result<usize, Denial> {
        let depth = match reader.count("delegation_depth")? {
            // ZeroID OAuth extensions, section 4.3: left out of a token that was never exchanged
            Some(0) => return Err(invalid("`delegation_depth` is zero")),
            // The same number on machines of 32 and of 64 bits
            Some(depth) => usize::try_from(depth.min(u64::from(u32::MAX))).unwrap_or(usize::MAX),
            None => 0,
        };
        match (self.origin, depth) {
            // Rotating a delegated token loses `act` and depth, and would make its actor a root
            (Origin::Delegation, 0) => Err(invalid(
                "the token was exchanged and has no `delegation_depth`, so its delegation is lost",
            )),
            (Origin::Delegation | Origin::Backchannel, _) | (_, 0) => Ok(depth),
            _ => Err(invalid(
                "`delegation_depth` does not go with `grant_type`, by which nobody delegates",
            )),
        }
    }
}

/// Is this one of ZeroID's own grant types?
pub(super) fn is_documented(name: &str) -> bool {
    [
        "client_credentials",
        "jwt_bearer",
        "api_key",
        "authorization_code",
        "refresh_token",
        "token_exchange",
        BACKCHANNEL,
    ]
    .contains(&name)
}

/// The only one that is written as a URN.
const BACKCHANNEL: &str = "urn:openid:params:grant-type:ciba";
