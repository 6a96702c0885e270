//! Bytes to verified payload: base64url, strict JSON, algorithms, keys and compact JWS
//! (RFC 7515, 7517, 7518, 7638, 8037, 8812, 9864, 9964), SPIFFE bundles, and DIDs.

pub(crate) mod base64url;
pub(crate) mod budget;
mod comb;
mod did;
mod ed25519;
mod es256;
pub(crate) mod jcs;
pub(crate) mod json;
pub(crate) mod jwa;
pub(crate) mod jwk;
pub(crate) mod jwks;
pub(crate) mod jws;
mod key;
pub(crate) mod spiffe;
#[cfg(test)]
mod tests;
