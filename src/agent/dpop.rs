//! [`DpopProof`]: RFC 9449, as a client makes it.

use core::fmt;

use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::public::Members;
use super::unsigned::Unsigned;
use super::{AgentError, Entropy, PublicKey, check_now, check_token};
use crate::jose::base64url;
use crate::proof;
use crate::time::UnixTime;

/// A proof for one request: the value of its `DPoP` header field (RFC 9449, section 4.2).
#[derive(Clone, Copy)]
pub struct DpopProof<'a> {
    method: &'a str,
    uri: &'a str,
    access_token: &'a str,
    nonce: Option<&'a str>,
    body: Option<&'a [u8]>,
}

#[derive(Serialize)]
struct Header<'a> {
    typ: &'static str,
    alg: &'static str,
    jwk: &'a Members,
}

#[derive(Serialize)]
struct Payload<'a> {
    jti: String,
    htm: &'a str,
    htu: String,
    iat: u64,
    ath: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    nonce: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bh: Option<String>,
}

impl<'a> DpopProof<'a> {
    /// For a request with this method to this absolute URI, which carries this access token. Query and fragment are left out of
    /// the proof.
    pub fn new(method: &'a str, uri: &'a str, access_token: &'a str) -> Self {
        Self {
            method,
            uri,
            access_token,
            nonce: None,
            body: None,
        }
    }

    /// What the server gave in `DPoP-Nonce` (RFC 9449, section 9).
    #[must_use]
    pub fn nonce(mut self, nonce: &'a str) -> Self {
        self.nonce = Some(nonce);
        self
    }

    /// Binds the proof to the request's body as well, by `bh`: an extension that some servers ask for.
    #[must_use]
    pub fn body(mut self, body: &'a [u8]) -> Self {
        self.body = Some(body);
        self
    }

    /// The proof, to be signed by this key.
    ///
    /// # Errors
    ///
    /// [`AgentError::Misuse`]: the method `"PO ST"`, the URI `"/mcp"`, the access token `""`, the nonce `""`, the time 0.
    pub fn unsigned(
        &self,
        key: &PublicKey,
        now: UnixTime,
        entropy: Entropy,
    ) -> Result<Unsigned, AgentError> {
        // RFC 9110, sections 9.1 and 5.6.2
        let is_token = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b);
        if self.method.is_empty() || !self.method.bytes().all(is_token) {
            return Err(AgentError::misuse("the method is none"));
        }
        if self.nonce == Some("") {
            return Err(AgentError::misuse("the nonce is empty"));
        }
        let htu = proof::normalised(self.uri)
            .ok_or_else(|| AgentError::misuse("the URI is not an absolute one of HTTP"))?;
        check_token(self.access_token)?;
        let header = Header {
            typ: "dpop+jwt",
            alg: key.algorithm().as_str(),
            jwk: key.members(),
        };
        let payload = Payload {
            jti: entropy.into_identifier(),
            htm: self.method,
            htu,
            iat: check_now(now)?,
            ath: proof::hash(self.access_token),
            nonce: self.nonce,
            bh: self
                .body
                .map(|body| base64url::encode(&Sha256::digest(body))),
        };
        Unsigned::new(&header, &payload, key)
    }
}

/// Neither the token, nor the body, nor the URI, whose query may be a secret.
impl fmt::Debug for DpopProof<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DpopProof")
            .field("method", &self.method)
            .finish_non_exhaustive()
    }
}
