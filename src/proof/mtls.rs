//! Tokens that are bound to the client's certificate (RFC 8705, section 3).

use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use crate::denial::{Code, Denial};
use crate::jose::base64url;

/// RFC 8705, section 3.1: SHA-256 of the DER of the end-entity certificate.
pub(crate) fn thumbprint(certificate: &[u8]) -> [u8; 32] {
    Sha256::digest(certificate).into()
}

/// Whether the certificate of this very connection is the one that `x5t#S256` names. A certificate out of a header is
/// the connection's only where a proxy removes what clients send under that name (RFC 9440, section 4).
pub(crate) fn check(certificate_sha256: Option<&[u8; 32]>, x5t_s256: &str) -> Result<(), Denial> {
    let mismatch = |sentence| Err(Denial::new(Code::CertificateMismatch, sentence));
    let Some(presented) = certificate_sha256 else {
        return mismatch("the token is bound to a certificate, and the connection has none");
    };
    let bound = base64url::decode(x5t_s256).unwrap_or_default();
    if bool::from(presented.ct_eq(bound.as_slice())) {
        Ok(())
    } else {
        mismatch("the token is bound to another certificate than the one of the connection")
    }
}
