//! What a host hands in, borrowed for the core.

use narrowgate::{Denial, Presented, Proofs, ReplayAnswer, Request, RevocationAnswer, Scheme};

use crate::api;

/// A tool call.
pub(crate) fn request(call: &api::ToolCall) -> Request<'_> {
    let request = Request::tool(&call.tool, &call.input);
    match &call.session {
        Some(session) => request.with_session(session),
        None => request,
    }
}

/// What was presented.
pub(crate) fn asking<T>(
    presented: &api::Presented,
    ask: impl FnOnce(&Presented<'_>) -> T,
) -> Result<T, Denial> {
    let parents = texts(&presented.parents);
    let token = Presented::token(&presented.token).with_parents(&parents);
    Ok(match &presented.proofs {
        None => ask(&token),
        Some(with) => ask(&token.by(scheme(with.scheme)).with_proofs(&proofs(with)?)),
    })
}

fn proofs(with: &api::Proofs) -> Result<Proofs<'_>, Denial> {
    Ok(Proofs {
        dpop: texts(&with.dpop),
        workload_identity: with.workload_identity.as_deref(),
        workload_proof: texts(&with.workload_proof),
        aat: texts(&with.aat),
        certificate_sha256: digest(with.certificate_sha256.as_ref())?,
        method: &with.method,
        target: &with.target,
        body_sha256: digest(with.body_sha256.as_ref())?,
        headers: with
            .headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect(),
        nonces: texts(&with.nonces),
        replay: with
            .replay
            .iter()
            .map(|answer| ReplayAnswer {
                key: &answer.key,
                is_new: answer.is_new,
            })
            .collect(),
        revocation: with
            .revocation
            .iter()
            .map(revocation_answer)
            .collect::<Result<_, _>>()?,
    })
}

fn revocation_answer(answer: &api::RevocationAnswer) -> Result<RevocationAnswer, Denial> {
    Ok(RevocationAnswer {
        token: Proofs::digest(&answer.token)?,
        revoked: answer.revoked,
    })
}

fn scheme(scheme: api::Scheme) -> Scheme {
    match scheme {
        api::Scheme::Bearer => Scheme::Bearer,
        api::Scheme::Dpop => Scheme::Dpop,
        api::Scheme::TransactionToken => Scheme::TransactionToken,
        api::Scheme::WorkloadIdentityToken => Scheme::WorkloadIdentityToken,
    }
}

fn digest(octets: Option<&Vec<u8>>) -> Result<Option<[u8; 32]>, Denial> {
    octets.map(|octets| Proofs::digest(octets)).transpose()
}

fn texts(texts: &[String]) -> Vec<&str> {
    texts.iter().map(String::as_str).collect()
}
