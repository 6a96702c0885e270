//! `EC`: ECDSA on the curves of NIST (RFC 7518, section 6.2), and on secp256k1 (RFC 8812).

#[cfg(any(feature = "es256k", feature = "issuer-keys"))]
use p256::ecdsa::signature::Verifier;

use super::member::{Unusable, octets};
use crate::jose::es256::Es256Key;
use crate::jose::json::Object;

pub(super) fn p256(member: &Object) -> Result<Es256Key, Unusable> {
    let point = point(member, 32, "`x` and `y` are not 32 octets each")?;
    Es256Key::from_sec1(&point).ok_or(OFF_CURVE)
}

#[cfg(feature = "issuer-keys")]
pub(super) fn p384(member: &Object) -> Result<p384::ecdsa::VerifyingKey, Unusable> {
    let point = point(member, 48, "`x` and `y` are not 48 octets each")?;
    p384::ecdsa::VerifyingKey::from_sec1_bytes(&point).map_err(|_| OFF_CURVE)
}

#[cfg(feature = "issuer-keys")]
pub(super) fn p521(member: &Object) -> Result<p521::ecdsa::VerifyingKey, Unusable> {
    let point = point(member, 66, "`x` and `y` are not 66 octets each")?;
    p521::ecdsa::VerifyingKey::from_sec1_bytes(&point).map_err(|_| OFF_CURVE)
}

#[cfg(feature = "es256k")]
pub(super) fn secp256k1(member: &Object) -> Result<k256::ecdsa::VerifyingKey, Unusable> {
    let point = point(member, 32, "`x` and `y` are not 32 octets each")?;
    k256::ecdsa::VerifyingKey::from_sec1_bytes(&point).map_err(|_| OFF_CURVE)
}

/// The uncompressed form of SEC 1, section 2.3.3.
fn point(member: &Object, size: usize, otherwise: &'static str) -> Result<Vec<u8>, Unusable> {
    let (x, y) = (octets(member, "x")?, octets(member, "y")?);
    // RFC 7518, section 6.2.1.2: full length, leading zeros kept
    if x.len() != size || y.len() != size {
        return Err(Unusable::Skip(otherwise));
    }
    Ok([&[0x04], x.as_slice(), &y].concat())
}

/// RFC 7518, section 3.4: r and s, each as long as the order, from 1 to the order less one, never DER.
#[cfg(feature = "issuer-keys")]
#[inline(never)]
pub(super) fn verifies<S>(key: &impl Verifier<S>, message: &[u8], signature: &[u8]) -> bool
where
    S: for<'s> TryFrom<&'s [u8]>,
{
    S::try_from(signature).is_ok_and(|signature| key.verify(message, &signature).is_ok())
}

/// The curve's library takes the lower s only, as Bitcoin does. RFC 8812, section 3.2, has no such rule.
#[cfg(feature = "es256k")]
#[inline(never)]
pub(super) fn verifies_either_s(
    key: &k256::ecdsa::VerifyingKey,
    message: &[u8],
    signature: &[u8],
) -> bool {
    k256::ecdsa::Signature::from_slice(signature)
        .is_ok_and(|signature| key.verify(message, &signature.normalize_s()).is_ok())
}

const OFF_CURVE: Unusable = Unusable::Skip("not a point on the curve");
