//! [`Decision`] and its [`Record`]: what was presented, proven and decided, for logs and audits.

use std::collections::BTreeMap;

use sha2::{Digest as _, Sha256};

use crate::approval::{Approval, CallHash};
use crate::chain::Chain;
use crate::challenge::Challenge;
use crate::counted::CountedLimit;
use crate::denial::{Denial, Hop, Missing};
use crate::determining::{DeterminingPolicy, said};
use crate::explanation::Near;
use crate::grant::{Grant, Verified};
use crate::identity::Identity;
use crate::jose::base64url;
use crate::possession::Possession;
use crate::request::Request;
use crate::revocation::RevocationCheck;
use crate::scope::Scope;
use crate::time::UnixTime;

/// A verdict as data, with its record.
#[derive(Clone, Debug)]
pub struct Decision {
    verdict: Result<Grant, Denial>,
    record: Record,
}

impl Decision {
    pub(crate) fn new(verdict: Result<Grant, Denial>, record: Record) -> Self {
        Self { verdict, record }
    }

    /// The verdict.
    pub fn verdict(&self) -> Result<&Grant, &Denial> {
        self.verdict.as_ref()
    }

    /// What to keep.
    pub fn record(&self) -> &Record {
        &self.record
    }
}

/// The audit record: one JSON object per decision. It holds no token, no signature, no key and no argument; the
/// arguments are there as a hash, so that a call can be matched to its record.
#[derive(Clone, Debug, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Record {
    /// The version of this format.
    version: u32,
    /// Seconds since 1970, as handed in.
    time: u64,
    decision: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    denial: Option<DeniedBecause>,
    /// The gate that decided, by its first audience.
    server: String,
    tool: String,
    /// base64url(SHA-256) of the arguments as received.
    input_sha256: String,
    tokens: usize,
    policies: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    obligations: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    advice: Vec<String>,
    /// Where no policy permitted the call, those that came nearest.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    near: Vec<Near>,
    /// Without which the call would not have been permitted.
    #[serde(skip_serializing_if = "Option::is_none")]
    approval: Option<Approval>,
    /// What the host had to count before the call, where there was anything.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    limits: Vec<CountedLimit>,
    /// What was proven, also when the call was denied later. Absent when the tokens did not verify.
    #[serde(skip_serializing_if = "Option::is_none")]
    proven: Option<Proven>,
}

#[derive(Clone, Debug, serde::Serialize)]
#[serde(rename_all = "camelCase")]
struct DeniedBecause {
    code: &'static str,
    category: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    hop: Option<Hop>,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    call_hash: Option<CallHash>,
}

#[derive(Clone, Debug, serde::Serialize)]
#[serde(rename_all = "camelCase")]
struct Proven {
    principal: Option<Identity>,
    actor: Option<Identity>,
    chain: Chain,
    depth: usize,
    unnamed: usize,
    scopes: Scope,
    /// Types alone: what stands in a detail can be an account number.
    details: Vec<String>,
    issuer: String,
    client_id: Option<String>,
    token_id: Option<String>,
    expires_at: u64,
    algorithm: &'static str,
    key_thumbprint: String,
    attributes: BTreeMap<&'static str, String>,
    possession: Possession,
    revocation: RevocationCheck,
}

impl Record {
    pub(crate) fn new(
        server: &str,
        request: &Request<'_>,
        tokens: usize,
        now: UnixTime,
        verdict: &Result<Grant, Denial>,
        verified: Option<&Verified>,
    ) -> Self {
        let (decision, denial, policies) = match verdict {
            Ok(grant) => ("allow", None, grant.policies()),
            Err(denial) => {
                let because = DeniedBecause {
                    code: denial.code().as_str(),
                    category: denial.category().as_str(),
                    hop: denial.hop(),
                    message: denial.to_string(),
                    call_hash: denial.call_hash().cloned(),
                };
                ("deny", Some(because), denial.policies())
            }
        };
        Self {
            version: 1,
            time: now.as_secs(),
            decision,
            denial,
            server: server.to_owned(),
            // A name of any length can be asked for; a record stays small
            tool: request.name().chars().take(MAX_TOOL_CHARS).collect(),
            input_sha256: base64url::encode(&Sha256::digest(request.input().as_bytes())),
            tokens,
            policies: ids(policies),
            obligations: match verdict {
                Ok(grant) => grant.obligations(),
                Err(_) => Vec::new(),
            },
            advice: said(policies, "reason"),
            near: match verdict {
                Ok(_) => Vec::new(),
                Err(denial) => denial.near().to_vec(),
            },
            approval: verdict
                .as_ref()
                .ok()
                .and_then(|grant| grant.approval().cloned()),
            limits: verdict
                .as_ref()
                .map(|grant| grant.limits().to_vec())
                .unwrap_or_default(),
            proven: verified.map(Proven::of),
        }
    }
}

impl Proven {
    fn of(verified: &Verified) -> Self {
        let chain = verified.chain();
        Self {
            principal: verified.principal().cloned(),
            actor: verified.actor().cloned(),
            depth: chain.depth(),
            unnamed: chain.unnamed(),
            chain,
            scopes: verified.scopes().clone(),
            details: verified.details().map(str::to_owned).collect(),
            issuer: verified.issuer().to_owned(),
            client_id: verified.client_id().map(str::to_owned),
            token_id: verified.token_id().map(str::to_owned),
            expires_at: verified.expires_at(),
            algorithm: verified.algorithm().as_str(),
            key_thumbprint: verified.key_thumbprint().to_owned(),
            attributes: verified.token().claims.attributes.clone(),
            possession: verified.possession().clone(),
            revocation: verified.revocation(),
        }
    }
}

/// A denial as bindings hand it out: with the client's answer.
#[derive(Clone, Debug, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DenialReport {
    code: &'static str,
    category: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    hop: Option<Hop>,
    message: String,
    policies: Vec<String>,
    advice: Vec<String>,
    near: Vec<Near>,
    #[serde(skip_serializing_if = "Option::is_none")]
    missing: Option<Missing>,
    #[serde(skip_serializing_if = "Option::is_none")]
    call_hash: Option<CallHash>,
    challenge: Challenge,
}

impl DenialReport {
    pub(crate) fn new(denial: &Denial, challenge: Challenge) -> Self {
        Self {
            code: denial.code().as_str(),
            category: denial.category().as_str(),
            hop: denial.hop(),
            message: denial.to_string(),
            policies: ids(denial.policies()),
            advice: denial.advice(),
            near: denial.near().to_vec(),
            missing: denial.missing().cloned(),
            call_hash: denial.call_hash().cloned(),
            challenge,
        }
    }
}

fn ids(policies: &[DeterminingPolicy]) -> Vec<String> {
    policies
        .iter()
        .map(|policy| policy.id().to_owned())
        .collect()
}

const MAX_TOOL_CHARS: usize = 256;
