//! Refusals, as the world has them.

use crate::api;
use crate::grant::{determining, replay_key};
use crate::names::{category, code, number};

/// A refusal, with the HTTP answer to it.
pub(crate) fn refusal(
    denial: &narrowgate::Denial,
    challenge: narrowgate::Challenge,
) -> api::Denial {
    api::Denial {
        code: code(denial.code()),
        category: category(denial.category()),
        position: denial.hop().map(|hop| api::Position {
            token: number(hop.token),
            of: number(hop.of),
        }),
        message: denial.to_string(),
        policies: denial.policies().iter().map(determining).collect(),
        advice: denial.advice(),
        near: denial.near().iter().map(near).collect(),
        missing: denial.missing().and_then(missing),
        challenge: api::Challenge {
            status: challenge.status(),
            www_authenticate: challenge.www_authenticate().map(str::to_owned),
            retry_after: challenge.retry_after(),
        },
    }
}

fn near(near: &narrowgate::Near) -> api::Near {
    use narrowgate::{Part, Unmet};
    api::Near {
        policy: near.policy().to_owned(),
        unmet: number(near.unmet()),
        part: match near.part() {
            Part::Principal => api::PolicyPart::Principal,
            Part::Resource => api::PolicyPart::Resource,
            // What any other part is, too
            _ => api::PolicyPart::Condition,
        },
        condition: near.condition().to_owned(),
        outcome: match near.outcome() {
            Unmet::Error => api::Unmet::Error,
            // It is not met, whatever this file does not know yet
            _ => api::Unmet::False,
        },
    }
}

fn missing(missing: &narrowgate::Missing) -> Option<api::Missing> {
    use narrowgate::Missing;
    match missing {
        Missing::Key {
            issuer,
            retry_after,
        } => Some(api::Missing::Key(api::MissingKey {
            issuer: issuer.clone(),
            retry_after: *retry_after,
        })),
        Missing::Replay(keys) => Some(api::Missing::Replay(keys.iter().map(replay_key).collect())),
        Missing::Revocation(tokens) => Some(api::Missing::Revocation(
            tokens.iter().map(revocation_query).collect(),
        )),
        _ => None,
    }
}

fn revocation_query(query: &narrowgate::RevocationQuery) -> api::RevocationQuery {
    api::RevocationQuery {
        token: query.token().to_vec(),
        hop: query.hop().map(number),
        issuer: query.issuer().to_owned(),
        token_id: query.token_id().map(str::to_owned),
        expires_at: query.expires_at(),
        status: query.status().map(|status| api::StatusReference {
            idx: status.idx(),
            uri: status.uri().to_owned(),
        }),
    }
}
