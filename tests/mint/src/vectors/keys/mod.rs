//! Other sources of keys than a key set: SPIFFE bundles, DID documents, `did:key`.

use serde_json::{Value, json};

mod did;
mod document;
mod spiffe;

use super::{Case, changed, key, parsed};
use crate::{Key, decode};

pub(super) fn cases() -> Vec<Case> {
    [spiffe::cases(), did::cases(), document::cases()]
        .into_iter()
        .flatten()
        .collect()
}

fn from(source: &'static str, id: &str, origin: &str, description: &str) -> Case {
    Case::new("jwk", id, origin, description).with("from", source)
}

/// A key that says nothing but what it is.
fn bare(key: &Key) -> Value {
    parsed(&key.bare_jwk())
}

/// What is read of a key that says no algorithm.
fn named(kid: &str, key: &Key) -> Value {
    json!({ "kid": kid, "thumbprint": key.thumbprint() })
}

/// What is left out, and why.
fn skipped(index: usize, reason: &str) -> Value {
    json!({ "index": index, "reason": reason })
}

const PRIVATE: &str = "private_key_in_jwks: the set publishes the private key";

/// The key in base58, behind the number of its type (Controlled Identifiers 1.0, section 2.2.2).
pub(super) fn multikey(key: &Key) -> String {
    let x = decode(&key.x());
    match key.alg() {
        "Ed25519" => base58(&[0xed, 0x01], &x),
        "ES256" => {
            let odd = decode(&key.y())[31] & 1;
            base58(&[0x80, 0x24, 0x02 | odd], &x)
        }
        other => panic!("{other} has no multikey here"),
    }
}

fn base58(prefix: &[u8], octets: &[u8]) -> String {
    format!("z{}", bs58::encode([prefix, octets].concat()).into_string())
}
