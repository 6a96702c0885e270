//! Bytes to verified payload: base64url, strict JSON, algorithms, keys and compact JWS
//! (RFC 7515, 7517, 7518, 7638, 8037, 8812, 9864, 9964).

pub(crate) mod base64url;
mod es256;
pub(crate) mod json;
pub(crate) mod jwa;
pub(crate) mod jwk;
pub(crate) mod jwks;
pub(crate) mod jws;
mod key;
#[cfg(test)]
mod tests;
