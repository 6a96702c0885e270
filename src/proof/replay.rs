//! [`Replay`]: what the host looks up, so that no proof counts twice (RFC 9449, section 11.1).

use sha2::{Digest as _, Sha256};

use crate::jose::base64url;

/// One use of a proof, or of an approval. The host inserts the key if it is absent, atomically, and refuses the request if it is not.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Replay {
    /// The same for every spelling of one proof, and never for two: of whose key it is, what it is for and its `jti`, and
    /// not of its bytes, since anybody can make a second signature out of one by ECDSA.
    pub(super) key: String,
    /// Seconds since 1970. Afterwards the proof is refused by its time, and the key may be forgotten.
    pub(super) until: u64,
}

impl Replay {
    /// What to look up: insert it if it is absent, atomically, and refuse if it is not.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// When it may be forgotten, in seconds since 1970.
    pub fn until(&self) -> u64 {
        self.until
    }

    pub(crate) fn new(kind: &str, parts: &[&str], until: u64) -> Self {
        let mut hash = Sha256::new();
        for part in parts {
            // Lengths first, so that no two lists of parts are one string
            hash.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            hash.update(part.as_bytes());
        }
        Self {
            key: format!("{kind}:{}", base64url::encode(&hash.finalize())),
            until,
        }
    }
}
