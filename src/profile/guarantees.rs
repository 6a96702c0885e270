//! [`Guarantees`]: what every token of a profile says, so that a policy can rely on it.

use super::auth0::Auth0TokenProfile;
use super::{Aat01, Adc03Bound, Auth0, Custom, Profile};

/// What is always there. Policies may use it without asking whether it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Guarantees {
    pub(crate) principal: bool,
    pub(crate) client_id: bool,
    pub(crate) token_id: bool,
}

impl Guarantees {
    pub(crate) const ALL: Self = Self {
        principal: true,
        client_id: true,
        token_id: true,
    };

    pub(crate) fn and(self, other: Self) -> Self {
        Self {
            principal: self.principal && other.principal,
            client_id: self.client_id && other.client_id,
            token_id: self.token_id && other.token_id,
        }
    }
}

impl Profile {
    pub(crate) fn guarantees(&self) -> Guarantees {
        match self {
            // Approvals stand beside tokens, and take nothing from what these say
            Self::Rfc9068 | Self::Mcp | Self::Okta(_) | Self::Workos(_) | Self::Approval(_) => {
                Guarantees::ALL
            }
            Self::Entra(_) => Guarantees {
                token_id: false,
                ..Guarantees::ALL
            },
            Self::Auth0(Auth0 { token_profile, .. }) => Guarantees {
                token_id: *token_profile == Auth0TokenProfile::Rfc9068,
                ..Guarantees::ALL
            },
            Self::Custom(Custom {
                client, token_id, ..
            }) => Guarantees {
                client_id: client.is_some(),
                token_id: token_id.is_some(),
                ..Guarantees::ALL
            },
            // They name no client, and need no `jti`
            Self::SpiffeJwtSvid | Self::WimseWit(_) | Self::TransactionToken(_) => Guarantees {
                client_id: false,
                token_id: false,
                ..Guarantees::ALL
            },
            Self::Zeroid(_) => Guarantees {
                principal: false,
                client_id: false,
                ..Guarantees::ALL
            },
            Self::Aat01(Aat01 { principal, .. }) => Guarantees {
                principal: principal.is_some(),
                client_id: false,
                ..Guarantees::ALL
            },
            Self::Adc03Bound(Adc03Bound {
                believe_agent_names,
                ..
            }) => Guarantees {
                client_id: *believe_agent_names,
                ..Guarantees::ALL
            },
        }
    }
}
