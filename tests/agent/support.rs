//! Agents with the fixed keys of `mint`, and randomness that is none.

use std::sync::atomic::{AtomicU64, Ordering};

use mint::Key;
use narrowgate::agent::{AgentKey, Entropy, PublicKey};
use narrowgate::{Config, Gate, UnixTime};
use serde_json::Value;

pub(crate) const NOW: UnixTime = UnixTime::from_secs(mint::NOW);

/// An agent, and its key as `mint` has it.
pub(crate) struct Agent {
    pub(crate) key: AgentKey,
    pub(crate) mint: Key,
}

impl Agent {
    /// Odd ones have Ed25519, even ones P-256.
    pub(crate) fn new(number: u8) -> Self {
        let mint = match number % 2 {
            1 => Key::ed25519(number),
            _ => Key::es256(number),
        };
        let mut jwk: Value = serde_json::from_str(&mint.bare_jwk()).unwrap();
        jwk["d"] = mint::encode([number; 32]).into();
        Self {
            key: AgentKey::from_jwk(&jwk.to_string()).unwrap(),
            mint,
        }
    }

    pub(crate) fn public(&self) -> &PublicKey {
        self.key.public()
    }
}

/// Another one each time.
pub(crate) fn entropy() -> Entropy {
    static DRAWN: AtomicU64 = AtomicU64::new(1);
    let mut octets = [0; 32];
    octets[..8].copy_from_slice(&DRAWN.fetch_add(1, Ordering::Relaxed).to_be_bytes());
    Entropy::from_octets(octets).unwrap()
}

pub(crate) fn built(document: &Value) -> Gate {
    Config::from_json(&document.to_string())
        .and_then(Config::build)
        .unwrap()
}
