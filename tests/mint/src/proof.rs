//! Proofs of possession, right unless told otherwise.

use sha2::{Digest as _, Sha256};

use crate::token::{Members, changed_by_members};
use crate::{AUDIENCE, Key, NOW, compact, encode, string};

/// Starts a DPoP proof (RFC 9449, section 4.2) by `key` for `token`: `POST` to [`AUDIENCE`], made at [`NOW`].
pub fn dpop_proof(key: &Key, token: &str) -> Proof {
    Proof::new("dpop+jwt", key)
        .header("jwk", key.bare_jwk())
        .claim("jti", string("p-1"))
        .claim("htm", string("POST"))
        .claim("htu", string(AUDIENCE))
        .claim("iat", NOW.to_string())
        .claim("ath", string(&hash(token)))
}

/// Starts a workload proof token (draft-ietf-wimse-wpt) by `key` for `wit`: for [`AUDIENCE`], good for a minute after
/// [`NOW`]. It covers no other token.
pub fn workload_proof(key: &Key, wit: &str) -> Proof {
    Proof::new("wpt+jwt", key)
        .claim("aud", string(AUDIENCE))
        .claim("exp", (NOW + 60).to_string())
        .claim("jti", string("p-1"))
        .claim("wth", string(&hash(wit)))
}

/// Starts the proof of a call (draft-niyikiza-oauth-attenuating-agent-tokens, section 5.2) by `key`, which the token with this
/// `jti` confirms: for [`AUDIENCE`], made at [`NOW`]. The arguments are JSON text.
pub fn call_proof(key: &Key, token_id: &str, tool: &str, arguments: &str) -> Proof {
    Proof::new("aat-pop+jwt", key)
        .claim("jti", string("p-1"))
        .claim("iat", NOW.to_string())
        .claim("aat_id", string(token_id))
        .claim("aat_tool", string(tool))
        .claim("aat_aud", string(AUDIENCE))
        .claim("hta", arguments)
}

/// How `ath`, `wth`, `tth`, `oth` and `bh` name something.
pub fn hash(text: impl AsRef<[u8]>) -> String {
    encode(Sha256::digest(text))
}

/// The key of the gate's replay store for a proof: what kind, and the parts that tell it from others.
pub fn replay_key(kind: &str, parts: &[&str]) -> String {
    let mut bytes = Vec::new();
    for part in parts {
        bytes.extend(u64::try_from(part.len()).expect("a length").to_be_bytes());
        bytes.extend(part.bytes());
    }
    format!("{kind}:{}", hash(bytes))
}

/// A proof in the making.
#[derive(Clone)]
pub struct Proof {
    key: Key,
    header: Members,
    claims: Members,
}

changed_by_members!(Proof);

impl Proof {
    pub(crate) fn new(typ: &str, key: &Key) -> Self {
        Self {
            key: key.clone(),
            header: Members::default(),
            claims: Members::default(),
        }
        .header("typ", string(typ))
        .header("alg", string(key.alg()))
    }

    /// The proof.
    pub fn mint(&self) -> String {
        compact(self.header.text(), self.claims.text(), &self.key)
    }
}
