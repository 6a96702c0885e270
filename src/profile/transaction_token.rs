//! Transaction tokens, draft-ietf-oauth-transaction-tokens-10.

use super::names::said;
use super::{Addressee, Carrier, Reads, refuse_type};
use crate::chain::{Actors, Lineage};
use crate::config::Problem;
use crate::denial::Denial;
use crate::details::Details;
use crate::identity::is_issuer;
use crate::jose::json::{Object, Value};
use crate::jose::jws::Jws;
use crate::token::{Audience, Authentication, Claims, Reader, missing};

/// Transaction tokens (draft-ietf-oauth-transaction-tokens-10) of one trust domain. The issuer of the configuration is its
/// transaction token service; tokens without `iss` are of the one whose trust domain is in `aud`.
///
/// `sub` is unique in the trust domain, so that is the issuer of principals and actors. `tctx` and `rctx` are objects where
/// they are there, and are not read. The attributes `txn` and `requestingWorkload` are the claims `txn` and `req_wl`.
///
/// ```
/// use narrowgate::{Profile, TransactionToken};
/// let profile = Profile::TransactionToken(TransactionToken::new("example.org").agents());
/// ```
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TransactionToken {
    trust_domain: String,
    #[serde(default)]
    agents: bool,
    #[serde(default)]
    caller: TransactionCaller,
    /// Other trust domains than its own whose workloads may present them.
    #[serde(default)]
    callers: Vec<String>,
}

/// Who says which workload presents a transaction token: the token does not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum TransactionCaller {
    /// A workload identity token beside it, with its proof. Without them the call is denied as `caller_unproven`.
    #[default]
    Proven,
    /// The host, which has authenticated the caller before, for example by mutual TLS.
    Host,
}

impl TransactionToken {
    /// Tokens whose `aud` is this trust domain, in its exact spelling.
    pub fn new(trust_domain: impl Into<String>) -> Self {
        Self {
            trust_domain: trust_domain.into(),
            agents: false,
            caller: TransactionCaller::default(),
            callers: Vec::new(),
        }
    }

    /// Reads `act` as RFC 8693, section 4.1, has it (draft-araut-oauth-transaction-tokens-for-agents-02). Without this
    /// setting a token with an actor is refused.
    #[must_use]
    pub fn agents(mut self) -> Self {
        self.agents = true;
        self
    }

    /// Who says which workload presents a token.
    #[must_use]
    pub fn caller(mut self, caller: TransactionCaller) -> Self {
        self.caller = caller;
        self
    }

    /// Another trust domain, `spiffe://partner.example`, whose workloads may present them. Those of its own may.
    #[must_use]
    pub fn caller_of(mut self, trust_domain: impl Into<String>) -> Self {
        self.callers.push(trust_domain.into());
        self
    }
}

impl Reads for TransactionToken {
    fn takes_caller(&self, domain: &str) -> bool {
        let own = domain
            .split_once("://")
            .is_some_and(|(_, name)| name == self.trust_domain);
        own || self.callers.iter().any(|other| other == domain)
    }

    fn names_subjects_of(&self) -> Option<&str> {
        Some(&self.trust_domain)
    }

    fn check_header(&self, jws: &Jws<'_>) -> Result<(), Denial> {
        // draft-ietf-oauth-transaction-tokens-10, section 9.1: `txntoken+jwt`
        match jws.has_type("txntoken+jwt") {
            true => Ok(()),
            false => Err(refuse_type("txntoken+jwt")),
        }
    }

    fn read(&self, reader: &Reader<'_>, issuer: &str) -> Result<Claims, Denial> {
        // draft-ietf-oauth-transaction-tokens-10, section 9.2: iss is optional
        if reader.has("iss") {
            reader.issuer_is(issuer)?;
        }
        // Section 9.2: iat, aud, exp, txn, sub, scope and req_wl are required
        let audience = reader.required_text("aud")?;
        let issued = reader.required_date("iat")?;
        let expires = reader.required_date("exp")?;
        let transaction = reader.required_text("txn")?;
        let workload = reader.required_text("req_wl")?;
        if !reader.has("scope") {
            return Err(missing("scope"));
        }
        // Section 9.2: tctx and rctx are JSON objects
        reader.object("tctx")?;
        reader.object("rctx")?;
        let claims = Claims {
            issuer: issuer.to_owned(),
            // Section 9.2: `sub` is not associated with `iss`, and unique in the trust domain
            principal: Some(reader.subject_of(&self.trust_domain)?),
            is_workload: false,
            actors: self.actors(reader)?,
            audience: Audience::new(vec![audience.to_owned()]),
            resource: None,
            expires,
            not_before: reader.date("nbf")?,
            issued: Some(issued),
            client_id: None,
            token_id: reader.text("jti")?.map(str::to_owned),
            scope: reader.scope_text("scope")?,
            details: Details::default(),
            linked: None,
            confirmation: reader.confirmation()?,
            authentication: Authentication::default(),
            lineage: Lineage::of([("txn", Some(transaction))]),
            attributes: [
                ("txn", transaction.to_owned()),
                ("requestingWorkload", workload.to_owned()),
            ]
            .into(),
        };
        claims.check_dates()?;
        Ok(claims)
    }

    /// draft-ietf-oauth-transaction-tokens-10, section 9.2: `req_wl` is the workload that asked for the token.
    fn other_names(&self, reader: &Reader<'_>, _: &Claims) -> Result<Vec<String>, Denial> {
        Ok(said(reader, &["req_wl"]))
    }

    fn selects(&self, issuer: &str, payload: &Object) -> bool {
        // draft-ietf-oauth-transaction-tokens-10, section 13.16: `iss` may say who signed, where that is not known already
        match (payload.get("iss"), payload.get("aud")) {
            (Some(Value::String(iss)), _) => iss == issuer,
            (None, Some(Value::String(aud))) => *aud == self.trust_domain,
            _ => false,
        }
    }

    fn names_issuer(&self) -> bool {
        false
    }

    fn carrier(&self) -> Carrier {
        Carrier::TransactionToken
    }

    fn needs_caller(&self) -> bool {
        self.caller == TransactionCaller::Proven
    }

    fn addressee(&self) -> Addressee<'_> {
        Addressee::Only(&self.trust_domain)
    }

    /// draft-ietf-oauth-transaction-tokens-10, section 9.2: `txn` identifies the transaction.
    fn task(&self) -> Option<&'static str> {
        Some("txn")
    }

    fn mistakes(&self, _: &str) -> Vec<Problem> {
        match is_issuer(&self.trust_domain) {
            true => Vec::new(),
            false => vec![Problem::new(
                "profile.transaction-token.trustDomain",
                "a trust domain is not empty and holds no white space",
            )],
        }
    }
}

impl TransactionToken {
    fn actors(&self, reader: &Reader<'_>) -> Result<Actors, Denial> {
        // What versions of the draft before `act` called agent and principal: unread, the wrong ones would be taken
        reader.refuse(&["actor", "principal"])?;
        match self.agents {
            true => reader.actors(&self.trust_domain),
            false => reader.refuse(&["act"]).map(|()| Actors::default()),
        }
    }
}
