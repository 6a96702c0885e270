//! The agent's side: a key of its own, narrower tokens for those it delegates to, and proofs that it holds its key.
//!
//! Everything is signed in two steps, so that a key can be anywhere, in a key store that answers later for instance: what
//! makes a token or a proof gives an [`Unsigned`], and that one takes the signature. It is checked before the token is handed
//! out, so a wrong key is found here and not at a gate. Time and randomness are handed in, as everywhere in this crate.
//!
//! ```
//! # fn main() -> Result<(), narrowgate::agent::AgentError> {
//! use narrowgate::UnixTime;
//! use narrowgate::agent::{AgentKey, DpopProof, Entropy, KeyType};
//!
//! let key = AgentKey::generate(KeyType::Ed25519, Entropy::system()?)?;
//! let now = UnixTime::from_secs(1_800_000_000);
//! let access_token = "eyJhbGciOi…";
//! # let access_token = "eyJhbGciOi";
//! let proof = DpopProof::new("POST", "https://tools.example/mcp", access_token)
//!     .unsigned(key.public(), now, Entropy::system()?)?
//!     .sign(&key)?;
//! assert_eq!(proof.split('.').count(), 3);
//! # Ok(())
//! # }
//! ```
//!
//! Nothing here grants anything, and nothing that is held is trusted: only a gate verifies.

mod aat;
mod derive;
mod dpop;
mod entropy;
mod error;
mod held;
mod key;
mod public;
mod unsigned;
mod wpt;

pub use aat::CallProof;
pub use derive::Derivation;
pub use dpop::DpopProof;
pub use entropy::Entropy;
pub use error::AgentError;
pub use key::{AgentKey, KeyType};
pub use public::PublicKey;
pub use unsigned::Unsigned;
pub use wpt::WorkloadProof;

use crate::time::UnixTime;

/// Seconds since 1970, if a working clock can show them.
fn check_now(now: UnixTime) -> Result<u64, AgentError> {
    match now.is_plausible() {
        true => Ok(now.as_secs()),
        false => Err(AgentError::misuse(
            "the time is not one that a clock can show",
        )),
    }
}

/// A token as it stands in a header field: visible ASCII (RFC 6750, section 2.1).
fn check_token(token: &str) -> Result<(), AgentError> {
    match !token.is_empty() && token.bytes().all(|b| b.is_ascii_graphic()) {
        true => Ok(()),
        false => Err(AgentError::misuse(
            "a token is empty, or not as it stands in its header field",
        )),
    }
}
