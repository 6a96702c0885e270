//! [`Presented`]: the material of one request, and [`Proofs`], what stands beside its token to prove who holds it.

use core::fmt;

use crate::denial::{Code, Denial};
use crate::document::{self, Digest};
use crate::proof::mtls;
use crate::revocation::{AnswerDocument, RevocationAnswer};

/// What one request carries: an access token, and beside it, if wanted, the tokens it was derived from, and proofs.
#[derive(Clone, Copy)]
pub struct Presented<'a> {
    token: &'a str,
    parents: &'a [&'a str],
    scheme: Scheme,
    proofs: Option<&'a Proofs<'a>>,
}

impl<'a> Presented<'a> {
    /// An access token, as it stands after `Bearer ` in the `Authorization` header (RFC 6750, section 2.1). An empty
    /// one is the absence of credentials. For another scheme or header see [`Self::by`].
    pub fn token(token: &'a str) -> Self {
        Self {
            token,
            parents: &[],
            scheme: Scheme::Bearer,
            proofs: None,
        }
    }

    /// Lineage: the tokens that this one was derived from, root first. Each is verified on its own, and then
    /// authority must only narrow from one to the next. They need no proof of possession: whoever presents them gains
    /// nothing by them.
    ///
    /// Of a linked chain, they are the tokens before this one: each is verified with the key that the one before it confirms.
    #[must_use]
    pub fn with_parents(mut self, parents: &'a [&'a str]) -> Self {
        self.parents = parents;
        self
    }

    /// The scheme, or the header, that carried the token. A bound token under `Bearer` is refused.
    #[must_use]
    pub fn by(mut self, scheme: Scheme) -> Self {
        self.scheme = scheme;
        self
    }

    /// What proves that the client holds the key that the token is bound to.
    #[must_use]
    pub fn with_proofs(mut self, proofs: &'a Proofs<'a>) -> Self {
        self.proofs = Some(proofs);
        self
    }

    /// Root first.
    pub(crate) fn tokens(&self) -> impl Iterator<Item = &'a str> {
        self.parents.iter().copied().chain([self.token])
    }

    pub(crate) fn count(&self) -> usize {
        self.parents.len().saturating_add(1)
    }

    pub(crate) fn last(&self) -> &'a str {
        self.token
    }

    pub(crate) fn scheme(&self) -> Scheme {
        self.scheme
    }

    pub(crate) fn proofs(&self) -> &'a Proofs<'a> {
        self.proofs.unwrap_or(const { &Proofs::NONE })
    }
}

impl fmt::Debug for Presented<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Presented")
            .field("tokens", &self.count())
            .field("scheme", &self.scheme)
            .finish_non_exhaustive()
    }
}

/// What carried the token.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(try_from = "String")]
#[non_exhaustive]
pub enum Scheme {
    /// `Authorization: Bearer …` (RFC 6750, section 2.1).
    #[default]
    Bearer,
    /// `Authorization: DPoP …` (RFC 9449, section 7.1).
    Dpop,
    /// `Txn-Token: …` (draft-ietf-oauth-transaction-tokens-10, section 12.1).
    TransactionToken,
    /// `Workload-Identity-Token: …` (draft-ietf-wimse-workload-creds-02).
    WorkloadIdentityToken,
}

/// As it is spelt in the request (RFC 9110, section 11.1, lets a host fold the case of a scheme before).
impl TryFrom<String> for Scheme {
    type Error = &'static str;

    fn try_from(name: String) -> Result<Self, Self::Error> {
        match name.as_str() {
            "Bearer" => Ok(Self::Bearer),
            "DPoP" => Ok(Self::Dpop),
            "Txn-Token" => Ok(Self::TransactionToken),
            "Workload-Identity-Token" => Ok(Self::WorkloadIdentityToken),
            _ => Err("no such scheme"),
        }
    }
}

/// Proofs, and what they are about: the request, as the host saw it. Everything is optional; what a token's `cnf` asks
/// for and is not here denies.
#[derive(Clone, Default)]
pub struct Proofs<'a> {
    /// The values of every `DPoP` header field of the request, unparsed: two are refused, so hand in all.
    pub dpop: Vec<&'a str>,
    /// The value of `Workload-Identity-Token`, where it stands beside another token.
    pub workload_identity: Option<&'a str>,
    /// The values of every `Workload-Proof-Token` header field.
    pub workload_proof: Vec<&'a str>,
    /// The proof of the call, by the holder of the last one of a chain of attenuating agent tokens: one, as their draft has it.
    pub aat: Vec<&'a str>,
    /// Approvals of this call, at most four; see [`Profile::Approval`](crate::Profile::Approval). Each has to be good, and the one that
    /// the policies need is used up. [`Gate::verify`](crate::Gate::verify) asks for no call, and does not look at them.
    pub approvals: Vec<&'a str>,
    /// SHA-256 of the DER of the client's end-entity certificate, of *this* connection; see
    /// [`Self::of_certificate`]. A header that a client can set is no source of it.
    pub certificate_sha256: Option<[u8; 32]>,
    /// `GET`, `POST`, … as it was sent.
    pub method: &'a str,
    /// The request's path, with the query where there is one. Scheme and authority are the gate's `origin`: never the
    /// `Host` that a client names.
    pub target: &'a str,
    /// SHA-256 of the request's body, where the host has read it.
    pub body_sha256: Option<[u8; 32]>,
    /// Header fields that a workload proof may cover by `oth`: lower-case name and value.
    pub headers: Vec<(&'a str, &'a str)>,
    /// The nonces that the host takes now (RFC 9449, section 9). Empty: it asks for none.
    pub nonces: Vec<&'a str>,
    /// What the host's replay store said of the keys that an earlier denial or grant named.
    pub replay: Vec<ReplayAnswer<'a>>,
    /// What the host knows of the tokens, the parents and the workload identity token among them. Answers about others say
    /// nothing.
    pub revocation: Vec<RevocationAnswer>,
}

/// The host's word on one proof, or approval.
#[derive(Clone, Copy, Debug)]
pub struct ReplayAnswer<'a> {
    /// The key, as [`Missing::Replay`](crate::Missing::Replay) or the grant named it.
    pub key: &'a str,
    /// It was inserted just now, and was not there before: one atomic step of the store.
    pub is_new: bool,
}

impl Proofs<'_> {
    const NONE: Self = Self {
        dpop: Vec::new(),
        workload_identity: None,
        workload_proof: Vec::new(),
        aat: Vec::new(),
        approvals: Vec::new(),
        certificate_sha256: None,
        method: "",
        target: "",
        body_sha256: None,
        headers: Vec::new(),
        nonces: Vec::new(),
        replay: Vec::new(),
        revocation: Vec::new(),
    };

    /// 32 octets of a hash, from a host whose types can't say how many they are.
    ///
    /// # Errors
    ///
    /// Another number of octets: `proof_malformed`.
    pub fn digest(octets: &[u8]) -> Result<[u8; 32], Denial> {
        octets.try_into().map_err(|_| unreadable())
    }

    /// [`Self::certificate_sha256`] of a certificate in DER (RFC 8705, section 3.1).
    pub fn of_certificate(der: &[u8]) -> [u8; 32] {
        mtls::thumbprint(der)
    }
}

/// Counts; proofs are credentials.
impl fmt::Debug for Proofs<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Proofs")
            .field("dpop", &self.dpop.len())
            .field("workload_proof", &self.workload_proof.len())
            .field("aat", &self.aat.len())
            .field("approvals", &self.approvals.len())
            .field("certificate", &self.certificate_sha256.is_some())
            .finish_non_exhaustive()
    }
}

/// [`Scheme`] and [`Proofs`] as a JSON document, for hosts on the other side of a border.
///
/// ```
/// use narrowgate::ProofsDocument;
/// let document = ProofsDocument::from_json(r#"{ "scheme": "DPoP", "dpop": ["…"], "method": "POST", "target": "/mcp" }"#)?;
/// assert_eq!(document.proofs().method, "POST");
/// # Ok::<(), narrowgate::Denial>(())
/// ```
#[derive(Clone, Default, serde::Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct ProofsDocument {
    scheme: Scheme,
    dpop: Vec<String>,
    workload_identity: Option<String>,
    workload_proof: Vec<String>,
    aat: Vec<String>,
    approvals: Vec<String>,
    certificate_sha256: Option<Digest>,
    method: String,
    target: String,
    body_sha256: Option<Digest>,
    headers: Vec<(String, String)>,
    nonces: Vec<String>,
    replay: Vec<OwnedAnswer>,
    revocation: Vec<AnswerDocument>,
}

#[derive(Clone, serde::Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct OwnedAnswer {
    key: String,
    is_new: bool,
}

impl ProofsDocument {
    /// Reads the document.
    ///
    /// # Errors
    ///
    /// An unknown member or a wrong type: `proof_malformed`. It is the host's mistake, and it denies.
    pub fn from_json(text: &str) -> Result<Self, Denial> {
        if text.len() > MAX_DOCUMENT {
            return Err(unreadable());
        }
        let document = document::parse(text).map_err(|_| unreadable())?;
        document::read(&document).map_err(|_| unreadable())
    }

    /// What carried the token.
    pub fn scheme(&self) -> Scheme {
        self.scheme
    }

    /// The proofs, borrowed.
    pub fn proofs(&self) -> Proofs<'_> {
        fn texts(texts: &[String]) -> Vec<&str> {
            texts.iter().map(String::as_str).collect()
        }
        Proofs {
            dpop: texts(&self.dpop),
            workload_identity: self.workload_identity.as_deref(),
            workload_proof: texts(&self.workload_proof),
            aat: texts(&self.aat),
            approvals: texts(&self.approvals),
            certificate_sha256: self.certificate_sha256.map(|digest| digest.0),
            method: &self.method,
            target: &self.target,
            body_sha256: self.body_sha256.map(|digest| digest.0),
            headers: self
                .headers
                .iter()
                .map(|(name, value)| (name.as_str(), value.as_str()))
                .collect(),
            nonces: texts(&self.nonces),
            replay: self
                .replay
                .iter()
                .map(|answer| ReplayAnswer {
                    key: &answer.key,
                    is_new: answer.is_new,
                })
                .collect(),
            revocation: self.revocation.iter().map(AnswerDocument::answer).collect(),
        }
    }
}

impl fmt::Debug for ProofsDocument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.proofs().fmt(f)
    }
}

fn unreadable() -> Denial {
    Denial::new(
        Code::ProofMalformed,
        "the proofs that the host handed in can't be read",
    )
}

/// Many times what headers of a request can hold.
const MAX_DOCUMENT: usize = 1024 * 1024;
