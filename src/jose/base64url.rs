//! base64url, unpadded and canonical: one byte string has one spelling (RFC 7515, section 2).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// `None` for padding, other alphabets, white space, an impossible length, and non-zero trailing bits:
/// a second spelling of the same bytes would defeat every comparison of tokens.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

/// 32 octets, for a member of a document.
pub(crate) fn serialize<S: serde::Serializer>(
    octets: &[u8; 32],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&encode(octets))
}

pub(crate) fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}
