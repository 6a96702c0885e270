//! Narrowgate as a WebAssembly component: the core behind the WIT world of `wit/world.wit`. Conversions, and nothing else.

use narrowgate::{
    Algorithm, CallHash, Config, ConfigError, Denial, Facts, Jwks, LimitKind, Presented, Proofs,
    ReplayAnswer, Request, RevocationAnswer, Scheme, Scope, ScopeRelation, SpiffeUse, UnixTime,
};

use wit::exports::narrowgate::gate::gate as api;

/// What `wit-bindgen` makes of the world.
mod wit {
    #![allow(
        missing_docs,
        unreachable_pub,
        clippy::allow_attributes,
        reason = "generated; the world is documented"
    )]
    use super::Component;
    wit_bindgen::generate!({ path: "wit", world: "narrowgate" });
    export!(Component with_types_in self);
}

struct Component;

impl api::Guest for Component {
    type Gate = Gate;

    fn verify_jws(
        token: String,
        keys: String,
        algorithms: Vec<String>,
    ) -> Result<Result<(), api::Denial>, api::Problem> {
        let keys = Jwks::parse(&keys).map_err(|error| problem("keys", &error))?;
        let algorithms = algorithms
            .iter()
            .map(|name| {
                name.parse::<Algorithm>()
                    .map_err(|error| problem("algorithms", &error))
            })
            .collect::<Result<Vec<_>, _>>()?;
        Ok(narrowgate::verify_jws(&token, &keys, &algorithms)
            .map_err(|denial| refusal(&denial, denial.challenge())))
    }

    fn read_keys(source: api::KeySource) -> Result<api::KeySet, api::Problem> {
        let keys = match &source {
            api::KeySource::Jwks(text) => Jwks::parse(text),
            api::KeySource::SpiffeJwtSvid(text) => {
                Jwks::from_spiffe_bundle(text, SpiffeUse::JwtSvid)
            }
            api::KeySource::SpiffeWitSvid(text) => {
                Jwks::from_spiffe_bundle(text, SpiffeUse::WitSvid)
            }
            api::KeySource::DidDocument((did, text)) => Jwks::from_did_document(did, text),
            api::KeySource::Did(did) => Jwks::from_did_key(did),
        };
        let keys = keys.map_err(|error| problem(error.place(), &error))?;
        Ok(api::KeySet {
            keys: keys.keys().iter().map(key_info).collect(),
            skipped: keys.skipped().iter().map(skipped_key).collect(),
        })
    }

    fn narrower(
        child: String,
        parent: String,
        relation: Option<String>,
    ) -> Result<Result<bool, api::Denial>, Vec<api::Problem>> {
        let relation = relation.as_deref().map(ScopeRelation::from_json);
        let relation = relation
            .transpose()
            .map_err(|error| problems(&error))?
            .unwrap_or_default();
        let narrower = || {
            let child: Scope = child.parse()?;
            child.is_narrower_by(&parent.parse()?, &relation)
        };
        Ok(narrower().map_err(|denial| refusal(&denial, denial.challenge())))
    }

    fn call_hash(parties: String, call: api::ToolCall) -> Result<String, api::Denial> {
        CallHash::of(&parties, &Request::tool(&call.tool, &call.input))
            .map(|hash| hash.to_string())
            .map_err(|denial| refusal(&denial, denial.challenge()))
    }
}

struct Gate(narrowgate::Gate);

impl api::GuestGate for Gate {
    fn create(config: String) -> Result<api::Gate, Vec<api::Problem>> {
        match Config::from_json(&config).and_then(Config::build) {
            Ok(gate) => Ok(api::Gate::new(Self(gate))),
            Err(error) => Err(problems(&error)),
        }
    }

    fn verify(&self, presented: api::Presented, now: u64) -> Result<api::Verified, api::Denial> {
        asking(&presented, |presented| {
            self.0.verify(presented, UnixTime::from_secs(now))
        })
        .and_then(|verified| verified)
        .map(|verified| proven(&verified))
        .map_err(|denial| self.refusal(&denial))
    }

    fn authorize(
        &self,
        presented: api::Presented,
        call: api::ToolCall,
        now: u64,
    ) -> Result<api::Grant, api::Denial> {
        let request = Request::tool(&call.tool, &call.input);
        asking(&presented, |presented| {
            self.0
                .authorize(presented, &request, UnixTime::from_secs(now))
        })
        .and_then(|granted| granted)
        .map(|granted| grant(&granted))
        .map_err(|denial| self.refusal(&denial))
    }

    fn decide(&self, presented: api::Presented, call: api::ToolCall, now: u64) -> api::Decision {
        let request = Request::tool(&call.tool, &call.input);
        let decision = asking(&presented, |presented| {
            self.0.decide(presented, &request, UnixTime::from_secs(now))
        });
        let decision = match decision {
            Ok(decision) => decision,
            Err(denial) => {
                return api::Decision {
                    verdict: Err(self.refusal(&denial)),
                    record: String::new(),
                };
            }
        };
        api::Decision {
            verdict: decision
                .verdict()
                .map(grant)
                .map_err(|denial| self.refusal(denial)),
            // Strings and numbers always serialise; were it otherwise, an empty record says so.
            record: serde_json::to_string(decision.record()).unwrap_or_default(),
        }
    }

    fn replace_keys(&self, issuer: String, keys: String, now: u64) -> Result<(), api::Problem> {
        let first = |error: narrowgate::ConfigError| {
            let path = error.problems().first().map_or("", |p| p.path());
            problem(path, &error.problems().first().map_or("", |p| p.message()))
        };
        let keys = self.0.read_keys(&issuer, &keys).map_err(first)?;
        self.0
            .replace_keys(&issuer, keys, UnixTime::from_secs(now))
            .map_err(first)
    }

    fn metadata(&self) -> String {
        serde_json::to_string(&self.0.metadata()).unwrap_or_default()
    }

    fn simulate(
        &self,
        facts: String,
        call: api::ToolCall,
        now: u64,
    ) -> Result<Vec<String>, api::Denial> {
        Facts::from_json(&facts)
            .and_then(|facts| {
                self.0.simulate(
                    &facts,
                    &Request::tool(&call.tool, &call.input),
                    UnixTime::from_secs(now),
                )
            })
            .map_err(|denial| self.refusal(&denial))
    }
}

impl Gate {
    fn refusal(&self, denial: &narrowgate::Denial) -> api::Denial {
        refusal(denial, self.0.challenge(denial))
    }
}

/// What was presented, borrowed for the core.
fn asking<T>(
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
        approvals: texts(&with.approvals),
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

fn grant(grant: &narrowgate::Grant) -> api::Grant {
    api::Grant {
        verified: proven(grant.verified()),
        tool: grant.tool().to_owned(),
        policies: grant.policies().iter().map(determining).collect(),
        obligations: grant.obligations(),
        advice: grant.advice(),
        approval: grant.approval().map(approval),
        limits: grant.limits().iter().map(counted_limit).collect(),
    }
}

fn determining(policy: &narrowgate::DeterminingPolicy) -> api::DeterminingPolicy {
    api::DeterminingPolicy {
        id: policy.id().to_owned(),
        annotations: owned(policy.annotations()),
    }
}

fn approval(approval: &narrowgate::Approval) -> api::Approval {
    api::Approval {
        issuer: approval.issuer().to_owned(),
        approver: identity(approval.approver()),
        id: approval.id().to_owned(),
        issued_at: approval.issued_at(),
        expires_at: approval.expires_at(),
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

fn proven(verified: &narrowgate::Verified) -> api::Verified {
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

fn replay_key(replay: &narrowgate::Replay) -> api::ReplayKey {
    api::ReplayKey {
        key: replay.key().to_owned(),
        until: replay.until(),
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

fn key_info(key: &narrowgate::Jwk) -> api::KeyInfo {
    api::KeyInfo {
        kid: key.kid().map(str::to_owned),
        algorithm: key
            .algorithm()
            .map(|algorithm| algorithm.as_str().to_owned()),
        thumbprint: key.thumbprint().to_owned(),
    }
}

fn skipped_key(key: &narrowgate::SkippedKey) -> api::SkippedKey {
    api::SkippedKey {
        index: number(key.index()),
        reason: key.reason().to_owned(),
    }
}

fn problems(error: &ConfigError) -> Vec<api::Problem> {
    let problems = error.problems().iter();
    problems.map(|p| problem(p.path(), &p.message())).collect()
}

fn problem(path: &str, message: &impl ToString) -> api::Problem {
    api::Problem {
        path: path.to_owned(),
        message: message.to_string(),
    }
}

fn refusal(denial: &narrowgate::Denial, challenge: narrowgate::Challenge) -> api::Denial {
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
        near: denial.near().iter().map(ToString::to_string).collect(),
        missing: denial.missing().and_then(missing),
        call_hash: denial.call_hash().map(ToString::to_string),
        challenge: api::Challenge {
            status: challenge.status(),
            www_authenticate: challenge.www_authenticate().map(str::to_owned),
            retry_after: challenge.retry_after(),
        },
    }
}

/// Positions are bounded by the limits, far below.
fn number(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}

/// Core to WIT by name. The core's enums may grow, so its own match can't be exhaustive; the one over WIT is, and
/// a test of the conformance harness holds the WIT list against the core's.
macro_rules! same_names {
    ($(fn $convert:ident($name:ident) { $($case:ident)+ })+) => {$(
        fn $convert(from: narrowgate::$name) -> api::$name {
            const _: fn(api::$name) = |every| match every { $(api::$name::$case => (),)+ };
            match from {
                $(narrowgate::$name::$case => api::$name::$case,)+
                _ => api::$name::Internal,
            }
        }
    )+};
}

same_names! {
    fn category(Category) { Malformed Untrusted Time Binding Delegation Limit Policy Internal }
    fn code(Code) {
        TokenMissing TokenMalformed Base64Invalid JsonInvalid JsonDuplicateMember HeaderInvalid HeaderUnsupported
        ClaimMissing ClaimInvalid ScopeMalformed ActorMalformed InputInvalid DetailsMalformed
        AlgorithmNotAllowed TypeNotAccepted IssuerUnknown KeyUnknown KeyAmbiguous KeyUnsuitable SignatureInvalid
        AudienceMismatch KeysMissing ActorUntrusted TokenRevoked RevocationUnknown ApprovalInvalid
        TokenExpired TokenNotYetValid TokenIssuedInFuture LifetimeTooLong ClockInvalid ApprovalNotCurrent
        ProofRequired SchemeMismatch ConfirmationUnsupported BindingRequired CallerUnproven CertificateMismatch
        ProofMalformed ProofSignatureInvalid ProofKeyMismatch ProofRequestMismatch ProofTokenMismatch
        ProofBodyMismatch ProofHeaderMismatch ProofNotCurrent ProofNonceRequired ProofReplayed ReplayUnchecked
        DepthExceeded SubjectChanged ActorChainBroken ScopeWidened AudienceWidened ExpiryExtended IssuedBeforeParent
        TokenRepeated LinkBroken AuthorityWidened DelegationNotAllowed ChainOutOfBounds EvidenceInsufficient
        TokenTooLarge TooManyTokens JsonTooDeep JsonTooLarge ScopeTooLarge InputTooLarge WorkExceeded
        ToolUnknown ArgumentsInvalid ScopeInsufficient PolicyDenied PolicyForbidden PolicyError SessionInvalid
        AuthenticationInsufficient AuthorityInsufficient LimitUncounted
        ApprovalRequired ApprovalMismatch ApproverNotAllowed ApprovalReplayed
        Internal
    }
}
