//! What was proven and what was granted, as the world has it.

use narrowgate::{LimitKind, Scope};

use crate::api;
use crate::names::number;

pub(crate) fn grant(grant: &narrowgate::Grant) -> api::Grant {
    api::Grant {
        verified: proven(grant.verified()),
        tool: grant.tool().to_owned(),
        policies: grant.policies().iter().map(determining).collect(),
        obligations: grant.obligations(),
        advice: grant.advice(),
        limits: grant.limits().iter().map(counted_limit).collect(),
    }
}

pub(crate) fn determining(policy: &narrowgate::DeterminingPolicy) -> api::DeterminingPolicy {
    api::DeterminingPolicy {
        id: policy.id().to_owned(),
        annotations: owned(policy.annotations()),
    }
}

fn counted_limit(limit: &narrowgate::CountedLimit) -> api::CountedLimit {
    api::CountedLimit {
        token: limit.token().to_vec(),
        token_id: limit.token_id().to_owned(),
        key: limit.key().to_owned(),
        kind: match limit.kind() {
            LimitKind::Lifetime => api::LimitKind::MaxLifetime,
            // The one that counts more also for what this file does not know yet
            _ => api::LimitKind::MaxSubtree,
        },
        most: limit.most(),
    }
}

pub(crate) fn proven(verified: &narrowgate::Verified) -> api::Verified {
    let chain = verified.chain();
    api::Verified {
        principal: verified.principal().map(identity),
        actor: verified.actor().map(identity),
        chain: chain.links().map(hop).collect(),
        depth: number(chain.depth()),
        unnamed: number(chain.unnamed()),
        scopes: scopes(verified.scopes()),
        details: verified.details().map(str::to_owned).collect(),
        issuer: verified.issuer().to_owned(),
        audience: verified.audience().to_vec(),
        client_id: verified.client_id().map(str::to_owned),
        token_id: verified.token_id().map(str::to_owned),
        expires_at: verified.expires_at(),
        key_thumbprint: verified.key_thumbprint().to_owned(),
        attributes: owned(verified.attributes()),
        possession: possession(verified.possession()),
        revocation: match verified.revocation() {
            narrowgate::RevocationCheck::Checked => api::RevocationCheck::Checked,
            // The weaker one also for what this file does not know yet
            _ => api::RevocationCheck::NotChecked,
        },
    }
}

fn possession(possession: &narrowgate::Possession) -> api::Possession {
    use narrowgate::{ProofKind, ReplayCheck};
    let kind = |kind: &ProofKind| match kind {
        ProofKind::Dpop => Some(api::ProofKind::Dpop),
        ProofKind::Mtls => Some(api::ProofKind::Mtls),
        ProofKind::Wpt => Some(api::ProofKind::Wpt),
        ProofKind::Aat => Some(api::ProofKind::Aat),
        _ => None,
    };
    api::Possession {
        proofs: possession.proofs().iter().filter_map(kind).collect(),
        caller: possession.caller().map(identity),
        replay: match possession.replay() {
            ReplayCheck::Checked => api::ReplayCheck::Checked,
            ReplayCheck::NotNeeded => api::ReplayCheck::NotNeeded,
            // The weaker one also for what this file does not know yet
            _ => api::ReplayCheck::NotChecked,
        },
        replay_keys: possession.replay_keys().iter().map(replay_key).collect(),
    }
}

pub(crate) fn replay_key(replay: &narrowgate::Replay) -> api::ReplayKey {
    api::ReplayKey {
        key: replay.key().to_owned(),
        until: replay.until(),
    }
}

fn hop(link: &narrowgate::Link) -> api::Hop {
    api::Hop {
        identity: identity(link.identity()),
        evidence: match link.evidence() {
            narrowgate::Evidence::Signed => api::Evidence::Signed,
            // The weaker one also for what this file does not know yet
            _ => api::Evidence::Asserted,
        },
        scopes: link.scopes().map(scopes),
        tools: link.tools().map(<[String]>::to_vec),
        token_id: link.token_id().map(str::to_owned),
        expires_at: link.expires_at(),
        key_thumbprint: link.key_thumbprint().map(str::to_owned),
        attributes: owned(link.attributes()),
    }
}

fn owned<'a>(pairs: impl Iterator<Item = (&'a str, &'a str)>) -> Vec<(String, String)> {
    pairs
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

fn identity(identity: &narrowgate::Identity) -> api::Identity {
    api::Identity {
        issuer: identity.issuer().to_owned(),
        subject: identity.subject().to_owned(),
    }
}

fn scopes(scope: &Scope) -> Vec<String> {
    scope.iter().map(str::to_owned).collect()
}
