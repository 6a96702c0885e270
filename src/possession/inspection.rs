//! [`Inspection`]: one look at the proofs of a request.

use super::{Possession, ProofKind, ProofRules, ReplayCheck};
use crate::approval::Approval;
use crate::denial::{Answer, Code, Denial, Missing};
use crate::jose::budget::Budget;
use crate::limits::Limits;
use crate::presented::{Presented, Proofs, Scheme};
use crate::profile::Carrier;
use crate::proof::aat::{self, AatRules};
use crate::proof::dpop;
use crate::proof::wpt::{self, WptRules};
use crate::proof::{HttpRequest, Replay, mtls};
use crate::request::Request;
use crate::time::UnixTime;
use crate::token::{Audience, VerifiedToken};

/// One look at the proofs of a request.
pub(crate) struct Inspection<'a> {
    pub(crate) rules: Option<&'a ProofRules>,
    pub(crate) limits: &'a Limits,
    /// The gate's own names.
    pub(crate) audience: &'a Audience,
    /// The call, where one is asked for.
    pub(crate) request: Option<&'a Request<'a>>,
    pub(crate) leeway: u32,
    pub(crate) now: UnixTime,
}

impl Inspection<'_> {
    /// The presented token, and the workload beside it where there is one, against the proofs.
    pub(crate) fn check(
        &self,
        presented: &Presented<'_>,
        token: &VerifiedToken,
        workload: Option<&VerifiedToken>,
        budget: &mut Budget,
    ) -> Result<Possession, Denial> {
        token.check_provable()?;
        check_scheme(presented.scheme(), token)?;
        let proofs = presented.proofs();
        let mut possession = Possession::default();
        let confirmation = token.claims.confirmation.as_ref();
        if let Some(jkt) = confirmation.and_then(|cnf| cnf.jkt()) {
            let (rules, uri) = self.uri(proofs)?;
            let expected = dpop::Expected {
                request: HttpRequest {
                    method: proofs.method,
                    uri: &uri,
                    body_sha256: proofs.body_sha256,
                },
                token: presented.last(),
                jkt,
                nonces: &proofs.nonces,
            };
            let (now, limits) = (self.now, self.limits);
            let replay = dpop::check(&proofs.dpop, &expected, &rules.dpop, now, limits, budget)?;
            possession.proofs.push(ProofKind::Dpop);
            possession.replay_keys.push(replay);
        }
        if check_certificate(token, proofs)? {
            possession.proofs.push(ProofKind::Mtls);
        }
        if token.carrier == Carrier::WorkloadIdentityToken {
            if proofs.workload_identity.is_some() {
                return Err(Denial::new(
                    Code::SchemeMismatch,
                    "a workload identity token stands beside another one",
                ));
            }
            let replay = self.workload(presented.last(), token, None, proofs, budget)?;
            possession.proofs.push(ProofKind::Wpt);
            possession.replay_keys.push(replay);
        } else if token.tools().is_some() {
            let replay = self.call(presented.last(), token, proofs, budget)?;
            possession.proofs.push(ProofKind::Aat);
            possession.replay_keys.push(replay);
        } else if confirmation.is_some_and(|cnf| {
            cnf.jwk()
                .is_some_and(|key| cnf.jkt() != Some(key.thumbprint()))
        }) {
            // RFC 7800, section 3.2: a key to be proven, and no proof is defined for it here but that of the same key's `jkt`
            return Err(Denial::new(
                Code::ConfirmationUnsupported,
                "`cnf.jwk` is for workload identity tokens and attenuating agent tokens",
            ));
        }
        if let (Some(workload), Some(text)) = (workload, proofs.workload_identity) {
            // Every member of its `cnf` has to be proven, too, and there is one DPoP proof, of the token
            check_certificate(workload, proofs)?;
            if is_bound_by_dpop(workload) {
                return Err(Denial::new(
                    Code::ConfirmationUnsupported,
                    "the workload identity token beside the token asks for a DPoP proof of its own",
                ));
            }
            if !token.takes_caller(&workload.claims.issuer) {
                return Err(Denial::new(
                    Code::CallerUnproven,
                    "the workload that presents the transaction token is of another trust domain",
                ));
            }
            let beside = Some((presented.last(), token.carrier));
            let replay = self.workload(text, workload, beside, proofs, budget)?;
            possession.proofs.push(ProofKind::Wpt);
            possession.replay_keys.push(replay);
            possession.caller = workload.claims.holder().cloned();
        }
        if token.carrier == Carrier::TransactionToken
            && token.needs_caller()
            && possession.caller.is_none()
        {
            return Err(Denial::new(
                Code::CallerUnproven,
                "a transaction token does not say who presents it, and no workload identity stands beside it",
            ));
        }
        if possession.replay_keys.is_empty() && !possession.proofs.is_empty() {
            possession.replay = ReplayCheck::NotNeeded;
        }
        Ok(possession)
    }

    /// A workload identity token is bound to a key, always (draft-ietf-wimse-workload-creds-02).
    fn workload(
        &self,
        text: &str,
        workload: &VerifiedToken,
        beside: Option<(&str, Carrier)>,
        proofs: &Proofs<'_>,
        budget: &mut Budget,
    ) -> Result<Replay, Denial> {
        let confirmation = workload.claims.confirmation.as_ref();
        let key = confirmation.and_then(|cnf| cnf.jwk()).ok_or_else(|| {
            Denial::new(
                Code::ConfirmationUnsupported,
                "a workload identity token has no `cnf.jwk`",
            )
        })?;
        let (rules, uri) = self.uri(proofs)?;
        let covered = |carrier| {
            beside
                .filter(|(_, by)| *by == carrier)
                .map(|(token, _)| token)
        };
        let expected = wpt::Expected {
            wit: text,
            key,
            uri: Some(&uri),
            aliases: &rules.aliases,
            access_token: covered(Carrier::Authorization),
            transaction_token: covered(Carrier::TransactionToken),
            other: &proofs.headers,
        };
        let wpt_rules = WptRules::new(self.leeway, &rules.dpop.algorithms);
        let (now, limits) = (self.now, self.limits);
        let checked = wpt::check(
            &proofs.workload_proof,
            &expected,
            &wpt_rules,
            now,
            limits,
            budget,
        );
        // draft-ietf-wimse-workload-creds-02, section 5.2: errors of these tokens are those of a bad request
        checked.map_err(|denial| denial.answered(Answer::InvalidRequest))
    }

    /// The call, by the holder of the last token of a chain (draft-niyikiza-oauth-attenuating-agent-tokens-01, section 5).
    fn call(
        &self,
        text: &str,
        token: &VerifiedToken,
        proofs: &Proofs<'_>,
        budget: &mut Budget,
    ) -> Result<Replay, Denial> {
        let rules = self.rules.ok_or_else(unconfigured)?;
        let confirmation = token.claims.confirmation.as_ref();
        let (Some(key), Some(token_id)) = (
            confirmation.and_then(|cnf| cnf.jwk()),
            token.claims.token_id.as_deref(),
        ) else {
            return Err(Denial::new(
                Code::ConfirmationUnsupported,
                "an attenuating agent token has no `cnf.jwk` or no `jti`",
            ));
        };
        let request = self.request.ok_or_else(|| {
            Denial::new(
                Code::ProofRequestMismatch,
                "such a token is proven for one call, and none is asked for",
            )
        })?;
        let expected = aat::Expected {
            key,
            token: text,
            token_id,
            request,
            audience: [self.audience.names(), &rules.aliases],
        };
        let aat_rules = AatRules {
            algorithms: &rules.dpop.algorithms,
            max_age: rules.dpop.max_age,
            leeway: self.leeway,
        };
        let (now, limits) = (self.now, self.limits);
        aat::check(&proofs.aat, &expected, aat_rules, now, limits, budget)
    }

    /// The request's URI as clients name it: the configured origin, and the path that was asked for. Never the authority
    /// that the request names (RFC 9449, section 11.3).
    fn uri(&self, proofs: &Proofs<'_>) -> Result<(&ProofRules, String), Denial> {
        let rules = self.rules.ok_or_else(unconfigured)?;
        match proofs.target.starts_with('/') {
            true => Ok((rules, format!("{}{}", rules.origin, proofs.target))),
            false => Err(Denial::new(
                Code::ProofRequestMismatch,
                "the host did not hand in the path of the request",
            )),
        }
    }

    /// Last of all, so that nothing is remembered of a request that is refused for another reason.
    pub(crate) fn check_replay(
        &self,
        mut possession: Possession,
        approval: Option<&Approval>,
        proofs: &Proofs<'_>,
    ) -> Result<Possession, Denial> {
        let is_new = |key: &Replay| {
            let answers = proofs.replay.iter();
            let said = answers.filter(|answer| answer.key == key.key());
            said.map(|answer| answer.is_new)
                .reduce(|one, other| one && other)
        };
        let mut unanswered = Vec::new();
        for key in &possession.replay_keys {
            match is_new(key) {
                Some(true) => {}
                None => unanswered.push(key.clone()),
                // RFC 9449, section 11.1
                Some(false) => {
                    return Err(Denial::new(
                        Code::ProofReplayed,
                        "the proof was presented before",
                    ));
                }
            }
        }
        if unanswered.is_empty() && !possession.replay_keys.is_empty() {
            possession.replay = ReplayCheck::Checked;
        }
        if !self.rules.is_some_and(|rules| rules.requires_replay_check) {
            unanswered.clear();
        }
        let of_proofs = unanswered.len();
        // One approval is of one call: here no host may stay silent
        if let Some(approval) = approval {
            match is_new(approval.replay()) {
                Some(true) => {}
                None => unanswered.push(approval.replay().clone()),
                Some(false) => {
                    return Err(Denial::new(
                        Code::ApprovalReplayed,
                        "the approval was used before",
                    ));
                }
            }
        }
        let sentence = match (of_proofs, unanswered.len()) {
            (_, 0) => return Ok(possession),
            (0, _) => "the replay store was not asked about an approval",
            _ => "the replay store was not asked about a proof",
        };
        Err(Denial::new(Code::ReplayUnchecked, sentence).lacking(Missing::Replay(unanswered)))
    }
}

fn unconfigured() -> Denial {
    Denial::new(
        Code::ConfirmationUnsupported,
        "the token is bound to a key, and this gate is not configured for proofs of possession",
    )
}

/// Whether the token is bound to a certificate, which is then the connection's (RFC 8705, section 3).
fn check_certificate(token: &VerifiedToken, proofs: &Proofs<'_>) -> Result<bool, Denial> {
    let confirmation = token.claims.confirmation.as_ref();
    let Some(x5t) = confirmation.and_then(|cnf| cnf.x5t_s256()) else {
        return Ok(false);
    };
    mtls::check(proofs.certificate_sha256.as_ref(), x5t).map(|()| true)
}

fn is_bound_by_dpop(token: &VerifiedToken) -> bool {
    let confirmation = token.claims.confirmation.as_ref();
    confirmation.is_some_and(|cnf| cnf.jkt().is_some())
}

/// RFC 9449, section 7.2: a bound token is not to be taken as a bearer token, nor the other way round.
fn check_scheme(scheme: Scheme, token: &VerifiedToken) -> Result<(), Denial> {
    let expected = match (token.carrier, is_bound_by_dpop(token)) {
        (Carrier::Authorization, false) => Scheme::Bearer,
        (Carrier::Authorization, true) => Scheme::Dpop,
        (Carrier::TransactionToken, _) => Scheme::TransactionToken,
        (Carrier::WorkloadIdentityToken, _) => Scheme::WorkloadIdentityToken,
        (Carrier::Approval, _) => {
            return Err(Denial::new(
                Code::SchemeMismatch,
                "an approval is no token for access",
            ));
        }
    };
    if scheme == expected {
        return Ok(());
    }
    Err(Denial::new(
        Code::SchemeMismatch,
        match expected {
            Scheme::Bearer => {
                "the token is bound to no key, and was not presented as a bearer token"
            }
            Scheme::Dpop => "the token is bound to a key, and was not presented by `DPoP`",
            Scheme::TransactionToken => "a transaction token is carried by `Txn-Token`",
            Scheme::WorkloadIdentityToken => {
                "a workload identity token is carried by `Workload-Identity-Token`"
            }
        },
    ))
}
