//! [`Segments`]: scope tokens made of segments, `files:read`, where the last one may be a wildcard, `files:*`.

use std::collections::BTreeSet;

use super::is_readable;
use crate::config::{ConfigError, Problem};

/// What stands between the segments of an issuer's scope tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[non_exhaustive]
pub enum Separator {
    /// `:`, as in `files:read`.
    #[serde(rename = ":")]
    Colon,
    /// `.`, as in `Mail.Read`.
    #[serde(rename = ".")]
    Dot,
    /// `/`, as in `files/read`.
    #[serde(rename = "/")]
    Slash,
}

impl Separator {
    fn as_char(self) -> char {
        match self {
            Self::Colon => ':',
            Self::Dot => '.',
            Self::Slash => '/',
        }
    }
}

/// A token is a literal (`files:read`, `files`), a wildcard (`files:*`) or opaque. A wildcard covers every literal with at
/// least one segment more (`files:read`, `files:read:all`), and every wildcard of such (`files:read:*`); not `files`, not
/// `filesystem:read`. A literal covers itself alone.
///
/// A segment is not empty and holds no star. Whatever is neither (`*`, `re*`, `a:*:b`, `a::b`, `a:`) is `scope_malformed`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segments {
    separator: Separator,
    opaque: BTreeSet<String>,
}

impl Segments {
    /// No token is opaque until [`Self::opaque`] names some.
    pub fn new(separator: Separator) -> Self {
        Self {
            separator,
            opaque: BTreeSet::new(),
        }
    }

    /// Tokens that are names and nothing else, whatever they look like: no wildcard covers one, and one covers itself alone.
    /// For `openid`, for URLs, for a `*` that has a meaning of the issuer's own.
    ///
    /// # Errors
    ///
    /// `"a b"` is no scope token, so no token has it; `["a", "a"]` says it twice.
    pub fn opaque<S: Into<String>>(
        mut self,
        tokens: impl IntoIterator<Item = S>,
    ) -> Result<Self, ConfigError> {
        let mut problems = Vec::new();
        for (index, token) in tokens.into_iter().enumerate() {
            let token = token.into();
            let path = || format!("segments.opaque[{index}]");
            if !is_readable(&token) {
                problems.push(Problem::new(path(), "not a scope token of RFC 6749"));
            } else if !self.opaque.insert(token) {
                problems.push(Problem::new(path(), "it stands there twice"));
            }
        }
        ConfigError::from_problems(problems).map_or(Ok(self), Err)
    }

    /// Is it a literal, a wildcard or opaque?
    pub(super) fn takes(&self, token: &str) -> bool {
        self.opaque.contains(token) || self.is_segmented(token)
    }

    /// Does it cover what is below it?
    pub(super) fn is_wildcard(&self, token: &str) -> bool {
        !self.opaque.contains(token) && self.stem(token).is_some() && self.is_segmented(token)
    }

    /// The wildcards that cover it, the widest first; a wildcard is the last of its own. Over what is malformed there are
    /// none.
    pub(super) fn wildcards_over<'a>(
        &'a self,
        token: &'a str,
    ) -> impl Iterator<Item = String> + 'a {
        let separator = self.separator.as_char();
        let prefixes = (!self.opaque.contains(token) && self.is_segmented(token))
            .then(|| token.match_indices(separator));
        prefixes
            .into_iter()
            .flatten()
            .filter_map(|(end, _)| token.get(..end))
            .map(move |prefix| format!("{prefix}{separator}*"))
            .filter(|wildcard| !self.opaque.contains(wildcard))
    }

    fn is_segmented(&self, token: &str) -> bool {
        self.stem(token)
            .unwrap_or(token)
            .split(self.separator.as_char())
            .all(|segment| !segment.is_empty() && !segment.contains('*'))
    }

    /// What stands before a star that is the last of several segments.
    fn stem<'a>(&self, token: &'a str) -> Option<&'a str> {
        match token.rsplit_once(self.separator.as_char()) {
            Some((stem, "*")) => Some(stem),
            _ => None,
        }
    }
}
