//! What TypeScript asks to have made.

mod derive;

use narrowgate::UnixTime;
use narrowgate::agent::{
    AgentError, CallProof, DpopProof, Entropy, PublicKey, Unsigned, WorkloadProof,
};
use serde::Deserialize;

use self::derive::Derive;

/// An object of one member.
#[derive(Deserialize)]
#[serde(
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub(crate) enum Request {
    Dpop {
        method: String,
        uri: String,
        access_token: String,
        nonce: Option<String>,
    },
    Workload {
        audience: String,
        workload_identity: String,
        access_token: Option<String>,
        transaction_token: Option<String>,
        #[serde(default)]
        headers: Vec<(String, String)>,
        lifetime: Option<u32>,
    },
    Call {
        token: String,
        tool: String,
        /// JSON text.
        arguments: String,
        audience: String,
    },
    Derive(Derive),
}

impl Request {
    pub(crate) fn from_json(text: &str) -> Result<Self, AgentError> {
        let mut reader = serde_json::Deserializer::from_str(text);
        serde_path_to_error::deserialize(&mut reader).map_err(|error| {
            let path = error.path().to_string();
            // Where it is, and never serde's own text: that quotes what stands there, a token for instance
            AgentError::Misuse(match path.split_once('.') {
                Some((_, member)) => format!("`{member}` is of the wrong type, or out of range"),
                None => "an argument is missing, or is none of this function".to_owned(),
            })
        })
    }

    /// `body` is the request's, for a DPoP proof.
    pub(crate) fn prepare(
        &self,
        key: &PublicKey,
        now: UnixTime,
        entropy: Entropy,
        body: Option<&[u8]>,
    ) -> Result<Unsigned, AgentError> {
        match self {
            Self::Dpop {
                method,
                uri,
                access_token,
                nonce,
            } => {
                let mut proof = DpopProof::new(method, uri, access_token);
                if let Some(nonce) = nonce {
                    proof = proof.nonce(nonce);
                }
                if let Some(body) = body {
                    proof = proof.body(body);
                }
                proof.unsigned(key, now, entropy)
            }
            Self::Workload {
                audience,
                workload_identity,
                access_token,
                transaction_token,
                headers,
                lifetime,
            } => {
                let mut proof = WorkloadProof::new(audience, workload_identity);
                if let Some(token) = access_token {
                    proof = proof.access_token(token);
                }
                if let Some(token) = transaction_token {
                    proof = proof.transaction_token(token);
                }
                for (name, value) in headers {
                    proof = proof.header(name, value);
                }
                if let Some(seconds) = lifetime {
                    proof = proof.lifetime(*seconds);
                }
                proof.unsigned(key, now, entropy)
            }
            Self::Call {
                token,
                tool,
                arguments,
                audience,
            } => CallProof::new(token, tool, arguments, audience).unsigned(key, now, entropy),
            Self::Derive(derive) => derive.unsigned(key, now, entropy),
        }
    }
}
