//! `OKP`: Ed25519 (RFC 8037, section 2), verified strictly.

use ed25519_dalek::{Signature, VerifyingKey};

use super::member::Unusable;

#[derive(Clone, Debug)]
pub(in crate::jose) struct Ed25519(VerifyingKey);

impl Ed25519 {
    pub(super) fn read(x: &[u8]) -> Result<Self, Unusable> {
        let x: [u8; 32] = x
            .try_into()
            .map_err(|_| Unusable::Skip("`x` is not 32 octets"))?;
        let key =
            VerifyingKey::from_bytes(&x).map_err(|_| Unusable::Skip("not a point on the curve"))?;
        // RFC 8032, section 5.1.3: y is below 2^255 - 19. With a small-order key one signature fits many messages
        let [first, middle @ .., last] = x;
        let above_field = first >= 0xed && middle.iter().all(|b| *b == 0xff) && last & 0x7f == 0x7f;
        if above_field || key.is_weak() {
            return Err(Unusable::Skip("not a canonical point of large order"));
        }
        Ok(Self(key))
    }

    /// RFC 8032, section 5.1.7, and strictly: no small-order point, one encoding only.
    pub(super) fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        Signature::from_slice(signature)
            .is_ok_and(|signature| self.0.verify_strict(message, &signature).is_ok())
    }
}
