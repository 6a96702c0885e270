//! `OKP`: Ed25519 (RFC 8037, section 2), verified strictly.

use ed25519_dalek::VerifyingKey;

use super::member::Unusable;
use crate::jose::ed25519::Ed25519Key;

pub(super) fn ed25519(x: &[u8]) -> Result<Ed25519Key, Unusable> {
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
    Ok(Ed25519Key::new(key))
}
