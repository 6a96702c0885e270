//! The request for a narrower token.

use narrowgate::UnixTime;
use narrowgate::agent::{AgentError, Derivation, Entropy, PublicKey, Unsigned};
use serde::Deserialize;

/// What is not given is not narrowed.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Derive {
    chain: Vec<String>,
    /// JSON text, as are `tools` and `constraints`.
    holder: String,
    tools: Option<String>,
    scopes: Option<Vec<String>>,
    constraints: Option<String>,
    audience: Option<Vec<String>>,
    client_id: Option<String>,
    expires_at: Option<u64>,
    max_depth: Option<u64>,
}

impl Derive {
    pub(crate) fn unsigned(
        &self,
        signer: &PublicKey,
        now: UnixTime,
        entropy: Entropy,
    ) -> Result<Unsigned, AgentError> {
        let chain: Vec<&str> = self.chain.iter().map(String::as_str).collect();
        let holder = PublicKey::from_jwk(&self.holder)?;
        let mut derivation = Derivation::new(&chain, &holder);
        if let Some(tools) = &self.tools {
            derivation = derivation.tools(tools);
        }
        if let Some(scopes) = &self.scopes {
            derivation = derivation.scopes(scopes.iter().map(String::as_str));
        }
        if let Some(constraints) = &self.constraints {
            derivation = derivation.constraints(constraints);
        }
        if let Some(names) = &self.audience {
            derivation = derivation.audience(names.iter().map(String::as_str));
        }
        if let Some(client) = &self.client_id {
            derivation = derivation.client(client);
        }
        if let Some(seconds) = self.expires_at {
            derivation = derivation.expires(UnixTime::from_secs(seconds));
        }
        if let Some(depth) = self.max_depth {
            derivation = derivation.max_depth(depth);
        }
        derivation.unsigned(signer, now, entropy)
    }
}
