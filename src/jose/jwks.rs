//! [`Jwks`]: a JSON Web Key Set (RFC 7517, section 5), and the choice of the one key for a token.

use core::fmt;

use super::json::{self, Bounds, Value};
use super::jwa::Algorithm;
use super::jwk::Jwk;
use super::key::member::Unusable;
use crate::denial::{Code, Denial, shown};

/// The keys of one issuer.
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
        if text.len() > MAX_BYTES {
            return Err(JwksError::TooLarge);
        }
        let set =
            json::parse(text.as_bytes(), Bounds::CONFIGURATION).map_err(|fault| match fault {
                json::Fault::DuplicateMember => JwksError::DuplicateMember,
                json::Fault::Syntax => JwksError::NotJson,
                json::Fault::TooDeep | json::Fault::TooLarge => JwksError::TooLarge,
            })?;
        // RFC 7517, section 5: an object with the member `keys`, an array
        let Value::Object(mut set) = set else {
            return Err(JwksError::NotASet);
        };
        let Some(Value::Array(members)) = set.remove("keys") else {
            return Err(JwksError::NotASet);
        };
        if members.len() > MAX_KEYS {
            return Err(JwksError::TooLarge);
        }
        let mut jwks = Self {
            keys: Vec::new(),
            skipped: Vec::new(),
        };
        for (index, member) in members.iter().enumerate() {
            match Jwk::read(member) {
                Ok(key) => jwks.keys.push(key),
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

    /// Position in `keys`, from 0.
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
    /// No key is left; why the first one was left out, if there was one.
    NoUsableKey(Option<&'static str>),
}

impl fmt::Display for JwksError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TooLarge => "the key set is larger than 256 KiB, 64 keys or 64 levels",
            Self::NotJson => "the key set is not JSON",
            Self::DuplicateMember => "the key set names a member twice",
            Self::NotASet => "a key set is an object with an array `keys`",
            Self::SymmetricKey => "the key set holds a secret key (`kty` is `oct`)",
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
