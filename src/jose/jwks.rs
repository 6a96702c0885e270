//! [`Jwks`]: a JSON Web Key Set (RFC 7517, section 5), and the choice of the one key for a token.

use core::fmt;

use super::json::{self, Bounds, Object, Value};
use super::jwa::Algorithm;
use super::jwk::Jwk;
use super::key::member::Unusable;
use super::spiffe::SpiffeUse;
use crate::denial::{Code, Denial, shown};

/// The keys of one issuer: out of its key set, a SPIFFE bundle, a `did:key`, or a DID document.
///
/// Keys of unknown types are left out, as RFC 7517, section 5, asks; [`Jwks::skipped`] names them.
#[derive(Clone, Debug)]
pub struct Jwks {
    keys: Vec<Jwk>,
    skipped: Vec<SkippedKey>,
}

impl Jwks {
    /// Reads a key set from its JSON text.
    ///
    /// # Errors
    ///
    /// `[]` and `{"keys":{}}` are no key sets; `{"keys":[]}` holds no usable key; `{"keys":[{"kty":"oct",…}]}` holds a
    /// secret, so the whole set is refused; more than 64 keys or 256 KiB is more than any issuer publishes.
    pub fn parse(text: &str) -> Result<Self, JwksError> {
        let set = read_set(text)?;
        if SPIFFE_MEMBERS.iter().any(|name| set.contains_key(*name)) {
            return Err(JwksError::SpiffeBundle);
        }
        Self::collect(keys_of(&set)?.iter().map(|key| Jwk::read(key, None)))
    }

    /// Reads a SPIFFE bundle, the keys of one trust domain, from its JSON text. Only the keys for this kind of SVID
    /// are taken; [`Self::skipped`] names the others.
    ///
    /// The values of `use` are case-sensitive (SPIFFE Trust Domain and Bundle, section 4.2.2): a bundle that says
    /// `JWT-SVID` holds no key. Sequence number and refresh hint are for who fetches the bundle.
    ///
    /// # Errors
    ///
    /// As [`Self::parse`]. `{"keys":[{"use":"sig",…}]}` is an issuer's key set, and holds no key for SVIDs.
    pub fn from_spiffe_bundle(text: &str, svid: SpiffeUse) -> Result<Self, JwksError> {
        let bundle = read_set(text)?;
        Self::collect(
            keys_of(&bundle)?
                .iter()
                .map(|key| Jwk::read(key, Some(svid))),
        )
    }

    /// Keeps the usable keys, and remembers the others.
    pub(super) fn collect(
        keys: impl Iterator<Item = Result<Jwk, Unusable>>,
    ) -> Result<Self, JwksError> {
        let mut jwks = Self {
            keys: Vec::new(),
            skipped: Vec::new(),
        };
        for (index, key) in keys.enumerate() {
            match key {
                Ok(key) => jwks.keys.push(key),
                // RFC 7518, section 6.4: whoever reads the set has the secret
                Err(Unusable::Symmetric) => return Err(JwksError::SymmetricKey),
                Err(Unusable::Private) => jwks.skip(index, SkippedKey::PRIVATE),
                Err(Unusable::Skip(reason)) => jwks.skip(index, reason),
            }
        }
        match (jwks.keys.is_empty(), jwks.skipped.first()) {
            (false, _) => Ok(jwks),
            (true, first) => Err(JwksError::NoUsableKey(first.map(|skipped| skipped.reason))),
        }
    }

    fn skip(&mut self, index: usize, reason: &'static str) {
        self.skipped.push(SkippedKey { index, reason });
    }

    /// The usable keys, in the order of the set.
    pub fn keys(&self) -> &[Jwk] {
        &self.keys
    }

    /// The keys that were left out.
    pub fn skipped(&self) -> &[SkippedKey] {
        &self.skipped
    }

    /// The one key for a token with this header. Never guesses: no key and several keys both refuse.
    pub(crate) fn select(&self, kid: Option<&str>, algorithm: Algorithm) -> Result<&Jwk, Denial> {
        let named = |key: &&Jwk| kid.is_none() || key.kid() == kid;
        let mut fitting = self
            .keys
            .iter()
            .filter(named)
            .filter(|key| key.fits(algorithm));
        match (fitting.next(), fitting.next()) {
            (Some(key), None) => Ok(key),
            (Some(_), Some(_)) => Err(Denial::new(
                Code::KeyAmbiguous,
                match kid {
                    Some(kid) => format!("several {algorithm} keys have the kid `{}`", shown(kid)),
                    None => format!("the token names no kid, and several keys are for {algorithm}"),
                },
            )),
            (None, _) => Err(match kid {
                Some(kid) if self.keys.iter().any(|key| named(&key)) => Denial::new(
                    Code::KeyUnsuitable,
                    format!("the key `{}` is not for {algorithm}", shown(kid)),
                ),
                Some(kid) => Denial::new(
                    Code::KeyUnknown,
                    format!("no key has the kid `{}`", shown(kid)),
                ),
                None => Denial::new(Code::KeyUnknown, format!("no key is for {algorithm}")),
            }),
        }
    }
}

fn read_set(text: &str) -> Result<Object, JwksError> {
    if text.len() > MAX_BYTES {
        return Err(JwksError::TooLarge);
    }
    match json::parse(text.as_bytes(), Bounds::CONFIGURATION) {
        Ok(Value::Object(set)) => Ok(set),
        Ok(_) => Err(JwksError::NotASet),
        Err(json::Fault::DuplicateMember) => Err(JwksError::DuplicateMember),
        Err(json::Fault::Syntax) => Err(JwksError::NotJson),
        Err(json::Fault::TooDeep | json::Fault::TooLarge) => Err(JwksError::TooLarge),
    }
}

/// RFC 7517, section 5: an object with the member `keys`, an array.
fn keys_of(set: &Object) -> Result<&[Value], JwksError> {
    match set.get("keys") {
        Some(Value::Array(keys)) if keys.len() <= MAX_KEYS => Ok(keys),
        Some(Value::Array(_)) => Err(JwksError::TooLarge),
        _ => Err(JwksError::NotASet),
    }
}

/// A member of a set that is not used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SkippedKey {
    index: usize,
    reason: &'static str,
}

impl SkippedKey {
    /// The [`Self::reason`] of a key that was published together with its private half. Anyone can sign with it, so
    /// it is an incident: tell the issuer.
    pub const PRIVATE: &str = "private_key_in_jwks: the set publishes the private key";

    /// Position in `keys`, or in `assertionMethod` of a DID document, from 0.
    pub fn index(&self) -> usize {
        self.index
    }

    /// Why, as a phrase.
    pub fn reason(&self) -> &'static str {
        self.reason
    }
}

/// Why a key set can't be used at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum JwksError {
    /// More than 256 KiB, 64 keys, or 64 levels.
    TooLarge,
    /// Not JSON, for example an HTML error page.
    NotJson,
    /// A member is named twice.
    DuplicateMember,
    /// Not an object with an array `keys`.
    NotASet,
    /// A secret key (`kty: "oct"`) stands in a set that is meant to be public.
    SymmetricKey,
    /// A SPIFFE bundle: it has `spiffe_sequence` or `spiffe_refresh_hint`. Its keys say what they are for, so it is
    /// read by [`Jwks::from_spiffe_bundle`].
    SpiffeBundle,
    /// Not a DID, for example a DID URL with a fragment.
    NotADid,
    /// Not a `did:key` of an Ed25519 or P-256 key, and why.
    DidKey(&'static str),
    /// Not the document of this DID, or not one that can be read, and why.
    DidDocument(&'static str),
    /// No key is left; why the first one was left out, if there was one.
    NoUsableKey(Option<&'static str>),
}

impl JwksError {
    /// Which of the two, a DID and its document, is wrong: `did`, or `keys`, as everything else is.
    pub fn place(self) -> &'static str {
        match self {
            Self::NotADid | Self::DidKey(_) => "did",
            _ => "keys",
        }
    }
}

impl fmt::Display for JwksError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TooLarge => "the key set is larger than 256 KiB, 64 keys or 64 levels",
            Self::NotJson => "the key set is not JSON",
            Self::DuplicateMember => "the key set names a member twice",
            Self::NotASet => "a key set is an object with an array `keys`",
            Self::SymmetricKey => "the key set holds a secret key (`kty` is `oct`)",
            Self::SpiffeBundle => {
                "the key set is a SPIFFE bundle (it has `spiffe_sequence` or `spiffe_refresh_hint`)"
            }
            Self::NotADid => {
                "a DID is `did:`, a method, `:` and an identifier, without path, query and fragment"
            }
            Self::DidKey(reason) => return write!(f, "the `did:key`: {reason}"),
            Self::DidDocument(reason) => return write!(f, "the DID document: {reason}"),
            Self::NoUsableKey(None) => "the key set is empty",
            Self::NoUsableKey(Some(reason)) => {
                return write!(f, "the key set holds no usable key: {reason}");
            }
        })
    }
}

impl core::error::Error for JwksError {}

/// What the largest providers publish is below 20 KiB and a dozen keys.
const MAX_BYTES: usize = 256 * 1024;
const MAX_KEYS: usize = 64;

/// SPIFFE Trust Domain and Bundle, sections 4.1.1 and 4.1.2.
const SPIFFE_MEMBERS: [&str; 2] = ["spiffe_sequence", "spiffe_refresh_hint"];
