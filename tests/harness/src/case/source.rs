//! Where the keys of a case come from.

use serde::Deserialize;

use super::Json;

/// Where keys come from: `keys`, unless a `did` stands alone.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawSource {
    keys: Option<Json>,
    #[serde(default)]
    from: Kind,
    did: Option<String>,
}

/// What the keys are.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Kind {
    #[default]
    Jwks,
    SpiffeJwtSvid,
    SpiffeWitSvid,
    DidDocument,
    Did,
}

/// Where keys come from, with their text.
#[derive(Clone, Copy, Debug)]
pub enum Source<'a> {
    /// A JSON Web Key Set.
    Jwks(&'a str),
    /// A SPIFFE bundle, for JWT-SVIDs.
    SpiffeJwtSvid(&'a str),
    /// A SPIFFE bundle, for WIT-SVIDs.
    SpiffeWitSvid(&'a str),
    /// A DID and its document.
    DidDocument(&'a str, &'a str),
    /// A DID alone.
    Did(&'a str),
}

impl RawSource {
    /// What the members say together.
    ///
    /// # Errors
    ///
    /// They say it in a way that the format has not.
    pub fn read(&self) -> Result<Source<'_>, &'static str> {
        let keys = self.keys.as_ref().map(|keys| keys.0.as_str());
        match (self.from, keys, self.did.as_deref()) {
            (Kind::Jwks, Some(keys), None) => Ok(Source::Jwks(keys)),
            (Kind::SpiffeJwtSvid, Some(keys), None) => Ok(Source::SpiffeJwtSvid(keys)),
            (Kind::SpiffeWitSvid, Some(keys), None) => Ok(Source::SpiffeWitSvid(keys)),
            (Kind::DidDocument, Some(keys), Some(did)) => Ok(Source::DidDocument(did, keys)),
            (Kind::Did, None, Some(did)) => Ok(Source::Did(did)),
            _ => Err("`keys`, `from` and `did` don't go together"),
        }
    }
}
