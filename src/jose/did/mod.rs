//! DIDs as sources of keys: `did:key`, and documents that the host resolved (W3C DID Core 1.0).

mod document;
mod multikey;

use super::jwk::Jwk;
use super::jwks::{Jwks, JwksError};
use super::key::member::Unusable;

impl Jwks {
    /// The one key that a `did:key` is, of type Ed25519 or P-256. Its `kid` is its DID URL, `did:key:z6Mk…#z6Mk…`.
    ///
    /// # Errors
    ///
    /// `did:web:as.example` is another method; `did:key:zQ3s…` is a key on secp256k1; `did:key:u7QH…` is in another base.
    pub fn from_did_key(did: &str) -> Result<Self, JwksError> {
        let multikey = did
            .strip_prefix("did:key:")
            .ok_or(JwksError::DidKey("it does not begin with `did:key:`"))?;
        let member = multikey::read(multikey).map_err(JwksError::DidKey)?;
        // The did:key Method, section 3.1.2: the fragment is the key once more
        let key = Jwk::named(&member, format!("{did}#{multikey}")).map_err(|unusable| {
            JwksError::DidKey(match unusable {
                Unusable::Skip(reason) => reason,
                Unusable::Private | Unusable::Symmetric => "no public key",
            })
        })?;
        Self::collect(core::iter::once(Ok(key)))
    }

    /// The keys of a DID document that the host resolved, for `did:web` or any other method: those that
    /// `assertionMethod` refers to or holds, of type Ed25519 or P-256. Others are left out; [`Self::skipped`] names
    /// those of `assertionMethod`.
    ///
    /// The `kid` of a key is the absolute DID URL of its verification method, `did:web:as.example#key-1`, whatever `kid`
    /// its JSON Web Key has. A method that has been revoked, or that expires, is left out: a key set knows no time.
    ///
    /// # Errors
    ///
    /// `did:web:as.example#key-1` is no DID; `{"id":"did:web:other.example",…}` is the document of another one; more
    /// than 64 verification methods or 64 KiB is more than anybody publishes.
    pub fn from_did_document(did: &str, text: &str) -> Result<Self, JwksError> {
        if is_did(did) {
            document::read(did, text)
        } else {
            Err(JwksError::NotADid)
        }
    }
}

/// DID Core 1.0, section 3.1.
fn is_did(text: &str) -> bool {
    let Some((method, id)) = text
        .strip_prefix("did:")
        .and_then(|rest| rest.split_once(':'))
    else {
        return false;
    };
    let method_char = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    let id_char =
        |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_' | b':' | b'%');
    !method.is_empty()
        && method.bytes().all(method_char)
        && id.bytes().all(id_char)
        && !id.is_empty()
        && !id.ends_with(':')
}

#[cfg(test)]
mod tests;
