//! Compact JWS of any header, payload and signature.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::Key;

/// base64url without padding.
pub fn encode(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// What [`encode`] made.
///
/// # Panics
///
/// On anything else.
pub fn decode(text: &str) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(text).expect("base64url")
}

/// What a signature is over (RFC 7515, section 5.1): any bytes, so that a header or a payload can be wrong.
pub fn signing_input(header: impl AsRef<[u8]>, payload: impl AsRef<[u8]>) -> String {
    format!("{}.{}", encode(header), encode(payload))
}

/// A signing input and its signature.
pub fn assemble(signing_input: &str, signature: impl AsRef<[u8]>) -> String {
    format!("{signing_input}.{}", encode(signature))
}

/// A compact JWS, signed.
pub fn compact(header: impl AsRef<[u8]>, payload: impl AsRef<[u8]>, key: &Key) -> String {
    let input = signing_input(header, payload);
    assemble(&input, key.sign(input.as_bytes()))
}
