//! [`Entropy`]: octets that nobody can guess.

use core::fmt;

use zeroize::{Zeroize as _, Zeroizing};

use super::AgentError;
use crate::jose::base64url;

/// 256 bits of randomness, for one key, one token or one proof. Not `Clone`: what is used twice is no randomness.
pub struct Entropy(Zeroizing<[u8; 32]>);

impl Entropy {
    /// From the operating system. A module of `wasm32-unknown-unknown` has none: there the host hands it in.
    ///
    /// # Errors
    ///
    /// [`AgentError::NoEntropy`] where the system has none to give.
    #[cfg(not(all(target_family = "wasm", target_os = "unknown")))]
    pub fn system() -> Result<Self, AgentError> {
        let mut octets = Zeroizing::new([0; 32]);
        getrandom::fill(octets.as_mut_slice()).map_err(|_| AgentError::NoEntropy)?;
        Self::new(octets)
    }

    /// From the host's own generator, which has to be one for keys: `crypto.getRandomValues`, for instance.
    ///
    /// # Errors
    ///
    /// [`AgentError::NoEntropy`] where all 32 octets are the same: a buffer that nobody filled.
    pub fn from_octets(mut octets: [u8; 32]) -> Result<Self, AgentError> {
        let made = Self::new(Zeroizing::new(octets));
        // What came is a copy, too
        octets.zeroize();
        made
    }

    fn new(octets: Zeroizing<[u8; 32]>) -> Result<Self, AgentError> {
        match octets.split_first() {
            Some((first, rest)) if rest.iter().any(|octet| octet != first) => Ok(Self(octets)),
            _ => Err(AgentError::NoEntropy),
        }
    }

    pub(super) fn into_octets(self) -> Zeroizing<[u8; 32]> {
        self.0
    }

    /// A `jti`: 128 bits (RFC 9449, section 4.2, asks for 96 at least).
    pub(super) fn into_identifier(self) -> String {
        let (identifier, _) = self.0.split_at(16);
        base64url::encode(identifier)
    }
}

/// Nothing of it.
impl fmt::Debug for Entropy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Entropy")
    }
}
